#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""probes.py BULWARK: `bulwark scan --probe-address` of stand-ins on loopback: whoever misbehaves (never answers, breaks off, babbles,
never ends) costs no more than its deadline, is never a pass, and hides nothing of the others."""

import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path

BULWARK = os.path.realpath(sys.argv[1])
failures = []
warnings.simplefilter("ignore", DeprecationWarning)  # old TLS is what is planted


def wrong(text):
    failures.append(text)
    print(f"probes: {text}")


class Server:
    """Serves every connection by a function of it, each in a thread."""

    def __init__(self, serve, family=socket.AF_INET, host="127.0.0.1", tls=None):
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        self.listener.bind((host, 0))
        self.listener.listen(64)
        port = self.listener.getsockname()[1]
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.serve, self.tls, self.heard = serve, tls, []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.one, args=(connection,), daemon=True).start()

    def one(self, connection):
        try:
            with connection:
                if self.tls:
                    with self.tls.wrap_socket(connection, server_side=True) as inner:
                        self.serve(self, inner)
                else:
                    self.serve(self, connection)
        except OSError:
            pass  # it went away


def silent(server, connection):
    while connection.recv(4096):
        pass


def resets(server, connection):
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def closes(server, connection):
    connection.recv(4096)


def babbles(server, connection):
    connection.recv(4096)
    connection.sendall(b"\x00\x01\x02 what do you want?\r\n")
    silent(server, connection)


def endless_head(server, connection):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: " + b"a" * 4000 + b"\r\n")


def endless_tls(server, connection):
    """A handshake that never ends: one record after the other, of one message."""
    connection.recv(4096)
    connection.sendall(b"\x16\x03\x03\x00\x04\x02\x00\x20\x00")
    while True:
        connection.sendall(b"\x16\x03\x03\x00\x01a")


def dribbles(server, connection):
    """A byte now and then: the deadline is that of the whole connection."""
    connection.recv(4096)
    for byte in b"HTTP/1.1 200 OK\r\n" + b"a" * 1000:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def answers(statuses, kind="application/json"):
    def serve(server, connection):
        head = b""
        while b"\r\n\r\n" not in head:
            block = connection.recv(4096)
            if not block:
                return
            if block[0] < 32:
                return  # no HTTP: a hello
            head += block
        server.heard.append(head.decode())
        path = head.split()[1].decode().partition("?")[0]
        status = statuses.get(path, 404)
        connection.sendall(f"HTTP/1.1 {status} S\r\nContent-Type: {kind}\r\nContent-Length: 2\r\n\r\n{{}}".encode())
    return serve


AUTHORITY = """[ca]
default_ca = this
[this]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
[any]
commonName = supplied
[names]
subjectAltName = {names}
"""


def context(folder, days, names, key="ec", bits="P-256", oldest=None):
    """A server's TLS with a certificate that signs itself and ends in so many days."""
    stem = f"{folder}/{len(os.listdir(folder))}"
    kind = ["-newkey", "ec", "-pkeyopt", f"ec_paramgen_curve:{bits}"] if key == "ec" else ["-newkey", f"rsa:{bits}"]
    Path(f"{folder}/index").touch()
    Path(f"{stem}.cnf").write_text(AUTHORITY.format(folder=folder, names=names))
    first, last = (time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + at * 86400)) for at in (days - 400, days))
    for words in (["req", "-new", *kind, "-nodes", "-subj", "/CN=stand-in", "-keyout", f"{stem}.key", "-out", f"{stem}.csr"],
                  ["ca", "-batch", "-notext", "-config", f"{stem}.cnf", "-extensions", "names", "-selfsign", "-keyfile",
                   f"{stem}.key", "-in", f"{stem}.csr", "-startdate", first, "-enddate", last, "-out", f"{stem}.crt"]):
        subprocess.run(["openssl", *words], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.set_ciphers("ALL:@SECLEVEL=0" if oldest or key == "rsa" else "ECDHE+AESGCM")
    if oldest:
        tls.minimum_version = oldest
    tls.load_cert_chain(f"{stem}.crt", f"{stem}.key")
    return tls


def scan(addresses, *more):
    """The report of the endpoint controls, the exit code, and how long it took."""
    flags = [word for address in addresses for word in ("--probe-address", address)]
    begin = time.monotonic()
    done = subprocess.run([BULWARK, "scan", "empty", *flags, "--control", "*endpoint-*", "-o", "json", *more], capture_output=True,
                          text=True, check=False)
    if done.returncode not in (0, 1, 3):
        wrong(f"ends with {done.returncode}: {done.stderr}")
        return {"findings": [], "not_evaluated": []}, done, 0
    return json.loads(done.stdout), done, time.monotonic() - begin


def found(report):
    return sorted((one["resource"]["name"], one["control"]) for one in report["findings"])


def expect(what, is_, wanted):
    if is_ != wanted:
        wrong(f"{what}: {is_}, not {wanted}")


def misbehaving():
    servers = {serve.__name__: Server(serve) for serve in (silent, resets, closes, babbles, endless_head, endless_tls, dribbles)}
    good = Server(answers({"/pods": 200, "/metrics": 401, "/configz": 401}))
    addresses = [f"{one.address}=kubelet" for one in servers.values()] + [f"{good.address}=kubelet"]
    report, done, seconds = scan(addresses, "--probe-timeout", "0.5")
    expect("exit code", done.returncode, 1)
    expect("findings beside those that misbehave", found(report),
           sorted([(good.address, "endpoint-plaintext"), (good.address, "kubelet-endpoint-anonymous")]))
    unknown = json.dumps(report["not_evaluated"])
    for name, server in servers.items():
        if f"kubelet-endpoint-anonymous on Endpoint {server.address}" not in unknown:
            wrong(f"{name} is a pass: {unknown}")
        if server.address not in done.stderr + json.dumps(report):
            wrong(f"nothing says why {name} is unknown")
    if seconds > 20:
        wrong(f"took {seconds:.1f} s")
    for line in good.heard:
        if "uthorization" in line or "ookie" in line:
            wrong(f"a credential was sent: {line}")


def bounded():
    """Many that are silent: the budget of all ends it."""
    silence = [Server(silent) for _ in range(40)]
    report, done, seconds = scan([f"{one.address}=etcd" for one in silence], "--probe-timeout", "5", "--probe-budget", "2")
    if seconds > 15:
        wrong(f"the budget of 2 s became {seconds:.1f} s")
    expect("exit code of a spent budget", done.returncode, 3)
    if "the time for all probes was over" not in json.dumps(report):
        wrong("nothing tells what was not asked")


def faults(folder):
    year, names = 365, "IP:127.0.0.1"
    fine = Server(answers({"/pods": 401, "/metrics": 401, "/configz": 401, "/debug/pprof/": 401}), tls=context(folder, year, names))
    cases = {
        "expires": ("kubelet", context(folder, 3, names), {}, ["endpoint-certificate-expires"]),
        "expired": ("kubelet", context(folder, -3, names), {}, ["endpoint-certificate-expired"]),
        "short key": ("kubelet", context(folder, year, names, "rsa", "1024"), {}, ["endpoint-cbc-suites", "endpoint-weak-key", "endpoint-weak-suites"]),
        "old TLS": ("kubelet", context(folder, year, names, oldest=ssl.TLSVersion.TLSv1), {}, ["endpoint-cbc-suites", "endpoint-tls-version", "endpoint-weak-suites"]),
        "open pods": ("kubelet", context(folder, year, names), {"/pods": 200}, ["kubelet-endpoint-anonymous"]),
        "open metrics": ("scheduler", context(folder, year, names), {"/metrics": 200, "/configz": 200},
                         ["debug-endpoint-anonymous", "metrics-endpoint-anonymous"]),
        "open dashboard": ("dashboard", context(folder, year, names), {"/api/v1/namespace": 200}, ["dashboard-endpoint-open"]),
        "open API": ("api-server", context(folder, year, names), {"/api/v1/secrets": 200}, ["api-endpoint-anonymous"]),
        "other name": ("kubelet", context(folder, year, "IP:10.0.0.1"), {}, ["endpoint-certificate-name"]),
    }
    servers = {name: (Server(answers(statuses), tls=tls), component, wanted)
               for name, (component, tls, statuses, wanted) in cases.items()}
    read_only = Server(answers({"/pods": 200, "/metrics": 200}))
    proxy = Server(answers({"/metrics": 403, "/configz": 403, "/debug/pprof/": 403}))
    spa = Server(answers({"/api/v1/namespace": 200}, "text/html"), tls=context(folder, year, names))
    six = Server(answers({"/pods": 200}), socket.AF_INET6, "::1")
    addresses = [f"{server.address}={component}" for server, component, _ in servers.values()]
    addresses += [f"{fine.address}=kubelet", f"{read_only.address}=kubelet-read-only", f"{proxy.address}=kube-proxy",
                  f"{spa.address}=dashboard", f"{six.address}=kubelet-read-only"]
    report, done, _ = scan(addresses)
    wanted = [(server.address, control) for server, _, controls in servers.values() for control in controls]
    wanted += [(read_only.address, "kubelet-endpoint-read-only"), (six.address, "kubelet-endpoint-read-only")]
    expect("planted faults", found(report), sorted(wanted))
    expect("what was not evaluated", report["not_evaluated"], [])
    expect("exit code", done.returncode, 1)


def refused():
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    report, done, _ = scan([f"127.0.0.1:{port}=kubelet-read-only"])
    expect("a closed read-only port", (done.returncode, found(report)), (0, []))
    report, done, _ = scan(["bulwark-test.invalid:10255"])
    expect("an unknown name", (done.returncode, found(report)), (3, []))
    for flags, words in ((["--probe-address", "a"], "HOST:PORT"), (["--probe-address", "a:1=kublet"], "did you mean 'kubelet'?")):
        done = subprocess.run([BULWARK, "scan", "empty", *flags], capture_output=True, text=True, check=False)
        if done.returncode != 2 or words not in done.stderr:
            wrong(f"{flags} ends with {done.returncode}: {done.stderr}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.mkdir("empty")
        Path("empty/namespace.yaml").write_text("apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n")
        misbehaving()
        bounded()
        faults(folder)
        refused()
    sys.exit(1 if failures else 0)


main()
