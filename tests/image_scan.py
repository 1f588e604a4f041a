#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""image_scan.py BULWARK: `scan image:REF` and `scan --images` over images that umoci makes and a registry of Debian's serves:
each digest is fetched once, a vulnerability of many workloads is one finding that names them all, secrets are found where
a later layer removes them too, waivers and VEX hold, and what cannot be reached is not evaluated. Exits 77 where a tool is
missing."""
import json
import os
import random
import shutil
import string
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import docker_registry
from checking import expect, faults, finish, put, run

BULWARK = os.path.abspath(sys.argv[1])
TODAY = "2026-11-30"
status = "Package: {}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {}\n{}\n"


def scan(*arguments, code=1):
    done = subprocess.run([BULWARK, "scan", "-o", "json", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != code:
        faults.append(f"scan {' '.join(arguments)} ends with {done.returncode}, not with {code}: {done.stderr[-600:]}")
    return json.loads(done.stdout) if done.stdout else {"findings": [], "not_evaluated": [], "notices": []}


def told(report, prefix):
    return sorted((one["control"][len(prefix):], one["resource"]["name"], one["message"]) for one in report["findings"]
                  if one["control"].startswith(prefix) and not one["waived"])


def token():
    return "glpat-" + "".join(random.Random(4).choices(string.ascii_letters + string.digits, k=20))


def first_layer(root):
    put(root + "/etc/os-release", 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n')
    put(root + "/var/lib/dpkg/status", status.format("libssl3", "3.0.9-1", "Source: openssl\n") + status.format("bash", "5.2.15-2", ""))
    put(root + "/bin/bash", "#!", 0o755)
    put(root + "/usr/bin/su", "su", 0o4755)
    os.chmod(root + "/usr/bin/su", 0o4755)
    put(root + "/app/.env", f"TOKEN={token()}\n")


def second_layer(root):
    os.remove(root + "/app/.env")
    put(root + "/app/package-lock.json", {"lockfileVersion": 3, "packages": {"": {}, "node_modules/lodash": {"version": "4.17.20"}}})


def make_images():
    """`base` has one layer, `app` two and says what runs."""
    run("umoci", "init", "--layout", "layout")
    run("umoci", "new", "--image", "layout:base")
    for tag, change, history in (("base", first_layer, 'CMD ["bash"]'), ("app", second_layer, 'COPY app /app')):
        if tag == "app":
            run("umoci", "tag", "--image", "layout:base", "app")
        run("umoci", "unpack", "--image", f"layout:{tag}", f"bundle-{tag}")
        change(f"bundle-{tag}/rootfs")
        run("umoci", "repack", "--image", f"layout:{tag}", "--history.created", "2026-11-20T00:00:00Z", "--history.created_by",
            f"ADD {tag}", f"bundle-{tag}")
        if tag == "base":
            run("umoci", "config", "--image", "layout:base", "--config.cmd", "bash", "--history.created_by", history)


def make_database():
    def row(**release):
        return {"description": "d", "scope": "remote", "releases": {"bookworm": release}}
    put("debian.json", {"openssl": {"CVE-2026-1": row(status="resolved", fixed_version="3.0.11-1", urgency="high")},
                        "bash": {"CVE-2026-5": row(status="open", urgency="unimportant")}})
    put("osv/a.json", {"schema_version": "1.6.0", "id": "GHSA-aaaa-bbbb-cccc", "modified": "2026-11-20T00:00:00Z", "aliases": ["CVE-2026-6"],
                       "affected": [{"package": {"ecosystem": "npm", "name": "lodash"}, "ranges": [
                           {"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "4.17.21"}]}]}],
                       "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H"}]})
    put("kev.json", {"title": "k", "catalogVersion": "1", "dateReleased": "2026-11-29T00:00:00Z", "count": 1, "vulnerabilities": [
        {"cveID": "CVE-2026-6", "vendorProject": "v", "product": "p", "vulnerabilityName": "n", "dateAdded": "2026-11-02",
         "shortDescription": "s", "requiredAction": "a", "dueDate": "2026-11-23", "knownRansomwareCampaignUse": "Known"}]})
    run(BULWARK, "db", "update", "--from", "debian=debian.json", "--from", "osv=osv", "--from", "kev=kev.json", "-o", "all.db",
        "--today", TODAY)


def fetched(digests):
    """How often any of these blobs was fetched."""
    with open("registry.log", encoding="utf-8", errors="replace") as log:
        return sum('"GET ' in line and any(f"/blobs/{digest}" in line for digest in digests) for line in log)


def workload(kind, name, image):
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name, "namespace": "shop"},
            "spec": {"selector": {}, "template": {"spec": {"containers": [{"name": "a", "image": image}]}}}}


def named_image():
    report = scan("image:oci:layout:app", "--db", "all.db", "--control", "image-*", "--control", "file-secret-*", "--control", "build-root-user")
    expect("vulnerabilities of an image", told(report, "image-vulnerability-"), [
        ("exploited", "CVE-2026-6", "lodash 4.17.20 (fixed in 4.17.21) in oci:layout:app; CVSS 7.2; exploited, says CISA since 2026-11-02"),
        ("high", "CVE-2026-1", "libssl3 3.0.9-1 (fixed in 3.0.11-1) in oci:layout:app, from its base image"),
        ("negligible", "CVE-2026-5", "bash 5.2.15-2 (no fix yet) in oci:layout:app, from its base image")])
    expect("the secret that a later layer removes", [(name, said.startswith("GitLab token: ***"), "(layer 1, removed by a later one" in said)
           for _, name, said in told(report, "file-secret-git")], [("oci:layout:app/app/.env", True, True)])
    expect("no secret is printed", token() in json.dumps(report), False)
    expect("set-uid files, shells", [one[2] for one in told(report, "image-setuid") + told(report, "image-tools")],
           ["1 file runs as its owner: usr/bin/su", "it holds bin/bash"])
    expect("its user", len(told(report, "build-root-user")), 1)
    expect("everything was evaluated", report["not_evaluated"], [])
    put("bulwark.yaml", """waivers:
  - {control: image-vulnerability-*, resource: Vulnerability/CVE-2026-6, reason: never called, expires: "2099-01-01"}
""")
    expect("a waiver of one vulnerability", [one[1] for one in told(scan("image:oci:layout:app", "--db", "all.db", "--control",
           "image-vulnerability-*"), "image-vulnerability-")], ["CVE-2026-1", "CVE-2026-5"])
    os.remove("bulwark.yaml")
    put("vex.json", {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://a.example/1", "author": "us",
                     "timestamp": "2026-11-01T00:00:00Z", "version": 1, "statements": [{
                         "vulnerability": {"name": "CVE-2026-6"}, "products": [{"@id": "pkg:npm/lodash@4.17.20"}],
                         "status": "not_affected", "justification": "vulnerable_code_not_in_execute_path"}]})
    quiet = scan("image:oci:layout:app", "--db", "all.db", "--control", "image-vulnerability-*", "--vex", "vex.json", "--ignore-unfixed")
    expect("with VEX, and what can be mended alone", [one[1] for one in told(quiet, "image-vulnerability-")], ["CVE-2026-1"])
    put("known.json", json.dumps(scan("image:oci:layout:base", "--db", "all.db", "--control", "image-vulnerability-*")))
    both = scan("image:oci:layout:base", "image:oci:layout:app", "--db", "all.db", "--control", "image-vulnerability-high", "--baseline",
                "known.json")
    expect("a known vulnerability in another image is new", [one[1] for one in told(both, "image-vulnerability-")], ["CVE-2026-1"])
    same = scan("image:oci:layout:base", "--db", "all.db", "--control", "image-vulnerability-high", "--baseline", "known.json", code=0)
    expect("and in the same it is not", told(same, "image-vulnerability-"), [])
    nobody = docker_registry.free_port()
    put("silent/all.json", {"apiVersion": "v1", "kind": "List", "items": [
        workload("Deployment", name, f"127.0.0.1:{nobody}/{name}:1") for name in ("one", "two")]})
    silent = scan("silent", "--images", "--db", "all.db", "--control", "image-vulnerability-*", code=3)
    expect("a registry that does not answer is asked once", ["did not answer before" in one["reason"] for one in silent["not_evaluated"]],
           [False, True])
    for wrong in (("cluster", "--vex", "vex.json"), ("image:",), ("image:sbom:x",), ("image:oci:layout:app", "--images")):
        expect(f"refused: {' '.join(wrong)}", scan(*wrong, code=2)["findings"], [])
    missing = scan("image:oci:layout:app", "--db", "none.db", "--control", "image-vulnerability-*", code=3)
    expect("without a database", ["bulwark db update" in one["reason"] for one in missing["not_evaluated"]], [True])
    os.makedirs("empty")
    nothing = scan("image:dir:empty", "--db", "all.db", "--control", "image-*", code=3)
    expect("an image without packages", ["no file lists any" in one["reason"] for one in nothing["not_evaluated"]], [True])
    gone = scan("image:oci:nowhere:app", "--db", "all.db", "--control", "image-*", code=3)
    expect("an image that is not there", ["oci:nowhere:app" in one["what"] for one in gone["not_evaluated"]], [True])


def benchmark():
    def verdicts(*arguments, code=1):
        report = scan(*arguments, "--framework", "cis-docker-1.6", code=code)
        return {one["number"]: one["verdict"] for part in report["benchmark"]["sections"] for one in part["recommendations"]}
    put("build/Dockerfile", "FROM oci:base\nRUN apt-get update\nUSER 1000\n")
    whole = verdicts("image:oci:layout:app", "build", "--db", "all.db")
    expect("a verdict for each number", list(whole), [f"4.{i}" for i in range(1, 13)])
    expect("verdicts of images and Dockerfiles", whole, {
        "4.1": "fail", "4.2": "fail", "4.3": "fail", "4.4": "fail", "4.5": "manual", "4.6": "fail", "4.7": "fail", "4.8": "fail", "4.9": "pass",
        "4.10": "pass", "4.11": "pass", "4.12": "manual"})
    expect("no pass for an image that was not read", verdicts("image:oci:layout:app", "image:oci:nowhere:app", "--db", "all.db")["4.11"],
           "not_evaluated")
    unknown = verdicts("image:oci:layout:app", "--db", "none.db", code=3)
    expect("without a database", (unknown["4.4"], unknown["4.11"]), ("not_evaluated", "pass"))
    alone = verdicts("build", code=3)
    expect("a Dockerfile alone", (alone["4.4"], alone["4.8"], alone["4.11"]), ("not_evaluated", "not_evaluated", "pass"))


def images_of_workloads(host):
    for tag in ("app", "base"):
        run("skopeo", "copy", "--dest-tls-verify=false", f"oci:layout:{tag}", f"docker://{host}/shop/{tag}:1")
    run("skopeo", "copy", "--dest-tls-verify=false", "oci:layout:app", f"docker://{host}/shop/app:stable")
    # A tag that leads elsewhere by now: the pod tells what runs.
    run("skopeo", "copy", "--dest-tls-verify=false", "oci:layout:app", f"docker://{host}/shop/base:next")
    facts = json.loads(run("skopeo", "inspect", "--tls-verify=false", f"docker://{host}/shop/app:1"))
    digest, layers = facts["Digest"], facts["Layers"]
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "lone", "namespace": "shop"},
           "spec": {"containers": [{"name": "a", "image": f"{host}/shop/base:1"}]},
           "status": {"containerStatuses": [{"name": "a", "imageID": f"{host}/shop/base@{digest}"}]}}
    items = [workload("Deployment", f"cart{i:03}", f"{host}/shop/app:1") for i in range(200)]
    items += [workload("StatefulSet", "store", f"{host}/shop/app:stable"), workload("DaemonSet", "agent", f"{host}/shop/base:1"), pod,
              workload("Deployment", "lost", f"{host}/shop/none:1")]
    put("cluster/all.json", {"apiVersion": "v1", "kind": "List", "items": items})
    before = fetched(layers)
    report = scan("cluster", "--images", "--db", "all.db", "--control", "image-vulnerability-*")
    expect("each layer is fetched once", (len(layers), fetched(layers) - before), (2, 2))
    rows = {one["resource"]["name"]: one for one in report["findings"]}
    expect("one row for each vulnerability", sorted(rows), ["CVE-2026-1", "CVE-2026-5", "CVE-2026-6"])
    expect("with all its workloads and names", len(rows["CVE-2026-6"]["affects"]), 206)
    expect("those of each kind", [one for one in rows["CVE-2026-6"]["affects"] if "cart" not in one],
           ["DaemonSet shop/agent", "Pod shop/lone", "StatefulSet shop/store", f"{host}/shop/app:1", f"{host}/shop/app:stable",
            f"{host}/shop/base:1"])
    expect("the image that is not there", [(f"{host}/shop/none:1" in one["what"]) for one in report["not_evaluated"]], [True])
    expect("and says who uses it", ["used by Deployment shop/lost" in one["reason"] for one in report["not_evaluated"]], [True])
    quiet = scan("cluster", "--control", "image-vulnerability-*", code=0)
    expect("nothing is fetched unasked", (fetched(layers) - before, quiet["findings"]), (2, []))


def main():
    if not all(map(shutil.which, ("umoci", "skopeo", "docker-registry"))) or os.geteuid() != 0:
        print("skipped: this needs umoci, skopeo, docker-registry, and root to unpack with owners")
        return 77
    make_images()
    make_database()
    named_image()
    benchmark()
    logged = "log: {level: info, formatter: json, accesslog: {disabled: false}}\n"
    with open("registry.log", "w", encoding="utf-8") as log, docker_registry.registry("served", logged, output=log) as host:
        images_of_workloads(host)
    return finish()


with tempfile.TemporaryDirectory(prefix="bulwark-image-scan-") as work:
    os.chdir(work)
    code = main()
    os.chdir("/")
sys.exit(code)
