#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ten thousand objects in pages, and the version of the list compacted away while it is read: each object is there once,
and the server did answer 410. It is a cluster of its own whose API server has no cache: from a cache it goes on listing
what etcd has forgotten."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, connect, fail, kubectl, read_snapshot

OBJECTS = 10_000
NAMESPACE = "ten-thousand"
TOOL = os.environ["CLUSTER_TOOLS"] + "/cluster.py"


def create(numbers):
    connection = connect()
    for number in numbers:
        body = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"object-{number:05}"},
                           "data": {"number": str(number)}})
        connection.request("POST", f"/api/v1/namespaces/{NAMESPACE}/configmaps", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        if response.status != 201:
            fail(f"object {number}: {response.status}")


def write_and_compact(number):
    """Another write first: the version that is being read is to be older than what is kept."""
    create([OBJECTS + number])
    subprocess.run([TOOL, "compact", os.environ["CLUSTER_DIR"]], check=True, capture_output=True)


def requests_answered(code):
    """How many lists of ConfigMaps the server answered so for bulwark."""
    count = 0
    for line in (Path(os.environ["CLUSTER_DIR"]) / "audit.log").read_text().splitlines():
        if '"configmaps"' not in line or '"list"' not in line:
            continue
        event = json.loads(line)
        count += (event["stage"] == "ResponseComplete" and event.get("userAgent", "").startswith("bulwark")
                  and event["responseStatus"]["code"] == code)
    return count


def names_in(picture):
    _, objects, end = read_snapshot(picture)
    if end["notRead"]:
        fail(f"not read: {end['notRead']}")
    return sorted(one["metadata"]["name"] for one in objects if one["metadata"].get("namespace") == NAMESPACE
                  and one["kind"] == "ConfigMap" and one["metadata"]["name"].startswith("object-"))


def start_cluster():
    folder = os.path.abspath("cluster")
    version = ".".join(os.environ["VERSION"].lstrip("v").split(".")[:2])
    started = subprocess.run([TOOL, "start", folder, version, "--owner", str(os.getpid()), "--flag", "kube-apiserver:watch-cache=false"],
                             capture_output=True, text=True)
    if started.returncode != 0:
        fail(started.stderr)
    os.environ["CLUSTER_DIR"], os.environ["KUBECONFIG"] = folder, started.stdout.strip()


def main():
    start_cluster()
    try:
        check()
    finally:
        subprocess.run([TOOL, "stop", os.environ["CLUSTER_DIR"]], check=True)


def check():
    kubectl("create", "namespace", NAMESPACE)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(create, (range(start, OBJECTS, 4) for start in range(4))))
    bulwark("snapshot", "-o", "whole.zst")
    whole = names_in("whole.zst")
    if whole != [f"object-{number:05}" for number in range(OBJECTS)]:
        fail(f"{len(whole)} of {OBJECTS} objects, {len(set(whole))} different ones")
    slow = subprocess.Popen([os.environ["BULWARK"], "snapshot", "-o", "slow.zst", "--chunk-size", "50", "--qps", "12"])
    for number in range(100):
        time.sleep(0.5)
        if slow.poll() is not None:
            break
        write_and_compact(number)
    if slow.wait(timeout=120) != 0:
        fail(f"the slow snapshot ended with {slow.returncode}")
    names = names_in("slow.zst")
    gone = requests_answered(410)
    print(f"{len(names)} objects; the server answered 410 {gone} times")
    missing = set(whole) - set(names)
    if missing or len(names) != len(set(names)):
        fail(f"{len(missing)} objects are missing, {len(names) - len(set(names))} are there twice")
    if gone == 0:
        fail("no list was ever compacted away: this proves nothing")


main()
