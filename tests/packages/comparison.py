# SPDX-License-Identifier: Apache-2.0
"""What every comparison of packages shares: running a tool, listing a root, and holding two lists against each other."""
import json
import os
import shutil
import subprocess
import sys

LISTER = sys.argv[1]


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


def repository(folder):
    """Makes a repository of git from a folder."""
    for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        run("git", *command, cwd=folder)
    return folder


def put(root, path, source):
    target = os.path.join(root, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copy(source, target)


def reduced(rows):
    """(name, version, for development only) of such rows, each package once: needed for production wins."""
    out = {}
    for name, version, dev in rows:
        out[name, version] = bool(dev) and out.get((name, version), True)
    return [(name, version, dev) for (name, version), dev in out.items()]


def ours_of(rows, folder=""):
    """The same of rows of list_packages, of the files below a folder."""
    return reduced((r[1], r[2], r[7] == "dev") for r in rows if r[8].startswith(folder))


# Lock files of many tools and versions, real and contrived: what other scanners hold their readers against.
COLLECTIONS = {
    "github.com/anchore/syft@v1.57.1": "h1:lrbWhc8hbZJSKekMdB3PKetO0upE+lv9ihUfv9CXgfU=",
    "github.com/aquasecurity/trivy@v0.74.0": "h1:B2/h1Aehsq/zykg0jxpWUlOX7e3UXpbxjZZs/0vNlC4=",
}


def collection(root, name, wanted):
    """Puts every file of the collections that `wanted` says yes to (given its path) under ROOT/<number>/NAME; their paths."""
    need("go")
    os.makedirs(root)
    found = []
    for module, checksum in COLLECTIONS.items():
        done = run("go", "mod", "download", "-json", module, cwd=root, env={**os.environ, "GONOSUMDB": "*"})
        if done.returncode != 0:
            skip("no " + module)
        said = json.loads(done.stdout)
        if said["Sum"] != checksum:
            sys.exit(module + " is not what it was")
        for folder, _, files in sorted(os.walk(said["Dir"])):
            for file in sorted(files):
                path = os.path.join(folder, file)
                if wanted(path) and os.path.getsize(path):
                    found.append(module + path.removeprefix(said["Dir"]))
                    put(root, f"{len(found)}/{name}", path)
                    os.chmod(f"{root}/{len(found)}/{name}", 0o644)
    return found


def compare_files(what, root, files, theirs_of, dev, name_of=str):
    """Each file on its own; those that the tool itself refuses, or finds empty, are named."""
    rows = listed(root)
    ours, theirs, read = [], [], 0
    for number, path in enumerate(files, 1):
        said = theirs_of(f"{root}/{number}")
        if not said:
            print(f"  not read by the tool: {path}")
            continue
        read += 1
        keep = 3 if dev else 2
        theirs += [(path, *row[:keep]) for row in reduced(said)]
        ours += [(path, name_of(row[0]), *row[1:keep]) for row in ours_of(rows, f"{number}/")]
    same(f"{what} ({read} files)", ours, theirs)
