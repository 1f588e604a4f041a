#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The built-in table of how kinds merge says of every kind what this server publishes of it, and knows every kind."""

import json
import os
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(os.environ["CLUSTER_TOOLS"]).parent.parent
sys.path[:0] = [os.environ["CLUSTER_TOOLS"], str(ROOT / "tools")]
from expect import fail

import merge_schemas

TABLE = ROOT / "src/admission/schema_data.cpp"


def stored(text, minor):
    """(lines of types, {(apiVersion, kind): number}) of one release, from the generated file."""
    releases = [int(number) for number in re.search(r"kReleases\{\{(.*?)\}\}", text).group(1).split(",")]
    if minor not in releases:
        print(f"the table has no column for 1.{minor}: nothing to compare")
        sys.exit(77)
    types = [json.loads(line.rstrip(",")) for line in text.splitlines() if line.startswith('"')]
    kinds = {}
    for version, kind, places in re.findall(r'^\{"(.*?)", "(.*?)", \{(.*?)\}\},$', text, re.M):
        place = int(places.split(",")[releases.index(minor)])
        if place >= 0:
            kinds[version, kind] = place
    return types, kinds


def differences(mine, theirs, a, b, seen, path):
    """Walks two tables of types side by side and yields where they differ."""
    if (a, b) in seen:
        return
    seen.add((a, b))
    letters = (a if not a.isdigit() else None, b if not b.isdigit() else None)
    if letters != (None, None):
        if a != b:
            yield f"{path}: '{a}' in the table, '{b}' on the server"
        return
    left, right = parts(mine[int(a)]), parts(theirs[int(b)])
    if left.keys() != right.keys() or any(left[key][1:] != right[key][1:] for key in left):
        yield f"{path}: '{mine[int(a)]}' in the table, '{theirs[int(b)]}' on the server"
        return
    for key in left:
        if left[key][0] or right[key][0]:
            yield from differences(mine, theirs, left[key][0], right[key][0], seen, f"{path}.{key}")


def parts(line):
    """{what: (reference, everything else)} of a type's line."""
    head, *fields = line.split(" ")
    out = {head[0]: (head[1:], "" if head[0] in "ft" else fields)}
    if head[0] in "ft":
        for field in fields:
            name, rest = field.split(":", 1)
            reference, _, default = rest.partition("=")
            out["field " + name] = (reference, default)
    return out


def main():
    minor = int(os.environ["VERSION"].split(".")[1])
    types, kinds = stored(TABLE.read_text(), minor)
    lines, served = merge_schemas.table([merge_schemas.Release(merge_schemas.fetch(os.environ["KUBECONFIG"]))])
    served = {key: place for key, (place,) in served.items()}
    if missing := sorted(served.keys() ^ kinds.keys()):
        # Earlier checks may have left kinds of their own behind: those groups are no built-in ones.
        missing = [key for key in missing if key in kinds or key[0].split("/")[0] in {k[0].split("/")[0] for k in kinds}]
        if missing:
            fail(f"only one side has {missing}")
    found = []
    for key in sorted(kinds):
        found += differences(types, lines, str(kinds[key]), str(served[key]), set(), "/".join(key))
    if found:
        fail("\n".join(found[:20]))
    if len(kinds) < 60 or len(types) < 600:
        fail(f"only {len(kinds)} kinds with {len(types)} types were compared")
    print(f"{len(kinds)} kinds merge as the table says")


main()
