#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sbom_schema.py LIST_PACKAGES FOLDER: bills of materials of a root are valid by the official schemas of CycloneDX 1.6
(which an npm package brings) and SPDX 2.3 (which an archive of Maven's brings), which are kept in FOLDER; the same root
gives the same bytes twice, and what is read back from a bill is what was written. Exits 77 where a schema is missing."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

LISTER, FOLDER = sys.argv[1:3]
CYCLONEDX = "@cyclonedx/cyclonedx-library@6.13.1"
CYCLONEDX_FILES = ["bom-1.6", "jsf-0.82", "spdx"]
SPDX = "org.spdx:tools-java:1.1.8"


def skip(why):
    print(why + ": skipped")
    sys.exit(77)


try:
    import jsonschema
except ImportError:
    skip("python3-jsonschema is not installed")


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


def fetch_cyclonedx():
    if shutil.which("npm") is None or run("npm", "pack", "--silent", CYCLONEDX, cwd=FOLDER).returncode != 0:
        skip("npm cannot bring " + CYCLONEDX)
    with tarfile.open(FOLDER + "/cyclonedx-cyclonedx-library-6.13.1.tgz") as archive:
        for name in CYCLONEDX_FILES:
            with open(f"{FOLDER}/{name}.json", "wb") as file:
                file.write(archive.extractfile(f"package/res/schema/{name}.SNAPSHOT.schema.json").read())


def fetch_spdx():
    repository = os.path.expanduser("~/.m2/repository/org/spdx/tools-java/1.1.8/tools-java-1.1.8.jar")
    if not os.path.exists(repository):
        if shutil.which("mvn") is None:
            skip("no mvn")
        run("mvn", "-q", "-B", "dependency:get", "-Dartifact=" + SPDX, "-Dtransitive=false")
    if not os.path.exists(repository):
        skip("Maven cannot bring " + SPDX)
    with zipfile.ZipFile(repository) as archive, open(FOLDER + "/spdx-2.3.json", "wb") as file:
        file.write(archive.read("resources/spdx-schema-v2.3.json"))


def load(name):
    with open(f"{FOLDER}/{name}.json", encoding="utf-8") as file:
        return json.load(file)


def judge(form, schema, text):
    document = json.loads(text)
    base = "http://cyclonedx.org/schema/"
    store = {f"{base}{name}.SNAPSHOT.schema.json": load(name) for name in CYCLONEDX_FILES}
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    judge = kind(schema, resolver=jsonschema.RefResolver.from_schema(schema, store=store))
    errors = list(judge.iter_errors(document))
    for error in errors[:10]:
        print("  ", list(error.path), error.message[:300])
    if errors:
        sys.exit(f"{form}: {len(errors)} errors")
    # A schema that takes anything would prove nothing.
    document["packages" if form == "spdx" else "components"][0].pop("name")
    if judge.is_valid(document):
        sys.exit(f"{form}: the schema takes a package without a name")


def fill(root):
    def put(path, text):
        os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
        with open(os.path.join(root, path), "w", encoding="utf-8") as file:
            file.write(text)

    with open("/var/lib/dpkg/status", encoding="utf-8", errors="replace") as file:
        put("var/lib/dpkg/status", file.read())
    with open("/etc/os-release", encoding="utf-8") as file:
        put("etc/os-release", file.read())
    put("app/package-lock.json", json.dumps({"lockfileVersion": 3, "packages": {
        "node_modules/@x/a": {"version": "1.0.0+b c", "license": "MIT OR Apache-2.0"},
        "node_modules/b": {"version": "2.0.0", "dev": True, "license": "SEE \"LICENSE\""},
        "node_modules/c/node_modules/b": {"version": "2.0.0"}, "node_modules/broken": {}}}))
    put("app/Cargo.lock", '[[package]]\nname = "serde"\nversion = "1.0.1"\n')
    put("app/go.mod", "module a\ngo 1.22\nrequire github.com/A/b v1.0.0+incompatible\n")


if not os.path.exists("/var/lib/dpkg/status"):
    skip("no dpkg")
os.makedirs(FOLDER, exist_ok=True)
if not all(os.path.exists(f"{FOLDER}/{name}.json") for name in CYCLONEDX_FILES):
    fetch_cyclonedx()
if not os.path.exists(FOLDER + "/spdx-2.3.json"):
    fetch_spdx()
with tempfile.TemporaryDirectory() as folder:
    root = folder + "/root"
    fill(root)
    listed = run(LISTER, root).stdout.splitlines()
    for form, schema in (("cyclonedx", load("bom-1.6")), ("spdx", load("spdx-2.3"))):
        text = run(LISTER, root, form).stdout
        judge(form, schema, text)
        if run(LISTER, root, form).stdout != text:
            sys.exit(form + ": the same root gives another bill")
        with open(f"{folder}/{form}.json", "w", encoding="utf-8") as file:
            file.write(text)
        back = run(LISTER, f"{folder}/{form}.json").stdout.splitlines()

        # The name space of a distribution's package is its distribution's from then on.
        def plain(lines):
            rows = [line.split("\t") for line in lines]
            return sorted([r[0], r[1].removeprefix("debian/"), *r[2:]] for r in rows)

        if plain(back) != plain(listed) or not back:
            ours, theirs = plain(listed), plain(back)
            print("missing", [one for one in ours if one not in theirs][:5])
            print("not there", [one for one in theirs if one not in ours][:5])
            sys.exit(form + ": what is read back is something else")
        print(f"{form}: valid, {len(back)} packages, sha256 {hashlib.sha256(text.encode()).hexdigest()[:16]}")
