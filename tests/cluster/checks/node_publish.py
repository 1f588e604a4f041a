#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""With the manifests of deploy/node and the token of a pod on a node, `bulwark node publish` tells the cluster what the audit of that
node finds: a scan of the cluster, and of its snapshot, finds the same. It cannot tell anything of another node."""

import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl

DEPLOY = Path(os.environ["CLUSTER_TOOLS"]).parents[1] / "deploy" / "node"
SPACE = "bulwark-nodes"
ASKED = ["--control", "kubelet-*", "--control", "file-mode-*", "-o", "json", "--fail-on", "none"]


def node_root():
    root = Path("node")
    for path, text, mode in (("etc/hostname", "n-a\n", 0o644),
                             ("var/lib/kubelet/config.yaml", "readOnlyPort: 10255\nauthentication: {anonymous: {enabled: true}}\n", 0o600),
                             ("etc/kubernetes/kubelet.conf", "users: []\n", 0o644)):
        at = root / path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_text(text, encoding="utf-8")
        at.chmod(mode)
    return str(root)


def pod_of(node):
    """A pod of the DaemonSet's on a node, and a kubeconfig with its token."""
    daemon_set = json.loads(kubectl("create", "--dry-run=client", "-o", "json", "-f", str(DEPLOY / "daemonset.yaml")))
    spec = {**daemon_set["spec"]["template"]["spec"], "nodeName": node}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"pod-{node}", "namespace": SPACE}, "spec": spec}
    kubectl("apply", "-f", "-", text=json.dumps(pod))
    token = kubectl("create", "token", "bulwark-node", "-n", SPACE, "--bound-object-kind", "Pod", "--bound-object-name",
                    f"pod-{node}").strip()
    config = json.loads(kubectl("config", "view", "--raw", "-o", "json"))
    config["users"] = [{"name": "pod", "user": {"token": token}}]
    config["contexts"][0]["context"]["user"] = "pod"
    Path(f"{node}.kubeconfig").write_text(json.dumps(config), encoding="utf-8")
    return f"{node}.kubeconfig"


def found(*target, expected=(0, 3)):  # kubelets of these nodes answer nobody
    report = json.loads(bulwark("scan", *target, *ASKED, expected=expected).stdout)
    return sorted((one["control"], one["resource"]["kind"], one["resource"]["name"]) for one in report["findings"]), report


def main():
    for file in ("publish.yaml", "policy.yaml", "daemonset.yaml"):
        kubectl("apply", "-f", str(DEPLOY / file))
    job = (DEPLOY / "job.yaml").read_text(encoding="utf-8").replace("nodeName: NODE", "nodeName: n-a")
    kubectl("create", "--dry-run=server", "-f", "-", text=job)
    for node in ("n-a", "n-b"):
        kubectl("apply", "-f", "-", text=json.dumps({"apiVersion": "v1", "kind": "Node", "metadata": {"name": node}}))
    root, kubeconfig = node_root(), pod_of("n-a")
    as_pod = ["--root", root, "--kubeconfig", kubeconfig]

    # The policy needs a moment to hold.
    refused = None
    for _ in range(60):
        refused = subprocess.run([os.environ["BULWARK"], "node", "publish", *as_pod, "--node", "n-b"], capture_output=True, text=True)
        if refused.returncode == 3 and "is not that of node n-a" in refused.stderr:
            break
        subprocess.run(["sleep", "0.5"], check=True)
    else:
        fail(f"n-a speaks for n-b: {refused.returncode} {refused.stderr}")
    kubectl("delete", "configmap", "-n", SPACE, "node-n-b", "--ignore-not-found")
    said = bulwark("node", "publish", *as_pod, "--node", "n-a").stderr
    again = bulwark("node", "publish", *as_pod, "--node", "n-a").stderr
    print(said.strip())
    if "not read" in said.replace("0 not read", "") or said.split(";")[0] != again.split(";")[0]:
        fail(f"publishing says {said} and then {again}")

    audit = json.loads(bulwark("node", "audit", "--root", root, *ASKED, expected=(0,)).stdout)
    expected = sorted((one["control"], one["resource"]["kind"], "n-a" if one["resource"]["kind"] == "Kubelet" else
                       f"n-a:{one['resource']['name']}") for one in audit["findings"])
    live, report = found()
    of_node = [one for one in live if one[2].startswith("n-a")]
    if not expected or of_node != expected:
        fail(f"the audit finds {expected}, the scan of the cluster {live}")
    if not any("nodes have not told what they run: n-b" in one for one in report["notices"]):
        fail(f"nobody says that n-b is silent: {report['notices']}")
    bulwark("snapshot", "--node-config", "none", "-o", "published.zst")  # their kubelets answer nobody
    if found("published.zst")[0] != live:
        fail("the snapshot's findings are others than those of the live cluster")

    kubectl("delete", "-f", str(DEPLOY / "policy.yaml"))
    kubectl("delete", "pod", "-n", SPACE, "pod-n-a", "--grace-period=0", "--force")
    kubectl("delete", "node", "n-a", "n-b")
    kubectl("delete", "-f", str(DEPLOY / "publish.yaml"))
    print(f"{len(expected)} findings")


main()
