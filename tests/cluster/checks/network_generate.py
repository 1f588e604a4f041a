#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `bulwark net generate` makes is taken by an API server as it is, for what manifests state and for flows; of the live
cluster, which has the policies then, it makes the same again, and `net diff` tells what they closed."""

import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl

SPACE = "ng-shop"
KINDS = {"Deployment": "apps/v1", "StatefulSet": "apps/v1"}


def workload(kind, name, labels, **container):
    spec = {"selector": {"matchLabels": {"app": labels["app"]}},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [
                {"name": "c", "image": "example.com/i", **container}]}}}
    if kind == "StatefulSet":
        spec["serviceName"] = name
    return {"apiVersion": KINDS[kind], "kind": kind, "metadata": {"name": name, "namespace": SPACE}, "spec": {"replicas": 0, **spec}}


def service(name, app, port, target, **more):
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": SPACE},
            "spec": {"selector": {"app": app}, "ports": [{"port": port, "targetPort": target}], **more}}


OBJECTS = [
    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": SPACE}},
    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "namespace": SPACE},
     "data": {"CACHE": "redis://cache." + SPACE + ".svc:6379/0"}},
    workload("Deployment", "web", {"app": "web", "tier": "front"}, env=[{"name": "ORDERS", "value": "http://orders"}],
             envFrom=[{"configMapRef": {"name": "settings"}}], ports=[{"containerPort": 8080, "name": "http"}]),
    # Its labels are among those of another.
    workload("Deployment", "orders", {"app": "orders"}, args=["--db=db:5432"], ports=[{"containerPort": 9000}]),
    workload("Deployment", "orders-canary", {"app": "orders", "track": "canary"}),
    workload("StatefulSet", "db", {"app": "db"}),
    workload("StatefulSet", "cache", {"app": "cache"}),
    service("web", "web", 80, "http", type="LoadBalancer"),
    service("orders", "orders", 80, 9000), service("db", "db", 5432, 5432), service("cache", "cache", 6379, 6379),
]
FLOWS = [
    {"from": {"namespace": SPACE, "workload": "web"}, "to": {"namespace": SPACE, "workload": "db"}, "protocol": "TCP", "port": 5432},
    {"from": {"ip": "192.0.2.77"}, "to": {"namespace": SPACE, "workload": "web"}, "protocol": "SCTP", "port": 9},
    {"from": {"namespace": SPACE, "workload": "web"}, "to": {"ip": "2001:db8::7"}, "protocol": "UDP", "port": 443},
]


def apply(policies, wanted):
    """Each is taken without a word, and none is changed by being applied again."""
    kubectl("apply", "--validate=strict", "--server-side", "-f", "-", text=policies)
    listed = json.loads(kubectl("get", "networkpolicies", "-n", SPACE, "-o", "json"))["items"]
    names = sorted(one["metadata"]["name"] for one in listed)
    if names != wanted:
        fail(f"the cluster has other policies: {names}")
    same = subprocess.run([os.environ["KUBECTL"], "diff", "--server-side", "-f", "-"], input=policies, capture_output=True,
                          text=True, check=False)
    if same.returncode != 0:
        fail(f"what is applied is not what was made: {same.stdout}{same.stderr}")


def check_live(policies):
    """Of the live cluster the same policies are made again, though it has them already."""
    again = bulwark("net", "generate", "-o", "json", expected=(0, 3)).stdout
    own = [one for one in json.loads(again)["items"] if one["metadata"]["namespace"] == SPACE]
    if own != json.loads(policies)["items"]:
        fail(f"of the live cluster other policies are made: {own}")


def main():
    with open("manifests.json", "w", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(one) for one in OBJECTS))
    kubectl("apply", "-f", "-", text=json.dumps({"apiVersion": "v1", "kind": "List", "items": OBJECTS}))
    names = ["cache-statefulset", "db-statefulset", "orders-canary-deployment", "orders-deployment", "web-deployment"]
    bulwark("snapshot", "-o", "before.snapshot")

    stated = bulwark("net", "generate", "manifests.json", "-o", "json").stdout
    apply(bulwark("net", "generate", "manifests.json").stdout, names)
    apply(stated, names)
    check_live(stated)
    closed = bulwark("net", "diff", "before.snapshot", expected=(0, 3)).stdout
    if f"~ {SPACE}/web[Deployment] => {SPACE}/orders[Deployment] : All Connections -> TCP 9000" not in closed:
        fail(f"net diff does not tell what the policies closed: {closed}")

    with open("flows.json", "w", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(one) for one in FLOWS))
    apply(bulwark("net", "generate", "manifests.json", "--flows", "flows.json").stdout, names)
    kubectl("delete", "namespace", SPACE)
    print(f"{len(names)} policies, twice")


if __name__ == "__main__":
    main()
