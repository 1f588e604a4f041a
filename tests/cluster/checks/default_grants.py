#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What an API server binds for itself is nothing to find (grant-*); what is added is found where it is bound, together with
what the same subject has elsewhere, and the server allows it. The reports about Secrets and scheduling name only subjects
that the server allows."""

import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl, name_of

RBAC = "rbac.authorization.k8s.io"
SPACE = "dg-shop"
APP = {"kind": "ServiceAccount", "name": "app", "namespace": SPACE}
JANE = {"kind": "User", "name": "dg-jane", "apiGroup": RBAC}
TEAM = {"kind": "Group", "name": f"system:serviceaccounts:{SPACE}", "apiGroup": RBAC}


def rule(verbs, group, resources, names=()):
    made = {"verbs": verbs, "apiGroups": [group], "resources": resources}
    return {**made, "resourceNames": list(names)} if names else made


def item(kind, name, space="", **more):
    metadata = {"name": name, "labels": {"default-grants": "yes"}, **({"namespace": space} if space else {})}
    return {"apiVersion": f"{RBAC}/v1", "kind": kind, "metadata": metadata, **more}


def bind(name, role, subjects, space="", kind="ClusterRole"):
    return item("RoleBinding" if space else "ClusterRoleBinding", name, space,
                roleRef={"apiGroup": RBAC, "kind": kind, "name": role}, subjects=subjects)


def planted():
    return [
        item("ClusterRole", "dg-reader", rules=[rule(["list"], "", ["secrets"])]),
        item("ClusterRole", "dg-escalate", rules=[rule(["escalate"], RBAC, ["clusterroles"])]),
        item("ClusterRole", "dg-write", rules=[rule(["patch"], RBAC, ["clusterroles"])]),
        item("ClusterRole", "dg-one", rules=[rule(["get"], "", ["secrets"], ["tls"])]),
        item("Role", "dg-make", SPACE, rules=[rule(["create"], "", ["pods"])]),
        bind("dg-reader", "dg-reader", [JANE]),
        bind("dg-a", "dg-escalate", [TEAM]),
        bind("dg-b", "dg-write", [APP]),
        bind("dg-one", "dg-one", [JANE]),
        bind("dg-make", "dg-make", [JANE, APP], SPACE, "Role"),
        bind("dg-view", "view", [APP]),
        item("ClusterRole", "dg-weak", rules=[rule(["get", "list"], RBAC, ["*"]),
                                              rule(["get", "list"], "apiextensions.k8s.io", ["*"])]),
        bind("dg-weak", "dg-weak", [{**APP, "name": "weak"}]),
    ]


EXPECTED = {
    ("grant-credentials", "ClusterRoleBinding", "", "dg-reader"),
    ("grant-any-permission", "ClusterRoleBinding", "", "dg-b"),
    ("grant-roles", "ClusterRoleBinding", "", "dg-b"),
    ("grant-in-namespace", "RoleBinding", SPACE, "dg-make"),
    ("grant-diagnostics", "ClusterRoleBinding", "", "dg-view"),  # view reads logs
}


def found(*target, expected=(0, 1)):
    report = json.loads(bulwark("scan", *target, "--control", "grant-*", "-o", "json", "--no-expected", "--fail-on", "info",
                                expected=expected).stdout)
    if report["not_evaluated"] or any(notice.startswith("not judged") for notice in report["notices"]):
        fail(f"not all was judged: {report['not_evaluated'][:3]} {report['notices']}")
    return {(one["control"], one["resource"]["kind"], one["resource"].get("namespace", ""), one["resource"]["name"])
            for one in report["findings"]}


def may(subject, verb, resource, space):
    """What the server says."""
    if subject["kind"] == "ServiceAccount":
        who = ["--as", f"system:serviceaccount:{subject['namespace']}:{subject['name']}"]
    elif subject["kind"] == "Group":
        who = ["--as", "dg-member", "--as-group", subject["name"]]
    else:
        who = ["--as", subject["name"]]
    answer = kubectl("create", "--raw", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "-f", "-", *who,
                     text=json.dumps({"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
                                      "spec": {"resourceAttributes": {"verb": verb, "resource": resource,
                                                                      "namespace": space}}}))
    return json.loads(answer)["status"]["allowed"]


def write_weak_kubeconfig():
    """Of an account that reads roles and bindings, but no Secrets."""
    config = json.loads(kubectl("config", "view", "--raw", "-o", "json"))
    token = kubectl("create", "token", "weak", "-n", SPACE).strip()
    config["users"] = [{"name": config["users"][0]["name"], "user": {"token": token}}]
    with open("weak", "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        json.dump(config, file)


def check_reports():
    write_weak_kubeconfig()
    answer = json.loads(bulwark("rbac", "secrets", "-n", SPACE, "-o", "json").stdout)
    if not answer["listed"] or answer["secrets"] != {SPACE: ["tls"]}:
        fail(f"the Secrets are {answer['secrets']}, listed: {answer['listed']}")
    asked = 0
    for one in answer["readers"]:
        if one["secrets"] is not None:
            continue
        for verb in one["reads"]:
            asked += 1
            if not may(one["subject"], verb, "secrets", one["namespace"] or SPACE):
                fail(f"the server does not let {one['subject']} {verb} secrets")
    unlisted = json.loads(bulwark("rbac", "secrets", "-n", SPACE, "--no-secrets", "-o", "json").stdout)
    if unlisted["listed"] or unlisted["readers"] != answer["readers"]:
        fail(f"without listing Secrets the answer differs: {unlisted}")
    said = bulwark("rbac", "secrets", "-n", SPACE, "--kubeconfig", "weak", "-o", "json", expected=(3,)).stdout
    weak = json.loads(said)
    if weak["listed"] or not any(one.startswith("secrets") for one in weak["unknown"]):
        fail(f"who may not list Secrets is told {weak['unknown']}")
    named = {(one["subject"]["name"], tuple(one["secrets"] or ["*"])) for one in answer["readers"]}
    if not {("dg-jane", ("*",)), ("dg-jane", ("tls",)), ("app", ("*",))} <= named or asked < 10:
        fail(f"{asked} readers were asked about; they are {sorted(named)}")
    grants = json.loads(bulwark("rbac", "scheduling", "-o", "json").stdout)["grants"]
    said = {(one["may"], one["subject"]["name"]) for one in grants}
    if not {("bind pods to nodes", "system:kube-scheduler"), ("create pods for a node of their choice", "app")} <= said:
        fail(f"scheduling is said to be decided by {sorted(said)}")
    return asked


def strangers():
    """Bindings that the API server did not make: what checks before this one have left."""
    bindings = json.loads(kubectl("get", "clusterrolebindings,rolebindings", "-A", "-o", "json"))["items"]
    others = {name_of(one) for one in bindings
              if one["metadata"].get("labels", {}).get("kubernetes.io/bootstrapping") != "rbac-defaults"}
    if len(bindings) - len(others) < 40:
        fail(f"only {len(bindings) - len(others)} bindings are the API server's own")
    return others


def main():
    others = strangers()
    before = {one for one in found() if one[1:] not in others}
    bulwark("snapshot", "-o", "fresh.zst")
    kept = {one for one in found("fresh.zst") if one[1:] not in others}
    if before or kept:
        fail(f"what the API server binds for itself is found: {sorted(before | kept)}")
    everything = {"apiVersion": "v1", "kind": "List", "items": planted()}
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "tls", "namespace": SPACE}}
    try:
        kubectl("create", "namespace", SPACE)
        kubectl("create", "serviceaccount", "weak", "-n", SPACE)
        kubectl("create", "-f", "-", text=json.dumps(secret))
        kubectl("create", "-f", "-", text=json.dumps(everything))
        after = {one for one in found() if one[1:] not in others}
        if after != EXPECTED:
            fail(f"found besides: {sorted(after - EXPECTED)}; not found: {sorted(EXPECTED - after)}")
        asked = check_reports()
    finally:
        kubectl("delete", "--ignore-not-found", "-f", "-", text=json.dumps(everything))
        kubectl("delete", "--ignore-not-found", "namespace", SPACE)
    print(f"{len(EXPECTED)} findings where they were planted, 0 before; {asked} readers of Secrets confirmed by the server")


main()
