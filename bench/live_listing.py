#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long listing a real API server takes, by curl and by bulwark: the same types, in the same pages, by turns.

usage: live_listing.py BULWARK [OBJECTS]     needs a cluster that tests/cluster built before (else: skipped, 77)
Prints seconds_curl, seconds_snapshot and the ratio, each the best of three rounds. curl follows the continue tokens one
page after the other over one connection and throws the pages away; bulwark reads them, takes credentials out, and
writes a snapshot.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TOOL = Path(__file__).resolve().parent.parent / "tests" / "cluster" / "cluster.py"
ROUNDS = 3


def pod_like(number):
    """A Deployment of about three kilobytes as the server stores it."""
    container = {"name": "app", "image": f"registry.example.com/team-{number % 40}/app:1.{number % 7}",
                 "env": [{"name": f"SETTING_{i}", "value": f"value-{i}"} for i in range(12)],
                 "ports": [{"containerPort": 8080}], "resources": {"limits": {"memory": "256Mi"}, "requests": {"cpu": "100m"}},
                 "livenessProbe": {"httpGet": {"path": "/healthz", "port": 8080}}}
    labels = {"app.kubernetes.io/name": f"app-{number}", "team": f"team-{number % 40}"}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": f"app-{number:05}", "labels": labels},
            "spec": {"replicas": 0, "selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}}}}


class Server:
    def __init__(self, folder):
        self.kubeconfig = folder / "cluster" / "admin.kubeconfig"
        self.kubectl = json.loads((folder / "cluster" / "cluster.json").read_text())["programs"] + "/kubectl"
        config = json.loads(subprocess.run([self.kubectl, f"--kubeconfig={self.kubeconfig}", "config", "view", "--raw", "-o", "json"],
                                           capture_output=True, check=True).stdout)
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self.url = cluster["server"]
        self.files = {}
        for name, data in (("cacert", cluster["certificate-authority-data"]), ("cert", user["client-certificate-data"]),
                           ("key", user["client-key-data"])):
            self.files[name] = folder / name
            self.files[name].write_bytes(base64.b64decode(data))

    def curl(self, *arguments, text=None):
        flags = [flag for name, path in self.files.items() for flag in (f"--{name}", str(path))]
        return subprocess.run(["curl", "-sS", "--fail", "--http2", "--compressed", *flags, *arguments], input=text, capture_output=True, check=True).stdout

    def create(self, count):
        self.curl("-X", "POST", "-H", "Content-Type: application/json", "-d", '{"metadata":{"name":"listing"}}', f"{self.url}/api/v1/namespaces")

        def some(numbers):
            for number in numbers:
                self.curl("-X", "POST", "-H", "Content-Type: application/json", "-d", "@-",
                          f"{self.url}/apis/apps/v1/namespaces/listing/deployments", text=json.dumps(pod_like(number)).encode())
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(some, (range(start, count, 4) for start in range(4))))


def pages(server, paths):
    """The URLs of every page, for one curl."""
    urls = []
    for path, accept in paths:
        token = ""
        while True:
            query = "limit=500" + (f"&continue={urllib.parse.quote(token)}" if token else "")
            urls.append((f"{server.url}{path}?{query}", accept))
            token = json.loads(server.curl("-H", f"Accept: {accept}", urls[-1][0]))["metadata"].get("continue", "")
            if not token:
                break
    return urls


def listed_paths(bulwark, server):
    """What bulwark lists, told by the objects of its snapshot and by discovery: here, the types that it asks permission for."""
    role = subprocess.run([bulwark, "rbac", "required", "--kubeconfig", str(server.kubeconfig)], capture_output=True, text=True, check=True).stdout
    wanted, group = set(), ""
    for line in role.splitlines():
        if "apiGroups:" in line:
            group = line.split("[")[1].rstrip("]").strip('"')
        elif line.startswith("      - "):
            wanted.add((group, line.strip("- ").strip()))
    paths = []
    for root in ("/api", "/apis"):
        accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
        for one in json.loads(server.curl("-H", f"Accept: {accept}", server.url + root))["items"]:
            name = one["metadata"].get("name", "")
            version = one["versions"][0]
            for resource in version["resources"]:
                if (name, resource["resource"]) in wanted:
                    table = "application/json;as=Table;v=v1;g=meta.k8s.io" if resource["resource"] == "secrets" and not name else "application/json"
                    paths.append((f"{root}/{name + '/' if name else ''}{version['version']}/{resource['resource']}", table))
    return paths


def seconds(action):
    begin = time.monotonic()
    action()
    return time.monotonic() - begin


def measure(bulwark, server, folder):
    urls = pages(server, listed_paths(bulwark, server))
    script = folder / "pages"
    script.write_text("\nnext\n".join(
        f'url = "{url}"\nheader = "Accept: {accept}"\noutput = /dev/null\ncompressed\nhttp2\nsilent\nfail\n'
        + "\n".join(f'{name} = "{path}"' for name, path in server.files.items()) for url, accept in urls))
    by_curl = lambda: subprocess.run(["curl", "--config", str(script)], check=True, capture_output=True)
    by_bulwark = lambda: subprocess.run([bulwark, "snapshot", "--kubeconfig", str(server.kubeconfig), "--qps", "10000", "-o", str(folder / "snapshot")],
                                        check=True, capture_output=True)
    best = {"curl": 1e9, "snapshot": 1e9}
    for _ in range(ROUNDS):
        best["curl"] = min(best["curl"], seconds(by_curl))
        best["snapshot"] = min(best["snapshot"], seconds(by_bulwark))
    print(f"pages {len(urls)}")
    print(f"seconds_curl {best['curl']:.2f}\nseconds_snapshot {best['snapshot']:.2f}\nratio {best['snapshot'] / best['curl']:.2f}")


def main():
    bulwark, count = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    folder = Path(tempfile.mkdtemp(prefix="bulwark-listing-"))
    started = subprocess.run([TOOL, "start", folder / "cluster", "--owner", str(os.getpid())])
    if started.returncode != 0:
        sys.exit(started.returncode)
    try:
        server = Server(folder)
        server.create(count)
        measure(bulwark, server, folder)
    finally:
        subprocess.run([TOOL, "stop", folder / "cluster"], check=True)


main()
