#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`bulwark scan --probe` of Kubernetes' own components: set up well they have no finding; with bad settings each planted fault is
found, and nothing else is."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl
import control_plane
import layout

TOOLS = os.environ["CLUSTER_TOOLS"]
PLACE = "127.0.0.2"  # a node of this very machine, beside everything else that runs on it
# Suites with CBC, an optional control, are what Go's servers take by default.
ASKED = ["--control", "*endpoint-*", "--exclude", "endpoint-cbc-suites", "-o", "json", "--fail-on", "none"]
EXPIRED = """[ca]
default_ca = this
[this]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
[names]
subjectAltName = IP:127.0.0.1
"""


def scan(*arguments):
    """Findings as (address, control), sorted; what is not known of endpoints; and the report."""
    report = json.loads(bulwark("scan", *arguments, *ASKED, expected=(0, 3)).stdout)
    # A node that a test makes has no kubelet that could be asked for its configuration.
    unknown = [gap for gap in report["not_evaluated"] if gap["control"] or gap["what"].startswith("probe: ")]
    return sorted((one["resource"]["name"], one["control"]) for one in report["findings"]), unknown, report


def addresses(ports):
    """As flags: the components of a cluster of ours."""
    named = (("kube-apiserver", "api-server"), ("etcd", "etcd"), ("etcd-peer", "etcd-peer"), ("kube-scheduler", "scheduler"),
             ("kube-controller-manager", "controller-manager"))
    return [word for port, component in named for word in ("--probe-address", f"127.0.0.1:{ports[port]}={component}")]


def expect(what, found, wanted):
    if found != sorted(wanted):
        fail(f"{what}: found {sorted(set(found) - set(wanted))} besides, missed {sorted(set(wanted) - set(found))}")


def well_set_up(paths):
    ports = paths.read_state()["ports"]
    found, unknown, report = scan("empty", *addresses(ports))
    expect("a cluster that is set up with care", found, [])
    if unknown or report["notices"]:
        fail(f"not known: {unknown} {report['notices']}")
    found, _, _ = scan("--probe", "--probe-timeout", "1")
    expect("the API server of the kubeconfig", found, [])


# Beside the flags of a good cluster; what each leads to, by its component.
PLANTED = {"kube-apiserver:tls-min-version": "VersionTLS10",
           "kube-apiserver:tls-cipher-suites": "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,"
                                               "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
           "kube-scheduler:authorization-always-allow-paths": "/healthz,/readyz,/livez,/metrics",
           "kube-controller-manager:authorization-always-allow-paths": "/healthz,/readyz,/livez,/configz",
           # With an authority alone etcd asks for certificates, whatever the other flag says.
           "etcd:peer-client-cert-auth": "false", "etcd:peer-trusted-ca-file": ""}


def badly_set_up():
    flags = [word for flag, value in PLANTED.items() for word in ("--flag", f"{flag}={value}")]
    root = Path.cwd() / "bad"
    admin = subprocess.run([f"{TOOLS}/cluster.py", "start", root, os.environ["VERSION"].lstrip("v").rpartition(".")[0], "--owner",
                            str(os.getpid()), *flags], capture_output=True, text=True, check=False)
    if admin.returncode != 0:
        fail(f"the badly set up cluster does not start: {admin.stderr}")
    try:
        kubectl("create", "clusterrolebinding", "everybody", "--clusterrole=view", "--group=system:unauthenticated",
                kubeconfig=admin.stdout.strip())
        ports = layout.Layout(root).read_state()["ports"]
        at = {name: f"127.0.0.1:{port}" for name, port in ports.items()}
        found, unknown, _ = scan("empty", *addresses(ports))
        expect("a cluster with bad settings", found,
               [(at["kube-apiserver"], "endpoint-tls-version"), (at["kube-apiserver"], "endpoint-weak-suites"),
                (at["kube-apiserver"], "api-endpoint-anonymous"), (at["kube-scheduler"], "metrics-endpoint-anonymous"),
                (at["kube-controller-manager"], "debug-endpoint-anonymous"), (at["etcd-peer"], "etcd-endpoint-certificate")])
        if unknown:
            fail(f"not known: {unknown}")
        return len(found)
    finally:
        subprocess.run([f"{TOOLS}/cluster.py", "stop", root], check=False, capture_output=True)


class Etcd:
    """A second etcd, with settings of its own; ends with this check."""

    def __init__(self, program, name, client, **flags):
        peer = f"http://127.0.0.1:{free_port()}"
        self.log = open(f"{name}.log", "wb")
        words = {"name": name, "data-dir": Path.cwd() / name, "unsafe-no-fsync": "true", "log-level": "warn",
                 "listen-client-urls": client, "advertise-client-urls": client, "listen-peer-urls": peer,
                 "initial-advertise-peer-urls": peer, "initial-cluster": f"{name}={peer}",
                 **{flag.replace("_", "-"): value for flag, value in flags.items()}}
        self.process = subprocess.Popen([program, *(f"--{flag}={value}" for flag, value in words.items())], stdout=self.log,
                                        stderr=self.log)
        host, _, port = client.partition("://")[2].rpartition(":")
        self.address = f"{host}:{port}"
        self.wait(host, int(port))

    def wait(self, host, port):
        for _ in range(300):
            with socket.socket() as one:
                if one.connect_ex((host, port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        fail(f"etcd does not start: {Path(self.log.name).read_text()[-600:]}")

    def stop(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def free_port():
    return control_plane.free_ports()["etcd"]


def expired(paths):
    """Key and certificate of a server whose time is over."""
    Path("index").touch()
    Path("expired.cnf").write_text(EXPIRED)
    for words in (["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=etcd", "-keyout",
                   "expired.key", "-out", "expired.csr"],
                  ["ca", "-batch", "-notext", "-config", "expired.cnf", "-extensions", "names", "-cert", paths.pki / "etcd-ca.crt",
                   "-keyfile", paths.pki / "etcd-ca.key", "-in", "expired.csr", "-startdate", "20250101000000Z", "-enddate",
                   "20250201000000Z", "-out", "expired.crt"]):
        done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            fail(f"openssl {words[0]}: {done.stderr}")
    return {"cert_file": "expired.crt", "key_file": "expired.key"}


def open_stores(paths, program):
    good = {"cert_file": paths.pki / "etcd.crt", "key_file": paths.pki / "etcd.key"}
    guarded = {"client_cert_auth": "true", "trusted_ca_file": paths.pki / "etcd-ca.crt"}
    stores = [
        (Etcd(program, "plain", f"http://127.0.0.1:{free_port()}"),
         ["endpoint-plaintext", "etcd-endpoint-certificate", "etcd-endpoint-open"]),
        (Etcd(program, "anonymous", f"https://127.0.0.1:{free_port()}", **good),
         ["etcd-endpoint-certificate", "etcd-endpoint-open"]),
        (Etcd(program, "expired", f"https://127.0.0.1:{free_port()}", **expired(paths), **guarded),
         ["endpoint-certificate-expired"]),
        (Etcd(program, "guarded", f"https://127.0.0.1:{free_port()}", **good, **guarded), []),
    ]
    try:
        flags = [word for store, _ in stores for word in ("--probe-address", f"{store.address}=etcd")]
        found, unknown, _ = scan("empty", *flags)
        expect("etcds with bad settings", found, [(store.address, one) for store, controls in stores for one in controls])
        if unknown:
            fail(f"not known: {unknown}")
        return len(found)
    finally:
        for store, _ in stores:
            store.stop()


NODE = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "probed", "labels": {"node-role.kubernetes.io/control-plane": ""}}}
STATUS = {"status": {"addresses": [{"type": "InternalIP", "address": PLACE}, {"type": "Hostname", "address": "probed"}]}}


def named_by_the_cluster(program):
    """A node whose etcd is open: the cluster names it, and a copy of the cluster does not."""
    kubectl("apply", "-f", "-", text=json.dumps(NODE))
    store = None
    try:
        kubectl("patch", "node", "probed", "--subresource=status", "--type=merge", "-p", json.dumps(STATUS))
        store = Etcd(program, "node", f"http://{PLACE}:2379")
        found, unknown, _ = scan("--probe")
        expect("what the cluster names", found, [(f"{PLACE}:2379", one) for one in
                                                 ("endpoint-plaintext", "etcd-endpoint-certificate", "etcd-endpoint-open")])
        if unknown:
            fail(f"not known: {unknown}")
        bulwark("snapshot", "-o", "probed.zst", expected=(0, 3))
        found, _, report = scan("probed.zst", "--probe")
        expect("a snapshot", found, [])
        if not any("none was scanned" in one for one in report["notices"]):
            fail(f"nothing says that a snapshot names nothing: {report['notices']}")
        found, _, _ = scan()
        expect("a scan that was not asked to probe", found, [])
    finally:
        if store:
            store.stop()
        kubectl("delete", "node", "probed")


def main():
    paths = layout.Layout(os.environ["CLUSTER_DIR"])
    program = str(Path(paths.read_state()["programs"]) / "etcd")
    Path("empty").mkdir()
    Path("empty/namespace.yaml").write_text("apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n")
    well_set_up(paths)
    planted = badly_set_up() + open_stores(paths, program)
    named_by_the_cluster(program)
    print(f"{planted} planted faults found, and nothing else")


main()
