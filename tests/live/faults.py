#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a scan says of an API server that stalls, cuts, refuses and lies: what passes by itself is overcome, the rest is a
gap with its reason, and everything else is read. usage: faults.py BULWARK"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

BULWARK = os.path.abspath(sys.argv[1])
SERVER = str(Path(__file__).with_name("api_server.py"))
CONFIG_MAPS = 1200  # three pages
DEPLOYMENTS = "/apis/apps/v1/deployments"
MAPS = "/api/v1/configmaps"


def write_objects(path):
    with open(path, "w") as file:
        for number in range(3):
            container = {"name": "main", "image": "nginx:latest", "securityContext": {"privileged": True}}
            file.write(json.dumps({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {
                "name": f"d{number}", "namespace": "shop", "resourceVersion": "1"}, "spec": {"template": {"spec": {"containers": [container]}}}}) + "\n")
        for number in range(CONFIG_MAPS):
            file.write(json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {
                "name": f"m{number:05}", "namespace": "shop", "resourceVersion": "1"}, "data": {"a": "b"}}) + "\n")
        file.write(json.dumps({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "resourceVersion": "1"}}) + "\n")


EVERYTHING = 3 + CONFIG_MAPS + 1


def scan(faults):
    """Report and standard error of a scan of a server with these faults."""
    Path("faults.json").write_text(json.dumps(faults))
    with subprocess.Popen([sys.executable, SERVER, "objects.ndjson", "faults.json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        url = server.stdout.readline().strip()
        Path("kubeconfig").write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "lab", "clusters": [{"name": "c", "cluster": {"server": url}}],
            "users": [{"name": "u", "user": {}}], "contexts": [{"name": "lab", "context": {"cluster": "c", "user": "u"}}]}))
        done = subprocess.run([BULWARK, "scan", "--kubeconfig", "kubeconfig", "-o", "json", "--control", "privileged-container",
                               "--request-timeout", "2"], capture_output=True, text=True, timeout=120)
        server.stdin.close()
    if done.returncode not in (1, 3):
        sys.exit(f"FAILED: with {faults} the scan ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def check(name, faults, resources, gaps):
    """`gaps`: type -> a word of the reason."""
    report = scan(faults)
    told = {one["what"]: one["reason"] for one in report["not_evaluated"]}
    wrong = [what for what in gaps if gaps[what].lower() not in told.get(what, "").lower()]
    if report["resources"] != resources or set(told) != set(gaps) or wrong:
        sys.exit(f"FAILED: {name}: {report['resources']} objects instead of {resources}; gaps {told} instead of {gaps}")
    print(f"ok {name}: {resources} objects; {told or 'no gap'}")


def main():
    os.chdir(tempfile.mkdtemp(prefix="bulwark-faults-"))
    write_objects("objects.ndjson")
    check("nothing wrong", {}, EVERYTHING, {})
    for fault in ("429", "503", "500", "502", "cut", "reset", "stall"):
        check(f"{fault}, once", {MAPS: {"fault": fault, "times": 1}}, EVERYTHING, {})
    rest = EVERYTHING - 3
    for fault, word in (("500", "told to answer 500"), ("403", "missing permission: list deployments.apps"), ("html", "web page"),
                        ("garbage", "not valid JSON"), ("short", "cannot be read"), ("redirect", "login.example.com"), ("404", "told to answer 404")):
        check(f"{fault}, always", {DEPLOYMENTS: {"fault": fault}}, rest, {"deployments.apps": word})
    check("gone, begun anew", {MAPS: {"fault": "gone", "times": 1}}, EVERYTHING, {})
    check("gone, always", {MAPS: {"fault": "gone"}}, 3 + 500 + 1, {"configmaps": "too old"})
    check("gone, with a token to go on", {MAPS: {"fault": "resume"}}, EVERYTHING, {})
    for fault, word in (("html", "web page"), ("garbage", "not valid JSON"), ("503", "503"), ("401", "401")):
        check(f"discovery answers {fault}", {"/apis": {"fault": fault}}, 0, {"the whole cluster": word})


main()
