#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""bulwark reads of a live cluster what kubectl reads of it, finds there what it finds in kubectl's export, and says the
same of a snapshot, byte for byte but for the time."""

import json
import os
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, export_all, fail, found_in, kubectl, name_of, read_snapshot, scan
from shop import load_shop, remove_shop

# What bulwark does not read: it says nothing about how a cluster is secured, or changes by the second.
NOT_READ = {"APIResource", "CSINode", "ClusterTrustBundle", "ComponentStatus", "ControllerRevision", "CSIStorageCapacity", "DeviceClass", "DeviceTaintRule",
            "Endpoints", "EndpointSlice", "Event", "IPAddress", "Lease", "ResourceClaim", "ResourceClaimTemplate",
            "ResourceSlice", "ServiceCIDR", "VolumeAttachment", "VolumeAttributesClass"}

OVER_MANY_OBJECTS = {path.stem for path in (Path(os.environ["CLUSTER_TOOLS"]).parent.parent / "controls").rglob("*.yaml")
                     if "\nengine: analyzer\n" in path.read_text()}


def without_time(report):
    for cluster in report["clusters"]:
        cluster["taken_at"] = ""
    return report


def live_report():
    result = bulwark("scan", "-o", "json", "--no-expected", expected=(1,))
    return json.loads(result.stdout)


def compare():
    """Nothing when all agree; else what does not. Controllers may change an object in between."""
    exported = export_all()
    live = live_report()
    bulwark("snapshot", "-o", "picture.zst")
    kept = json.loads(bulwark("scan", "picture.zst", "-o", "json", "--no-expected", expected=(1,)).stdout)
    if json.dumps(without_time(live)) != json.dumps(without_time(kept)):
        return "the reports on the live cluster and on its snapshot differ"
    header, objects, end = read_snapshot("picture.zst")
    if header["serverVersion"] != os.environ["VERSION"] or end["objects"] != len(objects) or end["notRead"]:
        fail(f"the snapshot says {header} and {end}")
    expected = {name_of(item) for item in json.loads(exported)["items"] if item["kind"] not in NOT_READ}
    read = {name_of(item) for item in objects}
    if expected != read:
        return f"only kubectl sees {sorted(expected - read)[:5]}, only bulwark {sorted(read - expected)[:5]}"
    if live["not_evaluated"] or live["resources"] != len(objects):
        fail(f"{live['resources']} resources of {len(objects)}; not evaluated: {live['not_evaluated'][:5]}")
    report = scan("-", "--complete", text=exported)
    of_export = {one for one in found_in(report) if one[1] not in NOT_READ}
    only_live = found_in(live) - of_export
    # In files, what a custom resource or a workload may yet make is not missing: it is told in a notice.
    told = any(notice.startswith("not judged, since it may exist") for notice in report["notices"])
    unexplained = {one for one in only_live if one[0] not in OVER_MANY_OBJECTS or not told}
    if of_export - found_in(live) or unexplained:
        return f"findings only in the export: {sorted(of_export - found_in(live))[:5]}, " \
               f"only in the cluster: {sorted(unexplained)[:5]}"
    print(f"{len(objects)} objects, {len(live['findings'])} findings, the same in all three")
    return ""


def check_pages():
    """Lists of custom resources come with their keys in another order than those of built-in types."""
    caches = [{"apiVersion": "cache.example.com/v1", "kind": "CacheCluster", "metadata": {"name": f"cache-{number}", "namespace": "default"}}
              for number in range(7)]
    kubectl("apply", "-f", "-", text=json.dumps({"apiVersion": "v1", "kind": "List", "items": caches}))
    bulwark("snapshot", "-o", "paged.zst", "--chunk-size", "2", "--qps", "1000")
    names = sorted(one["metadata"]["name"] for one in read_snapshot("paged.zst")[1] if one["kind"] == "CacheCluster")
    if not set(names) >= {one["metadata"]["name"] for one in caches} or len(names) != len(set(names)):
        fail(f"of seven custom resources in pages of two there are {names}")


def check_scopes():
    """What a picture of one namespace leaves out is neither gone nor new."""
    bulwark("snapshot", "-o", "whole.zst")
    bulwark("snapshot", "-o", "part.zst", "-n", "shop-system")
    for old, new in (("whole.zst", "part.zst"), ("part.zst", "whole.zst")):
        told = json.loads(bulwark("diff", old, new, "-o", "json", "--fail-on", "none", expected=(0, 1, 3)).stdout)
        wrong = {key: len(told[key]) for key in ("opened", "closed", "added", "removed") if told[key]}
        if wrong:
            fail(f"diff {old} {new} tells {wrong}")


def main():
    load_shop()
    try:
        check_pages()
        check_scopes()
        for _ in range(5):
            difference = compare()
            if not difference:
                return
            time.sleep(2)
        fail(difference)
    finally:
        remove_shop()


main()
