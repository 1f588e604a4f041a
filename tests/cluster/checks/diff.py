#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Manifests that were applied do not differ from the cluster; what is changed there, and what cannot be read, is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import fail, kubectl

SPACE = "diff-check"
MANIFESTS = f"""
apiVersion: v1
kind: Namespace
metadata: {{name: {SPACE}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: settings, namespace: {SPACE}}}
data: {{MODE: fast, DB_PASSWORD: hunter2hunter2}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: cart, namespace: {SPACE}}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: cart}}}}
  template:
    metadata: {{labels: {{app: cart}}}}
    spec:
      hostNetwork: false
      containers:
      - name: app
        image: registry.example.com/cart:1.0
        command: []
        args: [--token, hunter2hunter2, --mode=fast]
        env: [{{name: DB_PASSWORD, value: hunter2hunter2}}, {{name: MODE, value: fast}}]
        ports: [{{containerPort: 8080}}]
        resources: {{limits: {{cpu: 1, memory: 64Mi}}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {{name: nightly, namespace: {SPACE}}}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{{name: app, image: "registry.example.com/cart:1.0"}}]
---
apiVersion: v1
kind: Service
metadata: {{name: cart, namespace: {SPACE}}}
spec: {{selector: {{app: cart}}, ports: [{{port: 80, targetPort: 8080}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: cart, namespace: {SPACE}}}
spec: {{podSelector: {{}}, ingress: [{{from: [{{podSelector: {{}}}}]}}]}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {{name: reader, namespace: {SPACE}}}
rules: [{{apiGroups: [""], resources: [pods], verbs: [get, list]}}]
"""
PRIVILEGED = {"spec": {"template": {"spec": {"containers": [
    {"name": "app", "securityContext": {"privileged": True}}]}}}}


def diff(*arguments, code, kubeconfig=""):
    flags = [f"--kubeconfig={kubeconfig}"] if kubeconfig else []
    result = subprocess.run([os.environ["BULWARK"], "diff", *arguments, *flags, "-o", "json"], capture_output=True,
                            text=True)
    if result.returncode != code:
        fail(f"bulwark diff {' '.join(arguments)} exited with {result.returncode} instead of {code}: {result.stderr}"
             f"{result.stdout[:2000]}")
    if "hunter2" in result.stdout:
        fail("a credential was told")
    return json.loads(result.stdout)


def drift_of(report):
    return {(one["resource"]["kind"], field["path"], field["old"], field["new"]) for one in report["drifted"]
            for field in one["fields"]}


def expect(what, actual, expected):
    if actual != expected:
        fail(f"{what}: {actual} instead of {expected}")


def main():
    Path("manifests").mkdir()
    Path("manifests/all.yaml").write_text(MANIFESTS)
    kubectl("apply", "--server-side", "-f", "manifests")
    here = ["manifests", "-n", SPACE]
    report = diff(*here, code=0)
    expect("drift of what was just applied", drift_of(report), set())
    expect("objects that are in both", report["summary"]["compared"], 7)
    subprocess.run([os.environ["BULWARK"], "snapshot", "-n", SPACE, "-o", "before.snapshot"], check=True)

    kubectl("-n", SPACE, "scale", "deployment", "cart", "--replicas=5")
    kubectl("-n", SPACE, "patch", "deployment", "cart", "--patch", json.dumps(PRIVILEGED))
    report = diff(*here, code=1)
    expect("drift", drift_of(report), {("Deployment", "spec.replicas", "2", "5")})
    opened = {one["control"] for one in report["opened"]}
    if "privileged-container" not in opened:
        fail(f"opened: {opened}")
    report = diff("before.snapshot", "-n", SPACE, code=1)
    path = "spec.template.spec.containers[app].securityContext"
    expect("drift of the pictures", drift_of(report), {
        ("Deployment", "spec.replicas", "2", "5"), ("Deployment", path, None, '{"privileged":true}')})
    expect("what opened", {one["control"] for one in report["opened"]}, {"privileged-container"})
    diff("before.snapshot", "-n", SPACE, "--fail-on", "none", code=0)

    kubectl("-n", SPACE, "delete", "deployment", "cart")
    reader = subprocess.run([os.path.join(os.environ["CLUSTER_TOOLS"], "cluster.py"), "user", os.environ["CLUSTER_DIR"],
                             "diff-reader"], check=True, capture_output=True, text=True).stdout.strip()
    kubectl("-n", SPACE, "create", "role", "some", "--verb=list", "--resource=configmaps,services")
    kubectl("-n", SPACE, "create", "rolebinding", "some", "--role=some", "--user=diff-reader")
    report = diff("before.snapshot", "-n", SPACE, "--fail-on", "none", code=3, kubeconfig=reader)
    if report["removed"] or not any(one["name"] == "cart" for one in report["unread"]):
        fail(f"what may not be read is removed: {report['removed']}; unread: {report['unread']}")
    if not report["unknown"] or report["closed"]:
        fail(f"what may not be read is closed: {report['closed'][:2]}")
    print("manifests, snapshots and the cluster are told apart")


main()
