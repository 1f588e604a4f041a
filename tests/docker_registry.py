# SPDX-License-Identifier: Apache-2.0
"""Debian's docker-registry on loopback, and what else tests need to start a server and to stop it."""
import contextlib
import os
import socket
import subprocess
import time


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def listens(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def started(command, ready, output=subprocess.DEVNULL):
    process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        for _ in range(200):
            if ready() or process.poll() is not None:
                break
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def registry(folder, more="", tls="", output=subprocess.DEVNULL):
    """Its address. `more`: lines of its configuration; `tls`: what its http has besides."""
    port = free_port()
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/registry.yml", "w", encoding="utf-8") as out:
        out.write(f"""version: 0.1
storage: {{filesystem: {{rootdirectory: "{os.path.abspath(folder)}/data"}}}}
http: {{addr: "127.0.0.1:{port}"{tls}}}
{more}""")
    with started(["docker-registry", "serve", f"{folder}/registry.yml"], lambda: listens(port), output):
        yield f"127.0.0.1:{port}"
