#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""bulwark policy eval says of thousands of objects what the API server says of them: verdict, code, message, warnings and
audit annotations of every policy in ../policies/validating.yaml.

The objects are those of the corpus and of examples/, changed by a seeded hand. ADMISSION_CASES (default 500) is how many
requests are compared at least, ADMISSION_SEED how they come about. A request is asked twice: with all policies warning
and auditing, and with one of them denying. What the server judges is its own: with defaults, and changed by its plugins;
so bulwark is asked about what the dry run gave back."""

import json
import os
import random
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, fail, kubectl
from judge import Server
from mutants import Hand, as_sent, concatenated, documents, labelled, read_corpus

TOOLS = Path(os.environ["CLUSTER_TOOLS"])
SOURCES = (TOOLS.parent.parent / "examples", TOOLS.parent.parent.parent / "shared" / "corpus" / "manifests")
CASES = int(os.environ.get("ADMISSION_CASES", "500"))
SEED = int(os.environ.get("ADMISSION_SEED", "1"))
NAMESPACES = (("judge-shop", {"team": "shop"}, {"note": "y"}), ("judge-plain", {}, {}))
FAILURES = "validation.policy.admission.k8s.io/validation_failure"
MOST_WARNED = 4096  # the server cuts what is longer


def policies_file():
    return TOOLS / "policies" / "validating.yaml"


def bindings_of(policy):
    """POLICY-deny, and POLICY-all where the policy is not alone."""
    annotations = policy["metadata"].get("annotations", {})
    reference = annotations.get("param-ref")
    for suffix, label, actions in (("deny", policy["metadata"]["name"], ["Deny"]), ("all", "all", ["Warn", "Audit"])):
        if suffix == "all" and "alone" in annotations:
            continue
        yield {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
               "metadata": {"name": f"{policy['metadata']['name']}-{suffix}"},
               "spec": {"policyName": policy["metadata"]["name"], "validationActions": actions,
                        **({"paramRef": json.loads(reference)} if reference else {}),
                        "matchResources": {"objectSelector": {"matchLabels": {"judge": label}}}}}


class Case:
    """One request: what was judged, and what the server said."""

    def __init__(self, operation, judged, old, answer):
        self.operation, self.judged, self.old, self.answer = operation, judged, old, answer


class Check:
    def __init__(self):
        self.random = random.Random(SEED)
        self.hand = Hand(self.random)
        self.server = Server()
        self.seeds = [self.placed(one) for folder in SOURCES for one in read_corpus(folder)
                      if self.server.known(one) and isinstance(one.get("metadata"), dict)]
        if len(self.seeds) < 50:
            fail(f"only {len(self.seeds)} objects to begin with")
        self.kept = []
        self.policies = []

    def placed(self, item):
        if self.server.namespaced(item):
            item["metadata"]["namespace"] = self.random.choice(NAMESPACES)[0]
        return item

    def prepare(self):
        """Namespaces, objects to update and delete, and last the policies, in force when this returns."""
        for name, labels, annotations in NAMESPACES:
            kubectl("apply", "-f", "-", text=json.dumps({"apiVersion": "v1", "kind": "Namespace", "metadata": {
                "name": name, "labels": labels, "annotations": annotations}}))
        kubectl("wait", "--for=create", "--timeout=30s", "-n", "judge-plain", "serviceaccount/default")
        objects = concatenated(kubectl("create", "--dry-run=client", "-o", "json", "-f", str(policies_file())))
        self.policies = [one for one in objects if one["kind"] == "ValidatingAdmissionPolicy"]
        self.keep()
        bindings = [one for policy in self.policies for one in bindings_of(policy)]
        Path("set").mkdir()
        Path("set/policies.yaml").write_text(policies_file().read_text())
        Path("set/bindings.yaml").write_text(documents(bindings))
        kubectl("apply", "-f", "set/policies.yaml", "-f", "set/bindings.yaml")
        probe = {"apiVersion": "v1", "kind": "ConfigMap",
                 "metadata": {"name": "probe", "namespace": "judge-shop", "labels": {"judge": "ready"}}}
        for _ in range(300):
            if self.server.ask("CREATE", probe).by_policy:
                return
            time.sleep(0.1)
        fail("the policies are not in force after 30 s")

    def keep(self):
        """Makes objects that stay: one for each kind that lives in a namespace, and one to be deleted under each policy."""
        kinds, wanted = set(), []
        for seed in self.seeds:
            if self.server.namespaced(seed) and seed["kind"] not in kinds and seed["kind"] not in ("Pod", "Job"):
                kinds.add(seed["kind"])
                wanted += [labelled(seed, "all") for _ in range(2)]
        for policy in self.policies:
            wanted.append({"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "1"}, "metadata": {
                "name": "", "namespace": "judge-shop", "labels": {"judge": policy["metadata"]["name"]}}})
        for number, item in enumerate(wanted):
            item["metadata"]["name"] = f"kept-{number}"
            for port in item["spec"].get("ports", ()) if item["kind"] == "Service" else ():
                port.pop("nodePort", None)
        made = concatenated(kubectl("create", "-o", "json", "-f", "-", text=documents(wanted)))
        self.kept = [(one["kind"], one["metadata"]["namespace"], one["metadata"]["name"]) for one in made]

    def live_kept(self):
        return [json.loads(kubectl("get", kind, "-n", namespace, name, "-o", "json")) for kind, namespace, name in self.kept]

    def any_seed(self):
        """Of any kind as often as of any other."""
        kind = self.random.choice(sorted({one["kind"] for one in self.seeds}))
        return self.random.choice([one for one in self.seeds if one["kind"] == kind])

    def asked_of_all(self, kept):
        """Requests in which every policy warns."""
        while True:
            roll = self.random.random()
            if roll < 0.75 or not kept:
                yield "CREATE", labelled(self.hand.change(self.any_seed()), "all"), None
            elif roll < 0.93:
                old = self.random.choice(kept)
                new = self.hand.change(old)
                for key in ("name", "namespace"):
                    new["metadata"][key] = old["metadata"][key]
                new["metadata"].pop("resourceVersion", None)
                yield "UPDATE", labelled(new, "all"), old
            else:
                old = self.random.choice(kept)
                yield "DELETE", old, old

    def asked_of_one(self, cases):
        """The same once more, with one policy that denies."""
        for case in cases:
            if case.operation != "DELETE":
                label = self.random.choice(self.policies)["metadata"]["name"]
                yield case.operation, labelled(case.judged, label), case.old

    def judge(self, requests, judged_is_sent):
        cases = []
        answers = self.server.ask_all([(operation, as_sent(item)) for operation, item, _ in requests])
        for (operation, item, old), answer in zip(requests, answers):
            if answer.code < 400 or answer.by_policy:
                judged = item if judged_is_sent or operation == "DELETE" else answer.body
                if judged_is_sent or answer.code < 400:
                    cases.append(Case(operation, judged, old, answer))
        return cases

    def collect(self):
        kept, cases, asked = self.live_kept(), [], 0
        endless = self.asked_of_all(kept)
        while len(cases) < (CASES + 1) // 2:
            batch = [next(endless) for _ in range(200)]
            asked += len(batch)
            cases += self.judge(batch, judged_is_sent=False)
            if asked > 20 * CASES + 2000:
                fail(f"of {asked} requests the server took only {len(cases)}")
        one = self.judge(list(self.asked_of_one(cases)), judged_is_sent=True)
        print(f"{len(cases) + len(one)} requests to compare, {asked - len(cases)} that the server does not take")
        return cases + one


def told_by_bulwark(operation, cases, user):
    Path("resource.yaml").write_text(documents([case.judged for case in cases]))
    arguments = ["policy", "eval", "--policy", "set", "--resource", "resource.yaml", "--namespace-object", "namespaces.yaml",
                 "--operation", operation, "--dry-run", "--user", user["username"], "-o", "jsonl",
                 "--kube-version", os.environ["VERSION"].lstrip("v").rsplit(".", 1)[0]]
    for group in user["groups"]:
        arguments += ["--group", group]
    if operation == "UPDATE":
        Path("old.yaml").write_text(documents([case.old for case in cases]))
        arguments += ["--old", "old.yaml"]
    lines = bulwark(*arguments, expected=(0, 1, 3)).stdout.splitlines()
    if len(lines) != len(cases):
        fail(f"{len(cases)} requests, {len(lines)} answers")
    return [json.loads(line) for line in lines]


def failures(annotations):
    return sorted(json.dumps(one, sort_keys=True) for one in json.loads(annotations.get(FAILURES, "[]")))


def said_by_server(answer, names):
    """In the words of bulwark."""
    annotations = {key: value for key, value in answer.annotations.items() if key.split("/")[0] in names}
    return {"verdict": "denied" if answer.by_policy else "admitted", "code": answer.code if answer.by_policy else 200,
            "message": answer.message.split(" is forbidden: ", 1)[-1],
            "warnings": sorted({one for one in answer.warnings if one.startswith("Validation failed for ")}),
            "auditAnnotations": annotations, "failures": failures(answer.annotations)}


def said_by_bulwark(told):
    annotations = {key: value for key, value in told["auditAnnotations"].items() if key != FAILURES}
    return {"verdict": told["verdict"], "code": told["code"], "message": told["message"].split(" is forbidden: ", 1)[-1],
            "warnings": sorted(set(told["warnings"])), "auditAnnotations": annotations,
            "failures": failures(told["auditAnnotations"])}


def difference(case, told, names):
    expected, got = said_by_server(case.answer, names), said_by_bulwark(told)
    others = [one for one in case.answer.warnings if not one.startswith("Validation failed for ")]
    if sum(map(len, got["warnings"] + others)) > MOST_WARNED:
        expected.pop("warnings"), got.pop("warnings")
    if int(os.environ["VERSION"].split(".")[1]) == 34 and expected["failures"]:
        # Its annotation keeps only the failure that is told first, and the order of policies is random.
        got["failures"] = [one for one in got["failures"] if one in expected["failures"]]
    if len(expected["failures"]) == 50:  # the server tells no more, in no order
        got["failures"] = [one for one in got["failures"] if one in expected["failures"]]
    return {key: (value, got[key]) for key, value in expected.items() if value != got[key]}


def compare(cases, names):
    user = json.loads(kubectl("auth", "whoami", "-o", "json"))["status"]["userInfo"]
    Path("namespaces.yaml").write_text(documents(json.loads(kubectl("get", "namespaces", "-o", "json"))["items"]))
    wrong, seen = [], {}
    for operation in ("CREATE", "UPDATE", "DELETE"):
        those = [case for case in cases if case.operation == operation]
        for case, told in zip(those, told_by_bulwark(operation, those, user)):
            key = operation, "denied" if case.answer.by_policy else "warned" if case.answer.warnings else "admitted"
            if case.judged["kind"] == "Secret" and any("values of the Secret" in why for why in told.get("notEvaluated", ())):
                key = operation, "not evaluated"  # bulwark drops them, and says which policy asks for them
                if told["verdict"] not in ("not evaluated", "denied" if case.answer.by_policy else "not evaluated"):
                    wrong.append((case, {"verdict": told["verdict"]}))
            elif found := difference(case, told, names):
                wrong.append((case, found))
            seen[key] = seen.get(key, 0) + 1
    print({" ".join(key): count for key, count in sorted(seen.items())})
    if len(seen) < 5:
        fail("too little of what can happen did happen")
    return wrong


def record(cases):
    """For whoever asks afterwards what was compared."""
    with open("cases.jsonl", "w", encoding="utf-8") as out:
        for case in cases:
            out.write(json.dumps({"operation": case.operation, "object": case.judged, "old": case.old,
                                  "code": case.answer.code, "message": case.answer.message, "warnings": case.answer.warnings,
                                  "annotations": case.answer.annotations}) + "\n")


def remove():
    kubectl("delete", "validatingadmissionpolicybindings,validatingadmissionpolicies", "--all", "--wait=false")
    kubectl("delete", "namespace", *(name for name, *_ in NAMESPACES), "--wait=false", "--ignore-not-found")


def main():
    check = Check()
    try:
        check.prepare()
        names = {one["metadata"]["name"] for one in check.policies}
        cases = check.collect()
        if lost := check.server.add_annotations([case.answer for case in cases]):
            fail(f"{lost} requests are not in the audit log")
        record(cases)
        wrong = compare(cases, names)
        for case, found in wrong[:10]:
            print(case.operation, case.judged["kind"], case.judged["metadata"]["name"], json.dumps(found, indent=1))
        if wrong:
            fail(f"{len(wrong)} of {len(cases)} differ, seed {SEED}")
        print(f"0 of {len(cases)} differ, seed {SEED}")
    finally:
        remove()


main()
