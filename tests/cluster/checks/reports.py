#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The server takes the reports of both dialects, by the definitions that their projects publish."""

import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import fail, kubectl

# Format, module that publishes its definitions, where they are in it, kinds.
DIALECTS = (
    ("openreports", "github.com/openreports/reports-api@v0.2.1", "config/crd",
     "reports.openreports.io", "clusterreports.openreports.io"),
    ("policyreport", "sigs.k8s.io/wg-policy-prototypes@v0.0.0-20230505033312-51c21979086a",
     "policy-report/crd/v1alpha2", "policyreports.wgpolicyk8s.io", "clusterpolicyreports.wgpolicyk8s.io"),
)
PODS = 1500
NAMESPACES = ("reports-few", "reports-many", "reports-none")


def definitions(module, folder):
    """The folder of the module with the definitions; the check is skipped where it cannot be had."""
    try:
        result = subprocess.run(["go", "mod", "download", "-json", module], capture_output=True, text=True,
                                timeout=120)
    except (OSError, subprocess.TimeoutExpired) as reason:
        print(f"skipped: {module} cannot be had: {reason}")
        sys.exit(77)
    if result.returncode != 0:
        print(f"skipped: {module} cannot be had: {result.stderr or result.stdout}")
        sys.exit(77)
    return Path(json.loads(result.stdout)["Dir"]) / folder


def pod(name, namespace, privileged):
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": namespace},
            "spec": {"containers": [{"name": "app", "image": "x", "securityContext": {"privileged": privileged}}]}}


def manifests():
    """Few findings, more than a report holds, none at all, an object without a namespace, and one without a good name."""
    items = [pod("one", "reports-few", True), pod("two", "reports-few", False), pod("fine", "reports-none", False),
             pod("nowhere", "Not_A_Namespace", True),
             {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "all"},
              "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}]
    items += [pod(f"pod-{i:05}", "reports-many", True) for i in range(PODS)]
    Path("manifests.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))


def scan(form):
    result = subprocess.run([os.environ["BULWARK"], "scan", "manifests.json", "-o", f"{form}=reports.yaml",
                             "--control", "privileged-container", "--control", "rbac-wildcard-all"],
                            capture_output=True, text=True)
    if result.returncode != 1:
        fail(f"bulwark scan -o {form} exited with {result.returncode}: {result.stderr}")


def check_kept(kind, namespace, name, fails, results):
    place = ["-n", namespace] if namespace else []
    kept = json.loads(kubectl("get", kind, name, *place, "-o", "json"))
    left_out = int(kept["metadata"].get("annotations", {}).get("report.bulwark/results-left-out", 0))
    counts = kept["summary"]["fail"], len(kept["results"])
    if counts[0] != fails or not counts[1] in results:
        fail(f"{kind} {name}: {counts[0]} fail in the summary and {counts[1]} results instead of {fails} and {results}")
    if left_out != fails - counts[1]:
        fail(f"{kind} {name}: {left_out} left out instead of {fails - counts[1]}")
    if kept["metadata"]["labels"].get("app.kubernetes.io/managed-by") != "bulwark":
        fail(f"{kind} {name} does not say who manages it")


def check(form, folder, kind, cluster_kind):
    for name in (kind, cluster_kind):
        file = next(one for one in folder.glob("*.yaml") if one.stem == "_".join(reversed(name.split(".", 1))))
        kubectl("apply", "--server-side", "-f", str(file))
    kubectl("wait", "--for=condition=established", "--timeout=30s", "crd", kind, cluster_kind)
    try:
        scan(form)
        # An unknown or wrong field is an error; the second one keeps a copy in an annotation.
        kubectl("apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", "reports.yaml")
        kubectl("apply", "--validate=strict", "-f", "reports.yaml")
        check_kept(kind, "reports-few", "bulwark-reports-few", 1, [1])
        check_kept(kind, "reports-none", "bulwark-reports-none", 0, [0])
        check_kept(kind, "reports-many", "bulwark-reports-many", PODS, range(300, 1001))
        check_kept(cluster_kind, "", "bulwark", 2, [2])
        print(f"{form}: {Path('reports.yaml').stat().st_size} bytes were taken")
    finally:
        kubectl("delete", "crd", kind, cluster_kind)


def main():
    folders = [definitions(module, folder) for _, module, folder, *_ in DIALECTS]
    manifests()
    for namespace in NAMESPACES:
        kubectl("create", "namespace", namespace)
    for (form, _, _, *kinds), folder in zip(DIALECTS, folders):
        check(form, folder, *kinds)


main()
