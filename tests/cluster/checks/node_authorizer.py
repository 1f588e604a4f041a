#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `bulwark rbac can-i --batch` answers for kubelets is what the API server answers, whose Node authorizer goes by the pods
and volumes of each node: random ones, and random questions to both, with a fixed seed. No kubelet is needed: pods are bound to
nodes as they are made. BULWARK_NODE_QUESTIONS says how many (1,000)."""

import json
import os
import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail
from reviews import Server, wait_until

QUESTIONS = int(os.environ.get("BULWARK_NODE_QUESTIONS", "1000"))
SEED = 7
SPACES, NODES = ["na-a", "na-b"], ["na-n1", "na-n2", "na-n3"]
SECRETS, MAPS = [f"secret-{i}" for i in range(16)], [f"map-{i}" for i in range(10)]
CLAIMS, ACCOUNTS, SHARED = [f"claim-{i}" for i in range(4)], [f"sa-{i}" for i in range(3)], ["rc-0", "rc-1", "rc-2"]
STORAGE, RESOURCE = "/apis/storage.k8s.io/v1", "/apis/resource.k8s.io/v1"
# What no snapshot holds.
NOT_IN_SNAPSHOTS = ("volumeattachments", "resourceslices", "podcertificaterequests")


def volume(rng, number):
    """A volume of a pod, of each kind that names something."""
    secret, kinds = {"name": rng.choice(SECRETS)}, ["secret", "map", "map", "projected", "azure", "ceph", "cinder", "flex", "rbd",
                                                    "scale", "iscsi", "storageos", "csi"] + ["claim"] * 6 + ["ephemeral"] * 4
    made = {
        "secret": {"secret": {"secretName": secret["name"]}}, "map": {"configMap": {"name": rng.choice(MAPS)}},
        "projected": {"projected": {"sources": [{"secret": secret}, {"configMap": {"name": rng.choice(MAPS)}}]}},
        "claim": {"persistentVolumeClaim": {"claimName": rng.choice(CLAIMS)}},
        "ephemeral": {"ephemeral": {"volumeClaimTemplate": {"spec": {
            "accessModes": ["ReadWriteOnce"], "storageClassName": "none", "resources": {"requests": {"storage": "1Mi"}}}}}},
        "azure": {"azureFile": {"secretName": secret["name"], "shareName": "x"}},
        "ceph": {"cephfs": {"monitors": ["x"], "secretRef": secret}}, "cinder": {"cinder": {"volumeID": "x", "secretRef": secret}},
        "flex": {"flexVolume": {"driver": "a/b", "secretRef": secret}},
        "rbd": {"rbd": {"monitors": ["x"], "image": "x", "secretRef": secret}},
        "scale": {"scaleIO": {"gateway": "x", "system": "x", "volumeName": "x", "secretRef": secret}},
        "iscsi": {"iscsi": {"targetPortal": "1.2.3.4", "iqn": "iqn.2020-01.x:x", "lun": 0, "secretRef": secret}},
        "storageos": {"storageos": {"volumeName": "x", "secretRef": secret}},
        "csi": {"csi": {"driver": "x.example", "nodePublishSecretRef": secret}}}
    return {"name": f"v{number}", **made[rng.choice(kinds)]}


def container(rng, name):
    environment = [{"name": "A", "valueFrom": {"secretKeyRef": {"name": rng.choice(SECRETS), "key": "k"}}},
                   {"name": "B", "valueFrom": {"configMapKeyRef": {"name": rng.choice(MAPS), "key": "k"}}}]
    return {"name": name, "image": "x", "env": rng.sample(environment, rng.randint(0, 2)),
            "envFrom": rng.sample([{"secretRef": {"name": rng.choice(SECRETS)}}, {"configMapRef": {"name": rng.choice(MAPS)}}],
                                  rng.randint(0, 1))}


def pod(rng, name, node, **more):
    spec = {"schedulerName": "none", "serviceAccountName": rng.choice(ACCOUNTS), "containers": [container(rng, "c")],
            "initContainers": [container(rng, "i")] if rng.random() < 0.3 else [], "volumes": [volume(rng, i) for i in range(3)],
            "imagePullSecrets": [{"name": rng.choice(SECRETS)}] if rng.random() < 0.3 else [], "nodeName": node}
    if rng.random() < 0.4:
        spec["resourceClaims"] = [{"name": "shared", "resourceClaimName": rng.choice(SHARED)}]
    return {"metadata": {"name": name}, "spec": {**spec, **more}}


def persistent_volume(rng, name, space, claim):
    """One that is kept for a claim, be it there or not."""
    near, far = {"name": rng.choice(SECRETS)}, {"name": rng.choice(SECRETS), "namespace": rng.choice(SPACES)}
    either = rng.choice([near, far])
    source = rng.choice([
        {"csi": {"driver": "x.example", "volumeHandle": name, "nodeStageSecretRef": far,
                 "nodePublishSecretRef": {"name": rng.choice(SECRETS), "namespace": rng.choice(SPACES)},
                 "nodeExpandSecretRef": {"name": rng.choice(SECRETS), "namespace": rng.choice(SPACES)},
                 "controllerPublishSecretRef": {"name": rng.choice(SECRETS), "namespace": rng.choice(SPACES)},
                 "controllerExpandSecretRef": {"name": rng.choice(SECRETS), "namespace": rng.choice(SPACES)}}},
        {"azureFile": {"secretName": near["name"], "shareName": "x", **rng.choice([{}, {"secretNamespace": far["namespace"]}])}},
        {"cephfs": {"monitors": ["x"], "secretRef": either}}, {"cinder": {"volumeID": "x", "secretRef": far}},
        {"flexVolume": {"driver": "a/b", "secretRef": either}},
        {"rbd": {"monitors": ["x"], "image": "x", "secretRef": either}},
        {"scaleIO": {"gateway": "x", "system": "x", "volumeName": "x", "secretRef": far}},
        {"iscsi": {"targetPortal": "1.2.3.4", "iqn": "iqn.2020-01.x:x", "lun": 0, "secretRef": either}}])
    return {"metadata": {"name": name}, "spec": {"capacity": {"storage": "1Mi"}, "accessModes": ["ReadWriteOnce"],
                                                 "storageClassName": "none", "persistentVolumeReclaimPolicy": "Retain",
                                                 **({"claimRef": {"namespace": space, "name": claim}} if claim else {}), **source}}


def attachment(name, node):
    return {"metadata": {"name": name}, "spec": {"attacher": "x.example", "nodeName": node, "source": {"persistentVolumeName": "pv-0"}}}


def resource_slice(name, node):
    where = {"nodeName": node} if node else {"allNodes": True}
    return {"metadata": {"name": name}, "spec": {"driver": "x.example", **where,
                                                 "pool": {"name": name, "generation": 1, "resourceSliceCount": 1}, "devices": []}}


def set_up(server, rng):
    make = lambda path, one: server.must("POST", path, one)
    for node in NODES:
        make("/api/v1/nodes", {"metadata": {"name": node}})
    for space in SPACES:
        make("/api/v1/namespaces", {"metadata": {"name": space}})
        wait_until(f"the service account default of {space} is there",
                   lambda: server.ask("GET", f"/api/v1/namespaces/{space}/serviceaccounts/default")[0] == 200)
        for account in ACCOUNTS:
            make(f"/api/v1/namespaces/{space}/serviceaccounts", {"metadata": {"name": account}})
        make(f"{RESOURCE}/namespaces/{space}/resourceclaimtemplates", {"metadata": {"name": "made"}, "spec": {"spec": {}}})
    for i in range(12):
        space, claim = rng.choice(SPACES), rng.choice(CLAIMS * 2 + [""])
        make("/api/v1/persistentvolumes", persistent_volume(rng, f"pv-{i}", space, claim))
    for i in range(6):
        make(f"{STORAGE}/volumeattachments", attachment(f"va-{i}", rng.choice(NODES)))
        make(f"{RESOURCE}/resourceslices", resource_slice(f"rs-{i}", rng.choice(NODES + [""])))
    for space in SPACES:
        pods = f"/api/v1/namespaces/{space}/pods"
        for i in range(8):
            make(pods, pod(rng, f"pod-{i}", rng.choice(NODES)))
        make(pods, pod(rng, "unbound", ""))
        make(pods, pod(rng, "templated", rng.choice(NODES), resourceClaims=[{"name": "gpu", "resourceClaimTemplateName": "made"}]))
        make(pods, {"metadata": {"name": "mirror", "annotations": {"kubernetes.io/config.mirror": "x"}},
                    "spec": {"nodeName": "na-n1", "containers": [{"name": "c", "image": "x"}],
                             "volumes": [{"name": "v", "configMap": {"name": "of-mirror"}}]}})
        debugged = make(pods, pod(rng, "debugged", "na-n2"))
        debugged["spec"]["ephemeralContainers"] = [{
            "name": "e", "image": "x", "envFrom": [{"secretRef": {"name": "of-debugger"}}]}]
        server.must("PUT", f"{pods}/debugged/ephemeralcontainers", debugged)
    return set_markers(server, make)


def set_markers(server, make):
    """What is made last, of each type that the server's graph is filled from: once it counts, so does what came before. The
    names of claims that were made from the template."""
    volumes = [{"name": "v", "persistentVolumeClaim": {"claimName": "claim-marker"}}]
    make("/api/v1/namespaces/na-a/pods", {"metadata": {"name": "marker"}, "spec": {
        "nodeName": "na-n1", "containers": [{"name": "c", "image": "x"}], "volumes": volumes}})
    make("/api/v1/persistentvolumes", persistent_volume(random.Random(1), "pv-marker", "na-a", "claim-marker"))
    make(f"{STORAGE}/volumeattachments", attachment("va-marker", "na-n1"))
    make(f"{RESOURCE}/resourceslices", resource_slice("rs-marker", "na-n1"))
    claims = {}

    def all_have_claims():
        for space in SPACES:
            one = server.must("GET", f"/api/v1/namespaces/{space}/pods/templated")
            for status in one["status"].get("resourceClaimStatuses", []):
                claims[space] = (one["spec"]["nodeName"], status["resourceClaimName"])
        return len(claims) == len(SPACES)
    wait_until("claims are made from templates", all_have_claims)
    markers = [("na-n1", "", "persistentvolumes", "", "pv-marker"), ("na-n1", "storage.k8s.io", "volumeattachments", "", "va-marker"),
               ("na-n1", "resource.k8s.io", "resourceslices", "", "rs-marker")]
    markers += [("na-n2", "", "secrets", space, "of-debugger") for space in SPACES]
    markers += [(node, "resource.k8s.io", "resourceclaims", space, name) for space, (node, name) in claims.items()]
    for node, group, resource, space, name in markers:
        asked = {"user": f"system:node:{node}", "groups": ["system:nodes"], "verb": "get", "group": group, "resource": resource,
                 "namespace": space, "name": name}
        wait_until(f"the server relates {resource} {name} to {node}", lambda: server.allows(asked))
    return [name for _, name in claims.values()]


def tear_down(server):
    for i in [*range(12), "marker"]:
        for path in (f"/api/v1/persistentvolumes/pv-{i}", f"{STORAGE}/volumeattachments/va-{i}", f"{RESOURCE}/resourceslices/rs-{i}"):
            server.ask("DELETE", path)
    for space in SPACES:
        server.must("DELETE", f"/api/v1/namespaces/{space}/pods?gracePeriodSeconds=0")
        server.must("DELETE", f"/api/v1/namespaces/{space}")
    for node in NODES:
        server.must("DELETE", f"/api/v1/nodes/{node}")
    wait_until("the namespaces are gone", lambda: all(
        server.ask("GET", f"/api/v1/namespaces/{space}")[0] == 404 for space in SPACES), 120)


def subjects(claims):
    """(group, resource, subresource, verbs, names, namespaced) of what is asked."""
    read, write = ["get", "list", "watch"], ["create", "update", "patch", "delete"]
    pods = [f"pod-{i}" for i in range(8)] + ["unbound", "templated", "mirror", "debugged", "marker"]
    pvcs = CLAIMS + ["claim-marker"] + [f"{name}-v{i}" for name in pods[:4] for i in range(2)]
    slices, own = [f"rs-{i}" for i in range(6)], NODES + ["na-n4"]
    return [
        *[("", "secrets", "", read, SECRETS + ["of-debugger"], True)] * 6,
        *[("", "persistentvolumes", "", ["get"], [f"pv-{i}" for i in range(12)], False)] * 3,
        *[("", "persistentvolumeclaims", "", ["get"], pvcs, True)] * 2, *[("", "configmaps", "", read, MAPS, True)] * 2,
        ("", "configmaps", "", read, MAPS + ["of-mirror"], True), ("", "serviceaccounts", "", ["get"], ACCOUNTS + ["default"], True),
        ("", "serviceaccounts", "token", ["create"], ACCOUNTS + ["default"], True),
        ("", "persistentvolumeclaims", "status", ["update", "patch", "get"], pvcs, True),
        ("storage.k8s.io", "volumeattachments", "", ["get"], [f"va-{i}" for i in range(6)], False),
        ("resource.k8s.io", "resourceclaims", "", ["get"], SHARED + claims, True),
        ("resource.k8s.io", "resourceslices", "", ["get", "update", "patch", "delete", "create", "list"], slices, False),
        ("certificates.k8s.io", "podcertificaterequests", "", read + ["create"], ["x"], True),
        ("", "pods", "", read + ["create", "delete"], pods, True), ("", "pods", "status", ["update", "patch"], pods, True),
        ("", "pods", "eviction", ["create"], pods, True), ("", "nodes", "", read + write, own, False),
        ("", "nodes", "status", ["update", "patch"], own, False), ("coordination.k8s.io", "leases", "", write + ["get"], own, True),
        ("storage.k8s.io", "csinodes", "", write + ["get"], own, False), ("storage.k8s.io", "csinodes", "status", ["get"], own, False),
        *(("", plain, "", read, ["x"], True) for plain in ("services", "endpoints")),
        *((group, plain, "", read + ["create"], ["x"], False) for group, plain in (
            ("storage.k8s.io", "csidrivers"), ("node.k8s.io", "runtimeclasses"), ("certificates.k8s.io", "clustertrustbundles"),
            ("certificates.k8s.io", "certificatesigningrequests"), ("authentication.k8s.io", "tokenreviews"),
            ("authorization.k8s.io", "subjectaccessreviews"), ("apps", "deployments"), ("", "namespaces"))),
        *((group, "events", "", ["create", "patch", "get"], ["x"], True) for group in ("", "events.k8s.io"))]


def question(rng, kinds):
    group, resource, part, verbs, names, namespaced = rng.choice(kinds)
    nodes = ["system:nodes", "system:authenticated"]
    asked = {"user": f"system:node:{rng.choice(NODES * 6 + ['na-n4', ''])}", "groups": rng.choice([nodes] * 15 + [nodes[1:]]),
             "verb": rng.choice(verbs) if rng.random() < 0.9 else rng.choice(["get", "list", "create", "delete", "deletecollection"]),
             "group": group if rng.random() < 0.97 else "example.com", "resource": resource,
             "name": rng.choice(names) if rng.random() < 0.93 else ""}
    part = part if rng.random() < 0.95 else rng.choice(["status", "token", "x"])
    space = rng.choice(SPACES) if resource != "leases" or rng.random() < 0.1 else "kube-node-lease"
    asked["namespace"] = space if namespaced == (rng.random() < 0.95) else ""
    return {**asked, "subresource": part} if part else asked


def answers_of(lines, *flags):
    return [json.loads(line) for line in bulwark("rbac", "can-i", "--batch", lines, *flags, expected=(0, 3)).stdout.splitlines()]


def compare(questions, answers, verdicts):
    counts, wrong = Counter(), []
    for asked, answer, allowed in zip(questions, answers, verdicts, strict=True):
        counts["allowed" if allowed else "refused"] += 1
        counts[asked["resource"], allowed] += 1
        by_node = allowed and (answer["via"] or {}).get("authorizer") == "Node"
        counts["by the Node authorizer"] += bool(by_node)
        counts["secrets", "of a volume"] += bool(by_node) and "PersistentVolume" in answer["via"]["reason"]
        if answer["allowed"] is not allowed or (allowed and not answer["via"]):
            wrong.append((asked, answer, allowed))
    if wrong:
        fail(f"{len(wrong)} of {len(questions)} answers differ:\n" + "\n".join(map(json.dumps, wrong[:8])))
    few = [(resource, allowed) for resource in (
        "secrets", "configmaps", "serviceaccounts", "persistentvolumeclaims", "persistentvolumes", "volumeattachments",
        "resourceclaims", "resourceslices", "pods", "nodes", "leases", "csinodes") for allowed in (True, False)
        if counts[resource, allowed] < 3]
    few += ["secrets of volumes"] * (counts["secrets", "of a volume"] < 3)
    if few or min(counts["by the Node authorizer"], counts["refused"]) < len(questions) / 5:
        fail(f"too little of {few}: {dict(counts)}")
    return counts


def compare_snapshot(questions, live, answers):
    """The same, but for a "no" about what no snapshot holds, which is not known."""
    open_ends = 0
    for asked, one, other in zip(questions, live, answers, strict=True):
        unknown = (other["allowed"] is None and one["allowed"] is False and asked["resource"] in NOT_IN_SNAPSHOTS)
        related = other["allowed"] is None and asked["resource"] in NOT_IN_SNAPSHOTS
        open_ends += related
        if not unknown and not related and one != other:
            fail(f"the snapshot answers otherwise than the live cluster: {one} {other}")
    if not 0 < open_ends < len(questions) / 8:
        fail(f"of {len(questions)} questions to the snapshot {open_ends} are open")
    return open_ends


def check_one():
    """One question, in words."""
    node = ("--as", "system:node:na-n1", "--as-group", "system:nodes")
    told = bulwark("rbac", "can-i", "get", "pv", "pv-marker", *node).stdout
    if "Node authorizer: Pod na-a/marker of this node names it" not in told:
        fail(f"it is not told why the kubelet may: {told}")
    bulwark("rbac", "can-i", "get", "secrets", "nothing-names-it", "-n", "na-a", *node, expected=(1,))


def main():
    rng, server = random.Random(SEED), Server()
    claims = set_up(server, rng)
    kinds = subjects(claims)
    questions = [question(rng, kinds) for _ in range(QUESTIONS)]
    Path("questions.ndjson").write_text("".join(json.dumps(one) + "\n" for one in questions))
    live = answers_of("questions.ndjson")
    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(server.allows, questions))
    counts = compare(questions, live, verdicts)
    bulwark("snapshot", "--node-config", "none", "-o", "cluster.snapshot")
    open_ends = compare_snapshot(questions, live, answers_of("questions.ndjson", "--snapshot", "cluster.snapshot"))
    print(f"{len(questions)} questions of kubelets, 0 differences: {counts['allowed']} allowed, {counts['by the Node authorizer']} of "
          f"them by the Node authorizer alone, {counts['refused']} refused; the snapshot leaves {open_ends} open")
    check_one()
    tear_down(server)


main()
