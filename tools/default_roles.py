#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes knowledge/cluster-roles.yaml and knowledge/controller-roles.yaml: the ClusterRoles that an API server makes by itself,
by Kubernetes version, from the tables that Kubernetes tests itself with. Its sources are named by their minor versions, such as
go mod download gives them:

    tools/default_roles.py 34=$(go env GOMODCACHE)/k8s.io/kubernetes@v1.34.4 37=...

A role that is the same in several versions is written once. tests/cluster/checks/default_roles.py holds it to real servers."""

import sys
from pathlib import Path

import yaml

TABLES = "plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata"
KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
FILES = {"cluster-roles.yaml": "ClusterRoles that every API server has", "controller-roles.yaml": "ClusterRoles of its controllers"}
HEAD = """# {what}, by the Kubernetes versions (1.N to 1.M) that have them so, as they are there
# with the feature gates that are on by default. Made by tools/default_roles.py.
roles:
"""


def flow(value):
    """A value on one line."""
    return yaml.safe_dump(value, default_flow_style=True, width=10**9, sort_keys=False).strip().removesuffix("\n...")


def body(role):
    """The text of a role, without its versions."""
    metadata = {key: role["metadata"][key] for key in ("name", "labels")}
    lines = ["apiVersion: rbac.authorization.k8s.io/v1", "kind: ClusterRole", f"metadata: {flow(metadata)}"]
    if "aggregationRule" in role:
        lines.append(f"aggregationRule: {flow(role['aggregationRule'])}")
    else:
        keys = ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")
        lines.append("rules:")
        lines += [f"- {flow({key: rule[key] for key in keys if key in rule})}" for rule in role["rules"]]
    return "".join(f"      {line}\n" for line in lines)


def spans(texts):
    """(first minor, last minor, text) of what follows on itself unchanged."""
    found = []
    for minor, text in texts:
        if found and found[-1][2] == text and found[-1][1] == minor - 1:
            found[-1][1] = minor
        else:
            found.append([minor, minor, text])
    return found


def main():
    sources = sorted((int(minor), Path(path)) for minor, path in (one.split("=", 1) for one in sys.argv[1:]))
    if not sources or [minor for minor, _ in sources] != list(range(sources[0][0], sources[0][0] + len(sources))):
        sys.exit("name the sources of versions that follow on each other: MINOR=FOLDER ...")
    for file, what in FILES.items():
        roles = {}
        for minor, path in sources:
            for role in yaml.safe_load((path / TABLES / file).read_text())["items"]:
                roles.setdefault(role["metadata"]["name"], []).append((minor, body(role)))
        text = HEAD.format(what=what)
        for _, texts in sorted(roles.items()):
            for first, last, role in spans(texts):
                text += f"  - versions: [{first}, {last}]\n    role:\n{role}"
        (KNOWLEDGE / file).write_text(text)


main()
