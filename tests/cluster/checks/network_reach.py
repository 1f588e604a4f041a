#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`bulwark net reach` says of a live cluster, of its snapshot and of its export what it says of the manifests that it was made of;
a policy of a kind that is not modelled is told."""

import json
import os
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl

SPACES = ["nr-shop", "nr-data"]


def pod(space, name, **labels):
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": space, "labels": labels},
            "spec": {"containers": [{"name": "c", "image": "example.com/i", "ports": [{"name": "http", "containerPort": 8080}]}]}}


def policy(space, name, **spec):
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name, "namespace": space},
            "spec": spec}


OBJECTS = [
    *({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": one, "labels": {"team": one}}} for one in SPACES),
    pod("nr-shop", "web", app="web"), pod("nr-shop", "cart", app="cart"), pod("nr-data", "db", app="db"),
    policy("nr-data", "closed", podSelector={}, policyTypes=["Ingress", "Egress"]),
    policy("nr-data", "db", podSelector={"matchLabels": {"app": "db"}}, ingress=[
        {"from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "nr-shop"}},
                   "podSelector": {"matchLabels": {"app": "cart"}}}], "ports": [{"port": 5432}]}]),
    policy("nr-shop", "web", podSelector={"matchLabels": {"app": "web"}}, egress=[
        {"to": [{"podSelector": {}}], "ports": [{"port": "http"}]},
        {"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}], "ports": [{"port": 443}]}]),
]
ISTIO = {
    "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
    "metadata": {"name": "authorizationpolicies.security.istio.io"},
    "spec": {"group": "security.istio.io", "scope": "Namespaced",
             "names": {"kind": "AuthorizationPolicy", "plural": "authorizationpolicies"},
             "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {
                 "type": "object", "properties": {"spec": {"type": "object"}}}}}]}}
POLICY = {"apiVersion": "security.istio.io/v1", "kind": "AuthorizationPolicy", "metadata": {"name": "p", "namespace": "nr-shop"},
          "spec": {}}


def is_own(line):
    """Other checks may have left workloads behind: of theirs nothing is expected."""
    ends = line.split(" : ")[0].split(" => ")
    return all(end.split("/")[0] in SPACES or end.endswith("[External]") for end in ends)


def reach(*target, text="", expected=(0,)):
    result = bulwark("net", "reach", *target, text=text, expected=expected)
    own = [line for line in result.stdout.splitlines() if is_own(line)]
    return own, result.stderr


def explain(port, expected):
    result = bulwark("net", "explain", "--from", "nr-shop/web", "--to", "nr-shop/cart", "--port", port, "-o", "json",
                     expected=expected)
    return json.loads(result.stdout)["explanations"][0]


def follow_explanation():
    """A rule that is printed is one that the server takes, and that alters the verdict."""
    changes = explain("9090", (1,))["changes"]
    if len(changes) != 1 or changes[0]["at"] != {"policy": "NetworkPolicy nr-shop/web", "path": "spec.egress"}:
        fail(f"unexpected changes: {changes}")
    rules = json.loads(kubectl("get", "networkpolicy", "web", "-n", "nr-shop", "-o", "json"))["spec"]["egress"]
    added = kubectl("create", "-f", "-", "--dry-run=server", "-o", "json", text="\n".join([
        "apiVersion: networking.k8s.io/v1", "kind: NetworkPolicy", "metadata: {name: added, namespace: nr-shop}",
        "spec:", "  podSelector: {}", "  egress:", *("  " + line for line in changes[0]["yaml"].splitlines())]))
    patch = {"spec": {"egress": rules + json.loads(added)["spec"]["egress"]}}
    kubectl("patch", "networkpolicy", "web", "-n", "nr-shop", "--type=merge", "-p", json.dumps(patch))
    explain("9090", (0,))


def main():
    with open("manifests.json", "w", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(one) for one in OBJECTS))
    kubectl("apply", "-f", "-", text=json.dumps({"apiVersion": "v1", "kind": "List", "items": OBJECTS}))
    expected, _ = reach("manifests.json")
    if "nr-shop/cart[Pod] => nr-data/db[Pod] : TCP 5432" not in expected or len(expected) < 8:
        fail(f"unexpected connections: {expected}")
    live, said = reach()
    if live != expected or said:
        fail(f"the live cluster: {sorted(set(live) ^ set(expected))} {said}")
    bulwark("snapshot", "-o", "cluster.snapshot")
    if reach("cluster.snapshot")[0] != expected:
        fail("the snapshot says something else")
    follow_explanation()
    kubectl("apply", "-f", "-", text=json.dumps(ISTIO))
    for _ in range(100):
        made = subprocess.run([os.environ["KUBECTL"], "apply", "-f", "-"], input=json.dumps(POLICY), capture_output=True,
                              text=True, check=False)
        if made.returncode == 0:
            break
        time.sleep(0.2)
    _, said = reach(expected=(3,))
    if "AuthorizationPolicy nr-shop/p: what is of this kind is not modelled" not in said:
        fail(f"the policy of Istio is not told: {said}")
    kubectl("delete", "crd", "authorizationpolicies.security.istio.io")
    kubectl("delete", "namespace", *SPACES)
    print(f"{len(expected)} connections")


if __name__ == "__main__":
    main()
