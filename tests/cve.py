#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""cve.py BULWARK: `bulwark cve` at the command line: what it says, and with which exit code, of feeds that are whole, broken,
huge or not there, of snapshots and of manifests."""

import http.server
import json
import os
import re
import subprocess
import sys
import tempfile
import threading

BULWARK = os.path.realpath(sys.argv[1])
failed = 0


def wrong(text):
    global failed
    failed = 1
    print(f"cve: {text}")


def run(*arguments, code, says="", text=""):
    """Standard output; the exit code and a text in what is printed must be these."""
    result = subprocess.run([BULWARK, "cve", *arguments], input=text, capture_output=True, text=True)
    if result.returncode != code:
        wrong(f"{arguments} ends with {result.returncode}, not with {code}: {result.stdout[:500]} {result.stderr[:500]}")
    if says not in result.stdout + result.stderr:
        wrong(f"{arguments} does not say {says!r}: {result.stdout[:1500]} {result.stderr[:1500]}")
    return result.stdout


def item(one, body, **more):
    return {"id": one, "content_text": body, "summary": "x", **more}


def feed(*items):
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": list(items),
                       "_kubernetes_io": {"updated_at": "2026-11-29T00:00:00Z"}})


GOOD = item("CVE-2027-1000", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\n#### Affected Versions\n- kubelet v1.36.0 - v1.36.4\n"
                             "#### Fixed Versions\n- kubelet v1.36.5\n### How do I mitigate this vulnerability?\nPull the plug.\n")


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/feed":
            return self.answer(200, feed(GOOD))
        if self.path == "/moved":
            return self.answer(302, "", "/feed")
        if self.path == "/circle":
            return self.answer(302, "", "/circle")
        if self.path == "/elsewhere":
            return self.answer(302, "", "file:///etc/passwd")
        if self.path == "/html":
            return self.answer(200, "<!DOCTYPE html><html><body>log in</body></html>")
        return self.answer(503 if self.path == "/busy" else 404, "nothing")

    def answer(self, status, text, location=""):
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


def check_addresses():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    run("feed", base + "/feed", code=0, says=">= 1.36.0, < 1.36.5")
    run("feed", base + "/moved", code=0, says="CVE-2027-1000")
    run("feed", base + "/nothing", code=2, says="404")
    run("feed", base + "/busy", code=2, says="503")
    run("feed", base + "/circle", code=2, says="circle")
    run("feed", base + "/elsewhere", code=2, says="not followed")
    run("feed", base + "/html", code=2, says="HTML")
    server.shutdown()
    server.server_close()
    run("feed", base + "/feed", code=2)


def check_feeds():
    run("feed", "-", code=0, says="CVE-2027-1000", text=feed(GOOD))
    for text, says in (("", "standard input"), ("<html>", "HTML"), ("{", "standard input"), ("[" * 100000, "standard input"), ("7", "JSON Feed"),
                       ('{"version":"https://jsonfeed.org/version/1.1"}', "without items")):
        run("feed", "-", code=2, says=says, text=text)
    # One broken item costs nothing but itself, and is told.
    broken = feed(item("", "x"), GOOD, item("CVE-2027-1001", "no versions"), 7)
    run("feed", "-", code=3, says="CVE-2027-1001: the announcement tells no affected versions", text=broken)
    told = json.loads(run("feed", "-", "-o", "json", code=3, says="items[0]", text=broken))
    if [one["id"] for one in told["cves"]] != ["CVE-2027-1000", "CVE-2027-1001"] or len(told["problems"]) != 2:
        wrong(f"a broken feed is told as {told}")
    # Written as a feed and read again it is the same.
    with open("again.json", "w") as out:
        out.write(run("feed", "-", "-o", "json-feed", code=0, text=feed(GOOD)))
    first = json.loads(run("feed", "-", "-o", "osv", code=0, text=feed(GOOD)))
    again = json.loads(run("feed", "again.json", "-o", "osv", code=0))
    if first[0]["affected"] != again[0]["affected"]:
        wrong(f"read again, {first} is {again}")
    for one in json.load(open("again.json"))["items"]:
        if not isinstance(one.get("id"), str) or not one.get("content_text"):
            wrong(f"no item of JSON Feed 1.1: {one}")
    many = feed(*[item(f"CVE-2027-{10000 + i}", GOOD["content_text"] * 20) for i in range(3000)])
    run("feed", "-", code=0, says="3000 vulnerabilities", text=many)
    os.makedirs("osv/deep")
    for name, text in (("osv/a.json", json.dumps(first[0])), ("osv/deep/b.json", "{"), ("osv/notes.txt", "x")):
        with open(name, "w") as out:
            out.write(text)
    run("feed", "osv", code=3, says="b.json")
    run("feed", "osv/deep/c.json", code=2, says="c.json")
    run("feed", "-o", "yaml", code=2, says="table, json, json-feed or osv")
    run("feed", code=0, says="the set that bulwark ships")
    shipped = json.loads(run("feed", "-o", "osv", code=0))
    with open("shipped.json", "w") as out:
        out.write(run("feed", "-o", "json-feed", code=0))
    read = json.loads(run("feed", "shipped.json", "-o", "osv", code=0))
    if [one["affected"] for one in read] != [one["affected"] for one in shipped]:
        wrong("the shipped set is another one when it is written as a feed and read again")


def snapshot(name, version, *objects):
    lines = [{"format": "bulwark.snapshot/v1", "cluster": "shop", "server": "", "serverVersion": version,
              "takenAt": "2026-11-30T00:00:00Z", "tool": "", "namespaces": []}, *objects,
             {"end": {"objects": len(objects), "notRead": []}}]
    packed = subprocess.run(["zstd", "-q", "-c", "--check"], input="".join(json.dumps(one) + "\n" for one in lines).encode(),
                            capture_output=True, check=True).stdout
    with open(name, "wb") as out:
        out.write(packed)


def node(name, version, runtime):
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name},
            "status": {"nodeInfo": {"kubeletVersion": version, "containerRuntimeVersion": runtime}}}


def controller(image):
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "controller", "namespace": "ingress"},
            "spec": {"template": {"spec": {"containers": [{"name": "c", "image": image}]}}}}


def check_pictures():
    image = "registry.k8s.io/ingress-nginx/controller"
    snapshot("old.zst", "v1.29.3", node("n1", "v1.29.3-eks-adc7111", "containerd://1.7.11"), controller(image + ":v1.11.2"))
    text = run("check", "old.zst", code=1, says="CVE-2025-1974")
    for says in ("1.11.5", "a vendor's build", "Turn the controller's admission webhook off", "as of 20"):
        if " ".join(says.split()) not in " ".join(text.split()):
            wrong(f"a check of an old cluster does not say {says!r}: {text}")
    # No version mends what is low or medium in a new one: it is told, and fails only who asks for that.
    snapshot("new.zst", "v1.37.2", node("n1", "v1.37.2", "containerd://2.3.3"))
    run("check", "new.zst", code=0, says="CVE-2020-8554")
    run("check", "new.zst", "--fail-on", "medium", code=1)
    run("check", "new.zst", "--fail-on", "medium", "--ignore-unfixed", code=0, says="No known vulnerability")
    snapshot("untold.zst", "v1.37.2", controller(image + "@sha256:" + "0" * 64))
    run("check", "untold.zst", code=3, says="its version is not told")
    run("check", "untold.zst", "--fail-on", "low", code=1)
    with open("deployment.json", "w") as out:
        json.dump(controller(image + ":v1.11.2"), out)
    told = json.loads(run("check", "deployment.json", "-o", "json", code=1))
    place = told["components"][0]["places"][0]
    if place.get("file") != "deployment.json" or place.get("line") != 1:
        wrong(f"the place in a manifest is {place}")
    with open("namespace.yaml", "w") as out:
        out.write("apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n")
    run("check", "namespace.yaml", code=2, says="no component")
    run("check", "not-there", code=2)


def check_versions():
    run("check", "--kube-version", "1.29.3", code=1, says="CVE-2024-10220")
    run("check", "--kube-version", "v1.29.3+k3s1", code=1, says="a vendor's build")
    run("check", "--kube-version", "1.99.0", code=0)
    run("check", "--component", "ingress-nginx=1.11.2", code=1, says="CVE-2025-1974")
    run("check", "--component", "ingress-nginx=1.15.1", code=0, says="No known vulnerability")
    run("check", "--kube-version", "latest", code=2, says="1.29.3")
    run("check", "--kube-version", "1.29", code=2, says="with its patch")
    run("check", "--component", "ingress-nginx", code=2, says="ingress-nginx=1.11.2")
    run("check", "--kube-version", "1.29.3", "new.zst", code=2, says="leave out")
    run("check", "--kube-version", "1.29.3", "--fail-on", "hihg", code=2, says="did you mean 'high'?")
    run("check", "--kube-version", "1.29.3", "--no-shipped", code=2, says="--feed")


def check_more_feeds():
    with open("more.json", "w") as out:
        out.write(feed(GOOD))
    run("check", "--kube-version", "1.36.2", "--feed", "more.json", code=1, says="Pull the plug.")
    run("check", "--kube-version", "1.36.2", "--feed", "more.json", "--no-shipped", code=1, says="1 vulnerabilities are known")
    run("check", "--kube-version", "1.36.5", "--feed", "more.json", "--no-shipped", code=0, says="No known vulnerability")
    with open("half.json", "w") as out:
        out.write(feed(GOOD, item("CVE-2027-1001", "no versions")))
    run("check", "--kube-version", "1.36.5", "--feed", "half.json", "--no-shipped", code=3, says="CVE-2027-1001")
    run("check", "--kube-version", "1.36.5", "--feed", "not-there.json", code=2, says="not-there.json")


def key(version):
    """Numbers, and those of a pre-release behind what makes it one."""
    numbers, _, stage = version.partition("-")
    return ([int(one) for one in numbers.split(".")] + [0, 0])[:3] + [0 if stage else 1] + [int(one) for one in re.findall(r"\d+", stage)]


def affected_by_events(ranges, version):
    """As OSV's schema says it: events in order, each turns it on or off."""
    order = {"fixed": 0, "introduced": 1, "last_affected": 2}
    for one in ranges:
        now = False
        for kind, bound in sorted(((k, v) for event in one["events"] for k, v in event.items()), key=lambda e: (key(e[1]), order[e[0]])):
            if kind == "introduced" and key(version) >= key(bound):
                now = True
            elif kind == "fixed" and key(version) >= key(bound) or kind == "last_affected" and key(version) > key(bound):
                now = False
        if now:
            return True
    return False


def affected_by_spans(spans, version):
    return any(key(one["introduced"]) <= key(version) and
               ("fixed" not in one or key(version) < key(one["fixed"])) and
               ("lastAffected" not in one or key(version) <= key(one["lastAffected"])) for one in spans)


def near(ranges):
    """Every bound, and the patches around it."""
    for bound in {v for one in ranges for event in one["events"] for v in event.values()}:
        major, minor, patch = key(bound)[:3]
        for other in range(max(0, patch - 1), patch + 2):
            yield f"{major}.{minor}.{other}"


def check_corpus():
    """What is read of Kubernetes' OSV set, and what is shipped, against events that are walked here."""
    folder = os.path.join(os.path.dirname(os.path.realpath(__file__)), "../../shared/corpus/advisories/kubernetes/vulns")
    if not os.path.isdir(folder):
        return print(f"cve: {folder} is not there: what is read is not compared")
    read = {one["id"]: one for one in json.loads(run("feed", folder, "-o", "json", code=0))["cves"]}
    shipped = {one["id"]: one for one in json.loads(run("feed", "-o", "json", code=0))["cves"]}
    explained = {"CVE-2018-1002102", "CVE-2020-10749", "CVE-2021-25741"}  # slips of that set: `kept` in knowledge/cves
    asked = 0
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".json"):
            continue
        with open(os.path.join(folder, name)) as file:
            advisory = json.load(file)
        for i, package in enumerate(advisory["affected"]):
            for version in near(package["ranges"]):
                asked += 1
                wanted = affected_by_events(package["ranges"], version)
                own = read[advisory["id"]]["affected"]
                if affected_by_spans(own[min(i, len(own) - 1)]["ranges"], version) != wanted:
                    wrong(f"{advisory['id']} {version}: read as {own}, and events say {wanted}")
                known = shipped[advisory["id"]]["affected"]
                if advisory["id"] not in explained and not any(affected_by_spans(one["ranges"], version) == wanted for one in known):
                    wrong(f"{advisory['id']} {version}: shipped as {known}, and events say {wanted}")
    if asked < 300:
        wrong(f"only {asked} versions were compared")


def main():
    check_corpus()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for check in (check_feeds, check_addresses, check_pictures, check_versions, check_more_feeds):
            check()
        os.chdir("/")
    sys.exit(failed)


main()
