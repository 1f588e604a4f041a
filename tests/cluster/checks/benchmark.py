#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`--framework cis-1.12` of this very cluster: section 5 is answered from its objects, the same from its snapshot; with the node that
it runs on, its processes answer the sections before; and planted faults fail their numbers alone."""

import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl

PLANTED = """
apiVersion: v1
kind: Namespace
metadata: {name: planted}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: planted, namespace: planted}
spec:
  replicas: 0
  selector: {matchLabels: {app: planted}}
  template:
    metadata: {labels: {app: planted}}
    spec: {hostIPC: true, containers: [{name: a, image: registry.k8s.io/pause:3.10}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: planted}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:bootstrappers:planted"}]
"""


def verdicts(*targets):
    report = json.loads(bulwark("scan", *targets, "--framework", "cis-1.12", "--fail-on", "none", "-o", "json", expected=(0, 3)).stdout)
    sections = report["benchmark"]["sections"]
    out = {one["number"]: one for section in sections for one in section["recommendations"]}
    if len(out) != 131:
        fail(f"{len(out)} numbers")
    return out


def expect(found, verdict, *numbers):
    for number in numbers:
        if found[number]["verdict"] != verdict:
            fail(f"{number} is not {verdict}: {found[number]}")


before = verdicts()
expect(before, "pass", "5.2.4", "5.1.13")
expect(before, "manual", "5.6.1")
kubectl("apply", "-f", "-", text=PLANTED)
live = verdicts()
expect(live, "fail", "5.2.4", "5.2.6", "5.2.7", "5.2.8", "5.6.2", "3.1.3")
expect(live, "pass", "5.2.2", "5.2.3", "5.2.5", "5.2.12", "5.1.8", "5.1.10", "5.1.13")
for number, one in live.items():
    if number.startswith("5.") and one["verdict"] == "not_evaluated" and number != "5.1.7":
        fail(f"section 5 is answered but for {one}")

bulwark("snapshot", "-o", "benchmark.zst")
kept = verdicts("benchmark.zst")
for number, one in kept.items():
    if one["verdict"] != live[number]["verdict"]:
        fail(f"the snapshot says of {number}: {one}, the cluster {live[number]}")

whole = verdicts("benchmark.zst", "node:/")
expect(whole, "fail", "5.2.4", "3.1.3")
expect(whole, "not_evaluated", "1.1.13")
answered = [number for number, one in whole.items() if number.startswith(("1.2.", "1.3.", "1.4.", "2.")) and one["verdict"] in ("pass", "fail")]
if len(answered) < 40:
    fail(f"the processes of the node answer only {answered}")

kubectl("delete", "namespace/planted", "clusterrolebinding/planted", "--wait=false")
