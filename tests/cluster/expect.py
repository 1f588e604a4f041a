# SPDX-License-Identifier: Apache-2.0
"""What checks in Python have in common: kubectl, the export of a whole cluster, and a scan of it that leaves nothing out."""

import base64
import fcntl
import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path


def fail(reason):
    """The check failed: says why, and ends it."""
    sys.exit(f"FAILED: {reason}")


def kubectl(*arguments, text="", kubeconfig=""):
    """The output of kubectl, which must succeed."""
    flags = [f"--kubeconfig={kubeconfig}"] if kubeconfig else []
    result = subprocess.run([os.environ["KUBECTL"], *flags, *arguments], input=text, capture_output=True, text=True)
    if result.returncode != 0:
        fail(f"kubectl {' '.join(arguments)}: {result.stderr.strip()}")
    return result.stdout


def connect():
    """A connection to the API server as its administrator."""
    config = json.loads(kubectl("config", "view", "--raw", "-o", "json"))
    cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
    context = ssl.create_default_context(cadata=base64.b64decode(cluster["certificate-authority-data"]).decode())
    with tempfile.NamedTemporaryFile() as pem:
        pem.write(base64.b64decode(user["client-certificate-data"]) + base64.b64decode(user["client-key-data"]))
        pem.flush()
        context.load_cert_chain(pem.name)
    return http.client.HTTPSConnection(urllib.parse.urlparse(cluster["server"]).netloc, context=context, timeout=60)


def export_all(kubeconfig=""):
    """Every object of every kind that can be listed, as `kubectl get -o json` gives it."""
    kinds = kubectl("api-resources", "--verbs=list", "-o", "name", kubeconfig=kubeconfig).split()
    return kubectl("get", ",".join(kinds), "-A", "-o", "json", kubeconfig=kubeconfig)


def name_of(item):
    metadata = item["metadata"]
    return item["kind"], metadata.get("namespace", ""), metadata["name"]


def bulwark(*arguments, expected=(0,), environment=None, text=""):
    """What bulwark says; it must exit with one of the expected codes."""
    result = subprocess.run([os.environ["BULWARK"], *arguments], input=text, capture_output=True, text=True,
                            env={**os.environ, **(environment or {})})
    if result.returncode not in expected:
        fail(f"bulwark {' '.join(arguments)} exited with {result.returncode} instead of {expected}: {result.stderr.strip()}"
             f"{result.stdout[-2000:]}")
    return result


def read_snapshot(path):
    """The header of a snapshot, its objects, and its closing line."""
    lines = subprocess.run(["zstd", "-dc", "--long=31", path], capture_output=True, check=True).stdout.decode().splitlines()
    return json.loads(lines[0]), [json.loads(line) for line in lines[1:-1]], json.loads(lines[-1])["end"]


def scan(target, *flags, text=""):
    """The report of bulwark, which must have found something."""
    result = subprocess.run([os.environ["BULWARK"], "scan", target, "-o", "json", "--no-expected", *flags], input=text,
                            capture_output=True, text=True)
    if result.returncode != 1:
        fail(f"bulwark scan {target} exited with {result.returncode} instead of 1, findings: {result.stderr.strip()}")
    return json.loads(result.stdout)


def scan_all(exported):
    """The report on an export: every one of its objects was read, and nothing was left unevaluated."""
    items = json.loads(exported)["items"]
    report = scan("-", text=exported)
    counts = {"exported": len(items), "documents": report["documents"], **report["summary"]["documents"]}
    print(counts)
    if not counts["exported"] == counts["documents"] == counts["read"] or report["not_evaluated"]:
        fail(f"not every object was read and judged: {counts}; not evaluated: {report['not_evaluated'][:5]}")
    return report


def found_in(report):
    """The findings as (control, kind, namespace, name)."""
    return {(one["control"], *(one["resource"][key] for key in ("kind", "namespace", "name"))) for one in report["findings"]}


def have_the_kubelets_ports():
    """The ports of a kubelet are this machine's: two clusters of one test run take turns."""
    held = open(Path(tempfile.gettempdir()) / "bulwark-kubelet-ports", "w", encoding="utf-8")
    fcntl.flock(held, fcntl.LOCK_EX)
    return held


def skip(reason):
    """The check cannot run here."""
    print(reason)
    sys.exit(77)


def own_address():
    """One of this machine's own that is not of its loopback, which no node may have and no API server is a proxy to."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # no packet is sent
            own = probe.getsockname()[0]
        except OSError as error:
            skip(f"this machine has no address but its loopback: {error}")
    if own.startswith("127."):
        skip("this machine has no address but its loopback")
    return own


def free_port(own):
    with socket.socket() as probe:
        probe.bind((own, 0))
        return probe.getsockname()[1]
