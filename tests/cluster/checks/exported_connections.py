#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The exported controls about connections, on a real API server: who was agreed on gets past them to a pod, to whatever it
was that they asked for, and everybody else with the same rights is refused in the control's words."""

import json
import os
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, connect, fail, kubectl

MINOR = os.environ["VERSION"].removeprefix("v").rsplit(".", 1)[0]
NAMESPACE = "connections"
SHELL, TUNNEL = "pod-shell", "pod-tunnel"
OBJECTS = f"""
apiVersion: v1
kind: Namespace
metadata: {{name: {NAMESPACE}}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {{name: own, namespace: {NAMESPACE}}}
---
apiVersion: v1
kind: Pod
metadata: {{name: cart, namespace: {NAMESPACE}, labels: {{app: cart}}}}
spec: {{serviceAccountName: own, containers: [{{name: app, image: example.com/cart:1}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: cart, namespace: {NAMESPACE}}}
spec: {{selector: {{app: cart}}, ports: [{{port: 80}}]}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {{name: edit, namespace: {NAMESPACE}}}
roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}}
subjects:
- {{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}}
- {{apiGroup: rbac.authorization.k8s.io, kind: Group, name: break-glass}}
"""
PODS, SERVICES = f"/api/v1/namespaces/{NAMESPACE}/pods", f"/api/v1/namespaces/{NAMESPACE}/services"
# Who asks for what: control, method, path, the pod or Service that the message names.
CONNECTIONS = [
    (SHELL, "POST", f"{PODS}/cart/exec?command=ls&stdout=true", "cart"),
    (SHELL, "POST", f"{PODS}/cart/attach?stdout=true", "cart"),
    (TUNNEL, "POST", f"{PODS}/cart/portforward?ports=8080", "cart"),
    (TUNNEL, "POST", f"{PODS}/cart/proxy", "cart"),
    (TUNNEL, "GET", f"{SERVICES}/http:cart:80/proxy/", "http:cart:80"),
]
SAYS = {SHELL: "may not open a shell in the pod", TUNNEL: "may not tunnel to"}


def ask(user, group, method, path):
    """What the server says to that user: its message, or the whole answer."""
    connection = connect()
    connection.request(method, path, headers={"Impersonate-User": user, "Impersonate-Group": group})
    text = connection.getresponse().read().decode()
    connection.close()
    return json.loads(text).get("message", text) if text.startswith("{") else text


def await_force():
    """A policy is in force some time after its binding was made."""
    deadline = time.monotonic() + 60
    for control, method, path, _ in (CONNECTIONS[0], CONNECTIONS[2]):
        while f"bulwark-{control}" not in ask("jane", "developers", method, path):
            if time.monotonic() > deadline:
                fail(f"{control} is not in force after a minute: {ask('jane', 'developers', method, path)}")
            time.sleep(0.2)


def check_connections():
    for control, method, path, name in CONNECTIONS:
        refused = ask("jane", "developers", method, path)
        wanted = f"ValidatingAdmissionPolicy 'bulwark-{control}' with binding 'bulwark-{control}' denied request: " \
                 f"jane {SAYS[control]} {NAMESPACE}/{name}"
        if wanted not in refused:
            fail(f"{method} {path}: {refused}\ninstead of {wanted}")
        passed = ask("joe", "break-glass", method, path)
        if "ValidatingAdmissionPolicy" in passed or "cannot" in passed:
            fail(f"{method} {path}: joe was refused: {passed}")
        print(f"{path}: jane is refused; joe gets as far as: {passed.strip()[:90]}")


def main():
    kubectl("apply", "-f", "-", text=OBJECTS)
    exported = bulwark("policy", "export", "--control", SHELL, "--control", TUNNEL, "--kube-version", MINOR, "--action", "Deny")
    try:
        kubectl("apply", "--server-side", "-f", "-", text=exported.stdout)
        await_force()
        check_connections()
    finally:
        kubectl("delete", "validatingadmissionpolicybindings,validatingadmissionpolicies",
                "-l", "app.kubernetes.io/managed-by=bulwark")


main()
