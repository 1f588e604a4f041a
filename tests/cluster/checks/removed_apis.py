#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the control removed-api calls gone by this version, this server really does not serve."""

import json
import os
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import fail, kubectl

CONTROL = Path(os.environ["CLUSTER_TOOLS"]).parent.parent / "controls" / "code" / "removed-api.yaml"


def served_kinds(group_version):
    path = f"/apis/{group_version}" if "/" in group_version else f"/api/{group_version}"
    return {resource["kind"] for resource in json.loads(kubectl("get", "--raw", path))["resources"]}


def main():
    minor = int(os.environ["VERSION"].split(".")[1])
    claims = re.findall(r"'([\w./]+)/(\w+)': (\d+)", CONTROL.read_text())
    gone = {(group_version, kind) for group_version, kind, since in claims if int(since) <= minor}
    served = set(kubectl("api-versions").split())
    if len(gone) < 40 or not {"v1", "apps/v1"} <= served:
        fail(f"too little to compare: the control names {len(gone)} kinds, the server serves {served}")
    kinds = {one: served_kinds(one) for one in served & {group_version for group_version, _ in gone}}
    wrong = [one for one in gone if one[1] in kinds.get(one[0], ())]
    if wrong:
        fail(f"the server serves what the control calls gone: {wrong}")
    print(f"{len(gone)} kinds are gone, as the control says")


main()
