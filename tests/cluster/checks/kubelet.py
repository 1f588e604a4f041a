#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A real kubelet behind the node proxy of a real API server: a scan and a snapshot read what it runs with, `bulwark node
logs` reads what was logged there, and both say what is missing where the feature, the permission or the node is."""

import json
import os
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
import builds
import certificates
import layout
from expect import bulwark, fail, free_port, have_the_kubelets_ports, kubectl, own_address, read_snapshot, skip

NODE = "kubelet-check"
DEAD = "kubelet-gone"
SERVICE = f"bulwark-check-{os.getpid()}"
LOG = Path(f"/var/log/{SERVICE}.log")
WORDS = "kubelet check: first line\nsecond line\n"
# Two faults, which their controls must find; the other controls find none.
BAD = {"eventRecordQPS": 0, "rotateCertificates": False}
CONTROLS = ["--control", "kubelet-event-rate", "--control", "kubelet-rotation", "--control", "kubelet-anonymous",
            "--control", "kubelet-always-allow", "--control", "kubelet-idle-timeout"]
GAP = "kubeletconfigurations.kubelet.config.k8s.io"


class Kubelet:
    """The program of kubelet/, as node NODE."""

    def __init__(self, program, own):
        self.program, self.own, self.port = program, own, free_port(own)
        self.root = Path("kubelet").resolve()
        self.root.mkdir()
        self.process = None
        paths = layout.Layout(os.environ["CLUSTER_DIR"])
        authority = certificates.Authority(paths.pki, "ca")
        self.certificate, self.key = authority.issue("kubelet-check", f"system:node:{NODE}", ["system:nodes"],
                                                     names=(f"IP:{own}",), usages="serverAuth")
        self.authority = authority.certificate

    def start(self, **settings):
        config = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", "address": self.own, "port": self.port,
                  "healthzPort": 0, "tlsCertFile": str(self.certificate), "tlsPrivateKeyFile": str(self.key),
                  "authentication": {"anonymous": {"enabled": False}, "webhook": {"enabled": True},
                                     "x509": {"clientCAFile": str(self.authority)}},
                  "authorization": {"mode": "Webhook"}, "makeIPTablesUtilChains": False, "cgroupsPerQOS": False,
                  "enforceNodeAllocatable": [], "failSwapOn": False, "failCgroupV1": False, "localStorageCapacityIsolation": False,
                  "volumePluginDir": str(self.root / "plugins"), "podLogsDir": str(self.root / "pods"), **settings}
        Path("kubelet.json").write_text(json.dumps(config))
        with open("kubelet.log", "ab") as log:
            self.process = subprocess.Popen([self.program, "kubelet.json", os.environ["KUBECONFIG"], NODE, self.own, str(self.root)],
                                            stdout=log, stderr=log)
        for _ in range(150):
            if self.process.poll() is not None:
                fail(f"the kubelet ended: {Path('kubelet.log').read_text()[-2000:]}")
            if self.answers():
                return
            time.sleep(0.2)
        fail(f"the kubelet does not answer: {Path('kubelet.log').read_text()[-2000:]}")

    def answers(self):
        context = ssl.create_default_context(cafile=self.authority)
        try:
            urllib.request.urlopen(f"https://{self.own}:{self.port}/healthz", context=context, timeout=2)
        except urllib.error.HTTPError as error:
            if error.code != 401:
                return False
        except OSError:
            return False
        nodes = json.loads(kubectl("get", "nodes", "-o", "json"))["items"]
        return any(one["metadata"]["name"] == NODE and one["status"].get("addresses") for one in nodes)

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def scan(*arguments, expected):
    report = json.loads(bulwark("scan", *arguments, *CONTROLS, "-o", "json", "--fail-on", "none", expected=expected).stdout)
    found = sorted((one["control"], one["resource"]["kind"], one["resource"]["name"]) for one in report["findings"])
    return found, report["not_evaluated"], report


FAULTS = [("kubelet-event-rate", "Kubelet", NODE), ("kubelet-rotation", "Kubelet", NODE)]


def check_configuration():
    bulwark("snapshot", "-o", "kubelet.zst", expected=(0,))
    _, objects, _ = read_snapshot("kubelet.zst")
    held = [one for one in objects if one["kind"] == "KubeletConfiguration"]
    if [one["metadata"]["name"] for one in held] != [NODE] or held[0].get("eventRecordQPS") != 0:
        fail(f"the snapshot holds {held}")
    said = json.loads(kubectl("get", "--raw", f"/api/v1/nodes/{NODE}/proxy/configz"))["kubeletconfig"]
    other = sorted(key for key in said if held[0].get(key) != said[key])
    if other != ["configMapAndSecretChangeDetectionStrategy"]:
        fail(f"the snapshot holds other values of {other} than the kubelet says")
    for target in ([], ["kubelet.zst"]):
        found, gaps, _ = scan(*target, expected=(0,))
        if found != FAULTS or gaps:
            fail(f"scan {target} finds {found}, gaps {gaps}")


def check_silent_node(own):
    """A node whose kubelet nobody reaches is a gap of that node alone."""
    kubectl("create", "-f", "-", text=json.dumps({"apiVersion": "v1", "kind": "Node", "metadata": {"name": DEAD}}))
    status = {"addresses": [{"type": "InternalIP", "address": own}], "daemonEndpoints": {"kubeletEndpoint": {"Port": free_port(own)}}}
    kubectl("patch", "node", DEAD, "--subresource=status", "--type=merge", "-p", json.dumps({"status": status}))
    begin = time.monotonic()
    found, gaps, _ = scan(expected=(3,))
    if found != FAULTS or [one["what"] for one in gaps] != [f"{GAP} of node {DEAD}"] or "connect" not in gaps[0]["reason"]:
        fail(f"with a silent node: {found}, gaps {gaps}")
    if time.monotonic() - begin > 20:
        fail(f"a silent node held the scan up for {time.monotonic() - begin:.0f} s")
    kubectl("delete", "node", DEAD)


def reader_config(*more):
    """Whoever has the role of `bulwark rbac required` and nothing else."""
    name = "kubelet-reader"
    role = bulwark("rbac", "required", "--name", name, *more).stdout
    kubectl("apply", "-f", "-", text=role)
    binding = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": name},
               "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name},
               "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": name}]}
    kubectl("apply", "-f", "-", text=json.dumps(binding))
    return str(certificates.create_user(os.environ["CLUSTER_DIR"], name, []))


def check_permission():
    config = reader_config()
    found, gaps, _ = scan("--kubeconfig", config, expected=(0,))
    if found or [one["what"] for one in gaps] != [GAP] or "get nodes/proxy" not in gaps[0]["reason"]:
        fail(f"without nodes/proxy: {found}, gaps {gaps}")
    found, gaps, _ = scan("--kubeconfig", config, "--node-config", "all", expected=(3,))
    if found or [one["what"] for one in gaps] != [GAP] or "missing permission: get nodes/proxy" not in gaps[0]["reason"]:
        fail(f"asked for, without nodes/proxy: {found}, gaps {gaps}")
    said = logs(NODE, "--query", SERVICE, "--kubeconfig", config, expected=3)
    if "missing permission: get nodes/proxy" not in said.stderr:
        fail(f"logs without nodes/proxy: {said.stderr}")
    config = reader_config("--node-config")
    found, gaps, _ = scan("--kubeconfig", config, expected=(0,))
    if found != FAULTS or gaps:
        fail(f"with nodes/proxy: {found}, gaps {gaps}")
    holders = bulwark("node", "logs", NODE, "--who-can").stdout
    if holders.count("User kubelet-reader") != 1 or "get nodes/log" not in holders:
        fail(f"who can: {holders}")
    kubectl("delete", "clusterrolebinding,clusterrole", "kubelet-reader")
    found, _, _ = scan("--node-config", "none", expected=(0,))
    if found:
        fail(f"--node-config none: {found}")


def logs(*arguments, expected):
    done = subprocess.run([os.environ["BULWARK"], "node", "logs", *arguments], capture_output=True, text=True, timeout=60)
    if done.returncode != expected:
        fail(f"node logs {arguments} ended with {done.returncode} instead of {expected}: {done.stdout[:500]}{done.stderr}")
    return done


def check_logs():
    for query in (SERVICE, f"/{SERVICE}.log", f"./{SERVICE}.log"):
        said = logs(NODE, "--query", query, expected=0)
        if said.stdout != WORDS:
            fail(f"{query} gives {said.stdout!r}")
    if "no such file" not in logs(NODE, "--query", "/bulwark-nothing.log", expected=2).stderr:
        fail("a file that is not there")
    said = logs("kubelet-chekc", "--query", "kubelet", expected=2)
    if "did you mean 'kubelet-check'" not in said.stderr:
        fail(f"an unknown node: {said.stderr}")
    reader = subprocess.run(f"'{os.environ['BULWARK']}' node logs {NODE} --query /{SERVICE}.log | head -c 5", shell=True,
                            capture_output=True, text=True, timeout=60)
    if reader.stdout != WORDS[:5] or reader.stderr:
        fail(f"a reader that goes away: {reader}")
    for wrong in (["--query", "a;b"], ["--query", "../shadow"], ["--query", "kubelet", "--tail", "100001"], [],
                  ["--query", "kubelet", "--pattern", "("], ["--query", "kubelet", "--boot", "1"]):
        logs(NODE, "--kubeconfig", "/nowhere", *wrong, expected=2)


def check_turned_off(kubelet):
    for settings, word in (({}, "set enableSystemLogQuery: true and featureGates"),
                           ({"enableSystemLogHandler": False}, "set enableSystemLogHandler: true"),
                           ({"enableDebuggingHandlers": False, "enableSystemLogHandler": False}, "set enableDebuggingHandlers: true")):
        kubelet.stop()
        kubelet.start(**settings)
        said = logs(NODE, "--query", SERVICE, expected=3)
        if word not in said.stderr or said.stdout:
            fail(f"with {settings}: {said.stdout[:200]}{said.stderr}")


def main():
    folder = builds.DEFAULT_OUTPUT / "kubelet"
    if builds.built(builds.Kubelet()) is None:
        skip("the kubelet is not built: tests/cluster/cluster.py build kubelet")
    own = own_address()
    held = have_the_kubelets_ports()  # until this process ends
    try:
        LOG.write_text(WORDS)
    except OSError as error:
        skip(f"a kubelet reads logs in /var/log alone: {error}")
    kubelet = Kubelet(folder / "kubelet", own)
    try:
        kubelet.start(enableSystemLogQuery=True, featureGates={"NodeLogQuery": True}, **BAD)
        check_configuration()
        check_silent_node(own)
        check_logs()
        check_permission()
        check_turned_off(kubelet)
    finally:
        kubelet.stop()
        LOG.unlink()
        for name in (NODE, DEAD):
            kubectl("delete", "node", name, "--ignore-not-found")


main()
