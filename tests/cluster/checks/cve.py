#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`bulwark cve check` names the versions that this very server and its objects tell, from the live cluster and from its snapshot,
and of each the vulnerabilities that asking for that version alone names too."""

import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl

NODE = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "cve-node"}}
STATUS = {"nodeInfo": {key: "" for key in ("machineID", "systemUUID", "bootID", "osImage", "kubeProxyVersion", "architecture")} | {
    "kubeletVersion": "v1.29.3-eks-adc7111", "kernelVersion": "6.8.0", "containerRuntimeVersion": "containerd://1.7.11",
    "operatingSystem": "linux"}}
INGRESS = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: controller, namespace: cve-ingress}
spec:
  selector: {matchLabels: {app: ingress}}
  template:
    metadata: {labels: {app: ingress}}
    spec:
      containers:
        - {name: controller, image: "registry.k8s.io/ingress-nginx/controller:v1.11.2"}
"""
# Component, version, one of its vulnerabilities and what mends it.
EXPECTED = [("kubelet", "v1.29.3-eks-adc7111", "CVE-2024-10220", "1.29.7"),
            ("containerd", "1.7.11", "CVE-2024-40635", "1.7.27"),
            ("ingress-nginx", "v1.11.2", "CVE-2025-1974", "1.11.5")]


def ask(*flags, expected=(0, 1, 3)):
    return json.loads(bulwark("cve", "check", "-o", "json", *flags, expected=expected).stdout)


def fixed_by_id(component):
    return {one["cve"]: one.get("fixed", "") for one in component["vulnerabilities"]}


def find(answer, name, version):
    found = [one for one in answer["components"] if (one["component"], one["version"]) == (name, version)]
    if len(found) != 1:
        fail(f"{name} {version} is told {len(found)} times: {[(o['component'], o['version']) for o in answer['components']]}")
    return found[0]


def check(served):
    kubectl("create", "-f", "-", text=json.dumps(NODE))
    kubectl("patch", "node", "cve-node", "--subresource=status", "--type=merge", "-p", json.dumps({"status": STATUS}))
    kubectl("create", "namespace", "cve-ingress")
    kubectl("create", "-f", "-", text=INGRESS)
    live = ask(expected=(1,))
    bulwark("snapshot", "-o", "picture.zst", expected=(0, 3))  # the planted node has no kubelet
    kept = ask("picture.zst", expected=(1,))
    if live["components"] != kept["components"]:
        fail(f"the live cluster and its snapshot differ: {live} {kept}")
    server = find(live, "kube-apiserver", served)
    alone = find(ask("--kube-version", served), "kube-apiserver", served)
    if fixed_by_id(server) != fixed_by_id(alone):
        fail(f"of the API server {fixed_by_id(server)} are told, of its version {fixed_by_id(alone)}")
    for name, version, cve, fixed in EXPECTED:
        told = fixed_by_id(find(live, name, version))
        if told.get(cve) != fixed:
            fail(f"{name} {version}: {cve} is not told as mended by {fixed}: {told}")
    if not find(live, "kubelet", "v1.29.3-eks-adc7111")["vendorBuild"]:
        fail("a vendor's build is not told as one")


def main():
    served = json.loads(kubectl("get", "--raw", "/version"))["gitVersion"]
    try:
        check(served)
    finally:
        kubectl("delete", "node", "cve-node", "--ignore-not-found")
        kubectl("delete", "namespace", "cve-ingress", "--ignore-not-found", "--wait=false")
    print(f"{served} and what runs beside it are matched by the versions that they tell")


main()
