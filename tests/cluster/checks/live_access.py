#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ways into a cluster, and ways to be kept out: what a user may not read is named exactly, and every certificate, token
and plugin that does not fit is told."""

import base64
import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl

ADMIN = os.environ["KUBECONFIG"]


def new_user(name, *groups):
    tool = os.environ["CLUSTER_TOOLS"] + "/cluster.py"
    done = subprocess.run([tool, "user", os.environ["CLUSTER_DIR"], name, *groups], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def config_of(kubeconfig):
    return json.loads(kubectl("config", "view", "--raw", "-o", "json", kubeconfig=kubeconfig))


def write_config(path, server, authority, user, **cluster):
    """A kubeconfig of one context."""
    Path(path).write_text(json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": "test",
        "clusters": [{"name": "c", "cluster": {"server": server, "certificate-authority-data": authority, **cluster}}],
        "users": [{"name": "u", "user": user}],
        "contexts": [{"name": "test", "context": {"cluster": "c", "user": "u"}}]}))
    return str(Path(path).resolve())


def report_as(kubeconfig, expected, *flags):
    return json.loads(bulwark("scan", "--kubeconfig", kubeconfig, "-o", "json", *flags, expected=expected).stdout)


def gaps(report):
    return sorted(problem["what"] for problem in report["not_evaluated"])


def check_required_role():
    """The role that bulwark asks for is enough, and without a part of it exactly that part is a gap."""
    role = bulwark("rbac", "required", "--kubeconfig", ADMIN).stdout
    kubectl("apply", "-f", "-", text=role)
    jane = new_user("jane")
    kubectl("create", "clusterrolebinding", "jane", "--clusterrole=bulwark", "--user=jane")
    whole = report_as(jane, (0, 1))
    if whole["not_evaluated"]:
        fail(f"with the role of `rbac required` this is not read: {gaps(whole)}")
    everything = report_as(ADMIN, (0, 1))
    if whole["resources"] != everything["resources"]:
        fail(f"jane reads {whole['resources']} objects, the administrator {everything['resources']}")
    less = json.loads(kubectl("get", "clusterrole", "bulwark", "-o", "json"))
    for rule in less["rules"]:
        for resource in ("secrets", "networkpolicies"):
            if resource in rule.get("resources", []):
                rule["resources"].remove(resource)
    kubectl("replace", "-f", "-", text=json.dumps(less))
    partly = report_as(jane, (1, 3))
    wanted = ["networkpolicies.networking.k8s.io", "secrets"]
    if gaps(partly) != wanted:
        fail(f"gaps are {gaps(partly)} instead of {wanted}")
    for problem in partly["not_evaluated"]:
        if problem["code"] != "denied" or "missing permission: list " not in problem["reason"] or "jane" not in problem["reason"]:
            fail(f"the gap does not name the permission: {problem}")
    kubectl("delete", "clusterrolebinding", "jane")


def check_namespace_only():
    """A role binding in one namespace is enough for -n, and not for more."""
    kubectl("create", "namespace", "only-this")
    kubectl("-n", "only-this", "create", "deployment", "cart", "--image=nginx:latest")
    kubectl("apply", "-f", "-", text=bulwark("rbac", "required", "--kubeconfig", ADMIN).stdout)
    kubectl("-n", "only-this", "create", "rolebinding", "joe", "--clusterrole=bulwark", "--user=joe")
    joe = new_user("joe")
    report = report_as(joe, (0, 1), "-n", "only-this")
    if report["not_evaluated"] or report["resources"] < 3:
        fail(f"in his namespace joe reads {report['resources']} objects and not {gaps(report)}")
    if any(one["resource"]["namespace"] not in ("only-this", "") for one in report["findings"]):
        fail("findings of other namespaces")
    missing = report_as(ADMIN, (3,), "-n", "no-such-namespace")
    if [problem["code"] for problem in missing["not_evaluated"]] != ["not_found"]:
        fail(f"a namespace that does not exist gives {missing['not_evaluated']}")
    kubectl("delete", "namespace", "only-this", "--wait=false")


def expect_refusal(what, kubeconfig, *words):
    """Nothing is read, and the reason is told."""
    report = report_as(kubeconfig, (3,))
    reasons = [problem["reason"] for problem in report["not_evaluated"]]
    if report["resources"] != 0 or len(reasons) != 1 or not any(word in reasons[0] for word in words):
        fail(f"{what}: {report['resources']} objects, reasons {reasons}, none of {words} in them")
    print(f"{what}: {reasons[0]}")


def signed_anew(token, until):
    """The same token as the cluster itself would have signed it, good until so many seconds from now."""
    def decode(part):
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

    def encode(data):
        return base64.urlsafe_b64encode(data).decode().rstrip("=")
    head, payload, _ = token.split(".")
    claims = json.loads(decode(payload))
    claims.update(iat=int(time.time()) - 7200, nbf=int(time.time()) - 7200, exp=int(time.time()) + until)
    signed = f"{head}.{encode(json.dumps(claims).encode())}"
    der = subprocess.run(["openssl", "dgst", "-sha256", "-sign", os.environ["CLUSTER_DIR"] + "/pki/sa.key"], input=signed.encode(),
                         capture_output=True, check=True).stdout
    r_length = der[3]  # ECDSA: SEQUENCE {INTEGER r, INTEGER s}, both below 128 bytes
    r, s = der[4:4 + r_length], der[6 + r_length:]
    raw = b"".join(int.from_bytes(number, "big").to_bytes(32, "big") for number in (r, s))
    return f"{signed}.{encode(raw)}"


def check_tokens(server, authority):
    kubectl("create", "serviceaccount", "scanner", "-n", "default")
    kubectl("create", "clusterrolebinding", "scanner", "--clusterrole=bulwark", "--serviceaccount=default:scanner")
    token = kubectl("create", "token", "scanner", "-n", "default").strip()
    Path("token").write_text(token + "\n")
    for user in ({"token": token}, {"tokenFile": "token"}):
        report = report_as(write_config("token.kubeconfig", server, authority, user), (0, 1))
        if report["resources"] == 0 or report["not_evaluated"]:
            fail(f"with a token: {report['resources']} objects, gaps {gaps(report)}")
    forged = token.rsplit(".", 1)[0] + "." + base64.urlsafe_b64encode(b"x" * 256).decode().rstrip("=")
    expect_refusal("a forged token", write_config("forged.kubeconfig", server, authority, {"token": forged}), "401", "know", "Unauthorized")
    if report_as(write_config("anew.kubeconfig", server, authority, {"token": signed_anew(token, 3600)}), (0, 1))["resources"] == 0:
        fail("a token that the check signed itself is not taken: what it says of expired ones proves nothing")
    old = write_config("expired.kubeconfig", server, authority, {"token": signed_anew(token, -3600)})
    expect_refusal("an expired token", old, "401")
    # Deleting the account revokes its tokens.
    kubectl("delete", "serviceaccount", "scanner", "-n", "default")
    time.sleep(12)  # the server remembers for ten seconds whom a token is of
    kubectl("delete", "clusterrolebinding", "scanner")
    expect_refusal("a revoked token", write_config("revoked.kubeconfig", server, authority, {"token": token}), "401", "know", "Unauthorized")


def check_plugin(server, authority, admin_user):
    Path("plugin").write_text("""#!/bin/sh
echo run >>runs
cat <<EOF
{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{
 "clientCertificateData":"$(base64 -d <certificate | awk '{printf "%s\\\\n", $0}')",
 "clientKeyData":"$(base64 -d <key | awk '{printf "%s\\\\n", $0}')"}}
EOF
""")
    os.chmod("plugin", stat.S_IRWXU)
    Path("certificate").write_text(admin_user["client-certificate-data"])
    Path("key").write_text(admin_user["client-key-data"])
    plugin = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "./plugin", "interactiveMode": "Never"}}
    report = report_as(write_config("plugin.kubeconfig", server, authority, plugin), (0, 1))
    runs = Path("runs").read_text().count("run")
    if report["not_evaluated"] or report["resources"] == 0 or runs != 1:
        fail(f"through a plugin that ran {runs} times: {report['resources']} objects, gaps {gaps(report)}")
    Path("plugin").write_text("#!/bin/sh\necho the vault is sealed >&2\nexit 4\n")
    expect_refusal("a plugin that fails", write_config("plugin.kubeconfig", server, authority, plugin), "the vault is sealed")


def check_certificates(server, authority, admin_user):
    other = subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                            "-subj", "/O=system:masters/CN=stranger", "-keyout", "stranger.key", "-out", "stranger.crt"], capture_output=True)
    if other.returncode != 0:
        fail(other.stderr.decode())
    stranger = {"client-certificate": "stranger.crt", "client-key": "stranger.key"}
    expect_refusal("a certificate of another authority", write_config("stranger.kubeconfig", server, authority, stranger),
                   "401", "know", "Unauthorized")
    wrong = base64.b64encode(Path("stranger.crt").read_bytes()).decode()
    expect_refusal("a server of another authority", write_config("wrong-ca.kubeconfig", server, wrong, admin_user), "certificate")
    named = {"tls-server-name": "kubernetes.default.svc"}
    report = report_as(write_config("named.kubeconfig", server, authority, admin_user, **named), (0, 1))
    if report["resources"] == 0:
        fail("with tls-server-name nothing was read")
    expect_refusal("a name that the certificate is not for",
                   write_config("misnamed.kubeconfig", server, authority, admin_user, **{"tls-server-name": "example.com"}), "certificate", "name")


def check_impersonation(server, authority, admin_user):
    user = {**admin_user, "as": "anne", "as-groups": ["auditors"], "as-user-extra": {"reason": ["test"]}}
    path = write_config("as.kubeconfig", server, authority, user)
    who = json.loads(bulwark("rbac", "whoami", "--kubeconfig", path, "-o", "json").stdout)
    if who["user"] != "anne" or "auditors" not in who["groups"] or who["extra"] != {"reason": ["test"]}:
        fail(f"as anne the server takes us for {who}")
    kubectl("create", "clusterrolebinding", "auditors", "--clusterrole=bulwark", "--group=auditors")
    report = report_as(path, (0, 1))
    if report["not_evaluated"]:
        fail(f"anne may not read {gaps(report)}")
    kubectl("delete", "clusterrolebinding", "auditors")


def check_whoami():
    """The same user, groups and rules as kubectl tells."""
    who = json.loads(bulwark("rbac", "whoami", "-n", "kube-system", "-o", "json").stdout)
    told = json.loads(kubectl("auth", "whoami", "-o", "json"))["status"]["userInfo"]
    if (who["user"], who["groups"], who["uid"]) != (told["username"], told["groups"], told.get("uid", "")):
        fail(f"bulwark says {who}, kubectl {told}")
    bob = new_user("bob")
    table = bulwark("rbac", "whoami", "--kubeconfig", bob).stdout
    if "bob" not in table or "selfsubjectreviews.authentication.k8s.io" not in table:
        fail(f"bob's table is {table}")


def main():
    config = config_of(ADMIN)
    cluster, admin_user = config["clusters"][0]["cluster"], config["users"][0]["user"]
    server, authority = cluster["server"], cluster["certificate-authority-data"]
    check_required_role()
    check_namespace_only()
    check_tokens(server, authority)
    check_plugin(server, authority, admin_user)
    check_certificates(server, authority, admin_user)
    check_impersonation(server, authority, admin_user)
    check_whoami()
    kubectl("delete", "clusterrole", "bulwark")


main()
