# SPDX-License-Identifier: Apache-2.0
"""Comparisons of Go, Rust, Ruby, PHP, Java."""
import glob
import json
import os
import shutil
import zipfile

from comparison import listed, need, ours_of, put, reduced, repository, run, same, skip


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


MANIFEST = """[package]
name = "top"
version = "1.0.0"
edition = "2021"
[workspace]
members = ["member"]
[dependencies]
serde_json = "=1.0.100"
old = {{ package = "rand", version = "=0.7.3" }}
new = {{ package = "rand", version = "=0.8.5", optional = true }}
inherited = {{ package = "gitdep", git = "file://{git}" }}
member = {{ path = "member" }}
[target.'cfg(windows)'.dependencies]
windows-sys = "=0.48.0"
[dev-dependencies]
tempfile = "=3.6.0"
[build-dependencies]
cc = "=1.0.79"
"""

# Programs whose crates carry their lock files, of several versions.
CRATES = ("ripgrep-12.1.1", "ripgrep-13.0.0", "ripgrep-14.1.1", "cargo-auditable-0.7.7")


def crate(folder, text):
    os.makedirs(folder + "/src")
    for path, content in (("Cargo.toml", text), ("src/main.rs", "fn main() {}\n"), ("src/lib.rs", "")):
        with open(f"{folder}/{path}", "w", encoding="utf-8") as file:
            file.write(content)
    return folder


def cargo(root):
    """The lock file does not tell the project's own crates from others that lie in folders: all are packages, as to cargo."""
    need("cargo", "git")
    part = '[package]\nname = "{0}"\nversion = "0.3.0"\nedition = "2021"\n[dependencies]\n{1}\n'
    git = repository(crate(root + "/git", part.format("gitdep", 'itoa = "=1.0.6"')))
    folder = crate(root + "/top", MANIFEST.format(git=git))
    crate(folder + "/member", part.format("member", 'ryu = "=1.0.13"'))
    wanted = [crate(f"{root}/of-{one}", part.format("top", '{} = "={}"'.format(*one.rsplit("-", 1)))) for one in CRATES]
    for one in (folder, *wanted):
        done = run("cargo", "fetch", cwd=one)
        if done.returncode != 0:
            skip("cargo cannot bring crates: " + done.stderr)
    folders = {"a project": folder}
    sources = os.environ.get("CARGO_HOME", os.path.expanduser("~/.cargo")) + "/registry/src/*/"
    for one in CRATES:
        # A copy, outside of cargo's own folders.
        shutil.copytree(glob.glob(sources + one)[0], f"{root}/{one}")
        folders[one] = f"{root}/{one}"
    for what, folder in folders.items():
        said = run("cargo", "metadata", "--locked", "--all-features", "--format-version", "1", cwd=folder)
        if said.returncode != 0:
            skip("cargo metadata: " + said.stderr)
        put(root + "/alone", "Cargo.lock", folder + "/Cargo.lock")
        theirs = [(one["name"], one["version"]) for one in json.loads(said.stdout)["packages"]]
        same("cargo: " + what, [(r[1], r[2]) for r in listed(root + "/alone")], theirs)


def auditable(root):
    """A program that tells its crates, read by cargo-auditable's own reader; only crates of the build are for development."""
    need("cargo")
    done = run("cargo", "install", "--locked", "--root", root + "/tools", "cargo-auditable@0.7.7", "rust-audit-info@0.5.4")
    if done.returncode != 0:
        skip("cargo cannot bring cargo-auditable")
    text = '[package]\nname = "top"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\nserde_json = "=1.0.100"\n'
    folder = crate(root + "/top", text + 'rand = "=0.8.5"\n[build-dependencies]\ncc = "=1.0.79"\n')
    done = run(root + "/tools/bin/cargo-auditable", "auditable", "build", "--release", cwd=folder)
    if done.returncode != 0:
        skip("cargo cannot build: " + done.stderr)
    program = folder + "/target/release/top"
    put(root + "/root", "bin/program", program)
    said = json.loads(run(root + "/tools/bin/rust-audit-info", program).stdout)["packages"]
    theirs = [(one["name"], one["version"], one.get("kind") == "build") for one in said]
    same("cargo-auditable", ours_of(listed(root + "/root")), reduced(theirs))


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
