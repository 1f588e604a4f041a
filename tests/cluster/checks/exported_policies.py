#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `bulwark policy export` writes, a real API server takes without complaint; and of every object of the corpus and of
every control's examples it warns exactly what `bulwark scan` finds in the same object."""

import itertools
import json
import os
import re
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLUSTER_TOOLS"])
from expect import bulwark, connect, fail, kubectl

HOUSE = Path(os.environ["CLUSTER_TOOLS"]).parent.parent
CORPUS = HOUSE.parent / "shared" / "corpus" / "manifests"
MINOR = os.environ["VERSION"].removeprefix("v").rsplit(".", 1)[0]
POLICIES = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies"
BINDINGS = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings"
WARNING = re.compile(r'Validation failed for ValidatingAdmissionPolicy \'bulwark-([^\']*)\'')
# The server cuts warnings when they are longer together: then fewer policies are asked at once.
SERVER_CUTS_AT = 4096
# Why the server's type check warns about a policy that is right all the same: control -> part of the warning.
KNOWN_TYPE_WARNINGS = {}
NAMESPACE = "exported"
CONTROLS = []




class Server:
    """The API server, asked over one connection for each thread."""

    def __init__(self):
        self.local = threading.local()
        self.places = {}

    def ask(self, method, path, body=None):
        """Status, answer and warnings."""
        if not hasattr(self.local, "connection"):
            self.local.connection = connect()
        self.local.connection.request(method, path, None if body is None else json.dumps(body),
                                      {"Content-Type": "application/json", "Accept": "application/json"})
        response = self.local.connection.getresponse()
        text = response.read()
        answer = json.loads(text) if text.startswith(b"{") else {"message": text.decode()}
        # 299 - "text", with backslashes before quotes.
        warnings = [re.sub(r"\\(.)", r"\1", text.split('"', 1)[1].rsplit('"', 1)[0])
                    for text in response.headers.get_all("Warning") or []]
        return response.status, answer, warnings

    def must(self, method, path, body=None):
        status, answer, _ = self.ask(method, path, body)
        if status not in (200, 201):
            fail(f"{method} {path}: {status} {answer.get('message')}")
        return answer

    def place_of(self, item):
        """The collection that an object belongs to; empty where nobody serves its kind."""
        version, kind = item["apiVersion"], item["kind"]
        root = f"/apis/{version}" if "/" in version else f"/api/{version}"
        if root not in self.places:
            status, answer, _ = self.ask("GET", root)
            self.places[root] = {one["kind"]: one for one in answer.get("resources", []) if "/" not in one["name"]
                                 } if status == 200 else {}
        resource = self.places[root].get(kind)
        if resource is None or "create" not in resource["verbs"]:
            return ""
        if not resource["namespaced"]:
            return f"{root}/{resource['name']}"
        return f"{root}/namespaces/{item['metadata'].get('namespace', NAMESPACE)}/{resource['name']}"


def from_yaml(text):
    """The objects of a YAML stream, as kubectl reads them; it asks no server and needs no known kind."""
    output = kubectl("annotate", "--local", "-f", "-", "-o", "json", "bulwark/test=read", text=text)
    decoder, objects, at = json.JSONDecoder(), [], 0
    while at < len(output):
        found, at = decoder.raw_decode(output, at)
        at = re.compile(r"\s*").match(output, at).end()
        for one in found["items"] if found["kind"].endswith("List") and "items" in found else [found]:
            one["metadata"]["annotations"].pop("bulwark/test")
            objects.append(one)
    return objects


def corpus_objects():
    texts = [path.read_text() for path in sorted(CORPUS.rglob("*.yaml"))]
    return from_yaml("\n---\n".join(texts))


def controls():
    """The files of the catalogue."""
    head = "\n---\napiVersion: test/v1\nkind: Control\nmetadata: {name: x}\n"
    texts = [head + path.read_text() for path in sorted((HOUSE / "controls").rglob("*.yaml"))]
    return from_yaml("".join(texts))


def example_objects():
    """What every control's examples are about, as whole objects."""
    objects = []
    for control in CONTROLS:
        subjects = control.get("for", [])
        subject = subjects if isinstance(subjects, str) else "".join(subjects[:1])
        for example in control.get("examples", []):
            given = example.get("pass") or example.get("fail")
            # Those of controls about many objects are lists; no policy can be made of these. Nor is a request an object.
            if isinstance(given, dict) and not subject.startswith("CONNECT"):
                objects.append(whole(given, subject))
    return objects


def whole(example, subject):
    if "apiVersion" in example or not subject.startswith("pod"):
        return example
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "example"}}
    if subject == "pod.containers":
        return {**pod, "spec": {"containers": [example]}}
    return {**pod, "metadata": {"name": "example", **example.get("metadata", {})}, "spec": example.get("spec", {})}


def templates_of(item):
    """The pod of an object, and what holds it when that is not the object itself."""
    spec = item.get("spec") or {}
    if item["kind"] == "Pod":
        return [(item, None)]
    if item["kind"] == "PodTemplate":
        return [(item["template"], None)]
    if item["kind"] == "CronJob":
        spec = (spec.get("jobTemplate") or {}).get("spec") or {}
    if item["kind"] not in ("CronJob", "Job", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet",
                            "ReplicationController"):
        return []
    return [(spec["template"], spec)] if isinstance(spec.get("template"), dict) else []


def completed(item):
    """An example says what its control reads; the server wants the rest too."""
    if not item.get("metadata"):
        item["metadata"] = {}
    item["metadata"].setdefault("name", "example")
    for pod, holder in templates_of(item):
        complete_pod(item, pod, holder)
    spec = item.get("spec") or {}
    for needed, value in NEEDED.get(item["kind"], {}).items():
        spec.setdefault(needed, value)
    if item["kind"] == "Ingress" and not spec.get("rules"):
        spec.setdefault("defaultBackend", {"service": {"name": "example", "port": {"number": 80}}})
    if item["kind"] in ("CronJob", "StatefulSet", "Ingress", *NEEDED):
        item["spec"] = spec
    for rule in spec.get("rules") or [] if item["kind"] == "Ingress" else []:
        for path in (rule.get("http") or {}).get("paths") or []:
            path.setdefault("pathType", "Prefix")
    if item["kind"].endswith("WebhookConfiguration"):
        for webhook in item.get("webhooks") or []:
            for needed, value in WEBHOOK.items():
                webhook.setdefault(needed, value)
    return item


NEEDED = {"CronJob": {"schedule": "0 * * * *"}, "StatefulSet": {"serviceName": "example"},
          "PersistentVolumeClaim": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
          "PersistentVolume": {"accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"}},
          "HorizontalPodAutoscaler": {"maxReplicas": 9, "scaleTargetRef": {
              "apiVersion": "apps/v1", "kind": "Deployment", "name": "example"}},
          "APIService": {"groupPriorityMinimum": 1000, "versionPriority": 10}}
WEBHOOK = {"sideEffects": "None", "admissionReviewVersions": ["v1"],
           "clientConfig": {"url": "https://hooks.example.com/x"}}


def complete_pod(item, pod, holder):
    if not pod.get("spec"):
        pod["spec"] = {}
    spec = pod["spec"]
    if not spec.get("containers"):
        spec["containers"] = [{"name": "only", "image": "example.com/only:1"}]
    for container in spec["containers"] + (spec.get("initContainers") or []):
        container.setdefault("image", "example.com/only:1")
    if item["kind"] in ("Job", "CronJob"):
        spec.setdefault("restartPolicy", "Never")
    elif holder is not None:
        if not pod.get("metadata"):
            pod["metadata"] = {}
        labels = {"app": "example", **(pod["metadata"].get("labels") or {})}
        pod["metadata"]["labels"] = labels
        holder["selector"] = labels if item["kind"] == "ReplicationController" else {"matchLabels": labels}


def prepare(server, items):
    """What objects of a namespace need to be there: the namespace, its accounts, the classes that pods name."""
    accounts = {(item["metadata"].get("namespace", NAMESPACE), "default") for item in items}
    for item in items:
        if item["kind"] == "Pod":
            spec = item["spec"]
            name = spec.get("serviceAccountName") or spec.get("serviceAccount")
            accounts.add((item["metadata"].get("namespace", NAMESPACE), name or "default"))
            if spec.get("runtimeClassName"):
                server.ask("POST", "/apis/node.k8s.io/v1/runtimeclasses",
                           {"metadata": {"name": spec["runtimeClassName"]}, "handler": "x"})
            if spec.get("priorityClassName"):
                server.ask("POST", "/apis/scheduling.k8s.io/v1/priorityclasses",
                           {"metadata": {"name": spec["priorityClassName"]}, "value": 5})
    for namespace in sorted({namespace for namespace, _ in accounts}):
        server.ask("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})
    for namespace, name in sorted(accounts):
        server.ask("POST", f"/api/v1/namespaces/{namespace}/serviceaccounts", {"metadata": {"name": name}})


def apply_policies(server):
    """Everything that can be exported, as a person would apply it; the bindings are then taken away again."""
    result = bulwark("policy", "export", "--control", "*", "--kube-version", MINOR)
    left_out = [line.removeprefix("bulwark: ") for line in result.stderr.splitlines()]
    kubectl("apply", "--server-side", "-f", "-", text=result.stdout)
    policies = server.must("GET", f"{POLICIES}?labelSelector=app.kubernetes.io/managed-by=bulwark")["items"]
    bindings = server.must("GET", f"{BINDINGS}?labelSelector=app.kubernetes.io/managed-by=bulwark")["items"]
    if len(policies) < 150 or len(policies) != len(bindings):
        fail(f"{len(policies)} policies and {len(bindings)} bindings are on the server")
    print(f"{len(policies)} policies applied", *left_out, sep="\n  ")
    return [{one["metadata"]["name"].removeprefix("bulwark-"): one for one in some} for some in (policies, bindings)]


def check_types(server):
    """The server type checks each policy by itself, some time after it was made."""
    deadline = time.monotonic() + 60
    while True:
        policies = server.must("GET", f"{POLICIES}?labelSelector=app.kubernetes.io/managed-by=bulwark")["items"]
        waiting = [one for one in policies
                   if one.get("status", {}).get("observedGeneration") != one["metadata"]["generation"]]
        if not waiting:
            break
        if time.monotonic() > deadline:
            fail(f"{len(waiting)} policies are not type checked after a minute")
        time.sleep(0.5)
    bad = []
    for one in policies:
        for warning in one["status"].get("typeChecking", {}).get("expressionWarnings", []):
            known = KNOWN_TYPE_WARNINGS.get(one["metadata"]["name"].removeprefix("bulwark-"))
            if known is None or known not in warning["warning"]:
                bad.append(f"{one['metadata']['name']} {warning['fieldRef']}: {warning['warning'][:600]}")
    if bad:
        fail(f"{len(bad)} warnings of the type check:\n" + "\n".join(bad))
    print(f"{len(policies)} policies type checked by the server, no warning")


class Bindings:
    """Which policies are in force."""

    def __init__(self, server, bindings):
        self.server, self.all, self.round = server, bindings, 0
        self.bound = set(bindings)
        rules = {"resourceRules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"],
                                    "resources": ["configmaps"], "resourceNames": ["sentinel"]}]}
        server.ask("POST", POLICIES, {"metadata": {"name": "sentinel"}, "spec": {
            "matchConstraints": rules, "validations": [{"expression": "false", "message": "sentinel"}]}})

    def bind(self, controls):
        """These and no others. The last binding that is made is seen by the server after all others."""
        for control in sorted(self.bound - set(controls)):
            self.server.must("DELETE", f"{BINDINGS}/bulwark-{control}")
        for control in sorted(set(controls) - self.bound):
            binding = self.all[control]
            self.server.must("POST", BINDINGS, {"metadata": {"name": binding["metadata"]["name"]}, "spec": binding["spec"]})
        self.bound = set(controls)
        self.round += 1
        self.sentinel("POST")
        deadline = time.monotonic() + 30
        while f"sentinel-{self.round}'" not in str(self.ask_sentinel()):
            if time.monotonic() > deadline:
                fail("a binding is not in force after half a minute")
            time.sleep(0.1)
        self.server.must("DELETE", f"{BINDINGS}/sentinel-{self.round}")

    def sentinel(self, method):
        self.server.must(method, BINDINGS, {"metadata": {"name": f"sentinel-{self.round}"},
                                            "spec": {"policyName": "sentinel", "validationActions": ["Warn"]}})

    def ask_sentinel(self):
        return self.server.ask("POST", f"/api/v1/namespaces/{NAMESPACE}/configmaps?dryRun=All",
                               {"metadata": {"name": "sentinel"}})[2]


def warned_about(server, bindings, requests, controls, answers):
    """Fills `answers`: request -> {control: message}. Where the server would cut, half of the controls is asked at once."""
    bindings.bind(controls)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda one: server.ask(*one[1:])[2], requests))
    crowded = []
    for request, warnings in zip(requests, results):
        found = {match[1]: text[match.end():] for text in warnings if (match := WARNING.match(text))}
        if sum(len(text) for text in warnings) > SERVER_CUTS_AT - 300 and len(controls) > 1:
            crowded.append(request)
        else:
            answers[request[0]].update(found)
    if crowded:
        warned_about(server, bindings, crowded, controls[::2], answers)
        warned_about(server, bindings, crowded, controls[1::2], answers)


def debugged(server, place, item):
    """The request that adds ephemeral containers to a pod, which exists without them."""
    spec = dict(item["spec"])
    added = [{"image": "example.com/only:1", **one} for one in spec.pop("ephemeralContainers")]
    pod = {**item, "metadata": {"generateName": "debugged-"}, "spec": spec}
    pod = server.must("POST", place, pod)
    pod["spec"]["ephemeralContainers"] = added
    del pod["metadata"]["resourceVersion"]
    return "PUT", f"{place}/{pod['metadata']['name']}/ephemeralcontainers?dryRun=All", pod


def taken(server, items):
    """(number, method, path, body) of the requests that the server takes, and the objects as it would store them."""
    requests, objects, refused = [], [], Counter()

    def ask(item):
        place = server.place_of(item)
        if not place:
            return None, None, "its kind is not served"
        request = ("POST", f"{place}?dryRun=All&fieldValidation=Ignore", item)
        if item["kind"] == "Pod" and item["spec"].get("ephemeralContainers"):
            request = debugged(server, place, item)
        status, answer, _ = server.ask(*request)
        if status not in (200, 201):
            return None, None, {409: "it is there already", 422: "not valid"}.get(status, f"status {status}")
        return request, answer, ""

    with ThreadPoolExecutor(4) as pool:
        for request, answer, reason in pool.map(ask, items):
            if reason:
                refused[reason] += 1
                continue
            requests.append((len(objects), *request))
            objects.append(answer)
    print(f"{len(objects)} objects taken by the server; others: {dict(refused)}")
    return requests, objects


def found_by_scan(objects, folder):
    """object -> {control: messages}. Pods of one owner would be told of once: they are scanned alone."""
    found = {number: {} for number in range(len(objects))}
    alone = [number for number, item in enumerate(objects) if item["metadata"].get("ownerReferences")]
    folder.mkdir()
    for number, item in enumerate(objects):
        if number not in alone:
            (folder / f"{number}.json").write_text(json.dumps(item))
    # What a control says of a field that it shares with one it overrides, a scan of both tells once.
    overriding = [control["id"] for control in CONTROLS if "overrides" in control]
    choices = [["--control", "*", *(word for one in overriding for word in ("--exclude", one))],
               [word for one in overriding for word in ("--control", one)]]
    targets = [folder]
    for number in alone:
        target = folder.parent / f"{number}.json"
        target.write_text(json.dumps(objects[number]))
        targets.append(target)
    for target, choice in itertools.product(targets, choices):
        result = bulwark("scan", str(target), "-o", "json", *choice, "--no-expected", expected=(0, 1, 3))
        report = json.loads(result.stdout)
        if report["not_evaluated"]:
            fail(f"not evaluated: {report['not_evaluated'][:3]}")
        for one in report["findings"]:
            found[int(Path(one["file"]).stem)].setdefault(one["control"], []).append(one["message"])
    return found


def compare(requests, objects, warned, found, policies):
    differences, worded, pairs = [], 0, 0
    for request, item in zip(requests, objects):
        number = request[0]
        # A policy about Pods and nothing else in them is not asked when a container is added for debugging.
        asked = [control for control, policy in policies.items()
                 if request[1] == "POST" or "pods/ephemeralcontainers" in json.dumps(policy["spec"])]
        expected = {control: texts for control, texts in found[number].items() if control in asked}
        name = f"{item['kind']} {item['metadata'].get('namespace', '')}/{item['metadata']['name']}"
        for control in sorted(set(expected) ^ set(warned[number])):
            differences.append(f"{control}: {'scan' if control in expected else 'server'} only, {name}: "
                               f"{expected.get(control) or warned[number].get(control)}")
        for control in set(expected) & set(warned[number]):
            pairs += 1
            told = re.sub(r"^ with binding '[^']*': ", "", warned[number][control])
            worded += sorted(told.split("; ")) == sorted("; ".join(expected[control]).split("; "))
    print(f"{len(objects)} objects x {len(policies)} controls: {pairs} warnings are findings and the other way round, "
          f"{worded} of them in the same words; {len(differences)} differences")
    if differences:
        fail("\n".join(differences[:40]))
    if pairs < 1000:
        fail("that is too few to prove anything")


def main():
    if not CORPUS.is_dir():
        print(f"skipped: there is no {CORPUS}")
        sys.exit(77)
    server = Server()
    server.ask("POST", "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}})
    CONTROLS.extend(controls())
    items = corpus_objects() + [completed(item) for item in example_objects()]
    prepare(server, items)
    try:
        policies, bindings = apply_policies(server)
        check_types(server)
        force = Bindings(server, bindings)
        force.bind([])
        requests, objects = taken(server, items)
        answers = {number: {} for number in range(len(objects))}
        names = sorted(bindings)
        for part in range(4):
            warned_about(server, force, requests, names[part::4], answers)
        compare(requests, objects, answers, found_by_scan(objects, Path("objects")), policies)
    finally:
        kubectl("delete", "validatingadmissionpolicybindings,validatingadmissionpolicies", "--all")
        kubectl("delete", "pods", "-A", "--all", "--wait=false", "--grace-period=0", "--force")


main()
