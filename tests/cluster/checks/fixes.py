#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `scan --fix=all` writes is what the API server takes: every object that passed a dry run before passes after it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl

CORPUS = Path(os.environ["CLUSTER_TOOLS"]).parent.parent.parent / "shared" / "corpus" / "manifests"
NAMESPACE = "fixes"
PARTS = ("online-boutique/kubernetes-manifests.yaml", "argo-cd/install.yaml", "ingress-nginx/deploy.yaml",
         "kube-prometheus/manifests")


def taken(path):
    """The objects that a server-side dry run takes, and how many there are. Each is sent for itself."""
    good = set()
    read = subprocess.run([os.environ["KUBECTL"], "create", "--dry-run=client", "--validate=false", "-o", "json", "-f", str(path)],
                          capture_output=True, text=True)
    decoder, text, items = json.JSONDecoder(), read.stdout.strip(), []
    while text:
        item, end = decoder.raw_decode(text)
        items += item["items"] if item["kind"] == "List" else [item]
        text = text[end:].lstrip()
    for item in items:
        item["metadata"]["namespace"] = NAMESPACE
        sent = subprocess.run([os.environ["KUBECTL"], "apply", "--server-side", "--dry-run=server", "--force-conflicts",
                               "--validate=strict", "-f", "-"], input=json.dumps(item), capture_output=True, text=True)
        if sent.returncode == 0:
            good.add((item["kind"], item["metadata"]["name"]))
    return good, len(items)


def copied(source, target):
    """Without the modes: the corpus may be read-only."""
    if source.is_file():
        shutil.copyfile(source, target)
        return
    for path in source.rglob("*"):
        if path.is_file():
            (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / path.relative_to(source))


def main():
    if not CORPUS.is_dir():
        print(f"skipped: there is no {CORPUS}")
        sys.exit(77)
    kubectl("create", "namespace", NAMESPACE)
    for part in PARTS:
        copy = Path(part.replace("/", "-"))
        copied(CORPUS / part, copy)
        before, count = taken(copy)
        bulwark("scan", "--fix=all", "--no-expected", str(copy), expected=(0, 1, 3))
        after, same = taken(copy)
        if count != same or before - after:
            fail(f"{part}: of {count} objects, {same} are left; refused since: {sorted(before - after)}")
        print(f"{part}: {len(after)} of {count} objects are taken, before {len(before)}")
    report = json.loads(bulwark("scan", "--framework", "pss-restricted", "-o", "json",
                                "online-boutique-kubernetes-manifests.yaml").stdout)
    if report["findings"]:
        fail(f"online-boutique still has {len(report['findings'])} findings of pss-restricted")


main()
