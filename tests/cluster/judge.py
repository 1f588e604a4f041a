# SPDX-License-Identifier: Apache-2.0
"""The API server as a judge: dry-run requests, and what it answers, warns of and writes to its audit log."""

import http.client
import json
import os
import re
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from expect import kubectl
from layout import Layout

WARNING = re.compile(r'299 \S+ "((?:[^"\\]|\\.)*)"')


@dataclass
class Answer:
    code: int
    body: dict
    warnings: list
    audit_id: str
    annotations: dict = field(default_factory=dict)

    @property
    def message(self):
        return self.body.get("message", "") if self.code >= 400 else ""

    @property
    def by_policy(self):
        """A policy denied it; else whatever the server says is no policy's business."""
        return self.code >= 400 and "ValidatingAdmissionPolicy '" in self.message


class Server:
    """Keeps one connection for each thread that asks."""

    def __init__(self):
        paths = Layout(os.environ["CLUSTER_DIR"])
        self.audit_log = paths.audit_log
        self.tls = ssl.create_default_context(cafile=str(paths.pki / "ca.crt"))
        self.tls.load_cert_chain(paths.pki / "admin.crt", paths.pki / "admin.key")
        address = json.loads(kubectl("config", "view", "--raw", "-o", "json"))["clusters"][0]["cluster"]["server"]
        self.host = urlsplit(address).netloc
        self.resources = discover()
        self.local = threading.local()

    def path(self, item, with_name):
        plural, namespaced = self.resources[item["apiVersion"], item["kind"]]
        root = f"/apis/{item['apiVersion']}" if "/" in item["apiVersion"] else "/api/v1"
        namespace = f"/namespaces/{quote(item['metadata']['namespace'])}" if namespaced else ""
        return f"{root}{namespace}/{plural}" + (f"/{quote(item['metadata']['name'])}" if with_name else "")

    def known(self, item):
        return (item.get("apiVersion"), item.get("kind")) in self.resources

    def namespaced(self, item):
        return self.resources[item["apiVersion"], item["kind"]][1]

    def ask(self, operation, item):
        """What the server answers to CREATE, UPDATE or DELETE of `item` in a dry run."""
        method = {"CREATE": "POST", "UPDATE": "PUT", "DELETE": "DELETE"}[operation]
        path = self.path(item, with_name=operation != "CREATE") + "?dryRun=All"
        body = None if operation == "DELETE" else json.dumps(item)
        for attempt in (1, 2):
            if not hasattr(self.local, "connection"):
                self.local.connection = http.client.HTTPSConnection(self.host, context=self.tls, timeout=60)
            try:
                self.local.connection.request(method, path, body, {"Content-Type": "application/json"})
                response = self.local.connection.getresponse()
                text = response.read()
                break
            except (http.client.HTTPException, OSError):
                del self.local.connection
                if attempt == 2:
                    raise
        warnings = [re.sub(r"\\(.)", r"\1", one) for header in response.headers.get_all("Warning", ())
                    for one in WARNING.findall(header.encode("latin-1").decode())]
        return Answer(response.status, json.loads(text), warnings, response.headers["Audit-Id"])

    def ask_all(self, requests):
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(lambda one: self.ask(*one), requests))

    def add_annotations(self, answers):
        """Reads the annotations of all requests from the audit log."""
        wanted = {answer.audit_id: answer for answer in answers}
        for path in sorted(Path(self.audit_log).parent.glob("audit*.log")):
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    event = json.loads(line)
                    if event["auditID"] in wanted and event["stage"] == "ResponseComplete":
                        wanted.pop(event["auditID"]).annotations = event.get("annotations", {})
        return len(wanted)


def discover():
    """(apiVersion, kind) to the plural and whether it lives in a namespace."""
    found = {}
    for group_version in kubectl("api-versions").split():
        path = f"/apis/{group_version}" if "/" in group_version else f"/api/{group_version}"
        for one in json.loads(kubectl("get", "--raw", path))["resources"]:
            if "/" not in one["name"] and "create" in one["verbs"]:
                found[group_version, one["kind"]] = one["name"], one["namespaced"]
    return found
