# SPDX-License-Identifier: Apache-2.0
"""Comparisons of JavaScript: npm, yarn, pnpm. Not packages to us, though the tools list them: the project itself, the members
of its workspace, and folders that it refers to (file:, link:, portal:): parts of the project, which have no releases."""
import json
import os
import re
import shutil

from comparison import collection, compare_files, listed, need, ours_of, reduced, repository, run, same, skip

HERE = os.path.dirname(os.path.abspath(__file__))


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


def install(folder, *packages):
    os.makedirs(folder)
    done = run("npm", "install", "--no-audit", "--no-fund", "--legacy-peer-deps", "--ignore-scripts", *packages, cwd=folder)
    if done.returncode != 0:
        skip("npm cannot bring " + " ".join(packages))
    return folder + "/node_modules"


def project(folder, git=True):
    """A project with a workspace, aliases, a folder, a repository of git, peers, and packages for other platforms."""
    needed = {"express": "4.18.2", "lodash": "4.17.20", "other": "npm:lodash@4.17.21", "scoped": "npm:@babel/parser@7.22.0",
              "local": "file:./local", "fsevents": "2.3.2", "react-dom": "18.2.0"}
    if git:
        bare = folder + "-git"
        write(bare, {"name": "gitdep", "version": "3.2.1", "dependencies": {"ms": "2.1.2"}})
        repository(bare)
        needed["gitdep"] = "git+file://" + bare
    write(folder, {"name": "top", "version": "1.0.0", "private": True, "workspaces": ["packages/*"], "dependencies": needed,
                   "devDependencies": {"chokidar": "3.5.3", "@babel/core": "7.22.0"},
                   "optionalDependencies": {"esbuild": "0.17.0"}})
    write(folder + "/local", {"name": "local", "version": "0.0.1", "dependencies": {"minimist": "1.2.5"}})
    write(folder + "/packages/member", {"name": "member", "version": "2.0.0", "dependencies": {"semver": "5.7.1"},
                                        "devDependencies": {"typescript": "5.0.4"}, "peerDependencies": {"react": "18.2.0"}})
    with open(folder + "/pnpm-workspace.yaml", "w", encoding="utf-8") as file:
        file.write("packages: ['packages/*']\n")
    return folder


def write(folder, package):
    os.makedirs(folder, exist_ok=True)
    with open(folder + "/package.json", "w", encoding="utf-8") as file:
        json.dump(package, file)


def alone(root, folder, name):
    """The lock file of a folder, with nothing beside it that is listed too."""
    os.makedirs(f"{root}/alone")
    shutil.copy(f"{folder}/{name}", f"{root}/alone/{name}")
    rows = ours_of(listed(root + "/alone"))
    shutil.rmtree(f"{root}/alone")
    return rows


def npm_query(folder):
    said = run("npm", "query", "*", "--package-lock-only", cwd=folder)
    if said.returncode != 0:
        return None
    # Without a version: of a repository, version 1 of the lock file tells the commit only.
    return [(one["name"], one["version"], one["dev"]) for one in json.loads(said.stdout)
            if "node_modules/" in one["location"] and one.get("version")]


def npm_locks(root):
    """Lock files of every version; which packages a file of version 1 has for development, npm takes from package.json."""
    need("npm", "git")
    for version in "123":
        folder = project(f"{root}/v{version}")
        made = run("npm", "install", "--package-lock-only", "--force", "--no-audit", "--lockfile-version", version, cwd=folder)
        if made.returncode != 0:
            skip("npm cannot resolve packages")
        same(f"npm lock file, version {version}", alone(root, folder, "package-lock.json"), reduced(npm_query(folder)))
    # pkg-lock/package-lock.json is made by hand: a module "node_modules/async" in a tree of version 1, which npm never writes.
    files = collection(root + "/c", "package-lock.json", lambda path: re.search(r"/package-lock[^/]*\.json$", path)
                       and not path.endswith("/pkg-lock/package-lock.json"))
    compare_files("npm lock files of others", root + "/c", files, lambda folder: npm_query(folder), dev=False)


def library(libraries, kind, *folders):
    """What the package manager's own library reads of lock files: rows for each folder, None where it fails."""
    shutil.copy(HERE + "/lock_lists.mjs", os.path.dirname(libraries))
    done = run("node", "lock_lists.mjs", kind, *folders, cwd=os.path.dirname(libraries))
    out = []
    for line in done.stdout.splitlines():
        said = json.loads(line)
        if "error" in said:
            out.append(None)
        else:
            out.append([(one["name"], one["version"], one.get("dev")) for one in said if not one["local"]])
    return out


def kind_of_yarn(folder):
    with open(folder + "/yarn.lock", encoding="utf-8") as file:
        return "berry" if "__metadata" in file.read() else "yarn"


def yarn(root):
    """yarn's lock files do not tell what is for development only."""
    need("npm", "node", "git")
    libraries = install(root + "/l", "@yarnpkg/lockfile@1.1.0", "@yarnpkg/parsers@3.1.0")
    classic = install(root + "/y1", "yarn@1.22.22") + "/yarn/bin/yarn.js"
    folder = project(root + "/classic")
    done = run("node", classic, "install", "--ignore-scripts", "--non-interactive", "--ignore-platform", cwd=folder)
    if done.returncode != 0:
        skip("yarn cannot bring packages")
    ours = [row[:2] for row in alone(root, folder, "yarn.lock")]
    same("yarn 1: its library", ours, [row[:2] for row in library(libraries, "yarn", folder)[0]])
    real = {("other", "4.17.21"): ("lodash", "4.17.21"), ("scoped", "7.22.0"): ("@babel/parser", "7.22.0")}
    theirs = set()

    def walk(trees):
        for one in trees:
            name = tuple(one["name"].rsplit("@", 1))
            if not one.get("shadow") and name[0] not in ("member", "local"):
                theirs.add(real.get(name, name))
            walk(one.get("children", []))

    said = run("node", classic, "list", "--json", "--no-progress", cwd=folder).stdout.splitlines()
    walk(json.loads(said[-1])["data"]["trees"])
    same("yarn 1: yarn list", ours, theirs)

    for version in ("3.8.7", "4.18.1"):
        berry = install(f"{root}/y{version}", "@yarnpkg/cli-dist@" + version) + "/@yarnpkg/cli-dist/bin/yarn.js"
        folder = project(root + "/berry" + version, git=False)
        open(folder + "/yarn.lock", "w", encoding="utf-8").close()
        settings = {**os.environ, "YARN_ENABLE_TELEMETRY": "0", "YARN_GLOBAL_FOLDER": root + "/global",
                    "YARN_ENABLE_IMMUTABLE_INSTALLS": "0"}
        done = run("node", berry, "install", "--mode=update-lockfile", cwd=folder, env=settings)
        if done.returncode != 0:
            skip("yarn cannot resolve packages")
        ours = [row[:2] for row in alone(root, folder, "yarn.lock")]
        same(f"yarn {version}: its library", ours, [row[:2] for row in library(libraries, "berry", folder)[0]])
        said = run("node", berry, "info", "--all", "--recursive", "--json", cwd=folder, env=settings).stdout
        theirs = set()
        for one in map(json.loads, said.splitlines()):
            name, reference = re.match("(@?[^@]+)@(.*)", one["value"]).groups()
            if not reference.startswith(("workspace:", "file:")):
                theirs.add((name, one["children"]["Version"]))
        same(f"yarn {version}: yarn info", ours, theirs)

    files = collection(root + "/c", "yarn.lock", re.compile(r"/yarn[^/]*\.lock$").search)
    compare_files("yarn lock files of others", root + "/c", files,
                  lambda folder: library(libraries, kind_of_yarn(folder), folder)[0], dev=False)


# The libraries of pnpm that read a version of the lock file.
PNPM = {
    "5": ("@pnpm/lockfile-file@5.3.8", "@pnpm/lockfile-utils@5.0.7", "@pnpm/logger@4.0.0"),
    "6": ("@pnpm/lockfile-file@8.1.8", "@pnpm/lockfile-utils@9.0.6", "@pnpm/logger@5.2.0"),
    "9": ("@pnpm/lockfile.fs@1001.1.35", "@pnpm/lockfile.utils@1002.1.0", "@pnpm/lockfile.detect-dep-types@1001.0.28",
          "@pnpm/logger@1001.0.1"),
}


def pnpm(root):
    need("npm", "node", "git")
    libraries = {version: install(f"{root}/l{version}", *packages) for version, packages in PNPM.items()}

    def read(folder):
        with open(folder + "/pnpm-lock.yaml", encoding="utf-8") as file:
            version = re.search(r"^lockfileVersion: '?(\d)", file.read(), re.M)
        return version and version[1] in PNPM and library(libraries[version[1]], "pnpm" + version[1], folder)[0]

    for version in ("7.33.7", "8.15.9", "9.15.9", "10.34.9"):
        tool = install(f"{root}/p{version}", "pnpm@" + version) + "/pnpm/bin/pnpm.cjs"
        # A repository that lies on this machine is more than the older ones can take.
        folder = project(root + "/pnpm" + version, git=version[0] not in "78")
        done = run("node", tool, "install", "--lockfile-only", "--store-dir", root + "/store", cwd=folder)
        if done.returncode != 0:
            skip("pnpm cannot resolve packages")
        ours = alone(root, folder, "pnpm-lock.yaml")
        same(f"pnpm {version}: its library", ours, reduced(read(folder)))
    theirs = set()

    def walk(tree):
        for group in ("dependencies", "devDependencies", "optionalDependencies"):
            for name, one in tree.get(group, {}).items():
                if not one["version"].startswith(("file:", "link:")):
                    theirs.add((one.get("from", name), one["version"]))
                walk(one)

    said = run("node", tool, "ls", "--lockfile-only", "-r", "--depth", "Infinity", "--json", cwd=folder)
    for one in json.loads(said.stdout):
        walk(one)
    same(f"pnpm {version}: pnpm ls", [row[:2] for row in ours], theirs)
    files = collection(root + "/c", "pnpm-lock.yaml", re.compile(r"/pnpm-lock[^/]*\.yaml$").search)
    compare_files("pnpm lock files of others", root + "/c", files, read, dev=True)
