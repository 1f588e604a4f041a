#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""image_vulnerabilities.py BULWARK: `image sbom` and `image vulnerabilities` over a folder that stands for an image, with a
database made of feeds written here: what is vulnerable is found and nothing else is, what cannot be known is said, stored
bills of materials answer as their image does, and VEX, age and alterations are heard."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from checking import expect, faults, finish, put

BULWARK = os.path.abspath(sys.argv[1])


def run(*arguments, code=0, says=None):
    done = subprocess.run([BULWARK, *arguments], capture_output=True, text=True, check=False)
    words = " ".join(arguments)
    if done.returncode != code:
        faults.append(f"{words} ends with {done.returncode}, not with {code}: {done.stderr[-400:]}")
    if says and says not in done.stdout + done.stderr:
        faults.append(f"{words} does not say {says!r}: {(done.stdout + done.stderr)[-400:]}")
    return done.stdout


def rows(*arguments, code):
    text = run("image", "vulnerabilities", *arguments, "--today", "2026-11-30", "-o", "json", code=code)
    return json.loads(text) if text else {"vulnerabilities": [], "notKnown": []}


def found(answer):
    return sorted(f'{one["id"]} of {one["package"]} {one["version"]}: {one["state"]} {one.get("fixedVersion", "")}'.strip()
                  for one in answer["vulnerabilities"] if not one.get("vex"))


def debian(**releases):
    return {"description": "d", "scope": "remote", "releases": {"bookworm": releases}}


def osv(name, ecosystem, package, *events, **more):
    return {"schema_version": "1.6.0", "id": name, "modified": "2026-11-20T00:00:00Z", "published": "2026-11-01T00:00:00Z",
            "affected": [{"package": {"ecosystem": ecosystem, "name": package},
                          "ranges": [{"type": "SEMVER", "events": list(events)}]}], **more}


def make_root():
    put("root/etc/os-release", 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n')
    status = "Package: {}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {}\n{}\n"
    put("root/var/lib/dpkg/status",
        status.format("libssl3", "3.0.9-1", "Source: openssl\n") + status.format("zlib1g", "1:1.2.13.dfsg-1", "Source: zlib\n")
        + status.format("bash", "5.2.15-2+b2", "Source: bash (5.2.15-2)\n"))
    put("root/app/package-lock.json",
        {"lockfileVersion": 3, "packages": {"": {}, "node_modules/lodash": {"version": "4.17.20"}}})
    # Debian's own Python package: its advisories count, and not those of PyPI.
    put("root/usr/lib/python3/dist-packages/requests-2.25.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: requests\nVersion: 2.25.0\n")


def make_database():
    put("debian.json", {
        "openssl": {"CVE-2026-1": debian(status="resolved", fixed_version="3.0.11-1", urgency="high"),
                    "CVE-2026-2": debian(status="resolved", fixed_version="3.0.9-1", urgency="high"),
                    "CVE-2026-3": debian(status="resolved", fixed_version="0", urgency="high")},
        "zlib": {"CVE-2026-4": debian(status="open", urgency="unimportant")},
        "bash": {"CVE-2026-5": debian(status="resolved", fixed_version="5.2.15-2", urgency="low")}})
    put("osv/a.json", osv("GHSA-aaaa-bbbb-cccc", "npm", "lodash", {"introduced": "0"}, {"fixed": "4.17.21"},
                          aliases=["CVE-2026-6"], severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H"}]))
    put("osv/b.json", osv("PYSEC-2026-1", "PyPI", "requests", {"introduced": "0"}, {"fixed": "2.26.0"}))
    put("kev.json", {"title": "k", "catalogVersion": "1", "dateReleased": "2026-11-29T00:00:00Z", "count": 1,
                     "vulnerabilities": [{"cveID": "CVE-2026-6", "vendorProject": "v", "product": "p", "vulnerabilityName": "n",
                                          "dateAdded": "2026-11-02", "shortDescription": "s", "requiredAction": "a",
                                          "dueDate": "2026-11-23", "knownRansomwareCampaignUse": "Known"}]})
    run("db", "update", "--from", "debian=debian.json", "--from", "osv=osv", "--from", "kev=kev.json", "-o", "all.db",
        "--today", "2026-11-29")


def main():
    make_root()
    make_database()
    answer = rows("dir:root", "--db", "all.db", code=1)
    wanted = ["CVE-2026-1 of libssl3 3.0.9-1: fixed 3.0.11-1", "CVE-2026-4 of zlib1g 1:1.2.13.dfsg-1: affected",
              "CVE-2026-6 of lodash 4.17.20: fixed 4.17.21"]
    expect("the image", found(answer), wanted)
    lodash = next((one for one in answer["vulnerabilities"] if one["package"] == "lodash"), {})
    expect("the score", (lodash.get("cvss"), lodash.get("severity"), lodash.get("knownExploited")), (7.2, "high", "2026-11-02"))
    expect("the upgrades", sorted((one["package"], one["upgradeTo"]) for one in answer["upgrades"]),
           [("libssl3", "3.0.11-1"), ("lodash", "4.17.21")])
    run("image", "vulnerabilities", "dir:root", "--db", "all.db", "--today", "2026-11-30", "--fail-on", "critical", says="exploited")
    run("image", "vulnerabilities", "dir:root", "--db", "all.db", "--today", "2027-01-30", code=1, says="stale")
    expect("what can be mended", len(found(rows("dir:root", "--db", "all.db", "--ignore-unfixed", code=1))), 2)

    for form in ("cyclonedx", "spdx"):
        put(f"bill.{form}", run("image", "sbom", "dir:root", "-o", form))
        expect(f"the stored bill in {form}", found(rows(f"sbom:bill.{form}", "--db", "all.db", code=1)), wanted)
        expect("the same image", open(f"bill.{form}", encoding="utf-8").read(), run("image", "sbom", "dir:root", "-o", form))

    statement = {"vulnerability": {"name": "CVE-2026-6"}, "products": [{"@id": "pkg:npm/lodash@4.17.20"}], "status": "not_affected",
                 "justification": "vulnerable_code_not_in_execute_path"}
    put("vex.json", {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://a.example/1", "author": "us",
                     "timestamp": "2026-11-01T00:00:00Z", "version": 1, "statements": [statement]})
    expect("with VEX", found(rows("dir:root", "--db", "all.db", "--vex", "vex.json", code=1)), wanted[:2])
    run("image", "vulnerabilities", "dir:root", "--db", "all.db", "--vex", "debian.json", code=2, says="debian.json")

    # What cannot be known is no pass.
    put("root/etc/os-release", 'ID=debian\nVERSION_ID="99"\n')
    answer = rows("dir:root", "--db", "all.db", "--fail-on", "critical", code=3)
    expect("another release", any("99" in doubt for doubt in answer["notKnown"]), True)
    put("root/app/package-lock.json", "broken")
    run("image", "sbom", "dir:root", code=3, says="app/package-lock.json")
    run("image", "vulnerabilities", "dir:root", "--db", "none.db", code=2, says="bulwark db update")
    shutil.copy("all.db", "whole.db")
    with open("all.db", "r+b") as out:
        out.seek(-100, os.SEEK_END)
        out.write(b"altered")
    run("image", "vulnerabilities", "dir:root", "--db", "all.db", code=2, says="all.db")
    os.makedirs("empty")
    run("image", "vulnerabilities", "dir:empty", "--db", "whole.db", "--today", "2026-11-30", code=3, says="no file lists any")
    run("image", "vulnerabilities", "dir:nowhere", "--db", "debian.json", code=2)
    run("image", "sbom", "dir:nowhere", code=2, says="nowhere")
    run("image", "sbom", "dir:root", "-o", "xml", code=2, says="cyclonedx")


with tempfile.TemporaryDirectory() as work:
    os.chdir(work)
    main()
sys.exit(finish())
