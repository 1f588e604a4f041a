#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An API server on 127.0.0.1 that serves the objects of an NDJSON file, page by page, as a real one would, and goes wrong
where it is told to. It prints its URL, and ends when its standard input does.

usage: api_server.py OBJECTS.ndjson [FAULTS.json]

FAULTS.json: {"/apis/apps/v1/deployments": {"fault": "429", "times": 2}, ...}, by path; without "times": always. A fault is
an HTTP status, or one of stall (headers, then silence), cut (half of the body), reset (no answer), html (a page, with
200), garbage (no JSON), short (a JSON document that ends too early), redirect, gone (410 for every page but the first),
resume (the same with a token to go on).
"""

import json
import mmap
import re
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CLUSTER_SCOPED = {"Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition",
                  "StorageClass", "PriorityClass", "APIService", "IngressClass", "RuntimeClass"}
PLURALS = {"NetworkPolicy": "networkpolicies", "Ingress": "ingresses", "StorageClass": "storageclasses",
           "PriorityClass": "priorityclasses", "IngressClass": "ingressclasses", "RuntimeClass": "runtimeclasses"}
TYPE = re.compile(rb'"(apiVersion|kind)":\s*"([^"]+)"')


def plural(kind):
    return PLURALS.get(kind, kind.lower() + "s")


class Store:
    """Where each object of a file begins and ends, type by type."""

    def __init__(self, path):
        self.types = {}
        with open(path, "rb") as file:
            self.text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        at = 0
        while at < len(self.text):
            end = self.text.find(b"\n", at)
            end = len(self.text) if end < 0 else end
            if end > at:
                self.types.setdefault(self.type_of(at, end), []).append((at, end))
            at = end + 1

    def type_of(self, at, end):
        """apiVersion and kind stand first, or the line is parsed."""
        found = dict(TYPE.findall(self.text[at:min(end, at + 100)])[:2])
        if len(found) < 2:
            whole = json.loads(self.text[at:end])
            return whole["apiVersion"], whole["kind"]
        return found[b"apiVersion"].decode(), found[b"kind"].decode()

    def page(self, key, start, limit):
        lines = self.types[key]
        items = b",".join(self.text[at:end] for at, end in lines[start:start + limit])
        following = start + limit if start + limit < len(lines) else None
        return items, following

    def lists(self):
        """Path of each list -> type."""
        return {f"{'/api' if '/' not in version else '/apis'}/{version}/{plural(kind)}": (version, kind)
                for version, kind in self.types}


def discovery(store, core):
    groups = {}
    for api_version, kind in store.types:
        group, slash, version = api_version.rpartition("/")
        if bool(slash) == core:
            continue
        groups.setdefault(group, {}).setdefault(version, []).append({
            "resource": plural(kind), "responseKind": {"group": group, "version": version, "kind": kind},
            "scope": "Cluster" if kind in CLUSTER_SCOPED else "Namespaced", "verbs": ["get", "list"]})
    return {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": [
        {"metadata": {"name": group}, "versions": [
            {"version": version, "freshness": "Current", "resources": resources} for version, resources in versions.items()]}
        for group, versions in groups.items()]}


def as_table(items):
    """Secrets as a server prints them."""
    rows = [{"cells": [one["metadata"]["name"], one.get("type", "Opaque"), len(one.get("data", {})), "1d"],
             "object": {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": one["metadata"]}}
            for one in json.loads(b"[" + items + b"]")]
    return json.dumps({"kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": {"resourceVersion": "1"}, "columnDefinitions": [
        {"name": name, "type": kind} for name, kind in
        (("Name", "string"), ("Type", "string"), ("Data", "integer"), ("Age", "string"))], "rows": rows}).encode()


def status(code, message, **metadata):
    return json.dumps({"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "message": message,
                       "reason": {404: "NotFound", 410: "Expired", 429: "TooManyRequests"}.get(code, "InternalError"),
                       "metadata": metadata}).encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store = None
    faults = {}
    lock = threading.Lock()

    def log_message(self, *_):
        pass

    def do_GET(self):
        url = urllib.parse.urlparse(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        fault = self.take_fault(url.path)
        if fault and self.fail(fault, url.path, query):
            return
        if url.path == "/version":
            return self.send(200, json.dumps({"gitVersion": "v1.34.0"}).encode())
        if url.path in ("/api", "/apis"):
            return self.send(200, json.dumps(discovery(self.store, url.path == "/api")).encode())
        key = self.store.lists().get(url.path)
        if key is None:
            return self.send(404, status(404, f"the server could not find {url.path}"))
        self.send(200, self.list(key, query))

    def list(self, key, query):
        items, following = self.store.page(key, int(query.get("continue", "0")), int(query.get("limit", "1000000")))
        if key[1] == "Secret":
            return as_table(items)
        metadata = {"resourceVersion": "1", **({"continue": str(following)} if following else {})}
        head = json.dumps({"kind": key[1] + "List", "apiVersion": key[0], "metadata": metadata})
        return head[:-1].encode() + b',"items":[' + items + b"]}"

    def take_fault(self, path):
        with self.lock:
            rule = self.faults.get(path)
            if rule is None or rule.get("times", 1) <= 0:
                return None
            if "times" in rule:
                rule["times"] -= 1
            return rule["fault"]

    def fail(self, fault, path, query):
        """False where all is well this time."""
        key = self.store.lists().get(path)
        body = self.list(key, query) if key else b"{}"
        if fault.isdigit():
            headers = {"Retry-After": "1"} if fault in ("429", "503") else {}
            self.send(int(fault), status(int(fault), f"told to answer {fault}"), **headers)
        elif fault in ("gone", "resume"):
            if "continue" not in query or (fault == "resume" and query["continue"].startswith("0")):
                return False
            token = {"continue": "0" + query["continue"]} if fault == "resume" else {}
            self.send(410, status(410, "the provided continue parameter is too old", **token))
        elif fault == "html":
            self.send(200, b"<!DOCTYPE html><html><title>Sign in</title></html>", **{"Content-Type": "text/html"})
        elif fault == "garbage":
            self.send(200, b'{"kind": "PodList", "items": [nonsense')
        elif fault == "short":
            self.send(200, body[:len(body) // 2])
        elif fault == "redirect":
            self.send(302, b"", Location="https://login.example.com/")
        else:
            self.break_off(fault, body)
        return True

    def break_off(self, fault, body):
        self.close_connection = True
        if fault == "reset":
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault == "stall":
            time.sleep(30)
        else:
            self.wfile.write(body[:len(body) // 2])

    def send(self, code, body, **headers):
        self.send_response(code)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def main():
    Handler.store = Store(sys.argv[1])
    if len(sys.argv) > 2:
        with open(sys.argv[2]) as file:
            Handler.faults = json.load(file)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()


main()
