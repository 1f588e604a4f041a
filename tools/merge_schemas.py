#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes src/admission/schema_data.cpp: how the objects of every built-in kind merge, from what API servers publish.

    tools/merge_schemas.py 1.34=KUBECONFIG 1.37=KUBECONFIG > src/admission/schema_data.cpp

Reads /openapi/v3 of a running server of each release (tests/cluster/cluster.py starts them) through $KUBECTL, keeps of each
type what decides how it merges (lists that are atomic, sets or maps by keys; atomic maps; the fields and their types),
and numbers the types so that equal ones of all kinds and releases are one. src/admission/schema_table.h says how a
type is written. tests/cluster/checks/merge_schemas.py holds the file to what servers publish.
"""

import json
import os
import subprocess
import sys

QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity"
RAW = "io.k8s.apimachinery.pkg.runtime.RawExtension"
PRIMITIVES = {"number": "n", "boolean": "b"}
ANY, ATOMIC, DEDUCED = "X", "A", "D"
# What every group serves and no admission policy can mutate.
NO_OBJECTS = {"DeleteOptions", "WatchEvent", "Status", "APIGroup", "APIGroupList", "APIResourceList", "APIVersions"}


def fetch(kubeconfig):
    """{definition name: schema} of everything the server publishes for its API groups."""
    def raw(path):
        command = [os.environ.get("KUBECTL", "kubectl"), "--kubeconfig", kubeconfig, "get", "--raw", path]
        return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    schemas = {}
    for path, entry in sorted(raw("/openapi/v3")["paths"].items()):
        if path.startswith(("api/", "apis/")):
            document = raw(entry["serverRelativeURL"])
            for name, schema in document.get("components", {}).get("schemas", {}).items():
                schemas.setdefault(name, schema)
    return schemas


class Release:
    """The types of one release as nodes: (form, what follows), where a reference is a letter or a node's number."""

    def __init__(self, schemas):
        self.nodes, self.named, self.schemas = [], {}, schemas
        self.kinds = {}
        for name, schema in sorted(schemas.items()):
            for kind in schema.get("x-kubernetes-group-version-kind", []):
                if kind["kind"] in NO_OBJECTS or (kind["kind"].endswith("List") and "items" in schema.get("properties", {})):
                    continue
                version = "/".join(filter(None, (kind["group"], kind["version"])))
                self.kinds[version, kind["kind"]] = self.type_named(name)
        self.keep_key_defaults()

    def add(self, node):
        self.nodes.append(node)
        return len(self.nodes) - 1

    def type_named(self, name, relation=None):
        if name == QUANTITY:
            return "u"
        if name == RAW:
            return ATOMIC
        if (name, relation) not in self.named:
            schema = dict(self.schemas[name])
            if relation:
                schema["x-kubernetes-map-type"] = relation
            place = self.named[name, relation] = self.add(None)
            result = self.atom(schema)
            self.nodes[place] = self.nodes[result] if isinstance(result, int) else ("=", result)
        return self.named[name, relation]

    def reference(self, schema):
        pointer = schema.get("$ref", "")
        if not pointer and len(schema.get("allOf", [])) == 1:
            pointer = schema["allOf"][0].get("$ref", "")
        if pointer:
            return self.type_named(pointer.rsplit("/", 1)[1], schema.get("x-kubernetes-map-type"))
        return self.atom(schema)

    def atom(self, schema):
        kind = schema.get("type", "")
        if kind == "object":
            return self.map(schema)
        if kind == "array":
            return self.list(schema)
        if kind == "string":
            return "s" if schema.get("format", "") in ("", "byte") else "u"
        if kind == "integer":
            return "i" if schema.get("format") == "int32" else "I"
        if kind:
            return PRIMITIVES[kind]
        if "properties" in schema or "items" in schema or "additionalProperties" in schema:
            raise ValueError(f"a type without a name has parts: {schema}")
        return ANY

    def list(self, schema):
        item = self.reference(schema["items"])
        strategy = schema.get("x-kubernetes-patch-strategy")
        default = "atomic"
        if strategy in ("merge", "merge,retainKeys"):
            default = "map" if "x-kubernetes-patch-merge-key" in schema else "set"
        relation = schema.get("x-kubernetes-list-type", default)
        if relation == "map":
            keys = schema.get("x-kubernetes-list-map-keys") or [schema["x-kubernetes-patch-merge-key"]]
            return self.add(("M", item, tuple(keys)))
        return self.add(({"atomic": "L", "set": "S"}[relation], item))

    def map(self, schema):
        atomic = schema.get("x-kubernetes-map-type", "granular") == "atomic"
        fields = {name: (self.reference(field), field.get("default")) for name, field in schema.get("properties", {}).items()}
        more = schema.get("additionalProperties")
        if isinstance(more, dict):
            element = self.reference(more)
        elif more or (more is None and not fields):
            element = DEDUCED
        else:
            element = ""
        return self.add(("t" if atomic else "f", element, tuple(sorted((name, *field) for name, field in fields.items()))))

    def resolved(self, reference):
        """A node that is only another name for a primitive is that primitive."""
        if isinstance(reference, int) and self.nodes[reference][0] == "=":
            return self.nodes[reference][1]
        return reference

    def keep_key_defaults(self):
        """Defaults matter only where a list's key is left out: all others go."""
        keys = {}
        for node in self.nodes:
            if node[0] == "M":
                keys.setdefault(node[1], set()).update(node[2])
        for place, node in enumerate(self.nodes):
            if node[0] in "ft":
                of = keys.get(place, set())
                fields = tuple((name, self.resolved(kind), default if name in of and default not in (None, {}) else None)
                               for name, kind, default in node[2])
                self.nodes[place] = (node[0], self.resolved(node[1]), fields)
            elif node[0] != "=":
                self.nodes[place] = (node[0], self.resolved(node[1]), *node[2:])


def written(node, number):
    """The node as text, with `number` for each reference to another node."""
    def at(reference):
        return str(number(reference)) if isinstance(reference, int) else reference
    if node[0] == "M":
        return f"M{at(node[1])} {','.join(node[2])}"
    if node[0] in "LS":
        return node[0] + at(node[1])
    parts = [f"{name}:{at(kind)}" + (f"={json.dumps(default)}" if default is not None else "") for name, kind, default in node[2]]
    return " ".join([node[0] + at(node[1]), *parts])


def classes(releases):
    """The class of each (release, node): those that no walk through them can tell apart have one."""
    count, found = 0, {(r, n): 0 for r, release in enumerate(releases) for n in range(len(release.nodes))}
    while True:
        forms, refined = {}, {}
        for r, n in found:
            text = written(releases[r].nodes[n], lambda other, r=r: found[r, other]) if releases[r].nodes[n][0] != "=" else "="
            refined[r, n] = forms.setdefault((found[r, n], text), len(forms))
        if len(forms) == count:
            return found
        count, found = len(forms), refined


def table(releases):
    """(lines of types, {(apiVersion, kind): [number or letter per release, None where there is none]})."""
    group = classes(releases)
    numbers, lines, kinds = {}, [], {}

    def number(r, n):
        if group[r, n] not in numbers:
            mine = numbers[group[r, n]] = len(lines)
            lines.append(None)
            lines[mine] = written(releases[r].nodes[n], lambda other: number(r, other))
        return numbers[group[r, n]]
    for key in sorted({key for release in releases for key in release.kinds}):
        kinds[key] = [number(r, release.kinds[key]) if key in release.kinds else None for r, release in enumerate(releases)]
    return lines, kinds


def source(versions, releases):
    lines, kinds = table(releases)
    literal = json.dumps  # its escapes are C++'s as well: the texts are ASCII
    out = ["// SPDX-License-Identifier: Apache-2.0",
           "// Generated by tools/merge_schemas.py from what API servers publish: do not edit.",
           "// clang-format off",
           '#include "admission/schema_data.h"', "", "#include <array>", "", "namespace bulwark::admission {", "namespace {", "",
           f"constexpr std::array<std::uint32_t, {len(versions)}> kReleases{{{{{', '.join(v.split('.')[1] for v in versions)}}}}};",
           f"constexpr std::array<std::string_view, {len(lines)}> kTypes{{{{"]
    out += [f"{literal(line)}," for line in lines]
    out += ["}};", f"constexpr std::array<SchemaKind, {len(kinds)}> kKinds{{{{"]
    for (version, kind), places in kinds.items():
        out.append(f"{{{literal(version)}, {literal(kind)}, {{{', '.join('-1' if p is None else str(p) for p in places)}}}}},")
    out += ["}};", "", "}  // namespace", "",
            "std::span<const std::uint32_t> schema_releases() { return kReleases; }",
            "std::span<const std::string_view> schema_types() { return kTypes; }",
            "std::span<const SchemaKind> schema_kinds() { return kKinds; }", "",
            "}  // namespace bulwark::admission"]
    return "\n".join(out) + "\n"


def main(arguments):
    pairs = sorted(argument.split("=", 1) for argument in arguments)
    if not pairs:
        sys.exit(__doc__)
    sys.stdout.write(source([version for version, _ in pairs], [Release(fetch(config)) for _, config in pairs]))


if __name__ == "__main__":
    main(sys.argv[1:])
