#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `bulwark rbac can-i --batch` and `who-can` answer is what the API server answers: random roles and bindings of every
shape, and random questions to both, with a fixed seed. BULWARK_RBAC_QUESTIONS says how many (2,000)."""

import json
import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail
from reviews import Server, wait_until

QUESTIONS = int(os.environ.get("BULWARK_RBAC_QUESTIONS", "2000"))
SEED = 5
RBAC = "rbac.authorization.k8s.io"
SPACES = ["rq-a", "rq-b", "rq-c"]
LABEL = "rbac-questions"

VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "escalate", "bind",
         "impersonate", "approve", "use", "spin"]
GROUPS = ["", "apps", "batch", RBAC, "certificates.k8s.io", "example.com"]
RESOURCES = ["pods", "secrets", "configmaps", "nodes", "namespaces", "deployments", "jobs", "clusterroles", "signers",
             "widgets", "serviceaccounts"]
SUBRESOURCES = ["exec", "status", "scale", "token", "proxy", "log"]
NAMES = ["a", "b", "c", "*"]
PATHS = ["/metrics", "/healthz", "/healthz/etcd", "/logs/x", "/version", "/api", "/apis/apps", "/debug/pprof/profile", "/",
         "/custom/one", "/custom/two/three", "/custom"]
USERS = ["ann", "bob", "cid", "dee", "system:serviceaccount:rq-a:sa-0"]
TEAMS = ["devs", "ops", "system:authenticated:not", "system:serviceaccounts", "system:serviceaccounts:rq-b"]
ACCOUNTS = [(space, f"sa-{i}") for space in SPACES for i in range(3)]
SYSTEM_USERS = ["system:kube-scheduler", "system:kube-controller-manager", "system:kube-proxy"] + [
    f"system:serviceaccount:kube-system:{name}"
    for name in ("deployment-controller", "generic-garbage-collector", "namespace-controller", "node-controller")]


def some(rng, words, most, star=0.1):
    return ["*"] if rng.random() < star else rng.sample(words, rng.randint(1, most))


def resource(rng):
    kind = rng.random()
    if kind < 0.6:
        return rng.choice(RESOURCES)
    if kind < 0.8:
        return f"{rng.choice(RESOURCES)}/{rng.choice(SUBRESOURCES)}"
    return f"*/{rng.choice(SUBRESOURCES)}" if kind < 0.92 else f"{rng.choice(RESOURCES)}/*"


def rule(rng, paths):
    if paths and rng.random() < 0.25:
        urls = [rng.choice(PATHS + ["*", "/healthz*", "/custom/*", "/logs/*", "/debug/**", "/apis*"]) for _ in range(2)]
        return {"verbs": some(rng, ["get", "post", "put", "delete"], 3), "nonResourceURLs": urls}
    made = {"verbs": some(rng, VERBS, 4), "apiGroups": some(rng, GROUPS, 2),
            "resources": ["*"] if rng.random() < 0.07 else [resource(rng) for _ in range(rng.randint(1, 3))]}
    if rng.random() < 0.3:
        made["resourceNames"] = rng.sample(NAMES + [""], rng.randint(1, 3))
    return made


def subject(rng, within):
    kind = rng.random()
    if kind < 0.4:
        return {"kind": "User", "name": rng.choice(USERS), "apiGroup": RBAC}
    if kind < 0.65:
        return {"kind": "Group", "name": rng.choice(TEAMS), "apiGroup": RBAC}
    space, name = rng.choice(ACCOUNTS)
    account = {"kind": "ServiceAccount", "name": name}
    # The API server wants it named in a ClusterRoleBinding.
    return account if within and rng.random() < 0.3 else {**account, "namespace": space}


def item(kind, name, space="", labels=None, **more):
    metadata = {"name": name, "labels": {LABEL: "yes", **(labels or {})}, **({"namespace": space} if space else {})}
    return {"apiVersion": f"{RBAC}/v1", "kind": kind, "metadata": metadata, **more}


def estate(rng):
    """Objects in the order in which they are made: roles, then bindings."""
    roles, bindings = [], []
    for i in range(40):
        rules = [rule(rng, True) for _ in range(rng.randint(0, 4))]
        labels = {f"rq-to-{rng.randint(0, 4)}": "true"} if rng.random() < 0.5 else {}
        if rng.random() < 0.1:
            labels[f"{RBAC}/aggregate-to-view"] = "true"
        roles.append(item("ClusterRole", f"rq-{i}", labels=labels, rules=rules))
    for i in range(5):  # each gathers what its label marks; the last two gather aggregated ones
        label = f"rq-to-{i}" if i < 3 else f"rq-inner-{i}"
        chosen = {"clusterRoleSelectors": [{"matchLabels": {label: "true"}}]}
        roles.append(item("ClusterRole", f"rq-all-{i}", labels={f"rq-inner-{3 + i % 2}": "true"} if i < 3 else {},
                          aggregationRule=chosen))
    for space in SPACES:
        for i in range(8):
            rules = [rule(rng, False) for _ in range(rng.randint(1, 3))]
            roles.append(item("Role", f"rq-{i}", space, rules=rules))
    wide = [f"rq-{i}" for i in range(40)] + [f"rq-all-{i}" for i in range(5)]
    for i in range(25):
        name = rng.choice(wide + ["rq-gone", "view"])
        bindings.append(item("ClusterRoleBinding", f"rq-{i}", roleRef=reference("ClusterRole", name),
                             subjects=[subject(rng, False) for _ in range(rng.randint(0, 2))]))
    for space in SPACES:
        for i in range(20):
            kind = rng.choice(["Role", "ClusterRole"])
            name = rng.choice([f"rq-{i}" for i in range(8)] + ["rq-gone"]) if kind == "Role" else rng.choice(
                wide + ["edit", "rq-gone"])
            bindings.append(item("RoleBinding", f"rq-{i}", space, roleRef=reference(kind, name),
                                 subjects=[subject(rng, True) for _ in range(rng.randint(1, 3))]))
    return roles, bindings


def reference(kind, name):
    return {"apiGroup": RBAC, "kind": kind, "name": name}


def place(made):
    plural = made["kind"].lower() + "s"
    space = made["metadata"].get("namespace")
    return f"/apis/{RBAC}/v1/" + (f"namespaces/{space}/{plural}" if space else plural)


def marker(number):
    """Roles and bindings of all four kinds that are made last: once they count, so does what came before."""
    rules = [{"verbs": ["get"], "apiGroups": ["marker"], "resources": [f"marks-{number}"]}]
    who = [{"kind": "User", "name": "marker", "apiGroup": RBAC}]
    name = f"rq-marker-{number}"
    return [item("ClusterRole", name, rules=rules), item("Role", name, "rq-a", rules=[{**rules[0], "resources": ["local"]}]),
            item("ClusterRoleBinding", name, roleRef=reference("ClusterRole", name), subjects=who),
            item("RoleBinding", name, "rq-a", roleRef=reference("Role", name), subjects=who)]


def gathered(roles):
    """What each aggregated role ends up with: the rules of all that it reaches, as a set of texts."""
    by_name = {one["metadata"]["name"]: one for one in roles if one["kind"] == "ClusterRole"}

    def rules(one):
        if "aggregationRule" not in one:
            return {json.dumps(rule, sort_keys=True) for rule in one["rules"]}
        wanted = one["aggregationRule"]["clusterRoleSelectors"][0]["matchLabels"].items()
        chosen = [other for other in by_name.values() if wanted <= other["metadata"]["labels"].items()]
        return set().union(*(rules(other) for other in chosen))
    return {name: rules(one) for name, one in by_name.items() if "aggregationRule" in one}


def set_up(server, roles, bindings):
    for space in SPACES:
        server.must("POST", "/api/v1/namespaces", {"metadata": {"name": space}})
    with ThreadPoolExecutor(4) as pool:
        for some_of in (roles, bindings):
            list(pool.map(lambda one: server.must("POST", place(one), one), some_of))
    expected = gathered(roles)

    def settled():
        for name, rules in expected.items():
            now = server.must("GET", f"/apis/{RBAC}/v1/clusterroles/{name}").get("rules") or []
            if {json.dumps(rule, sort_keys=True) for rule in now} != rules:
                return False
        return True
    wait_until("aggregated roles have their rules", settled)
    if len([name for name, rules in expected.items() if rules]) < 4:
        fail("too few aggregated roles gather anything")
    for one in marker(0):
        server.must("POST", place(one), one)
    asked = {"user": "marker", "groups": [], "verb": "get", "group": "marker"}
    wait_until("the server's authorizer knows all roles and bindings", lambda: (
        server.allows({**asked, "resource": "marks-0"}) and
        server.allows({**asked, "resource": "local", "namespace": "rq-a"})))
    wait_until("the role view gathers what is marked for it", lambda: all(
        rule in server.must("GET", f"/apis/{RBAC}/v1/clusterroles/view")["rules"] for one in roles
        if f"{RBAC}/aggregate-to-view" in one["metadata"]["labels"] for rule in one["rules"]))


def tear_down(server):
    for plural in ("clusterrolebindings", "clusterroles"):
        server.must("DELETE", f"/apis/{RBAC}/v1/{plural}?labelSelector={LABEL}%3Dyes")
    for space in SPACES:
        server.must("DELETE", f"/api/v1/namespaces/{space}")
    # The next check may count what there is.
    wait_until("the namespaces are gone", lambda: all(
        server.ask("GET", f"/api/v1/namespaces/{space}")[0] == 404 for space in SPACES))


def identity(rng):
    kind = rng.random()
    if kind < 0.4:
        return rng.choice(USERS), rng.sample(TEAMS, rng.randint(0, 2)) + ["system:authenticated"] * rng.randint(0, 1)
    if kind < 0.8:
        space, name = rng.choice(ACCOUNTS)
        groups = ["system:serviceaccounts", f"system:serviceaccounts:{space}", "system:authenticated"]
        return f"system:serviceaccount:{space}:{name}", groups if rng.random() < 0.7 else []
    if kind < 0.9:
        return rng.choice(SYSTEM_USERS), ["system:authenticated"]
    if kind < 0.94:
        return "system:anonymous", ["system:unauthenticated"]
    if kind < 0.96:
        return "root", ["system:masters"]
    return ("system:node:n1", ["system:nodes", "system:authenticated"]) if kind < 0.98 else ("nobody", [])


def grants(roles, bindings):
    """(subject, namespace, rule) of every rule that a binding grants to somebody."""
    rules = {(one["kind"], one["metadata"].get("namespace", ""), one["metadata"]["name"]): one.get("rules", []) for one in roles}
    for name, texts in gathered(roles).items():
        rules["ClusterRole", "", name] = [json.loads(text) for text in sorted(texts)]
    found = []
    for one in bindings:
        space, role = one["metadata"].get("namespace", ""), one["roleRef"]
        key = (role["kind"], space if role["kind"] == "Role" else "", role["name"])
        found += [(who, space, granted) for who in one["subjects"] for granted in rules.get(key, [])]
    return found


def as_subject(rng, who, space):
    """An identity that the subject is met by."""
    if who["kind"] == "Group":
        return rng.choice(USERS), [who["name"]]
    if who["kind"] == "User":
        return who["name"], ["system:authenticated"]
    return f"system:serviceaccount:{who.get('namespace', space)}:{who['name']}", []


def question(rng, granted):
    """Half of the questions are made from something that is granted, so that many are allowed; the others are not."""
    user, groups = identity(rng)
    who, within, base = rng.choice(granted)
    if rng.random() < 0.55:
        user, groups = as_subject(rng, who, within)
    elif rng.random() < 0.3:
        within, base = "", rule(rng, True)
    asked = {"user": user, "groups": groups}
    if "nonResourceURLs" in base:
        path = rng.choice(base["nonResourceURLs"] + PATHS)
        return {**asked, "verb": pick(rng, base["verbs"], ["get", "post"]),
                "path": path.rstrip("*") + rng.choice(["", "x"]) if path.endswith("*") and path != "*" else path}
    whole = pick(rng, base["resources"], RESOURCES)
    whole = whole.replace("*", rng.choice(RESOURCES), 1) if whole.startswith("*") and rng.random() < 0.9 else whole
    kind, _, part = whole.partition("/")
    part = rng.choice(SUBRESOURCES) if part == "*" or (not part and rng.random() < 0.1) else part
    asked.update(verb=pick(rng, base["verbs"], VERBS), group=pick(rng, base["apiGroups"], GROUPS), resource=kind)
    listed = base.get("resourceNames") or [""]
    name = rng.choice(listed) if rng.random() < 0.6 else rng.choice(NAMES + [""])
    space = within if within and rng.random() < 0.8 else rng.choice(SPACES + SPACES + ["", "", "kube-system", "rq-none"])
    for key, value in (("subresource", part), ("name", name), ("namespace", space)):
        if value or rng.random() < 0.2:
            asked[key] = value
    return asked


def pick(rng, words, others):
    word = rng.choice(words)
    return rng.choice(others) if word == "*" or rng.random() < 0.1 else word


def answers_of(lines, *flags):
    done = bulwark("rbac", "can-i", "--batch", lines, *flags, expected=(0, 3))
    return [json.loads(line) for line in done.stdout.splitlines()]


def compare(questions, answers, verdicts):
    """Counts of what was compared; fails on the first differences."""
    counts, wrong = Counter(), []
    for asked, answer, allowed in zip(questions, answers, verdicts, strict=True):
        if {key: answer.get(key) for key in asked} != asked:
            fail(f"the answer {answer} is not of the question {asked}")
        counts["allowed" if allowed else "not allowed"] += 1
        if allowed and (answer["via"] or {}).get("authorizer") == "Node":
            counts["by the Node authorizer"] += 1
        if answer["allowed"] is not allowed or (allowed and not answer["via"]):
            wrong.append((asked, answer, allowed))
        if allowed and answer["allowed"] and "rule" in answer["via"]:
            via = answer["via"]
            counts["by " + via["binding"]["kind"]] += 1
            for what, seen in (("an aggregated role", via["role"]["name"].startswith("rq-all-") or via["role"]["name"] == "view"),
                               ("a name", via["rule"]["resourceNames"]), ("a path", via["rule"]["nonResourceURLs"]),
                               ("a group", via["subject"]["kind"] == "Group"),
                               ("a service account", via["subject"]["kind"] == "ServiceAccount"),
                               ("*/subresource", any(one.startswith("*/") for one in via["rule"]["resources"]))):
                counts["by " + what] += bool(seen)
    if wrong:
        fail(f"{len(wrong)} of {len(questions)} answers differ:\n" + "\n".join(map(json.dumps, wrong[:5])))
    return counts


def check_batch(server, rng, granted):
    questions = [question(rng, granted) for _ in range(QUESTIONS)]
    Path("questions.ndjson").write_text("".join(json.dumps(one) + "\n" for one in questions))
    begin = time.monotonic()
    answers = answers_of("questions.ndjson")
    asked = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(server.allows, questions))
    counts = compare(questions, answers, verdicts)
    print(f"{len(questions)} questions, 0 differences: {dict(counts)}; bulwark took {asked - begin:.1f} s with reading the "
          f"cluster, the server {time.monotonic() - asked:.1f} s")
    few = [what for what in ("by ClusterRoleBinding", "by RoleBinding", "by an aggregated role", "by a name", "by a path",
                             "by a group", "by a service account", "by */subresource") if counts[what] < 3]
    if few or not 0.1 < counts["allowed"] / len(questions) < 0.9:
        fail(f"too little of {few} among {dict(counts)}")
    bulwark("snapshot", "--node-config", "none", "-o", "cluster.snapshot")
    if answers_of("questions.ndjson", "--snapshot", "cluster.snapshot") != answers:
        fail("the snapshot answers otherwise than the live cluster")


def check_who_can(server, rng, granted, count):
    """Of all identities that bindings name exactly those are listed whom the server lets do it, each alone."""
    everybody = [("User", "", name) for name in USERS] + [("Group", "", name) for name in TEAMS] + [
        ("ServiceAccount", space, name) for space, name in ACCOUNTS]
    compared = 0
    for _ in range(count):
        asked = question(rng, granted)
        if asked.get("verb") == "spin" or asked.get("resource") == "*" or asked.get("path") == "*":
            continue
        words = ["--non-resource-url", asked["path"], asked["verb"]] if "path" in asked else [
            asked["verb"], asked["resource"] + ("." + asked["group"] if asked["group"] else "") +
            ("/" + asked["subresource"] if asked.get("subresource") else "")]
        known = bulwark("rbac", "who-can", *words, *(["-n", "rq-a"] if "path" not in asked else []), "-o", "json",
                        "--snapshot", "cluster.snapshot", expected=(0, 1, 2))
        if known.returncode == 2:
            continue
        told = json.loads(known.stdout)
        exact = {(one["subject"]["kind"], one["subject"].get("namespace", ""), one["subject"]["name"])
                 for one in told["grants"] if not one["rule"]["resourceNames"]}
        attributes = told["question"]
        for kind, space, name in everybody:
            who = {"User": {"user": name, "groups": []}, "Group": {"user": "", "groups": [name]},
                   "ServiceAccount": {"user": f"system:serviceaccount:{space}:{name}", "groups": []}}[kind]
            names = {("User", "", who["user"]), (kind, space, name)}
            if kind == "User" and name.startswith("system:serviceaccount:"):
                names.add(("ServiceAccount", *name.split(":")[2:]))
            allowed = server.allows({**attributes, **who})
            listed = bool(names & exact)
            by_name = any(names & {(one["subject"]["kind"], one["subject"].get("namespace", ""), one["subject"]["name"])}
                          for one in told["grants"] if "" in one["rule"]["resourceNames"])
            if allowed != (listed or by_name):
                fail(f"who-can {words}: {kind} {space}/{name} is {'' if listed else 'not '}listed, the server says {allowed}: {told}")
            compared += 1
    if compared < 10 * len(everybody):
        fail(f"only {compared} subjects were compared")
    print(f"who-can: {compared} subjects, 0 differences")


def check_ask_server():
    """--ask-server goes by the server: it says yes to a kubelet as well."""
    node = ("--as", "system:node:n1", "--as-group", "system:nodes")
    told = bulwark("rbac", "can-i", "list", "services", "-A", *node, "--ask-server").stdout
    if "Node authorizer: every kubelet may" not in told or "the server says yes" not in told:
        fail(f"the kubelet was not told about, or the server was not asked: {told}")
    bulwark("rbac", "can-i", "delete", "nodes", "--as", "nobody", "--ask-server", expected=(1,))


def main():
    rng = random.Random(SEED)
    roles, bindings = estate(rng)
    server = Server()
    begin = time.monotonic()
    set_up(server, roles, bindings)
    print(f"{len(roles)} roles and {len(bindings)} bindings count after {time.monotonic() - begin:.1f} s")
    granted = grants(roles, bindings)
    check_batch(server, rng, granted)
    check_who_can(server, rng, granted, 40)
    check_ask_server()
    tear_down(server)


main()
