#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Credentials planted in a live cluster (Secrets, annotations, environment variables, arguments, ConfigMaps, custom
resources) are in no snapshot, no report and no message, and the values of Secrets never even arrive."""

import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl, read_snapshot

CANARY = str(Path(os.environ["CLUSTER_TOOLS"]).parent / "canary" / "canary.py")
FORMATS = ("table", "json", "sarif", "junit", "markdown", "html", "github", "prometheus", "openreports", "policyreport")


def canary(part):
    return subprocess.run([sys.executable, CANARY, part], capture_output=True, text=True, check=True).stdout


def expect_none(where, text, words):
    found = [word for word in words if word in text]
    if found:
        fail(f"{where} shows {found[:3]}")


def secrets_arrived(words):
    """What the server sends for Secrets, in the form in which bulwark asks for them."""
    token = "application/json;as=Table;v=v1;g=meta.k8s.io"
    proxy = subprocess.Popen([os.environ["KUBECTL"], "proxy", "--port=0"], stdout=subprocess.PIPE, text=True)
    address = proxy.stdout.readline().rsplit(" ", 1)[1].strip()
    answer = subprocess.run(["curl", "-sS", "-H", f"Accept: {token}", f"http://{address}/api/v1/namespaces/canary/secrets?limit=500"],
                            capture_output=True, text=True, check=True).stdout
    proxy.kill()
    for row in json.loads(answer)["rows"]:  # kubectl's own copy is in the metadata, and dropped while it is read
        row["object"]["metadata"].get("annotations", {}).pop("kubectl.kubernetes.io/last-applied-configuration", None)
        expect_none("the table of Secrets", json.dumps(row), words)


def main():
    words = canary("words").split()
    kubectl("apply", "-f", "-", text=canary("definition"))
    kubectl("wait", "--for=condition=established", "--timeout=30s", "crd", "--all")
    kubectl("create", "namespace", "canary")
    kubectl("apply", "-f", "-", text=canary("objects"))
    planted = kubectl("get", "secrets,configmaps,pods,deployments", "-n", "canary", "-o", "json")
    if sum(word in planted for word in words) < 20:
        fail("the canaries are not in the cluster")
    bulwark("snapshot", "-o", "picture.zst")
    text = subprocess.run(["zstd", "-dc", "--long=31", "picture.zst"], capture_output=True, check=True).stdout.decode()
    expect_none("the snapshot", text, words)
    _, objects, _ = read_snapshot("picture.zst")
    secret = [one for one in objects if one["kind"] == "Secret" and one["metadata"].get("namespace") == "canary"]
    if len(secret) != 1 or "data" in secret[0] or secret[0]["dataCount"] < 2:
        fail(f"the Secret is {secret}")
    for form in FORMATS:
        for target in ([], ["picture.zst"]):
            result = bulwark("scan", *target, "-o", form, "-n" if not target else "--no-secrets", *(["canary"] if not target else []),
                             "--stats", expected=(0, 1, 3))
            expect_none(f"{form} of {target or 'the cluster'}", result.stdout + result.stderr, words)
    secrets_arrived(words)
    kubectl("delete", "namespace", "canary", "--wait=false")


main()
