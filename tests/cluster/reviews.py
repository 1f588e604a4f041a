# SPDX-License-Identifier: Apache-2.0
"""The API server as its administrator, and what it allows whom, by SubjectAccessReview."""

import json
import threading
import time

from expect import connect, fail


class Server:
    """The API server, asked over one connection for each thread."""

    def __init__(self):
        self.local = threading.local()

    def ask(self, method, path, body=None):
        if not hasattr(self.local, "connection"):
            self.local.connection = connect()
        self.local.connection.request(method, path, None if body is None else json.dumps(body),
                                      {"Content-Type": "application/json"})
        response = self.local.connection.getresponse()
        return response.status, json.loads(response.read())

    def must(self, method, path, body=None):
        status, answer = self.ask(method, path, body)
        if status not in (200, 201, 202):
            fail(f"{method} {path}: {status} {answer.get('message')}")
        return answer

    def allows(self, question):
        """By SubjectAccessReview."""
        spec = {"user": question["user"], "groups": question["groups"]}
        if "path" in question:
            spec["nonResourceAttributes"] = {key: question[key] for key in ("verb", "path")}
        else:
            keys = ("verb", "group", "resource", "subresource", "namespace", "name")
            spec["resourceAttributes"] = {key: question[key] for key in keys if key in question}
        review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": spec}
        return self.must("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review)["status"]["allowed"]


def wait_until(what, holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            fail(f"still not after {seconds} s: {what}")
        time.sleep(0.2)
