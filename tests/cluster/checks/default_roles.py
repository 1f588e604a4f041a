#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The ClusterRoles that a real API server makes by itself have the rules that bulwark takes them to have where manifests bind them:
each of them, rule by rule, and no others. A role of manifests that is labelled to be gathered is gathered on both sides."""

import json
import os
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl
from reviews import wait_until

RBAC = "rbac.authorization.k8s.io"
MINOR = int(os.environ["VERSION"].split(".")[1])
KNOWLEDGE = Path(os.environ["CLUSTER_TOOLS"]).parent.parent / "knowledge"
KEYS = ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")
MINE = {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRole", "metadata": {"name": "dr-mine", "labels": {f"{RBAC}/aggregate-to-view": "true"}},
        "rules": [{"verbs": ["get"], "apiGroups": ["example.com"], "resources": ["widgets"]}]}


def key(rule):
    return json.dumps([rule.get(one) or [] for one in KEYS])


def of_server():
    roles = json.loads(kubectl("get", "clusterroles", "-l", "kubernetes.io/bootstrapping=rbac-defaults", "-o", "json"))["items"]
    return {one["metadata"]["name"]: one for one in roles}


def known_names():
    """Of all versions."""
    texts = [(KNOWLEDGE / name).read_text() for name in ("cluster-roles.yaml", "controller-roles.yaml")]
    return {name for text in texts for name in re.findall(r"metadata: \{name: '?([^',]+)'?, labels", text)}


def of_bulwark(names, minor):
    """Rules by role, as manifests that bind every one of them to somebody have them; what bulwark does not know."""
    objects = [MINE] + [{"apiVersion": f"{RBAC}/v1", "kind": "ClusterRoleBinding", "metadata": {"name": name},
                         "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": name},
                         "subjects": [{"apiGroup": RBAC, "kind": "User", "name": "jane"}]} for name in sorted(names)]
    Path("bindings.json").write_text("\n---\n".join(map(json.dumps, objects)))
    done = bulwark("rbac", "can-i", "--list", "--as", "jane", "-A", "-f", "bindings.json", "--kube-version", f"1.{minor}", "-o", "json",
                   expected=(0, 3))
    answer, rules = json.loads(done.stdout), {}
    for grant in answer["grants"]:
        if not grant["rule"].get("builtIn") and grant["rule"].get("of", {}).get("name") != "dr-mine":
            fail(f"it is not told that this is built in: {grant}")
        rules.setdefault(grant["role"]["name"], []).append((grant["rule"]["number"], key(grant["rule"])))
    unknown = {re.search(r"grants ClusterRole (\S+), which was not read", text)[1] for text in answer["unknown"]}
    return rules, unknown


def check(server):
    rules, unknown = of_bulwark(set(server) | known_names(), MINOR)
    if unknown & set(server) or set(rules) - set(server):
        fail(f"not known are {sorted(unknown & set(server))}; not there are {sorted(set(rules) - set(server))}")
    compared = 0
    for name, role in server.items():
        expected = list(map(key, role.get("rules") or []))
        found = [text for _, text in sorted(rules.get(name, []))]
        aggregated = "aggregationRule" in role
        if (set(found) != set(expected)) if aggregated else found != expected:
            fail(f"{name}: missing {set(expected) - set(found)}, more {set(found) - set(expected)}")
        compared += len(expected)
    if len(server) < 60 or compared < 250:
        fail(f"only {len(server)} roles with {compared} rules were compared")
    print(f"{len(server)} roles with {compared} rules are what bulwark takes them to be")


def check_another_version(server):
    """The comparison finds what is of another version."""
    other = 37 if MINOR < 37 else 34
    rules, _ = of_bulwark(server, other)
    view = {text for _, text in rules["view"]}
    if view == set(map(key, server["view"]["rules"])):
        fail(f"the role view of 1.{other} is taken for that of 1.{MINOR}")


def main():
    kubectl("apply", "-f", "-", text=json.dumps(MINE))
    mine = key(MINE["rules"][0])
    wait_until("the role view gathers what is labelled for it", lambda: all(
        mine in map(key, of_server()[name]["rules"]) for name in ("view", "edit", "admin")))
    server = of_server()
    check(server)
    check_another_version(server)
    kubectl("delete", "clusterrole", "dr-mine")
    wait_until("the role admin lets go of it", lambda: mine not in map(key, of_server()["admin"]["rules"]))


main()
