#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes server.jsonl: what a real API server makes of mutations, by server-side dry run.

    KUBECTL=... KUBECONFIG=... ./server.py > server.jsonl     (a server of 1.37: tests/cluster/cluster.py start)

Each expression is the only mutation of a policy of its own; every object of its kind goes through it, already defaulted, in
several random variants (a fixed seed). A line: {"expression", "object", and "result" or "error" with "code"}.
"""

import json
import os
import random
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

SPACE = "mutation-oracle"
KINDS = {"Deployment": ("apis/apps/v1", "deployments"), "Service": ("api/v1", "services"), "ConfigMap": ("api/v1", "configmaps"),
         "NetworkPolicy": ("apis/networking.k8s.io/v1", "networkpolicies")}
WHOLE = ('image: "registry.example.com/side:1", imagePullPolicy: "IfNotPresent", terminationMessagePath: "/dev/termination-log", '
         'terminationMessagePolicy: "File", resources: Object.spec.template.spec.containers.resources{}')


def in_pod(fields):
    return "Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{" + fields + "}}}}"


def in_container(fields, name="object.spec.template.spec.containers[0].name"):
    return in_pod("containers: [Object.spec.template.spec.containers{name: " + name + ", " + fields + "}]")


CONTAINERS = "/spec/template/spec/containers"
EXPRESSIONS = {
    "Deployment": [
        "Object{}",
        "Object{spec: Object.spec{replicas: object.spec.replicas * 2 + 1}}",
        "Object{spec: Object.spec{replicas: 3.0}}",
        "Object{spec: Object.spec{replicas: 3.5}}",
        "Object{spec: Object.spec{replicas: null}}",
        "Object{spec: Object.spec{replicas: 'x'}}",
        "Object{spec: Object.spec{nope: 1}}",
        "Object{spec: Object.wrong{replicas: 1}}",
        "Object{spec: object.spec}",
        "Object{spec: Object.spec{paused: object.spec.replicas > 2, minReadySeconds: 5}}",
        "Object{metadata: Object.metadata{labels: {'added': 'yes', 'app': 'other'}}}",
        "Object{metadata: Object.metadata{labels: Object.metadata.labels{x: null}}}",
        "Object{metadata: Object.metadata{labels: Object.metadata.labels{?team: object.metadata.?labels.app}}}",
        "Object{metadata: Object.metadata{annotations: {'n': string(object.spec.template.spec.containers.size())}}}",
        "Object{metadata: Object.metadata{finalizers: ['example.com/a', 'example.com/b']}}",
        "Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {'a': 'b'}}}}",
        "Object{spec: Object.spec{strategy: Object.spec.strategy{type: 'Recreate', rollingUpdate: null}}}",
        in_pod("nodeSelector: {'a': 'b'}"),
        in_pod("containers: [{'name': 'x', 'image': 'y'}]"),
        in_pod("containers: [Object.spec.template.spec.containers{name: 'side', " + WHOLE + "}]"),
        in_pod("containers: object.spec.template.spec.containers"),
        in_pod("containers: object.spec.template.spec.containers.map(c, Object.spec.template.spec.containers{name: c.name, stdin: true})"),
        in_pod("containers: [Object.spec.template.spec.containers{name: 'a'}, Object.spec.template.spec.containers{name: 'a'}]"),
        in_pod("containers: [Object.spec.template.spec.containers{image: 'y'}]"),
        in_pod("securityContext: Object.spec.template.spec.securityContext{runAsNonRoot: true, runAsUser: 1000}"),
        in_pod("volumes: [Object.spec.template.spec.volumes{name: 'tmp', emptyDir: Object.spec.template.spec.volumes.emptyDir{}}]"),
        in_pod("tolerations: [Object.spec.template.spec.tolerations{key: 'a', operator: 'Exists'}]"),
        in_pod("hostAliases: [Object.spec.template.spec.hostAliases{ip: '10.0.0.1', hostnames: ['a']}]"),
        in_pod("imagePullSecrets: [Object.spec.template.spec.imagePullSecrets{name: 'regcred'}]"),
        in_container("command: ['sleep']"),
        in_container("env: [Object.spec.template.spec.containers.env{name: 'A', value: 'new'}, "
                     "Object.spec.template.spec.containers.env{name: 'Z', value: 'z'}]"),
        in_container("ports: [Object.spec.template.spec.containers.ports{containerPort: 80, protocol: 'TCP', name: 'web'}]"),
        in_container("resources: Object.spec.template.spec.containers.resources{limits: {'memory': '128Mi'}}"),
        in_container("volumeMounts: [Object.spec.template.spec.containers.volumeMounts{name: 'data', mountPath: '/data'}]"),
        in_container("securityContext: Object.spec.template.spec.containers.securityContext{allowPrivilegeEscalation: false, "
                     "readOnlyRootFilesystem: true}"),
        in_container("securityContext: Object.spec.template.spec.containers.securityContext{capabilities: "
                     "Object.spec.template.spec.containers.securityContext.capabilities{drop: ['ALL']}}"),
        "[JSONPatch{op: 'replace', path: '/spec/replicas', value: object.spec.replicas + 1}]",
        "[JSONPatch{op: 'test', path: '/spec/replicas', value: 1}, JSONPatch{op: 'replace', path: '/spec/replicas', value: 7}]",
        "[JSONPatch{op: 'test', path: '/spec/nope', value: null}, JSONPatch{op: 'replace', path: '/spec/replicas', value: 7}]",
        "[JSONPatch{op: 'test', path: '/metadata/labels/app', value: 'shop'}, JSONPatch{op: 'remove', path: '/metadata/labels/app'}]",
        "[JSONPatch{op: 'remove', path: '/metadata/labels/app'}]",
        "[JSONPatch{op: 'remove', path: '/spec/nope/x'}]",
        "[JSONPatch{op: 'add', path: '/spec/nope', value: 1}]",
        "[JSONPatch{op: 'add', path: '/spec/replicas', value: 'x'}]",
        "[JSONPatch{op: 'add', path: '/metadata/labels/x', value: null}]",
        "[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('example.com/a~b').replace('~0', '.'), value: 'v'}]",
        "[JSONPatch{op: 'add', path: '/metadata/annotations', value: {'only': 'this'}}]",
        "[JSONPatch{op: 'add', path: '/metadata/annotations/x', value: 'y'}]",
        "[JSONPatch{op: 'copy', from: '/metadata/labels/app', path: '/metadata/labels/copied'}]",
        "[JSONPatch{op: 'move', from: '/metadata/labels/app', path: '/metadata/labels/moved'}]",
        "[JSONPatch{op: 'move', path: '/metadata/labels/moved'}]",
        "[JSONPatch{op: 'merge', path: '/spec'}]",
        "[JSONPatch{op: 'remove', path: '" + CONTAINERS + "/1'}]",
        "[JSONPatch{op: 'remove', path: '" + CONTAINERS + "/-'}]",
        "[JSONPatch{op: 'replace', path: '" + CONTAINERS + "/-', value: {'name': 'x'}}]",
        "[JSONPatch{op: 'move', from: '" + CONTAINERS + "/0', path: '" + CONTAINERS + "/-'}]",
        "[JSONPatch{op: 'replace', path: '" + CONTAINERS + "/0/image', value: 'registry.example.com/' + "
        "object.spec.template.spec.containers[0].image}]",
        "[JSONPatch{op: 'add', path: '" + CONTAINERS + "/0/stdin', value: true}, JSONPatch{op: 'add', path: '" + CONTAINERS +
        "/-1/tty', value: true}]",
        "[JSONPatch{op: 'add', path: '" + CONTAINERS + "/-', value: Object.spec.template.spec.containers{name: 'side', " + WHOLE + "}}]",
        "[JSONPatch{op: 'add', path: '" + CONTAINERS + "/-', value: Object.spec.template.spec.containers{name: 'side', "
        "ports: [Object.spec.template.spec.containers.portz{containerPort: 80}]}}]",
        "[JSONPatch{op: 'add', path: '/spec/template/spec/nodeSelector', value: {'disk': 'ssd'}}]",
        "[JSONPatch{op: 'add', path: '/spec/template/spec/initContainers', value: object.spec.template.spec.containers.filter(c, "
        "c.name != 'b')}]",
        "[JSONPatch{op: 'add', path: '/spec/minReadySeconds', value: 4.0}]",
        "[JSONPatch{op: 'add', path: '/spec/minReadySeconds', value: 4u}]",
        "object.spec.replicas > 2 ? [JSONPatch{op: 'replace', path: '/spec/replicas', value: 2}] : []",
        "[JSONPatch{op: 'replace', path: '/spec/replicas', value: object.spec.nope}]",
    ],
    "Service": [
        "Object{spec: Object.spec{ports: [Object.spec.ports{port: 80, protocol: 'TCP', name: 'http', targetPort: 'web'}]}}",
        "Object{spec: Object.spec{ports: [Object.spec.ports{port: 9000, protocol: 'TCP', name: 'new', targetPort: 9000}]}}",
        "Object{spec: Object.spec{selector: {'app': 'x'}}}",
        "Object{spec: Object.spec{externalIPs: ['10.1.1.1']}}",
        "[JSONPatch{op: 'add', path: '/spec/ports/0/targetPort', value: 'named'}]",
        "[JSONPatch{op: 'add', path: '/spec/selector/tier', value: 'web'}]",
    ],
    "ConfigMap": [
        "Object{data: Object.data{a: 'changed', b: 'new'}}",
        "Object{data: {'a.b/c': 'x'}}",
        "Object{data: {'a': 1}}",
        "Object{immutable: true}",
        "Object{binaryData: Object.binaryData{k: 'aGVsbG8='}}",
        "[JSONPatch{op: 'add', path: '/data/x', value: string(size(object.data))}]",
        "[JSONPatch{op: 'add', path: '/data/x', value: 1}]",
        "[JSONPatch{op: 'replace', path: '/data', value: {}}]",
        "[JSONPatch{op: 'replace', path: '/data/missing', value: 'there now'}]",
        "[JSONPatch{op: 'copy', from: '/data/missing', path: '/data/x'}]",
    ],
    "NetworkPolicy": [
        "Object{spec: Object.spec{policyTypes: ['Egress']}}",
        "Object{spec: Object.spec{ingress: [Object.spec.ingress{}]}}",
        "Object{spec: Object.spec{podSelector: Object.spec.podSelector{matchLabels: {'a': 'b'}}}}",
        "[JSONPatch{op: 'add', path: '/spec/policyTypes/-', value: 'Egress'}]",
        "[JSONPatch{op: 'add', path: '/spec/ingress', value: [{'from': [{'podSelector': {'matchLabels': {'a': 'b'}}}]}]}]",
    ],
}


def deployment(random_):
    names = random_.sample(["a", "b", "c"], random_.randint(1, 3))
    containers = []
    for name in names:
        container = {"name": name, "image": f"registry.example.com/{name}:1"}
        if random_.random() < 0.6:
            container["env"] = [{"name": n, "value": "1"} for n in random_.sample(["A", "B", "C"], random_.randint(1, 3))]
        if random_.random() < 0.6:
            container["ports"] = [{"containerPort": p} for p in random_.sample([80, 81, 443], random_.randint(1, 2))]
        if random_.random() < 0.5:
            container["resources"] = {"limits": {"cpu": "1"}, "requests": {"cpu": "1"}}
        if random_.random() < 0.4:
            container["volumeMounts"] = [{"name": "data", "mountPath": random_.choice(["/data", "/other"])}]
        containers.append(container)
    labels = {"app": random_.choice(["shop", "cart"])} if random_.random() < 0.8 else {"x": "y"}
    spec = {"containers": containers, "volumes": [{"name": "data", "emptyDir": {}}]}
    if random_.random() < 0.3:
        spec["imagePullSecrets"] = [{"name": "other"}]
    metadata = {"labels": labels}
    if random_.random() < 0.5:
        metadata["annotations"] = {"note": "1"}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {
        "replicas": random_.randint(1, 5), "selector": {"matchLabels": {"a": "b"}},
        "template": {"metadata": {"labels": {"a": "b"}}, "spec": spec}}}


def service(random_):
    ports = [{"port": port, "name": f"p{port}"} for port in random_.sample([80, 443, 8080], random_.randint(1, 3))]
    return {"apiVersion": "v1", "kind": "Service", "metadata": {}, "spec": {"selector": {"app": "shop"}, "ports": ports, "clusterIP": "None"}}


def config_map(random_):
    data = {key: str(random_.randint(1, 9)) for key in random_.sample(["a", "b", "c"], random_.randint(1, 3))}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {}, "data": data}


def network_policy(random_):
    spec = {"podSelector": {"matchLabels": {"app": random_.choice(["x", "y"])}}, "policyTypes": ["Ingress"]}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {}, "spec": spec}


MAKERS = {"Deployment": deployment, "Service": service, "ConfigMap": config_map, "NetworkPolicy": network_policy}


class Server:
    def __init__(self):
        self.proxy = subprocess.Popen([os.environ["KUBECTL"], "proxy", "--port=0"], stdout=subprocess.PIPE, text=True)
        self.address = re.search(r"127\.0\.0\.1:\d+", self.proxy.stdout.readline()).group(0)

    def post(self, path, thing):
        """(code, answer) of a POST."""
        request = urllib.request.Request(f"http://{self.address}/{path}", json.dumps(thing).encode(),
                                         {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def dry_run(self, thing):
        group, resource = KINDS[thing["kind"]]
        return self.post(f"{group}/namespaces/{SPACE}/{resource}?dryRun=All", thing)

    def stop(self):
        self.proxy.terminate()
        self.proxy.wait()


def bare(thing):
    """Without what the server sets anew for each object."""
    for key in ("uid", "creationTimestamp", "managedFields", "resourceVersion", "generation"):
        thing["metadata"].pop(key, None)
    thing.pop("status", None)
    return thing


def policy(name, kind, expression):
    group, resource = KINDS[kind]
    version = group.split("/")[-1]
    json_patch = not expression.startswith("Object")
    mutation = {"patchType": "JSONPatch" if json_patch else "ApplyConfiguration",
                "jsonPatch" if json_patch else "applyConfiguration": {"expression": expression}}
    rule = {"apiGroups": [group.split("/")[1] if group.startswith("apis") else ""], "apiVersions": [version],
            "operations": ["CREATE"], "resources": [resource]}
    return [{"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingAdmissionPolicy", "metadata": {"name": name},
             "spec": {"failurePolicy": "Fail", "reinvocationPolicy": "Never", "mutations": [mutation], "matchConstraints": {
                 "objectSelector": {"matchLabels": {"case": name}}, "resourceRules": [rule]}}},
            {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingAdmissionPolicyBinding", "metadata": {"name": name},
             "spec": {"policyName": name}}]


def install(server):
    """{policy's name: (kind, expression)}, once the server acts by all of them."""
    server.post("api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": SPACE}})
    named = {}
    for kind, expressions in EXPRESSIONS.items():
        for number, expression in enumerate(expressions):
            name = f"{kind.lower()}-{number}"
            named[name] = (kind, expression)
            for thing, plural in zip(policy(name, kind, expression), ("mutatingadmissionpolicies", "mutatingadmissionpolicybindings")):
                code, answer = server.post(f"apis/admissionregistration.k8s.io/v1/{plural}", thing)
                if code != 201:
                    sys.exit(f"{name}: {answer['message']}")
    last = dict(policy("last", "ConfigMap", "Object{data: Object.data{seen: 'yes'}}")[0]), policy("last", "ConfigMap", "Object{}")[1]
    server.post("apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies", last[0])
    server.post("apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings", last[1])
    probe = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "probe", "labels": {"case": "last"}}}
    while "data" not in server.dry_run(probe)[1]:
        time.sleep(0.2)
    time.sleep(3)
    return named


def main():
    random_ = random.Random(20240817)
    server = Server()
    try:
        for name, (kind, expression) in install(server).items():
            for _ in range(6):
                thing = MAKERS[kind](random_)
                thing["metadata"].update(name="thing", namespace=SPACE)
                code, given = server.dry_run(thing)
                if code != 201:
                    sys.exit(f"{name}: {given['message']}")
                bare(given)["metadata"].setdefault("labels", {})["case"] = name
                line = {"expression": expression, "object": json.loads(json.dumps(given))}
                code, answer = server.dry_run(given)
                line.update({"result": bare(answer)} if code == 201 else {"error": answer["message"], "code": code})
                print(json.dumps(line, separators=(",", ":"), ensure_ascii=False))
    finally:
        server.stop()


main()
