#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`bulwark lifecycle` tells the version that this very server gives at /version, from the live cluster and from its snapshot; a
node that is too old, a version that has ended and an object of an old version are found, and nothing else of that kind is."""

import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl

DAY = "2027-01-15"
SUPPORT = {34: "ended", 35: "maintenance", 36: "supported", 37: "supported"}


def node(name, version):
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name},
            "status": {"nodeInfo": {key: "" for key in (
                "machineID", "systemUUID", "bootID", "osImage", "kubeProxyVersion", "architecture")} | {
                "kubeletVersion": version, "kernelVersion": "6.8.0", "containerRuntimeVersion": "containerd://2.1.0",
                "operatingSystem": "linux"}}}


def add_node(name, version):
    one = node(name, version)
    kubectl("create", "-f", "-", text=json.dumps({key: one[key] for key in ("apiVersion", "kind", "metadata")}))
    kubectl("patch", "node", name, "--subresource=status", "--type=merge", "-p", json.dumps({"status": one["status"]}))


def ask(*flags, expected):
    return json.loads(bulwark("lifecycle", "--today", DAY, "-o", "json", *flags, expected=expected).stdout)


def check(minor, served):
    old, young = f"v1.{minor - 4}.1", f"v1.{minor}.0"
    add_node("lifecycle-old", old)
    add_node("lifecycle-young", young)
    live = ask(expected=(1,))
    bulwark("snapshot", "-o", "picture.zst", expected=(3,))  # the planted nodes have no kubelets
    kept = ask("picture.zst", expected=(1,))
    if live != kept:
        fail(f"the live cluster and its snapshot differ: {live} {kept}")
    server = live["programs"][0]
    if (server["program"], server["version"], server["support"]) != ("API server", served, SUPPORT[minor]):
        fail(f"/version says {served}, lifecycle {server}")
    kubelets = {one["name"]: one["version"] for one in live["programs"] if one["program"] == "kubelet"}
    if kubelets != {"lifecycle-old": old, "lifecycle-young": young}:
        fail(f"kubelets are {kubelets}")
    if [one["program"] for one in live["skew"]] != ["kubelet lifecycle-old"]:
        fail(f"too far away are {live['skew']}")
    if any(one["userNamespaces"]["supported"] != "yes" for one in live["unused"]["nodes"] if one["node"] == "lifecycle-young"):
        fail(f"user namespaces: {live['unused']['nodes']}")
    report = json.loads(bulwark("scan", "--node-config", "none", "--control", "version-*", "-o", "json", expected=(0, 1)).stdout)
    skewed = [one["resource"]["name"] for one in report["findings"] if one["control"].startswith("version-skew")]
    gaps = [gap for gap in report["not_evaluated"] if not gap["waived"]]
    if skewed != ["lifecycle-old"] or gaps:
        fail(f"a scan finds {skewed}, and does not evaluate {gaps}")


def main():
    served = json.loads(kubectl("get", "--raw", "/version"))["gitVersion"]
    try:
        check(int(os.environ["VERSION"].split(".")[1]), served)
    finally:
        kubectl("delete", "node", "lifecycle-old", "lifecycle-young", "--ignore-not-found")
    print(f"{served} is told as /version tells it")


main()
