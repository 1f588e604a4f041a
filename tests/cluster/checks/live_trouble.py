#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A conversion webhook that is broken, an aggregated API that is down, a server that is not there: what can be read is
read, the rest is a gap that says why, and of several clusters one that fails does not hinder the others."""

import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl, read_snapshot

GROUP = "trouble.example.com"
POD = {"spec": {"containers": [{"name": "main", "image": "nginx:latest", "securityContext": {"privileged": True}}]}}


def definition(kind, versions, **spec):
    plural = kind.lower() + "s"
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    return {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": f"{plural}.{GROUP}"},
            "spec": {"group": GROUP, "scope": "Namespaced", "names": {"kind": kind, "plural": plural},
                     "versions": [{"name": name, "served": served, "storage": storage, "schema": schema}
                                  for name, served, storage in versions], **spec}}


def load_definition(*arguments, **spec):
    kubectl("apply", "-f", "-", text=json.dumps(definition(*arguments, **spec)))
    kubectl("wait", "--for=condition=established", "--timeout=30s", "crd", "--all")


def create(kind, version, name):
    kubectl("create", "-f", "-", text=json.dumps({"apiVersion": f"{GROUP}/{version}", "kind": kind,
                                                  "metadata": {"name": name, "namespace": "default"}, "spec": {"template": POD}}))


BROKEN = {"strategy": "Webhook", "webhook": {"conversionReviewVersions": ["v1"], "clientConfig": {"url": "https://127.0.0.1:1/convert"}}}


def load_conversions():
    """Widget's objects can still be had in the version in which they are stored, Gadget's cannot be had at all."""
    for kind in ("Widget", "Gadget"):
        load_definition(kind, [("v1", True, True)])
        create(kind, "v1", "old")
    load_definition("Widget", [("v1", True, True), ("v2", True, False)], conversion=BROKEN)
    load_definition("Gadget", [("v1", False, False), ("v2", True, True)], conversion=BROKEN)


def snapshot(expected):
    bulwark("snapshot", "-o", "picture.zst", expected=(expected,))
    _, objects, end = read_snapshot("picture.zst")
    return objects, {one["what"]: one["reason"] for one in end["notRead"]}


def check_conversion():
    load_conversions()
    objects, gaps = snapshot(3)
    kinds = [one["kind"] for one in objects]
    what = f"gadgets.{GROUP}"
    if kinds.count("Widget") != 1 or kinds.count("Namespace") < 4 or list(gaps) != [what] or "conversion webhook" not in gaps[what]:
        fail(f"{kinds.count('Widget')} widgets, gaps {gaps}")
    report = json.loads(bulwark("scan", "-o", "json", "--control", "privileged-container", expected=(1,)).stdout)
    if [one["what"] for one in report["not_evaluated"]] != [what] or "Widget" not in {one["resource"]["kind"] for one in report["findings"]}:
        fail(f"a scan says {report['not_evaluated']}")
    for plural in ("widgets", "gadgets"):  # while their webhook is broken, the objects cannot be deleted
        kubectl("patch", "crd", f"{plural}.{GROUP}", "--type=merge", "-p", '{"spec":{"conversion":{"strategy":"None","webhook":null}}}')
        kubectl("delete", "crd", f"{plural}.{GROUP}", "--timeout=60s")


def check_aggregated():
    kubectl("apply", "-f", "-", text=json.dumps({
        "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": {"name": "v1.down.example.com"},
        "spec": {"group": "down.example.com", "version": "v1", "groupPriorityMinimum": 100, "versionPriority": 100,
                 "service": {"name": "nobody", "namespace": "default"}, "insecureSkipTLSVerify": True}}))
    kubectl("wait", "--for=condition=available=false", "--timeout=30s", "apiservice", "v1.down.example.com")
    objects, gaps = snapshot(3)
    kubectl("delete", "apiservice", "v1.down.example.com")
    if not objects or list(gaps) != ["everything in down.example.com/v1"]:
        fail(f"an aggregated API that is down gives {gaps}")


def check_fleet(config):
    """Three contexts: the cluster itself, a port where nobody listens, and a user that does not exist."""
    cluster, user = config["clusters"][0], config["users"][0]
    nowhere = {"name": "nowhere", "cluster": {**cluster["cluster"], "server": "https://127.0.0.1:1"}}
    Path("fleet.kubeconfig").write_text(json.dumps({
        "apiVersion": "v1", "kind": "Config", "clusters": [cluster, nowhere], "users": [user],
        "contexts": [{"name": "east", "context": {"cluster": cluster["name"], "user": user["name"]}},
                     {"name": "west", "context": {"cluster": "nowhere", "user": user["name"]}}]}))
    report = json.loads(bulwark("scan", "--kubeconfig", "fleet.kubeconfig", "--all-contexts", "-o", "json", expected=(1, 3)).stdout)
    told = [(one["cluster"], one["what"]) for one in report["not_evaluated"]]
    if [one["name"] for one in report["clusters"]] != ["east", "west"] or told != [("west", "the whole cluster")] or not report["resources"]:
        fail(f"clusters {report['clusters']}, gaps {told}")
    wrong = subprocess.run([os.environ["BULWARK"], "scan", "--kubeconfig", "fleet.kubeconfig", "--context", "eats"], capture_output=True, text=True)
    if wrong.returncode != 2 or "east" not in wrong.stderr:
        fail(f"a misspelt context gives {wrong.returncode}: {wrong.stderr}")


def main():
    config = json.loads(kubectl("config", "view", "--raw", "-o", "json"))
    check_conversion()
    check_aggregated()
    check_fleet(config)


main()
