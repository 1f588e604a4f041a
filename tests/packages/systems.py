# SPDX-License-Identifier: Apache-2.0
"""Comparisons of what distributions install: dpkg, rpm, apk."""
import glob
import os
import tarfile

from comparison import listed, need, put, run, same, skip


def dpkg(root):
    need("dpkg-query")
    put(root, "var/lib/dpkg/status", "/var/lib/dpkg/status")
    form = r"${db:Status-Status}\t${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\n"
    on_disk = {"installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending"}
    theirs = [tuple(line.split("\t")) for line in run("dpkg-query", "-W", "-f", form).stdout.splitlines()]
    ours = [(r[1], r[2], r[3], r[4] or r[1], r[5] or r[2]) for r in listed(root)]
    same("dpkg", ours, [one[1:] for one in theirs if one[0] in on_disk])


SPEC = """Name: {0}
Version: {1}
Release: {2}
{3}
License: {4}
Summary: x
%description
x
%package devel
Summary: y
%description devel
y
%files
%files devel
"""


def rpm(root):
    need("rpm", "rpmbuild")
    built = os.path.join(root, "build")
    os.makedirs(built)
    for name, version, release, epoch, licence in [
        ("bash", "5.1.8", "6.el9", "", "GPLv3+"),
        ("openssl", "3.0.7", "24.el9", "Epoch: 1", "ASL 2.0"),
        ("zero", "1.0", "1", "Epoch: 0", "MIT"),
        ("tilde", "1.0~rc1", "1", "BuildArch: noarch", "MIT"),
    ]:
        spec = os.path.join(root, name + ".spec")
        with open(spec, "w", encoding="utf-8") as file:
            file.write(SPEC.format(name, version, release, epoch, licence))
        done = run("rpmbuild", "--quiet", "--define", "_topdir " + built, "-bb", spec)
        if done.returncode != 0:
            skip("rpmbuild failed: " + done.stderr)
    base = os.path.join(root, "root")
    folder = os.path.join(base, "var/lib/rpm")
    os.makedirs(folder)
    files = glob.glob(built + "/RPMS/*/*.rpm")
    run("rpm", "--dbpath", folder, "-i", "--justdb", "--nodeps", "--ignorearch", "--ignoreos", *files)
    form = r"%{NAME}\t%{EPOCHNUM}\t%{VERSION}-%{RELEASE}\t%{ARCH}\t%{SOURCERPM}\n"
    theirs = []
    for line in run("rpm", "--dbpath", folder, "-qa", "--qf", form).stdout.splitlines():
        name, epoch, version, arch, source = line.split("\t")
        theirs.append((name, version if epoch == "0" else epoch + ":" + version, arch, source))
    same("rpm", [(r[1], r[2], r[3], f"{r[4]}-{r[5]}.src.rpm") for r in listed(base)], theirs)


def apk(root):
    """apko's reader, which Wolfi's images are built with; what it carries for its own tests is Alpine's."""
    need("go")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../oracle/apk")
    oracle = root + "/oracle"
    if run("go", "build", "-o", oracle, ".", cwd=source).returncode != 0:
        skip("the modules of go-apk cannot be had")
    data = run("go", "list", "-m", "-f", "{{.Dir}}", "github.com/chainguard-dev/go-apk", cwd=source).stdout.strip()
    data += "/pkg/apk/testdata"
    texts = {"a root": open(os.path.join(data, "root", "lib/apk/db/installed"), encoding="utf-8").read()}
    for release in ("316", "317"):  # all that a release has, as if it were installed
        with tarfile.open(f"{data}/alpine-{release}/APKINDEX.tar.gz") as archive:
            texts["Alpine " + release] = archive.extractfile("APKINDEX").read().decode()
    for what, text in texts.items():
        base = os.path.join(root, what)
        file = base + "/lib/apk/db/installed"
        os.makedirs(os.path.dirname(file))
        with open(file, "w", encoding="utf-8") as out:
            out.write(text + VIRTUAL)
        theirs = [tuple(line.split("\t")) for line in run(oracle, file).stdout.splitlines()]
        same("apk: " + what, [tuple(r[1:5]) for r in listed(base)], theirs)


# What `apk add --virtual` leaves.
VIRTUAL = "\nC:Q1mPyvPwlKuiVKLnrEHBgcqdqJ5m4=\nP:.build-deps\nV:20240101.120000\nA:noarch\nS:0\nI:0\nT:virtual meta package\n\n"
