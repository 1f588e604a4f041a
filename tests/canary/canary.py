#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Objects that carry recognisable credentials in every place where people keep them.

usage: canary.py definition | objects | words
  definition   a CustomResourceDefinition, which has to be there before its object
  objects      a List, as `kubectl get -o json` prints it and `kubectl apply -f -` takes it
  words        what must not be found anywhere afterwards, one a line
"""
import base64
import json
import sys

WORDS = []


def word(number, shape="{}"):
    """A credential that nobody can miss; `shape` gives it an issuer's look."""
    text = shape.format(f"cAnArY{number:02d}xK7q")
    WORDS.append(text)
    return text


def encoded(text):
    out = base64.b64encode(text.encode()).decode()
    WORDS.append(out)
    return out


def metadata(name, **more):
    return {"name": name, "namespace": "canary", "labels": {"app": "canary"}, **more}


def applied(number):
    """What kubectl writes into an object that was applied; it overwrites this one with its own."""
    repeated = {"apiVersion": "v1", "kind": "Secret", "stringData": {"password": word(number)}}
    return {"kubectl.kubernetes.io/last-applied-configuration": json.dumps(repeated)}


def secret():
    return {"apiVersion": "v1", "kind": "Secret", "type": "Opaque",
            "metadata": metadata("canary", annotations=applied(1)),
            "data": {"password": encoded(word(2)), "blob": encoded("\x00" + word(3))},
            "stringData": {"token": word(4), "config.yaml": f"password: {word(5)}\n"}}


def config_map():
    key = "-----BEGIN RSA " + "PRIVATE KEY-----\n" + encoded(word(6) * 6) + "\n-----END RSA " + "PRIVATE KEY-----\n"
    return {"apiVersion": "v1", "kind": "ConfigMap",
            "metadata": metadata("canary", annotations={"example.com/api-token": word(7)}),
            "data": {"DB_PASSWORD": word(8), "mode": "fast", "key.pem": key,
                     "app.yaml": f"db:\n  user: shop\n  password: {word(9)}\n  url: postgres://shop:{word(10)}@db/shop\n",
                     "app.properties": f"spring.datasource.password={word(11)}\nmode=fast\n",
                     "app.json": json.dumps({"apiKey": word(12), "list": [{"name": "TOKEN", "value": word(13)}]}),
                     "redis.conf": f"requirepass {word(14)}\n"},
            "binaryData": {"store.jks": encoded("\x00" + word(15))}}


def container():
    access_key = "AKIA" + "CANARYCANARY0123"
    token = "ghp_" + "cAnArY0123456789cAnArY0123456789abcd"
    WORDS.extend([access_key, token])
    return {"name": "canary", "image": "registry.example.com/canary:1.0",
            "env": [{"name": "DB_PASSWORD", "value": word(16)},
                    {"name": "DATABASE_URL", "value": f"postgres://shop:{word(17)}@db/shop"},
                    {"name": "ACCESS", "value": access_key},
                    {"name": "MODE", "value": f"fast {token}"},
                    {"name": "API_TOKEN", "value": word(18)}],
            "command": ["sh", "-c", f"curl -u shop:{word(19)} http://shop && app --token {word(20)}"],
            "args": [f"--db-password={word(21)}", "--api-token", word(22), "-u", f"shop:{word(30)}", "--mode=fast"],
            "livenessProbe": {"httpGet": {"path": "/", "port": 80, "httpHeaders": [
                {"name": "Authorization", "value": f"Bearer {word(23)}0123456789"}]}}}


def deployment():
    template = {"metadata": {"labels": {"app": "canary"}, "annotations": {"example.com/password": word(24)}},
                "spec": {"containers": [container()],
                         "initContainers": [{"name": "first", "image": "registry.example.com/canary:1.0",
                                             "env": [{"name": "API_KEY", "value": word(25)}]}]}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata("canary"),
            "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "canary"}}, "template": template}}


def custom_resource():
    return {"apiVersion": "canary.example.com/v1", "kind": "Canary", "metadata": metadata("canary"),
            "spec": {"auth": {"username": "shop", "password": word(26)},
                     "connection": f"Server=db;User=shop;Password={word(27)};Encrypt=true",
                     "passwords": [word(28)],
                     "env": [{"name": "CLIENT_SECRET", "value": word(29)}]}}


def definition():
    schema = {"type": "object", "properties": {"spec": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}}
    return {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": {"name": "canaries.canary.example.com"},
            "spec": {"group": "canary.example.com", "scope": "Namespaced",
                     "names": {"kind": "Canary", "plural": "canaries", "singular": "canary", "listKind": "CanaryList"},
                     "versions": [{"name": "v1", "served": True, "storage": True,
                                   "schema": {"openAPIV3Schema": schema}}]}}


def objects():
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "canary"}}
    items = [namespace, secret(), config_map(), deployment(), custom_resource()]
    return {"apiVersion": "v1", "kind": "List", "items": items}


def words():
    """All of them, longest first."""
    WORDS.clear()
    objects()
    return sorted(set(WORDS), key=lambda text: (-len(text), text))


def main():
    what = sys.argv[1] if len(sys.argv) == 2 else ""
    if what == "definition":
        print(json.dumps(definition(), indent=2))
    elif what == "objects":
        print(json.dumps(objects(), indent=4))
    elif what == "words":
        print("\n".join(words()))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
