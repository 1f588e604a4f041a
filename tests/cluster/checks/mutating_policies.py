#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""bulwark policy eval makes of hundreds of objects what the API server makes of them with the mutating policies in
../policies/mutating.yaml in place: the verdict, its code and message, and the mutated object.

The objects are those of the corpus and of examples/, changed by a seeded hand, and with the server's defaults: first a dry
run without any policy, whose answer is judged. MUTATING_CASES (default 400) is how many requests are compared,
MUTATING_SEED how they come about. What bulwark made of an object goes through another dry run without any policy, so that
it gets the defaults that the server gives to what a mutation adds; then it must be what the server answered."""

import json
import os
import random
import re
import sys
import time
from collections import Counter
from difflib import unified_diff
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl
from judge import Server
from mutants import Hand, as_sent, concatenated, documents, labelled, read_corpus

TOOLS = Path(os.environ["CLUSTER_TOOLS"])
POLICIES = TOOLS / "policies" / "mutating.yaml"
SOURCES = (TOOLS.parent.parent / "examples", TOOLS.parent.parent.parent / "shared" / "corpus" / "manifests")
CASES = int(os.environ.get("MUTATING_CASES", "400"))
SEED = int(os.environ.get("MUTATING_SEED", "1"))
NAMESPACES = (("mutate-shop", {"team": "shop"}), ("mutate-plain", {}))
GROUP = "admissionregistration.k8s.io/v1"
BY_POLICY = re.compile(r"^policy '.*' with binding '|ValidatingAdmissionPolicy '|^Internal error occurred: strict decoding")
TAKEN = (200, 201)


def annotation(policy, name):
    return policy["metadata"].get("annotations", {}).get(name)


def bindings_of(policy):
    """POLICY, and POLICY-all where it is one of those that run together."""
    reference = annotation(policy, "param-ref")
    name = policy["metadata"]["name"]
    for suffix, label in (("", name), ("-all", "all")):
        if suffix and annotation(policy, "together") is None:
            continue
        spec = {"policyName": name, "matchResources": {"objectSelector": {"matchLabels": {"judge": label}}}}
        if reference:
            spec["paramRef"] = json.loads(reference)
        if policy["kind"].startswith("Validating"):
            spec["validationActions"] = ["Deny"]
        yield {"apiVersion": GROUP, "kind": policy["kind"] + "Binding", "metadata": {"name": name + suffix}, "spec": spec}


def plain(item):
    """Without what differs from one dry run to the next."""
    item = as_sent(item)
    item.pop("status", None)
    if labels := {key: value for key, value in item["metadata"].pop("labels", {}).items() if key != "judge"}:
        item["metadata"]["labels"] = labels
    return item


def lines_of(value):
    return json.dumps(value, indent=1, sort_keys=True).splitlines()


def pod_of(deployment):
    """What a deployment's template describes, for whoever may run it."""
    spec = {**deployment["spec"]["template"]["spec"], "serviceAccountName": "default", "serviceAccount": "default"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": deployment["metadata"]["name"]}, "spec": spec}


class Case:
    """One request: what was judged, what the server said, and in the end what bulwark said."""

    def __init__(self, operation, label, judged, old):
        self.operation, self.label, self.judged, self.old = operation, label, labelled(judged, label), old
        self.answer = self.told = None

    @property
    def about(self):
        metadata = self.judged["metadata"]
        return f"{self.operation} {self.judged['kind']} {metadata.get('namespace', '')}/{metadata['name']} by {self.label}"


class Check:
    def __init__(self):
        self.random = random.Random(SEED)
        self.hand = Hand(self.random)
        for name, labels in NAMESPACES:
            kubectl("apply", "-f", "-", text=json.dumps({"apiVersion": "v1", "kind": "Namespace",
                                                         "metadata": {"name": name, "labels": labels}}))
        kubectl("wait", "--for=create", "--timeout=30s", "-n", "mutate-plain", "serviceaccount/default")
        objects = concatenated(kubectl("create", "--dry-run=client", "--validate=false", "-o", "json", "-f", str(POLICIES)))
        self.definitions = [one for one in objects if one["kind"] == "CustomResourceDefinition"]
        self.policies = [one for one in objects if one["kind"].endswith("AdmissionPolicy")]
        kubectl("apply", "-f", "-", text=documents(self.definitions))
        kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all")
        self.server = Server()
        self.seeds = [self.placed(one) for folder in SOURCES for one in read_corpus(folder)
                      if self.server.known(one) and isinstance(one.get("metadata"), dict) and self.server.namespaced(one)
                      and one["kind"] != "Secret"]  # bulwark drops their values, so that the server would not take them back
        self.seeds += [self.placed(pod_of(one)) for one in self.seeds if one["kind"] == "Deployment"]
        self.seeds += [self.placed(self.widget()) for _ in range(5)]
        if len(self.seeds) < 50:
            fail(f"only {len(self.seeds)} objects to begin with")
        self.kept = self.keep()

    def placed(self, item):
        item["metadata"]["namespace"] = self.random.choice(NAMESPACES)[0]
        return item

    def widget(self):
        parts = [{"name": name, "size": self.random.randint(1, 5)} for name in self.random.sample("abcd", 2)]
        return {"apiVersion": "judge.example.com/v1", "kind": "Widget", "metadata": {"name": f"w{self.random.randint(0, 99)}"},
                "spec": {"tags": self.random.sample(["a", "b", "c"], 2), "parts": parts}}

    def keep(self):
        """Makes an object that stays of every kind, to update and to delete."""
        wanted = {one["kind"]: labelled(one, "none") for one in self.seeds if one["kind"] not in ("Pod", "Job")}
        for number, item in enumerate(wanted.values()):
            item["metadata"]["name"] = f"kept-{number}"
            for port in item["spec"].get("ports", ()) if item["kind"] == "Service" else ():
                port.pop("nodePort", None)
        made = concatenated(kubectl("create", "-o", "json", "-f", "-", text=documents(wanted.values())))
        return {one["kind"]: one for one in made}

    def install(self):
        """All policies, in force when this returns."""
        bindings = [one for policy in self.policies for one in bindings_of(policy)]
        Path("set").mkdir()
        Path("set/policies.yaml").write_text(POLICIES.read_text())
        Path("set/bindings.yaml").write_text(documents(bindings))
        kubectl("apply", "-f", "set/policies.yaml", "-f", "set/bindings.yaml")
        probes = [({"apiVersion": "v1", "kind": "ConfigMap", "data": {}}, "ready"), (self.widget(), "widgets"),
                  ({"apiVersion": "v1", "kind": "ConfigMap", "data": {}}, "asks")]
        for item, label in probes:
            item["metadata"] = {"name": "probe", "namespace": "mutate-shop"}
            self.wait_until_changed(labelled(item, label))
        time.sleep(2)

    def wait_until_changed(self, item):
        answer = None
        for _ in range(300):
            answer = self.server.ask("CREATE", item)
            if answer.code in TAKEN and plain(answer.body) != plain(item):
                return
            time.sleep(0.2)
        fail(f"the policies are not in force after 60 s: {answer.code} {answer.message}")

    def any_request(self):
        """(operation, label, object, old object) for one of the policies."""
        policy = self.random.choice(self.policies)
        label = "all" if annotation(policy, "together") is not None and self.random.random() < 0.5 else policy["metadata"]["name"]
        kinds = annotation(policy, "kinds")
        kind = self.random.choice(kinds.split(",") if kinds else sorted({one["kind"] for one in self.seeds}))
        old = self.kept.get(kind)
        roll = self.random.random()
        if old and (roll < 0.2 or (label == "updates" and roll < 0.8)):
            new = self.hand.change(old)
            for key in ("name", "namespace"):
                new["metadata"][key] = old["metadata"][key]
            return "UPDATE", label, as_sent(new), old
        if old and roll < 0.25:
            return "DELETE", label, old, old
        of_kind = [one for one in self.seeds if one["kind"] == kind]
        item = self.hand.change(self.random.choice(of_kind)) if of_kind else {}
        return ("CREATE", label, item, None) if item else None

    def collect(self):
        """Cases whose object the server takes when no policy is about it, twice: with its own defaults too."""
        cases, asked = [], 0
        while len(cases) < CASES:
            if asked > 20 * CASES + 2000:
                fail(f"of {asked} requests the server took only {len(cases)}")
            batch = [one for one in (self.any_request() for _ in range(100)) if one]
            asked += len(batch)
            cases += [Case(*one) for one in batch if one[0] == "DELETE"]
            written = [one for one in batch if one[0] != "DELETE"]
            for _ in range(2):
                answers = self.server.ask_all([(one[0], labelled(one[2], "none")) for one in written])
                written = [(operation, label, as_sent(answer.body), old)
                           for (operation, label, _, old), answer in zip(written, answers) if answer.code in TAKEN]
            cases += [Case(*one) for one in written]
        return cases

    def ask_server(self, cases):
        for case, answer in zip(cases, self.server.ask_all([(case.operation, case.judged) for case in cases])):
            case.answer = answer

    def ask_bulwark(self, cases):
        user = json.loads(kubectl("auth", "whoami", "-o", "json"))["status"]["userInfo"]
        definitions = json.loads(kubectl("get", "customresourcedefinitions", "-o", "json"))["items"]
        Path("set/definitions.yaml").write_text(documents(definitions))  # those of other checks too
        Path("namespaces.yaml").write_text(documents(json.loads(kubectl("get", "namespaces", "-o", "json"))["items"]))
        for operation in ("CREATE", "UPDATE", "DELETE"):
            those = [case for case in cases if case.operation == operation]
            Path("resource.yaml").write_text(documents([case.judged for case in those]))
            arguments = ["policy", "eval", "--policy", "set", "--resource", "resource.yaml", "--namespace-object",
                         "namespaces.yaml", "--operation", operation, "--dry-run", "--user", user["username"], "-o", "jsonl",
                         "--kube-version", os.environ["VERSION"].lstrip("v").rsplit(".", 1)[0]]
            for group in user["groups"]:
                arguments += ["--group", group]
            if operation == "UPDATE":
                Path("old.yaml").write_text(documents([case.old for case in those]))
                arguments += ["--old", "old.yaml"]
            lines = bulwark(*arguments, expected=(0, 1, 3)).stdout.splitlines()
            if len(lines) != len(those):
                fail(f"{len(those)} requests, {len(lines)} answers")
            for case, line in zip(those, lines):
                case.told = json.loads(line)

    def add_defaults(self, cases):
        """To what bulwark made of the objects; what the server does not take is its answer, too."""
        changed = [case for case in cases if case.told["verdict"] == "admitted" and "object" in case.told]
        requests = [(case.operation, labelled(case.told["object"], "none")) for case in changed]
        return dict(zip(map(id, changed), self.server.ask_all(requests)))


def difference(case, defaulted):
    """What one side says that the other does not."""
    told, answer = case.told, case.answer
    message = answer.message.split(" is forbidden: ", 1)[-1]
    if answer.code >= 400 and BY_POLICY.search(message):
        expected = {"verdict": "denied", "code": answer.code, "reason": answer.body.get("reason"), "message": message}
        return {key: (value, told.get(key)) for key, value in expected.items() if told.get(key) != value}
    if told["verdict"] != "admitted":
        return {"verdict": (f"{answer.code} {message}", f"{told['verdict']} {told['message']}")}
    if case.operation == "DELETE":
        return {}
    made = defaulted.get(id(case))
    if answer.code >= 400 or (made and made.code >= 400):
        same = made and (made.code, made.message) == (answer.code, answer.message)
        return {} if same else {"answer": (message, made and made.message)}
    expected, got = plain(answer.body), plain(made.body if made else case.judged)
    return {} if expected == got else {"object": (expected, got)}


def outcome(case):
    if case.answer.code >= 400:
        return f"{case.answer.code}"
    return "changed" if "object" in case.told else "as it was"


def compare(check, cases):
    unknown = {one["metadata"]["name"] for one in check.policies if annotation(one, "unknown") is not None}
    judged = [case for case in cases if case.label not in unknown or case.operation == "DELETE"]
    for case in cases:
        if case.label in unknown and case.operation != "DELETE" and case.told["verdict"] != "not evaluated":
            fail(f"bulwark cannot know, but says {case.told['verdict']}: {case.about}")
    defaulted = check.add_defaults(judged)
    wrong = [(case, found) for case in judged if (found := difference(case, defaulted))]
    seen = Counter((case.label, outcome(case)) for case in judged)
    print({" ".join(key): count for key, count in sorted(seen.items())})
    kinds = Counter(case.operation + " " + outcome(case) for case in judged)
    if len(seen) < 20 or not {"CREATE changed", "UPDATE changed", "CREATE 403", "CREATE 500", "CREATE 422"} <= set(kinds):
        fail(f"too little of what can happen did happen: {dict(kinds)}")
    return judged, wrong


def remove(check):
    for kind in ("mutating", "validating"):
        kubectl("delete", f"{kind}admissionpolicybindings,{kind}admissionpolicies", "--all", "--wait=false")
    kubectl("delete", "namespace", *(name for name, _ in NAMESPACES), "--timeout=60s", "--ignore-not-found")
    for definition in check.definitions:
        kubectl("delete", "crd", definition["metadata"]["name"], "--timeout=60s", "--ignore-not-found")


def main():
    if "mutatingadmissionpolicies" not in kubectl("api-resources", "--api-group=admissionregistration.k8s.io", "-o", "name"):
        print(f"{os.environ['VERSION']} has no mutating policies unless it is told to")
        sys.exit(77)
    check = Check()
    try:
        check.install()
        cases = check.collect()
        check.ask_server(cases)
        check.ask_bulwark(cases)
        judged, wrong = compare(check, cases)
        for case, found in wrong[:10]:
            for key, sides in found.items():
                shown = list(unified_diff(*map(lines_of, sides), "server", "bulwark", n=2, lineterm=""))
                print(f"{case.about}: {key}", *shown[:40], sep="\n  ")
        if wrong:
            fail(f"{len(wrong)} of {len(judged)} differ, seed {SEED}")
        print(f"0 of {len(judged)} differ, seed {SEED}; {len(cases) - len(judged)} cannot be known")
    finally:
        remove(check)


main()
