# SPDX-License-Identifier: Apache-2.0
"""examples/shop in a real cluster, for the checks that scan it."""

import json
import os
from pathlib import Path

from expect import kubectl

SHOP = Path(os.environ["CLUSTER_TOOLS"]).parent.parent / "examples" / "shop"
# examples/shop has objects of these kinds, which a cluster knows only once somebody defined them.
FOREIGN_KINDS = (("gateway.networking.k8s.io", "v1", "Gateway", "gateways"),
                 ("cache.example.com", "v1", "CacheCluster", "cacheclusters"))


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


def remove_shop():
    """The shop grants rights to everybody, which is not what other checks expect."""
    kubectl("delete", "--wait=false", "--ignore-not-found", "-f", str(SHOP))
