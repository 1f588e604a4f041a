#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What kubectl exports of a whole cluster, bulwark reads to the last object, and what it finds in the manifests of
examples/shop, it finds again in what the server made of them."""

import json
import os
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import export_all, fail, found_in, kubectl, name_of, scan, scan_all

SHOP = Path(os.environ["CLUSTER_TOOLS"]).parent.parent / "examples" / "shop"
# examples/shop has objects of these kinds, which a cluster knows only once somebody defined them.
FOREIGN_KINDS = (("gateway.networking.k8s.io", "v1", "Gateway", "gateways"),
                 ("cache.example.com", "v1", "CacheCluster", "cacheclusters"))
# A Secret is a finding where it lies in a file and none where it lies in a cluster.
ONLY_IN_FILES = {"secret-in-manifest"}


def definition(group, version, kind, plural):
    return {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{plural}.{group}",
                         "annotations": {"api-approved.kubernetes.io": "unapproved, a stand-in for tests"}},
            "spec": {"group": group, "scope": "Namespaced", "names": {"kind": kind, "plural": plural},
                     "versions": [{"name": version, "served": True, "storage": True, "schema": {"openAPIV3Schema": {
                         "type": "object", "x-kubernetes-preserve-unknown-fields": True}}}]}}


def load_shop():
    """Applies examples/shop as a person would; the objects as the server has them."""
    definitions = {"apiVersion": "v1", "kind": "List", "items": [definition(*kind) for kind in FOREIGN_KINDS]}
    kubectl("apply", "-f", "-", text=json.dumps(definitions))
    kubectl("wait", "--for=condition=established", "--timeout=30s", "crd", "--all")
    kubectl("apply", "-f", str(SHOP))
    return json.loads(kubectl("get", "-f", str(SHOP), "-o", "json"))["items"]


def check(shop):
    exported = export_all()
    missing = shop - {name_of(item) for item in json.loads(exported)["items"]}
    if len(shop) != 28 or missing:
        fail(f"{len(shop)} of the 28 objects of examples/shop are on the server; not in the export: {missing}")
    in_cluster = found_in(scan_all(exported))
    in_files = {one for one in found_in(scan(str(SHOP))) if one[0] not in ONLY_IN_FILES}
    if len(in_files) < 80 or in_files - in_cluster:
        fail(f"{len(in_files)} findings in the files; not found in the cluster: {in_files - in_cluster}")


def main():
    shop = load_shop()
    try:
        check({name_of(item) for item in shop})
    finally:  # the shop grants rights to everybody, which is not what other checks expect
        kubectl("delete", "--wait=false", "-f", str(SHOP))


main()
