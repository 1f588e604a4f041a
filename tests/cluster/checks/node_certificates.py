#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`bulwark node audit` tells the certificates that the processes of this very cluster name, with what the openssl program tells of
them; of a second cluster, whose components run with planted ones, it finds every fault, and nothing else in either."""

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
sys.path.insert(0, str(Path(os.environ["CLUSTER_TOOLS"]).parent / "oracle/certificates"))
import compare
from expect import bulwark, fail

TOOLS, FIRST, SECOND, PLANTED = Path(os.environ["CLUSTER_TOOLS"]), Path(os.environ["CLUSTER_DIR"]).resolve(), Path.cwd() / "cluster", Path.cwd() / "planted"
NAMED = ["apiserver", "apiserver-etcd-client", "apiserver-kubelet-client", "ca", "etcd-ca", "etcd", "front-proxy-ca", "front-proxy-client",
         "controller-manager-serving", "scheduler-serving"]


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def plant(stem, subject, *key):
    """A certificate that expired yesterday, signed by itself with SHA-1, with a key of its own."""
    openssl("genpkey", *key, "-out", PLANTED / f"{stem}.key")
    openssl("req", "-new", "-key", PLANTED / f"{stem}.key", "-subj", subject, "-out", PLANTED / f"{stem}.request")
    openssl("x509", "-req", "-in", PLANTED / f"{stem}.request", "-signkey", PLANTED / f"{stem}.key", "-sha1", "-days", "-1", "-out",
            PLANTED / f"{stem}.crt")


def start():
    """A cluster whose front proxy certificate and etcd peer certificate are bad, and whose front proxy's authority is its own."""
    PLANTED.mkdir()
    plant("proxy", "/O=system:masters/CN=front-proxy-client", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024")
    plant("peer", "/CN=etcd", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    flags = {"kube-apiserver": {"proxy-client-cert-file": PLANTED / "proxy.crt", "proxy-client-key-file": PLANTED / "proxy.key",
                                "requestheader-client-ca-file": SECOND / "pki/ca.crt"},
             "etcd": {"peer-cert-file": PLANTED / "peer.crt", "peer-key-file": PLANTED / "peer.key",
                      "peer-trusted-ca-file": PLANTED / "peer.crt"}}
    words = [word for program, some in flags.items() for flag, value in some.items() for word in ("--flag", f"{program}:{flag}={value}")]
    started = subprocess.run([TOOLS / "cluster.py", "start", SECOND, os.environ["VERSION"].removeprefix("v").rpartition(".")[0], "--owner",
                              str(os.getpid()), *words], capture_output=True, text=True)
    if started.returncode != 0:
        fail(f"the second cluster does not start: {started.stderr}")


def found_below(*folders):
    report = json.loads(bulwark("node", "audit", "--control", "certificate-*", "--fail-on", "none", "-o", "json", expected=(0, 3)).stdout)
    return sorted((one["control"], one["resource"]["name"]) for one in report["findings"]
                  if any(one["resource"]["name"].startswith(f"{folder}/") for folder in folders))


def main():
    today = datetime.date.today()
    documents = compare.told(os.environ["BULWARK"], "/", Path.cwd())
    wrong = []
    for stem in NAMED:
        path = str(FIRST / f"pki/{stem}.crt")
        wrong += compare.differences(path, documents.get(path), compare.expected(path, today))
    if wrong:
        fail("\n".join(wrong))
    masters = ("certificate-admin-group", f"{FIRST}/pki/apiserver-kubelet-client.crt")
    if found_below(FIRST) != [masters]:
        fail(f"of a good cluster it finds {found_below(FIRST)}")

    start()
    wanted = [("certificate-admin-group", f"{SECOND}/pki/apiserver-kubelet-client.crt"), ("certificate-authority-reused", f"{SECOND}/pki/ca.crt"),
              ("certificate-weak-key", f"{PLANTED}/proxy.key")]
    wanted += [(control, f"{PLANTED}/proxy.crt") for control in ("certificate-admin-group", "certificate-expired", "certificate-usage", "certificate-weak-key")]
    # What is trusted as an authority is told as that.
    wanted += [(control, f"{PLANTED}/peer.crt") for control in ("certificate-expired", "certificate-not-authority")]
    found = found_below(SECOND, PLANTED)
    subprocess.run([TOOLS / "cluster.py", "stop", SECOND], check=True, capture_output=True)
    if found != sorted(wanted):
        fail(f"finds {sorted(set(found) - set(wanted))} besides, misses {sorted(set(wanted) - set(found))}")
    print(f"{len(NAMED)} certificates, {len(NAMED) * len(compare.FIELDS)} values, {len(wanted)} planted faults")


main()
