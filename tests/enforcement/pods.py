# SPDX-License-Identifier: Apache-2.0
"""Processes with a network of their own each, joined by one bridge, that listen, connect, and load a firewall when they are told
to. All of it lives in the network namespace of whoever makes them, and ends with them."""

import ctypes
import itertools
import multiprocessing
import os
import socket
import subprocess
import threading

CLONE_NEWNET = 0x40000000
WAIT = 0.4  # seconds for an answer; what is closed is refused at once


def run(*command, text=None):
    result = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {result.stderr}\n{text or ''}")


def serve_tcp(port):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("0.0.0.0", port))
    server.listen(64)
    while True:
        connection, _ = server.accept()
        connection.sendall(b"x")
        connection.close()


def serve_udp(port):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("0.0.0.0", port))
    while True:
        _, whom = server.recvfrom(16)
        try:
            server.sendto(b"x", whom)
        except OSError:
            pass


def answers(own_port, protocol, source, address, port):
    """Each asks from a port of its own: the kernel remembers connections longer than a set of policies lasts, and lets their
    packets pass."""
    kind = socket.SOCK_STREAM if protocol == "TCP" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, kind) as client:
        client.settimeout(WAIT)
        try:
            client.bind((source, own_port))
            client.connect((address, port))
            if protocol == "UDP":
                client.send(b"x")
            return client.recv(1) == b"x"
        except OSError:
            return False


def work(pipe, ports):
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        pipe.send("unshare: " + os.strerror(ctypes.get_errno()))
        return
    pipe.send("made")
    own_ports = itertools.cycle(range(10000, 60000))
    while True:
        what, *values = pipe.recv()
        try:
            if what == "addresses":
                run("ip", "link", "set", "lo", "up")
                run("ip", "link", "set", "eth0", "up")
                for one in values[0]:
                    run("ip", "addr", "add", one + "/32", "dev", "eth0")
                run("ip", "route", "add", "default", "dev", "eth0")
                for protocol, port in ports:
                    serve = serve_tcp if protocol == "TCP" else serve_udp
                    threading.Thread(target=serve, args=(port,), daemon=True).start()
                pipe.send(None)
            elif what == "firewall":
                run("nft", "-f", "-", text="flush ruleset\n" + values[0])
                pipe.send(None)
            elif what == "connect":
                pipe.send([answers(next(own_ports), *one) for one in values[0]])
        except (RuntimeError, OSError) as error:
            pipe.send(error)


class Machine:
    """One network with its addresses."""

    def __init__(self, number, addresses, ports):
        self.addresses = addresses
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=work, args=(other, ports), daemon=True)
        self.process.start()
        if (said := self.pipe.recv()) != "made":
            raise RuntimeError(said)
        name = f"veth{number}"
        run("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", str(self.process.pid))
        run("ip", "link", "set", name, "master", "bridge", "up")
        self.ask("addresses", addresses)

    def tell(self, *what):
        self.pipe.send(what)

    def hear(self):
        answer = self.pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def ask(self, *what):
        self.tell(*what)
        return self.hear()


def make_bridge():
    run("ip", "link", "add", "bridge", "type", "bridge")
    run("ip", "link", "set", "bridge", "up")
