#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs well-known platforms into a cluster of their own, and reads all of what the server made of them."""

import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import export_all, fail, kubectl, name_of, scan_all

CORPUS = Path(os.environ["CLUSTER_TOOLS"]).parent.parent.parent / "shared" / "corpus" / "manifests"
TOOL = Path(os.environ["CLUSTER_TOOLS"]) / "cluster.py"
# Definitions before what they define; a namespace where the manifests come without one.
PARTS = (("kube-prometheus/manifests/setup", ""), ("kube-prometheus/manifests", ""), ("argo-cd/install.yaml", "argocd"),
         ("online-boutique/kubernetes-manifests.yaml", "boutique"), ("ingress-nginx/deploy.yaml", ""))


def start():
    """A cluster that ends with this check: webhooks and APIs that nobody serves would be in the way of other checks."""
    result = subprocess.run([TOOL, "start", "cluster", os.environ["VERSION"], "--owner", str(os.getpid())],
                            capture_output=True, text=True)
    if result.returncode != 0:
        fail(result.stderr)
    return result.stdout.strip()


def install(kubeconfig):
    """Applies all parts; the names of the objects that were applied."""
    applied = set()
    for path, namespace in PARTS:
        if namespace:
            kubectl("create", "namespace", namespace, kubeconfig=kubeconfig)
        place = ["-n", namespace] if namespace else []
        answer = kubectl("apply", "--server-side", *place, "-f", str(CORPUS / path), "-o", "json", kubeconfig=kubeconfig)
        applied |= {name_of(item) for item in json.loads(answer)["items"]}
        kubectl("wait", "--for=condition=established", "--timeout=30s", "crd", "--all", kubeconfig=kubeconfig)
    return applied


def main():
    if not CORPUS.is_dir():
        print(f"skipped: there is no {CORPUS}")
        sys.exit(77)
    kubeconfig = start()
    applied = install(kubeconfig)
    # With an API registered that nobody serves, kubectl can no longer tell which kinds there are.
    kubectl("delete", "apiservice", "v1beta1.metrics.k8s.io", kubeconfig=kubeconfig)
    applied.discard(("APIService", "", "v1beta1.metrics.k8s.io"))
    exported = export_all(kubeconfig)
    missing = applied - {name_of(item) for item in json.loads(exported)["items"]}
    if len(applied) < 200 or missing:
        fail(f"{len(applied)} objects were applied; not in the export: {missing}")
    scan_all(exported)


main()
