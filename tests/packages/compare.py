#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""compare.py LIST_PACKAGES NAME: what the extractors list of a root is exactly what the tool that owns the list says of
the same root. NAME: dpkg, rpm, go, npm, pip, gem, composer, jar. Exits 77 where the tool, or what it needs, is missing."""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile

LISTER, NAME = sys.argv[1:3]


def skip(why):
    print(why + ": skipped")
    sys.exit(77)


def need(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            skip("no " + tool)


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


def listed(root):
    """Rows of list_packages, as lists of fields; every problem is shown."""
    done = run(LISTER, root)
    if done.returncode != 0:
        sys.exit(done.stderr or "list_packages failed")
    print(done.stderr, end="")
    return [line.split("\t") for line in done.stdout.splitlines()]


def same(what, ours, theirs):
    ours, theirs = set(ours), set(theirs)
    print(f"{what}: {len(theirs)} of the tool, {len(ours)} of ours")
    for one in sorted(theirs - ours)[:20]:
        print("  missing:", one)
    for one in sorted(ours - theirs)[:20]:
        print("  not there:", one)
    if ours != theirs or not theirs:
        sys.exit("the lists differ, or are empty")


def put(root, path, source):
    target = os.path.join(root, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copy(source, target)


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


def go(root):
    need("go")
    programs = [os.path.join(run("go", "env", "GOROOT").stdout.strip(), "bin/go")]
    programs += glob.glob("/usr/lib/cni/*")[:3] + ["/usr/sbin/runc", "/usr/bin/podman", "/usr/bin/kubectl"]
    source = os.path.join(root, "source")
    os.makedirs(os.path.join(source, "own"))
    for path, text in {
        "go.mod": "module example.com/app\n\ngo 1.21\n\nrequire example.com/own v1.2.3\n\n"
        "replace example.com/own => ./own\n",
        "main.go": 'package main\n\nimport "example.com/own"\n\nfunc main() { own.Say() }\n',
        "own/go.mod": "module example.com/own\n\ngo 1.21\n",
        "own/own.go": 'package own\n\nimport "fmt"\n\nfunc Say() { fmt.Println("a") }\n',
    }.items():
        with open(os.path.join(source, path), "w", encoding="utf-8") as file:
            file.write(text)
    if run("go", "build", "-o", root + "/app", ".", cwd=source).returncode == 0:
        programs.append(root + "/app")
    for number, program in enumerate(programs):
        said = run("go", "version", "-m", program)
        if said.returncode != 0 or not said.stdout:
            continue
        lines = [line[1:].split("\t") for line in said.stdout.splitlines()[1:]]
        version = said.stdout.splitlines()[0].rsplit(": ", 1)[1].split(" ")[0].removeprefix("go")
        theirs = [("stdlib", version)]
        for words in lines:
            if words[0] in ("mod", "dep"):
                theirs.append((words[1], words[2] if len(words) > 2 and words[2] else "(devel)"))
            elif words[0] == "=>" and not words[1].startswith((".", "/")):
                theirs[-1] = (words[1], words[2])
        base = os.path.join(root, str(number))
        put(base, "bin/program", program)
        same("go: " + os.path.basename(program), [(r[1], r[2]) for r in listed(base) if r[0] == "golang"], theirs)


def npm(root):
    need("npm")
    with open(root + "/package.json", "w", encoding="utf-8") as file:
        json.dump({"name": "t", "version": "1.0.0", "dependencies": {"express": "4.18.2", "lodash": "4.17.20"},
                   "devDependencies": {"@babel/core": "7.22.0"}}, file)
    if run("npm", "install", "--no-audit", "--no-fund", cwd=root).returncode != 0:
        skip("npm cannot bring packages")
    theirs = set()

    def walk(tree):
        for name, one in tree.get("dependencies", {}).items():
            if "version" in one:
                theirs.add((name, one["version"]))
                walk(one)

    walk(json.loads(run("npm", "ls", "--all", "--json", cwd=root).stdout))
    rows = listed(root)
    same("npm: folders", [(r[1], r[2]) for r in rows if r[8].endswith("/package.json")], theirs)
    same("npm: lock file", [(r[1], r[2]) for r in rows if r[8] == "package-lock.json"], theirs)
    theirs.clear()
    walk(json.loads(run("npm", "ls", "--all", "--json", "--omit=dev", cwd=root).stdout))
    needed = [(r[1], r[2]) for r in rows if r[8] == "package-lock.json" and r[7] != "dev"]
    same("npm: not for development", needed, theirs)


def pip(root):
    need("python3")
    if run("python3", "-m", "venv", root + "/v").returncode != 0:
        skip("python3 makes no venv")
    if run(root + "/v/bin/pip", "-q", "install", "requests", "flask", "ruamel.yaml").returncode != 0:
        skip("pip cannot bring packages")
    said = json.loads(run(root + "/v/bin/pip", "list", "--format", "json").stdout)
    # What pip itself is made of lies in it, and is no package to its list.
    ours = [(r[1], r[2]) for r in listed(root) if r[0] == "pypi" and "/_vendor/" not in r[8]]
    same("pip", ours, [(one["name"], one["version"]) for one in said])


def gem(root):
    need("gem")
    theirs = set()
    for line in run("gem", "list", "--local").stdout.splitlines():
        name, versions = line.rstrip(")").split(" (", 1)
        for one in versions.split(", "):
            theirs.add((name, one.removeprefix("default: ").split(" ")[0]))
    for folder in run("gem", "env", "gempath").stdout.strip().split(":"):
        for file in glob.glob(folder + "/specifications/**/*.gemspec", recursive=True):
            put(root, file[1:], file)
    same("gem", [(r[1], r[2]) for r in listed(root) if r[0] == "gem"], theirs)


def composer(root):
    need("composer")
    folder = os.path.join(root, "vendor/composer")
    for path in (folder, os.path.join(root, "vendor/a/b"), os.path.join(root, "vendor/c/d")):
        os.makedirs(path)
    own = {"name": "a/b", "version": "v1.2.3", "version_normalized": "1.2.3.0", "type": "library",
           "install-path": "../a/b"}
    dev = {"name": "c/d", "version": "2.0.0", "version_normalized": "2.0.0.0", "type": "library",
           "install-path": "../c/d"}
    with open(folder + "/installed.json", "w", encoding="utf-8") as file:
        json.dump({"packages": [own, dev], "dev": True, "dev-package-names": ["c/d"]}, file)
    with open(root + "/composer.json", "w", encoding="utf-8") as file:
        json.dump({"name": "t/t", "require": {"a/b": "*"}, "require-dev": {"c/d": "*"}}, file)
    said = run("composer", "show", "--format=json", "--no-plugins", cwd=root,
               env={**os.environ, "COMPOSER_ALLOW_SUPERUSER": "1", "COMPOSER_HOME": root})
    if said.returncode != 0:
        skip("composer show: " + said.stderr)
    theirs = [(one["name"], one["version"]) for one in json.loads(said.stdout)["installed"]]
    same("composer", [(r[1], r[2]) for r in listed(root)], theirs)


def jar(root):
    """Maven keeps what it brings by coordinates: its folders say what each archive is."""
    places = [os.path.expanduser("~/.m2/repository"), "/usr/share/maven-repo"]
    count, theirs = 0, set()
    for place in places:
        for file in glob.glob(place + "/**/*.jar", recursive=True):
            if not zipfile.is_zipfile(file) or count == 300:
                continue
            with zipfile.ZipFile(file) as archive:
                names = [n for n in archive.namelist() if n.startswith("META-INF/maven/") and n.endswith("/pom.properties")]
                texts = [archive.read(name).decode() for name in names]
            if not texts:
                continue
            path = f"lib/{count}.jar"
            put(root, path, file)
            count += 1
            for text in texts:
                pairs = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and line[0] != "#")
                theirs.add((path, pairs["groupId"].strip() + "/" + pairs["artifactId"].strip(), pairs["version"].strip()))
    if not count:
        skip("no archives of Maven's here")
    same("jar", [(r[8], r[1], r[2]) for r in listed(root) if "!/" not in r[8]], theirs)


with tempfile.TemporaryDirectory() as folder:
    {"dpkg": dpkg, "rpm": rpm, "go": go, "npm": npm, "pip": pip, "gem": gem, "composer": composer, "jar": jar}[NAME](folder)
