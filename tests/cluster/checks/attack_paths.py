#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The paths that `bulwark rbac paths` prints are walked on a real API server with the tokens of those who take them: what it
says leads to cluster-admin does, and what it denies is refused. Each move has one account that holds all its parts, and one that
lacks a part."""

import base64
import http.client
import json
import os
import ssl
import subprocess
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl

RBAC, CERTIFICATES = "rbac.authorization.k8s.io", "certificates.k8s.io"
SPACE, LABEL = "ap-work", "attack-paths"
ROLES, REQUESTS = f"/apis/{RBAC}/v1", f"/apis/{CERTIFICATES}/v1/certificatesigningrequests"
ALL = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}


class Server:
    """The API server, asked as whoever the headers or the certificate say."""

    def __init__(self):
        config = json.loads(kubectl("config", "view", "--raw", "-o", "json"))
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self.address = urllib.parse.urlparse(cluster["server"]).netloc
        self.authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
        self.admin = self.context(*(base64.b64decode(user[key]).decode() for key in
                                    ("client-certificate-data", "client-key-data")))
        self.plain = self.context()

    def context(self, certificate="", key=""):
        context = ssl.create_default_context(cadata=self.authority)
        if certificate:
            with open("client.pem", "w", encoding="utf-8") as pem:
                pem.write(certificate + key)
            context.load_cert_chain("client.pem")
        return context

    def ask(self, method, path, body=None, context=None, kind="application/json", **headers):
        connection = http.client.HTTPSConnection(self.address, context=context or self.plain, timeout=60)
        connection.request(method, path, None if body is None else json.dumps(body),
                           {"Content-Type": kind, **{key.replace("_", "-"): value for key, value in headers.items()}})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text or "{}")

    def make(self, path, body):
        status, answer = self.ask("POST", path, body, self.admin)
        if status not in (200, 201):
            fail(f"POST {path}: {status} {answer.get('message')}")
        return answer


def rule(verbs, group, resources, names=()):
    made = {"verbs": verbs.split(), "apiGroups": [group], "resources": resources.split()}
    return {**made, "resourceNames": list(names)} if names else made


def subject(name):
    return {"kind": "ServiceAccount", "name": name, "namespace": SPACE}


def grant(server, name, rules, wide=True):
    """An account with its own role, bound to it."""
    server.make(f"/api/v1/namespaces/{SPACE}/serviceaccounts", {"metadata": {"name": name}})
    kind, where = ("ClusterRole", ROLES) if wide else ("Role", f"{ROLES}/namespaces/{SPACE}")
    metadata = {"name": name, "labels": {LABEL: "yes"}}
    server.make(f"{where}/{kind.lower()}s", {"metadata": metadata, "rules": rules})
    server.make(f"{where}/{kind.lower()}bindings", {"metadata": metadata, "subjects": [subject(name)],
                                                   "roleRef": {"apiGroup": RBAC, "kind": kind, "name": name}})


def token_of(server, name):
    return server.make(f"/api/v1/namespaces/{SPACE}/serviceaccounts/{name}/token", {"spec": {}})["status"]["token"]


class Walker:
    """Somebody with a token, on his way."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.headers = {"Authorization": "Bearer " + token_of(server, name)}

    def ask(self, method, path, body=None, kind="application/json", **headers):
        return self.server.ask(method, path, body, kind=kind, **{**self.headers, **headers})

    def is_admin(self, context=None, **headers):
        """Whether he may do everything, by the server's own word."""
        review = {"spec": {"resourceAttributes": {"verb": "*", "group": "*", "resource": "*"}}}
        status, answer = self.server.ask("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review, context,
                                         **(headers or ({} if context else self.headers)))
        return status == 201 and answer["status"]["allowed"]

    def is_soon_admin(self, **headers):
        for _ in range(50):
            if self.is_admin(**headers):
                return True
            time.sleep(0.2)
        return False


def accounts(space=SPACE):
    return f"/api/v1/namespaces/{space}/serviceaccounts"


def request_token(walker):
    status, answer = walker.ask("POST", f"{accounts()}/boss/token", {"spec": {}})
    return status == 201 and walker.is_admin(Authorization="Bearer " + answer["status"]["token"])


def mint_token(walker):
    secrets, name = f"/api/v1/namespaces/{SPACE}/secrets", f"minted-{walker.name}"
    made, _ = walker.ask("POST", secrets, {
        "type": "kubernetes.io/service-account-token",
        "metadata": {"name": name, "annotations": {"kubernetes.io/service-account.name": "boss"}}})
    for _ in range(50):
        status, answer = walker.ask("GET", f"{secrets}/{name}")
        if status != 200:
            break
        token = answer.get("data", {}).get("token")
        if token:
            return walker.is_admin(Authorization="Bearer " + base64.b64decode(token).decode())
        time.sleep(0.2)
    return made == 201 and status == 200


def token_in(secret):
    """Of a token Secret, as the header."""
    return "Bearer " + base64.b64decode(secret["data"]["token"]).decode()


def patch_secret(walker):
    """A patch that changes nothing is answered by all of it."""
    status, answer = walker.ask("PATCH", f"/api/v1/namespaces/{SPACE}/secrets/boss-token", {},
                                kind="application/merge-patch+json")
    return status == 200 and walker.is_admin(Authorization=token_in(answer))


def sweep_secrets(walker):
    """So is a deletion of all that is but tried."""
    status, answer = walker.ask("DELETE", f"/api/v1/namespaces/{SPACE}/secrets?dryRun=All")
    found = [one for one in answer.get("items", []) if one["metadata"]["name"] == "boss-token"]
    return status == 200 and walker.is_admin(Authorization=token_in(found[0]))


def delete_secret(walker):
    """One that is deleted is not shown."""
    status, answer = walker.ask("DELETE", f"/api/v1/namespaces/{SPACE}/secrets/boss-token?dryRun=All")
    return status == 200 and "data" in answer


def bind(walker):
    binding = {"metadata": {"name": f"took-{walker.name}", "labels": {LABEL: "yes"}}, "subjects": [subject(walker.name)],
               "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": "cluster-admin"}}
    status, _ = walker.ask("POST", f"{ROLES}/clusterrolebindings", binding)
    return status == 201 and walker.is_soon_admin()


def apply_binding(walker):
    """Patch is no right to make one."""
    binding = {"apiVersion": f"{RBAC}/v1", "kind": "RoleBinding", "metadata": {"name": "took"}, "subjects": [subject(walker.name)],
               "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": "cluster-admin"}}
    path = f"{ROLES}/namespaces/{SPACE}/rolebindings/took?fieldManager=taker"
    return walker.ask("PATCH", path, binding, kind="application/apply-patch+yaml")[0] == 201


def rewrite_role(walker):
    status, _ = walker.ask("PATCH", f"{ROLES}/clusterroles/{walker.name}", {"rules": [ALL]},
                           kind="application/merge-patch+json")
    return status == 200 and walker.is_soon_admin()


def impersonate_masters(walker):
    return walker.is_admin(**walker.headers, Impersonate_User="somebody", Impersonate_Group="system:masters")


def impersonate_masters_as_account(walker):
    """The account need not be there."""
    return walker.is_admin(**walker.headers, Impersonate_User=f"system:serviceaccount:{SPACE}:nobody",
                           Impersonate_Group="system:masters")


def impersonate_account(walker):
    return walker.is_admin(**walker.headers, Impersonate_User=f"system:serviceaccount:{SPACE}:boss")


def certificate(walker):
    subprocess.run(["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "taken.key", "-out", "taken.csr",
                    "-subj", "/CN=ap-boss"], check=True, capture_output=True)
    with open("taken.csr", "rb") as file:
        request = base64.b64encode(file.read()).decode()
    name = f"took-{walker.name}"
    status, made = walker.ask("POST", REQUESTS, {
        "metadata": {"name": name}, "spec": {"request": request, "signerName": "kubernetes.io/kube-apiserver-client",
                                             "usages": ["client auth"]}})
    if status != 201:
        return False
    made["status"] = {"conditions": [{"type": "Approved", "status": "True", "reason": "Taken", "message": "taken"}]}
    status, _ = walker.ask("PUT", f"{REQUESTS}/{name}/approval", made)
    for _ in range(50 if status == 200 else 0):
        signed = walker.server.ask("GET", f"{REQUESTS}/{name}", None, walker.server.admin)[1]["status"].get("certificate")
        if signed:
            with open("taken.key", encoding="utf-8") as key:
                return walker.is_admin(walker.server.context(base64.b64decode(signed).decode(), key.read()))
        time.sleep(0.2)
    return False


def create_pod(walker):
    """Nothing runs here; that the server takes the pod with that account is what it can show."""
    pod = {"metadata": {"name": f"took-{walker.name}"},
           "spec": {"serviceAccountName": "boss", "containers": [{"name": "c", "image": "example.com/c"}]}}
    return walker.ask("POST", f"/api/v1/namespaces/{SPACE}/pods", pod)[0] == 201


# Move: what it needs, part by part, and how it is made. Whoever lacks one part cannot make it.
MOVES = {
    "request-token": ([rule("create", "", "serviceaccounts/token")], request_token),
    "mint-token": ([rule("create", "", "secrets"), rule("get", "", "secrets")], mint_token),
    "mint-by-name": ([rule("create", "", "secrets"), rule("get", "", "secrets", ["minted-ap-mint-by-name"])], mint_token),
    "patch-secret": ([rule("patch", "", "secrets", ["boss-token"])], patch_secret),
    "sweep-secrets": ([rule("deletecollection", "", "secrets")], sweep_secrets),
    "bind": ([rule("create", RBAC, "clusterrolebindings"), rule("bind", RBAC, "clusterroles")], bind),
    "bind-by-name": ([rule("create", RBAC, "clusterrolebindings"), rule("bind", RBAC, "clusterroles", ["cluster-admin"])], bind),
    "rewrite-role": ([rule("patch", RBAC, "clusterroles"), rule("escalate", RBAC, "clusterroles")], rewrite_role),
    "impersonate-masters": ([rule("impersonate", "", "users"), rule("impersonate", "", "groups")], impersonate_masters),
    "masters-as-account": ([rule("impersonate", "", "groups"), rule("impersonate", "", "serviceaccounts", ["nobody"])],
                           impersonate_masters_as_account),
    "impersonate-account": ([rule("impersonate", "", "serviceaccounts")], impersonate_account),
    "certificate": ([rule("create", CERTIFICATES, "certificatesigningrequests"),
                     rule("update", CERTIFICATES, "certificatesigningrequests/approval"),
                     rule("approve", CERTIFICATES, "signers", ["kubernetes.io/kube-apiserver-client"])], certificate),
    "create-pod": ([rule("create", "", "pods")], create_pod),
}
# What looks like a move and is none.
DECOYS = {
    "binds-bindings": ([rule("create bind", RBAC, "clusterrolebindings")], bind),
    "applies-bindings": ([rule("patch", RBAC, "rolebindings"), rule("bind", RBAC, "clusterroles")], apply_binding),
    "deletes-secrets": ([rule("delete update", "", "secrets")], delete_secret),
    "sweeps-by-name": ([rule("deletecollection", "", "secrets", ["boss-token"])], sweep_secrets),
    "token-wildcard": ([rule("create", "", "serviceaccounts/*")], request_token),
    "token-of-another": ([rule("create", "", "serviceaccounts/token", ["other"])], request_token),
    "escalates-roles": ([rule("patch escalate", RBAC, "roles"), rule("patch", RBAC, "clusterroles")], rewrite_role),
    "other-signer": ([*MOVES["certificate"][0][:2], rule("approve", CERTIFICATES, "signers", ["example.com/x"])], certificate),
}
# Where the step that is missing is a part of another move; not told apart here.
SHARED = {("mint-token", 0), ("impersonate-masters", 1)}


def set_up(server):
    server.make("/api/v1/namespaces", {"metadata": {"name": SPACE}})
    server.make(accounts(), {"metadata": {"name": "boss"}})
    server.make(f"{ROLES}/clusterrolebindings", {
        "metadata": {"name": "ap-boss", "labels": {LABEL: "yes"}},
        "subjects": [subject("boss"), {"kind": "User", "name": "ap-boss", "apiGroup": RBAC}],
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": "cluster-admin"}})
    server.make(f"/api/v1/namespaces/{SPACE}/secrets", {
        "type": "kubernetes.io/service-account-token",
        "metadata": {"name": "boss-token", "annotations": {"kubernetes.io/service-account.name": "boss"}}})
    walks = {}
    for move, (rules, walk) in MOVES.items():
        walks[f"ap-{move}"] = walk
        grant(server, f"ap-{move}", rules)
        for i in range(len(rules)):
            if len(rules) > 1 and (move, i) not in SHARED:
                walks[f"ap-{move}-without-{i}"] = walk
                grant(server, f"ap-{move}-without-{i}", rules[:i] + rules[i + 1:])
    for name, (rules, walk) in DECOYS.items():
        walks[f"ap-{name}"] = walk
        grant(server, f"ap-{name}", rules)
    grant(server, "ap-marker", [rule("get", "marker", "marks")])
    return walks


def wait_for_roles(server):
    review = {"spec": {"user": f"system:serviceaccount:{SPACE}:ap-marker",
                       "resourceAttributes": {"verb": "get", "group": "marker", "resource": "marks"}}}
    for _ in range(100):
        if server.ask("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review, server.admin)[1]["status"]["allowed"]:
            return
        time.sleep(0.1)
    fail("the server's authorizer does not know the roles")


def printed_paths(walks):
    """Which of them have a path, and by what it begins."""
    answer = json.loads(bulwark("rbac", "paths", "-o", "json", expected=(1, 3)).stdout)
    found = {one["name"]: answer["steps"][one["paths"][0][0]]["move"] for one in answer["sources"] if one.get("namespace") == SPACE}
    return {name: found.get(name) for name in walks}


def tear_down(server):
    for plural in ("clusterrolebindings", "clusterroles"):
        server.ask("DELETE", f"{ROLES}/{plural}?labelSelector={LABEL}%3Dyes", None, server.admin)
    for name in [one["metadata"]["name"] for one in server.ask("GET", REQUESTS, None, server.admin)[1]["items"]]:
        if name.startswith("took-"):
            server.ask("DELETE", f"{REQUESTS}/{name}", None, server.admin)
    server.ask("DELETE", f"/api/v1/namespaces/{SPACE}", None, server.admin)
    for _ in range(300):
        if server.ask("GET", f"/api/v1/namespaces/{SPACE}", None, server.admin)[0] == 404:
            return
        time.sleep(0.2)
    fail("the namespace does not go away")


def main():
    server = Server()
    walks = set_up(server)
    wait_for_roles(server)
    printed = printed_paths(walks)
    wrong, counts = [], {"walked": 0, "refused": 0}
    for name, walk in walks.items():
        works = walk(Walker(server, name))
        counts["walked" if works else "refused"] += 1
        if works != (printed[name] is not None):
            wrong.append(f"{name}: {'works' if works else 'is refused'}, but the path is {printed[name]}")
    tear_down(server)
    if wrong:
        fail("\n".join(wrong))
    if counts["walked"] < len(MOVES) or counts["refused"] < 10:
        fail(f"too few: {counts}")
    print(counts)


if __name__ == "__main__":
    main()
