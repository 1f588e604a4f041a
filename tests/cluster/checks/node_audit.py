#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`bulwark node audit` tells the components of this very cluster by their processes, with the flags that they run with; a scan of
the cluster, and of its snapshot, tells a control plane's pod."""

import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl

# A control of each, and the flag that decides it: its name, the value that is good, and what it is by default.
DECIDED = {
    "kube-apiserver": [("api-server-profiling", "profiling", "false", "true"),
                       ("api-server-anonymous", "anonymous-auth", "false", "true"),
                       ("api-server-account-lookup", "service-account-lookup", "true", "true")],
    "kube-controller-manager": [("controller-manager-profiling", "profiling", "false", "true"),
                                ("controller-manager-accounts", "use-service-account-credentials", "true", "false"),
                                ("controller-manager-address", "bind-address", "127.0.0.1", "0.0.0.0")],
    "kube-scheduler": [("scheduler-address", "bind-address", "127.0.0.1", "0.0.0.0")],
    "etcd": [("etcd-client-auth", "client-cert-auth", "true", "false"),
             ("etcd-peer-auth", "peer-client-cert-auth", "true", "false")],
}


def processes():
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "cmdline").read_bytes().decode().split("\0")[:-1]
        except OSError:
            continue
        program = words[0].rsplit("/", 1)[-1] if words else ""
        if program in DECIDED:
            yield f"{program}-{folder.name}", program, words[1:]


def value(words, flag, otherwise):
    for at, word in enumerate(words):
        name, equals, text = word.lstrip("-").partition("=")
        if name == flag:
            if equals:
                return text
            following = words[at + 1] if at + 1 < len(words) else "-"
            return "true" if following.startswith("-") or otherwise in ("true", "false") else following
    return otherwise


POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "kube-scheduler-n1", "namespace": "kube-system"},
       "spec": {"nodeName": "n1", "hostNetwork": True, "containers": [
           {"name": "kube-scheduler", "image": "registry.k8s.io/kube-scheduler:v1.34.4",
            "command": ["kube-scheduler", "--bind-address=0.0.0.0", "--profiling=false"]}]}}


def pod_of_a_control_plane():
    kubectl("apply", "-f", "-", text=json.dumps(POD))
    bulwark("snapshot", "-o", "node_audit.zst")
    asked = ["--control", "scheduler-*", "-o", "json", "--fail-on", "none"]
    for target in ([], ["node_audit.zst"]):
        report = json.loads(bulwark("scan", *target, *asked, expected=(0,)).stdout)
        found = [(one["control"], one["resource"]["kind"], one["resource"]["name"]) for one in report["findings"]]
        if found != [("scheduler-address", "KubeScheduler", "kube-scheduler-n1")]:
            fail(f"scan {target} finds {found}")
    kubectl("delete", "pod", "-n", "kube-system", "kube-scheduler-n1", "--grace-period=0", "--force")


def main():
    running = list(processes())
    if {program for _, program, _ in running} < {"kube-apiserver", "etcd"}:
        fail("the cluster does not run where this can see it")
    controls = [one for some in DECIDED.values() for control, *_ in some for one in ("--control", control)]
    said = subprocess.run([os.environ["BULWARK"], "node", "audit", "-o", "json", *controls], capture_output=True, text=True,
                          check=False)
    if said.returncode not in (0, 1, 3):
        fail(f"ends with {said.returncode}: {said.stderr}")
    found = {(one["resource"]["name"], one["control"]) for one in json.loads(said.stdout)["findings"]}
    asked = 0
    for name, program, words in running:
        if not Path(f"/proc/{name.rsplit('-', 1)[1]}").exists():
            continue  # another cluster's, which ended meanwhile
        for control, flag, good, otherwise in DECIDED[program]:
            is_good = value(words, flag, otherwise) == good
            if is_good == ((name, control) in found):
                fail(f"{control} of {name}, whose words are {words}, is {'found' if is_good else 'not found'}")
            asked += 1
    pod_of_a_control_plane()
    print(f"{len(running)} processes, {asked} verdicts")


main()
