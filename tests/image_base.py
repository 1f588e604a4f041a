#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""image_base.py BULWARK: `image base` over images that umoci and buildah build on one another, in a registry of Debian's:
which layers are the base's, which of its later tags mends most, and what is not known. Exits 77 where a tool is missing."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import docker_registry
from checking import expect, faults, finish, put, run

BULWARK = os.path.abspath(sys.argv[1])
TODAY = "2026-11-30"


def advice(*arguments, code=0):
    for option, value in (("-o", "json"), ("--db", "all.db")):
        arguments = arguments if option in arguments else (*arguments, option, value)
    done = subprocess.run([BULWARK, "image", "base", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != code:
        faults.append(f"image base {' '.join(arguments)} ends with {done.returncode}, not with {code}: {done.stderr[-600:]}")
    return json.loads(done.stdout) if done.stdout else {"said": done.stderr}


def packages(**versions):
    return "".join(f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n\n" for name, version in
                   versions.items())


def add_layer(tag, command, **files):
    run("umoci", "unpack", "--image", f"layout:{tag}", f"bundle-{tag}")
    for path, content in files.items():
        put(f"bundle-{tag}/rootfs/{path}", content)
    run("umoci", "repack", "--image", f"layout:{tag}", "--history.created", "2026-11-20T00:00:00Z", "--history.created_by", command,
        f"bundle-{tag}")
    shutil.rmtree(f"bundle-{tag}")


def make_base(tag, **versions):
    run("umoci", "new", "--image", f"layout:{tag}")
    release = {"etc/os-release": 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n'} if versions else {}
    add_layer(tag, "ADD root", **release, **({"var/lib/dpkg/status": packages(**versions)} if versions else {"etc/motd": "hello"}))
    run("umoci", "config", "--image", f"layout:{tag}", "--config.cmd", "bash", "--history.created_by", 'CMD ["bash"]')


def make_images(host):
    """Later tags mend more and more; 2.0.0 brings another fault, 3.0.0 lists no packages."""
    run("umoci", "init", "--layout", "layout")
    make_base("1.0.0-slim", openssl="3.0.9-1", bash="5.2.15-2", zlib1g="1.2.13-1")
    make_base("1.0.2-slim", openssl="3.0.11-1", bash="5.2.15-2", zlib1g="1.2.13-1")
    make_base("1.1.0-slim", openssl="3.0.11-1", bash="5.2.15-2", zlib1g="1.2.13-2")
    make_base("2.0.0-slim", openssl="3.0.11-1", bash="5.2.15-2", zlib1g="1.2.13-2", curl="8.0-1")
    make_base("3.0.0-slim")
    make_base("1.1.0-full", openssl="3.0.9-1", curl="8.0-1")
    run("umoci", "tag", "--image", "layout:1.0.0-slim", "installed")  # as apt-get does: the whole list is written anew
    add_layer("installed", "RUN apt-get install curl", **{"var/lib/dpkg/status": packages(
        openssl="3.0.9-1", bash="5.2.15-2", zlib1g="1.2.13-1", curl="8.0-1")})
    run("umoci", "tag", "--image", "layout:1.0.0-slim", "app")
    add_layer("app", "COPY app /app", **{"app/package-lock.json": {"lockfileVersion": 3, "packages": {
        "": {}, "node_modules/lodash": {"version": "4.17.20"}}}})
    run("umoci", "tag", "--image", "layout:app", "told")
    run("umoci", "config", "--image", "layout:told", "--manifest.annotation", f"org.opencontainers.image.base.name={host}/os:1.0.0-slim")
    run("umoci", "new", "--image", "layout:silent")
    add_layer("silent", "ADD root", **{"etc/motd": "hello"})
    for tag in ("1.0.0-slim", "1.0.2-slim", "1.1.0-slim", "2.0.0-slim", "3.0.0-slim", "1.1.0-full"):
        run("skopeo", "copy", "--dest-tls-verify=false", f"oci:layout:{tag}", f"docker://{host}/os:{tag}")
    run("skopeo", "copy", "--dest-tls-verify=false", "oci:layout:1.1.0-slim", f"docker://{host}/os:1.2.0-slim")


def make_database():
    def row(**release):
        return {"description": "d", "scope": "remote", "releases": {"bookworm": release}}
    put("debian.json", {"openssl": {"CVE-2026-1": row(status="resolved", fixed_version="3.0.11-1", urgency="high")},
                        "zlib1g": {"CVE-2026-2": row(status="resolved", fixed_version="1.2.13-2", urgency="medium")},
                        "curl": {"CVE-2026-3": row(status="open", urgency="low")},
                        "bash": {"CVE-2026-5": row(status="open", urgency="unimportant")}})
    put("osv/a.json", {"schema_version": "1.6.0", "id": "GHSA-aaaa-bbbb-cccc", "modified": "2026-11-20T00:00:00Z", "aliases": ["CVE-2026-6"],
                       "affected": [{"package": {"ecosystem": "npm", "name": "lodash"}, "ranges": [
                           {"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "4.17.21"}]}]}]})
    run(BULWARK, "db", "update", "--from", "debian=debian.json", "--from", "osv=osv", "-o", "all.db", "--today", TODAY)


def choices(report):
    return [(one["tags"], one["severities"], one.get("mends"), one.get("brings")) for one in report["choices"]]


def told_by_the_image(host):
    report = advice("oci:layout:told", code=3)  # 3.0.0 lists no packages
    expect("its base and how many layers that has", (report["base"], report["layers"], report["layersBy"]),
           (f"{host}/os:1.0.0-slim", 1, "digests"))
    expect("what they bring", report["now"]["severities"], {"high": 1, "medium": 1, "negligible": 1})
    expect("what its own layers bring", report["ownVulnerabilities"], 1)
    expect("the tags, the smallest step first", choices(report), [
        (["1.0.0-slim"], {"high": 1, "medium": 1, "negligible": 1}, 0, 0), (["1.0.2-slim"], {"medium": 1, "negligible": 1}, 1, 0),
        (["1.2.0-slim"], {"negligible": 1}, 2, 0), (["2.0.0-slim"], {"low": 1, "negligible": 1}, 2, 1), (["3.0.0-slim"], {}, None, None)])
    expect("what lists no packages is not the best", (report["best"], report["choices"][4]["notKnown"][0][:9]), ("1.2.0-slim", "packages:"))
    named = advice("oci:layout:told", "--tags", "1", "--tag", "1.1.0-slim", "--tag", "1.2.0-slim", "--tag", "1.1.0-full", "--tag", "none", code=3)
    expect("tags that are asked for, each image once", [one["tags"] for one in named["choices"]],
           [["1.0.0-slim"], ["1.1.0-slim", "1.2.0-slim"], ["1.1.0-full"], ["none"]])
    expect("a tag that is not there", "no such thing" in named["choices"][3]["notKnown"][0], True)
    installed = advice("oci:layout:installed", "--from", f"{host}/os:1.0.0-slim", "--tags", "2")
    expect("an image that installs packages", (installed["now"]["severities"], installed["ownVulnerabilities"], installed["best"]),
           ({"high": 1, "medium": 1, "negligible": 1}, 1, "1.0.2-slim"))
    few = advice("oci:layout:told", "--tags", "2", "--ignore-unfixed")
    expect("what no version mends left out", [one["severities"] for one in few["choices"]], [{"high": 1, "medium": 1}, {"medium": 1}])


def told_by_the_user(host):
    moved = advice("oci:layout:app", "--from", f"{host}/os:1.1.0-full", "--tags", "1")
    expect("a base with other layers: the history tells", (moved["layers"], moved["layersBy"], moved["now"]["severities"]),
           (1, "history", {"high": 1, "medium": 1, "negligible": 1}))
    for why, *arguments in (("nothing tells what it is built on", "oci:layout:app"), ("not known", "oci:layout:silent", "--from", f"{host}/os:1.1.0-full"),
                            ("no such thing", "oci:layout:app", "--from", f"{host}/none:1"), ("no image reference", "oci:layout:app", "--from", "A b"),
                            ("table or json", "oci:layout:app", "-o", "yaml"), ("a bill has no layers", "sbom:app.json"), ("--tag: it is empty", "oci:layout:told",
            "--tag", ""), ("--tags", "oci:layout:told", "--tags", "-1"), ("named by its digest alone", "oci:layout:told", "--from",
            f"{host}/os@sha256:" + "0" * 64), ("no tag that is a later build", "oci:layout:told", "--tags", "0"), ("none.db", "oci:layout:app", "--db", "none.db")):
        expect(f"refused: {why}", why in advice(*arguments, code=2)["said"], True)


def built_by_buildah(host):
    if shutil.which("buildah") is None:
        return print("not tried: buildah is missing")
    buildah = ("buildah", "--root", os.path.abspath("store"), "--runroot", os.path.abspath("run"), "--storage-driver", "vfs")
    name = run(*buildah, "from", "--tls-verify=false", f"docker://{host}/os:1.0.2-slim").strip()
    put("app.txt", "hello")
    run(*buildah, "copy", name, "app.txt", "/app.txt")
    run(*buildah, "commit", "--format", "oci", name, "oci:built:app")
    report = advice("oci:built:app", "--tags", "2", code=3)
    expect("what buildah notes of the base", (report["base"].split("@")[0], report["layersBy"], [one["tags"] for one in report["choices"]]),
           (f"{host}/os:1.0.2-slim", "digests", [["1.0.2-slim"], ["3.0.0-slim"]]))
    return None


def main():
    if not all(map(shutil.which, ("umoci", "skopeo", "docker-registry"))) or os.geteuid() != 0:
        print("skipped: this needs umoci, skopeo, docker-registry, and root to unpack with owners")
        return 77
    make_database()
    with docker_registry.registry("registry") as host:
        make_images(host)
        told_by_the_image(host)
        told_by_the_user(host)
        built_by_buildah(host)
    return finish()


with tempfile.TemporaryDirectory() as work:
    os.chdir(work)
    code = main()
    os.chdir("/")
sys.exit(code)
