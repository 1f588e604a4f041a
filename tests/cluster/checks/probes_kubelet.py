#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`bulwark scan --probe` of a node's real kubelet, whose port the node tells: set up well it has no finding; one that answers
everybody, takes TLS 1.0 and opens its read-only port has those that were planted, and no other."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
import builds
import certificates
import layout
from expect import bulwark, fail, free_port, have_the_kubelets_ports, kubectl, own_address, skip

NODE = "probed-kubelet"
READ_ONLY = 10255
ASKED = ["--control", "*endpoint-*", "--exclude", "endpoint-cbc-suites", "-o", "json", "--fail-on", "none"]


def is_open(own, port):
    with socket.socket() as one:
        return one.connect_ex((own, port)) == 0


class Kubelet:
    """The program of tests/cluster/kubelet with these settings, until it is left."""

    def __init__(self, own, **settings):
        paths = layout.Layout(os.environ["CLUSTER_DIR"])
        authority = certificates.Authority(paths.pki, "ca")
        certificate, key = authority.issue(NODE, f"system:node:{NODE}", ["system:nodes"], names=(f"IP:{own}",), usages="serverAuth")
        self.own, self.port = own, free_port(own)
        root = Path(f"kubelet-{self.port}").resolve()
        root.mkdir()
        config = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", "address": own, "port": self.port,
                  "healthzPort": 0, "tlsCertFile": str(certificate), "tlsPrivateKeyFile": str(key),
                  "authentication": {"anonymous": {"enabled": False}, "webhook": {"enabled": True},
                                     "x509": {"clientCAFile": str(authority.certificate)}},
                  "authorization": {"mode": "Webhook"}, "makeIPTablesUtilChains": False, "cgroupsPerQOS": False,
                  "enforceNodeAllocatable": [], "failSwapOn": False, "failCgroupV1": False, "localStorageCapacityIsolation": False,
                  "volumePluginDir": str(root / "plugins"), "podLogsDir": str(root / "pods"), **settings}
        Path("kubelet.json").write_text(json.dumps(config))
        with open("kubelet.log", "ab") as log:
            self.process = subprocess.Popen([builds.DEFAULT_OUTPUT / "kubelet" / "kubelet", "kubelet.json", os.environ["KUBECONFIG"],
                                             NODE, own, root], stdout=log, stderr=log)

    def __enter__(self):
        for _ in range(150):
            if self.process.poll() is not None:
                break
            if is_open(self.own, self.port) and self.tells_its_port():
                return self
            time.sleep(0.2)
        self.__exit__()
        fail(f"the kubelet does not answer: {Path('kubelet.log').read_text()[-2000:]}")

    def tells_its_port(self):
        nodes = json.loads(kubectl("get", "nodes", "-o", "json"))["items"]
        return any(one["metadata"]["name"] == NODE and one["status"].get("addresses")
                   and one["status"]["daemonEndpoints"]["kubeletEndpoint"]["Port"] == self.port for one in nodes)

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        kubectl("delete", "node", NODE, "--ignore-not-found")


def expect(what, wanted):
    report = json.loads(bulwark("scan", "--probe", *ASKED, expected=(0, 3)).stdout)
    found = sorted((one["resource"]["name"], one["control"]) for one in report["findings"])
    if found != sorted(wanted):
        fail(f"{what}: found {sorted(set(found) - set(wanted))} besides, missed {sorted(set(wanted) - set(found))}")
    unknown = [gap for gap in report["not_evaluated"] if gap["control"] or gap["what"].startswith("probe: ")]
    if unknown:
        fail(f"{what}: not known: {unknown}")


def main():
    if builds.built(builds.Kubelet()) is None:
        skip("the kubelet is not built: tests/cluster/cluster.py build kubelet")
    own = own_address()
    held = have_the_kubelets_ports()  # until this process ends
    if is_open(own, READ_ONLY):
        skip(f"something else listens on {own}:{READ_ONLY}")
    with Kubelet(own):
        expect("a kubelet that is set up well", [])
    open_to_all = {"authentication": {"anonymous": {"enabled": True}, "webhook": {"enabled": False}},
                   "authorization": {"mode": "AlwaysAllow"}, "tlsMinVersion": "VersionTLS10", "readOnlyPort": READ_ONLY}
    with Kubelet(own, **open_to_all) as kubelet:
        at = f"{own}:{kubelet.port}"
        planted = [(at, one) for one in ("endpoint-tls-version", "kubelet-endpoint-anonymous", "metrics-endpoint-anonymous",
                                         "debug-endpoint-anonymous")] + [(f"{own}:{READ_ONLY}", "kubelet-endpoint-read-only")]
        expect("a kubelet that answers everybody", planted)
    print(f"{len(planted)} planted faults found, and nothing else")


main()
