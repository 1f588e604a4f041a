# SPDX-License-Identifier: Apache-2.0
"""Objects to ask admission policies about: those of the corpus, and what a seeded hand makes of them."""

import copy
import json
import os
import subprocess
from pathlib import Path

TEXTS = ("", "a", "shop", "v1.2.3", "10.0.0.1", "https://shop.example.com/x?y=1", "nginx", "nginx:latest", "nginx:1.27",
         "café", "0x1F", "true", "100Mi", "2", "-1", "1.5", "x" * 70)
LABELS = ("app", "k8s-app", "team", "app.kubernetes.io/name", "tier")


def read_corpus(folder):
    """Every object below `folder` whose kind the server knows; kubectl says of the others that it does not."""
    files = [one for path in sorted(Path(folder).rglob("*.yaml")) if "templates" not in path.parts for one in ("-f", str(path))]
    if not files:
        return []
    result = subprocess.run([os.environ["KUBECTL"], "create", "--dry-run=client", "--validate=false", "-o", "json", *files],
                            capture_output=True, text=True)
    return concatenated(result.stdout)


def concatenated(text):
    decoder, at, found = json.JSONDecoder(), 0, []
    text = text.strip()
    while at < len(text):
        one, end = decoder.raw_decode(text, at)
        found += one["items"] if one["kind"] == "List" else [one]
        at = end + len(text[end:]) - len(text[end:].lstrip())
    return found


def places(value, path=()):
    """The paths of everything in `value`, parents first."""
    for key in (value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()):
        yield (*path, key)
        yield from places(value[key], (*path, key))


class Hand:
    """Makes small changes; most of them leave an object that the server takes."""

    def __init__(self, random):
        self.random = random
        self.ways = (self.relabel, self.annotate, self.scale, self.image, self.secure, self.scalar, self.drop, self.twice,
                     self.limits, self.data)

    def change(self, item):
        item = copy.deepcopy(item)
        for _ in range(self.random.randint(1, 4)):
            self.random.choice(self.ways)(item)
        return item

    def relabel(self, item):
        labels = item["metadata"].get("labels")
        labels = item["metadata"]["labels"] = labels if isinstance(labels, dict) else {}
        labels[self.random.choice(LABELS)] = self.random.choice(("shop", "a", "", "v1"))

    def annotate(self, item):
        item["metadata"].setdefault("annotations", {})[self.random.choice(LABELS)] = self.random.choice(TEXTS)

    def scale(self, item):
        if isinstance(item.get("spec"), dict) and "template" in item["spec"]:
            item["spec"]["replicas"] = self.random.choice((0, 1, 2, 3, 4, 7, 100))

    def containers(self, item):
        spec = item.get("spec") or {}
        pod = spec if item["kind"] == "Pod" else (spec.get("template") or {}).get("spec") or {}
        return pod.get("containers") or []

    def image(self, item):
        for container in self.containers(item):
            container["image"] = self.random.choice(("nginx", "nginx:latest", "nginx:1.27", "r.example.com:5000/a", "a@sha256:" + "0" * 64))

    def secure(self, item):
        for container in self.containers(item):
            container["securityContext"] = self.random.choice(
                ({}, {"privileged": True}, {"runAsNonRoot": True, "capabilities": {"drop": ["ALL"]}}, {"runAsUser": 0}))

    def limits(self, item):
        for container in self.containers(item):
            container["resources"] = self.random.choice(
                ({}, {"limits": {"memory": "64Mi"}}, {"limits": {"memory": "0.5Gi", "cpu": "100m"}}, {"requests": {"cpu": 1}},
                 {"limits": {"memory": 134217728}}))

    def data(self, item):
        if item["kind"] == "ConfigMap":
            item["data"] = {key: self.random.choice(TEXTS) for key in self.random.sample(("a", "b", "c", "d", "e"), self.random.randint(0, 5))}

    def parent_of(self, item):
        found = [path for path in places(item) if len(path) > 1 and path[0] not in ("apiVersion", "kind") and path[-1] not in ("name", "namespace")]
        if not found:
            return None, None
        path = self.random.choice(found)
        parent = item
        for key in path[:-1]:
            parent = parent[key]
        return parent, path[-1]

    def scalar(self, item):
        parent, key = self.parent_of(item)
        if parent is None:
            return
        if isinstance(parent[key], bool):
            parent[key] = not parent[key]
        elif isinstance(parent[key], int):
            parent[key] = self.random.choice((0, 1, 2, 5, 80, 8080))
        elif isinstance(parent[key], str):
            parent[key] = self.random.choice(TEXTS)

    def drop(self, item):
        parent, key = self.parent_of(item)
        if parent is not None:
            del parent[key]

    def twice(self, item):
        containers = self.containers(item)
        if containers:
            again = copy.deepcopy(self.random.choice(containers))
            again["name"] = f"{again.get('name', 'c')[:50]}-{self.random.randint(0, 9)}"
            again.pop("ports", None)
            containers.append(again)


def documents(items):
    """A file of them."""
    return "---\n".join(json.dumps(item) + "\n" for item in items)


def labelled(item, label):
    """So that only the bindings of that label are about it."""
    item = copy.deepcopy(item)
    labels = item["metadata"].get("labels")
    item["metadata"]["labels"] = {**(labels if isinstance(labels, dict) else {}), "judge": label}
    return item


def as_sent(item):
    """Without what the server sets."""
    item = copy.deepcopy(item)
    for key in ("uid", "creationTimestamp", "resourceVersion", "managedFields", "generation", "selfLink"):
        item["metadata"].pop(key, None)
    return item
