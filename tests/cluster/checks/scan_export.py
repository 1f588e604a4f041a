#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What kubectl exports of a whole cluster, bulwark reads to the last object, and what it finds in the manifests of
examples/shop, it finds again in what the server made of them."""

import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import export_all, fail, found_in, name_of, scan, scan_all
from shop import SHOP, load_shop, remove_shop

# A Secret is a finding where it lies in a file and none where it lies in a cluster.
ONLY_IN_FILES = {"secret-in-manifest"}


def check(shop):
    exported = export_all()
    missing = shop - {name_of(item) for item in json.loads(exported)["items"]}
    if len(shop) != 28 or missing:
        fail(f"{len(shop)} of the 28 objects of examples/shop are on the server; not in the export: {missing}")
    in_cluster = found_in(scan_all(exported))
    in_files = {one for one in found_in(scan(str(SHOP))) if one[0] not in ONLY_IN_FILES}
    if len(in_files) < 80 or in_files - in_cluster:
        fail(f"{len(in_files)} findings in the files; not found in the cluster: {in_files - in_cluster}")


def main():
    shop = load_shop()
    try:
        check({name_of(item) for item in shop})
    finally:
        remove_shop()


main()
