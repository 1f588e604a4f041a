#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Configuration files of the API server that no control minds are such as a real API server starts with, and does what they say:
Secrets are encrypted, bodies of Secrets stay out of the audit log, strangers get no further than /livez. `bulwark node audit` finds
the files by the words of the process, and lets them decide what the flags do not."""

import base64
import http.client
import json
import os
import ssl
import subprocess
import sys
import urllib.parse
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl

KEY = base64.b64encode(os.urandom(32)).decode()
CONFIG = "apiserver.config.k8s.io/v1"
GOOD = {
    "encryption-provider-config": {"apiVersion": CONFIG, "kind": "EncryptionConfiguration", "resources": [
        {"resources": ["secrets", "configmaps"], "providers": [
            {"secretbox": {"keys": [{"name": "k1", "secret": KEY}]}}, {"identity": {}}]}]},
    "audit-policy-file": {"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"], "rules": [
        {"level": "None", "nonResourceURLs": ["/livez*", "/readyz*"]},
        {"level": "Metadata", "resources": [{"group": "", "resources": ["secrets", "configmaps", "serviceaccounts/token"]},
                                            {"group": "authentication.k8s.io", "resources": ["tokenreviews"]}]},
        {"level": "Request", "verbs": ["create", "update", "patch", "delete"]}, {"level": "Metadata"}]},
    "admission-control-config-file": {"apiVersion": CONFIG, "kind": "AdmissionConfiguration", "plugins": [
        {"name": "PodSecurity", "configuration": {
            "apiVersion": "pod-security.admission.config.k8s.io/v1", "kind": "PodSecurityConfiguration",
            "defaults": {"enforce": "baseline", "enforce-version": "latest"}, "exemptions": {"namespaces": ["kube-system"]}}},
        {"name": "EventRateLimit", "configuration": {
            "apiVersion": "eventratelimit.admission.k8s.io/v1alpha1", "kind": "Configuration",
            "limits": [{"type": "Server", "qps": 500, "burst": 1000}]}}]},
    "authentication-config": {"apiVersion": CONFIG, "kind": "AuthenticationConfiguration",
                              "anonymous": {"enabled": True, "conditions": [{"path": "/livez"}, {"path": "/readyz"}]},
                              "jwt": [{"issuer": {"url": "https://127.0.0.1:1", "audiences": ["k8s"]}, "claimMappings": {
                                  "username": {"claim": "sub", "prefix": "id:"}, "groups": {"claim": "groups", "prefix": "id:"}}}]},
    "authorization-config": {"apiVersion": CONFIG, "kind": "AuthorizationConfiguration", "authorizers": [
        {"type": "Node", "name": "node"}, {"type": "RBAC", "name": "rbac"}]},
}
ASKED = [word for glob in ("encryption-*", "audit-policy-*", "admission-pod-*", "admission-event-*", "authentication-*", "authorization-*",
                           "file-*-encryption-config", "file-*-api-server-config") for word in ("--control", glob)]
ASKED += [word for one in ("encryption-plain-fallback", "encryption-local-keys") for word in ("--exclude", one)]


def write_files(folder):
    folder.mkdir()
    for flag, content in GOOD.items():
        path = folder / f"{flag}.json"
        path.write_text(json.dumps(content))
        path.chmod(0o600)


def start(folder):
    changed = {flag: str(folder / f"{flag}.json") for flag in GOOD}
    changed["authorization-mode"] = ""
    changed["enable-admission-plugins"] = "NodeRestriction,EventRateLimit"
    words = [word for name, value in changed.items() for word in ("--flag", f"kube-apiserver:{name}={value}")]
    version = os.environ["VERSION"].lstrip("v").rsplit(".", 1)[0]
    made = subprocess.run([f"{os.environ['CLUSTER_TOOLS']}/cluster.py", "start", "cluster", version, "--owner", str(os.getpid()), *words],
                          capture_output=True, text=True)
    if made.returncode != 0:
        fail(f"the API server does not start with files that no control minds: {made.stderr[-2000:]}")
    return made.stdout.strip()


def strangers_get(kubeconfig, path):
    server = json.loads(kubectl("config", "view", "--raw", "-o", "json", kubeconfig=kubeconfig))["clusters"][0]["cluster"]["server"]
    connection = http.client.HTTPSConnection(urllib.parse.urlparse(server).netloc, context=ssl._create_unverified_context(), timeout=60)
    connection.request("GET", path)
    return connection.getresponse().status


def does_what_they_say(kubeconfig):
    kubectl("create", "secret", "generic", "one", "--from-literal=a=planted-value", kubeconfig=kubeconfig)
    stored = subprocess.run([f"{os.environ['CLUSTER_TOOLS']}/cluster.py", "stored", "cluster", "/registry/secrets/default/one"],
                            capture_output=True, check=True).stdout
    if b"k8s:enc:secretbox:v1:k1" not in stored or b"planted-value" in stored:
        fail(f"etcd keeps the Secret as {stored[:60]}")
    answers = [strangers_get(kubeconfig, path) for path in ("/livez", "/version")]
    if answers != [200, 401]:
        fail(f"strangers get {answers}")
    events = [json.loads(line) for line in Path("cluster/audit.log").read_text().splitlines()]
    levels = {one["level"] for one in events if one.get("objectRef", {}).get("resource") == "secrets"}
    if levels != {"Metadata"}:
        fail(f"requests for Secrets are written at {levels}")


def process_of(folder):
    for words in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder / "authorization-config.json") in words.read_text() and "kube-apiserver" in words.read_text():
                return f"kube-apiserver-{words.parent.name}"
        except OSError:
            continue
    fail("the API server does not run where this can see it")
    return ""


def main():
    folder = Path("files").resolve()
    write_files(folder)
    said = json.loads(bulwark("scan", *ASKED, "-o", "json", str(folder)).stdout)
    if said["findings"]:
        fail(f"good files have findings: {[one['control'] for one in said['findings']]}")
    kubeconfig = start(folder)
    does_what_they_say(kubeconfig)
    name = process_of(folder)
    flags = [word for one in ("api-server-anonymous", "api-server-always-allow", "api-server-node-authorizer", "api-server-rbac")
             for word in ("--control", one)]
    said = json.loads(bulwark("node", "audit", *ASKED, *flags, "-o", "json", "--fail-on", "none", expected=(0, 3)).stdout)
    ours = [one["control"] for one in said["findings"] if one["resource"]["name"] == name or str(folder) in one["resource"]["name"]]
    open_questions = [one for one in said["not_evaluated"] if name in json.dumps(one) or str(folder) in json.dumps(one)]
    if ours or open_questions:
        fail(f"the node audit finds {ours}, and does not evaluate {open_questions}")
    subprocess.run([f"{os.environ['CLUSTER_TOOLS']}/cluster.py", "stop", "cluster"], check=True, capture_output=True)
    print("5 files, taken and kept to")


main()
