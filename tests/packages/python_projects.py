# SPDX-License-Identifier: Apache-2.0
"""Comparisons of Python: pip, Poetry, uv, PDM, Pipenv. Not packages to us, though uv lists them: the project itself and the
members of its workspace. Names are compared as the index writes them (lower case, "-" for "_" and "."), since the tools print
either form. Lock files of Poetry 1.5 to 1.8 do not say what is for development only; those of PDM only of the group "dev"."""
import json
import os
import re

from comparison import collection, compare_files, listed, need, ours_of, reduced, repository, run, same, skip


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


def installed(folder, *packages):
    """The programs of packages that pip brings."""
    need("python3")
    if run("python3", "-m", "venv", folder).returncode != 0:
        skip("python3 makes no venv")
    if run(folder + "/bin/pip", "-q", "install", *packages).returncode != 0:
        skip("pip cannot bring " + " ".join(packages))
    return folder + "/bin/"


def write(folder, **files):
    os.makedirs(folder, exist_ok=True)
    for name, text in files.items():
        with open(f"{folder}/{name.replace('_', '.')}", "w", encoding="utf-8") as file:
            file.write(text)
    return folder


def normal(name):
    return re.sub("[-_.]+", "-", name).lower()


def requirements(text):
    """What tools export: "name[extra]==version ; marker" a line."""
    found = re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==([^\s;]+)", text, re.M)
    return {(normal(name), version) for name, version in found}


def rows_of(every, needed):
    return [(name, version, (name, version) not in needed) for name, version in every]


def ours_normal(folder):
    return [(normal(row[0]), *row[1:]) for row in ours_of(listed(folder))]


def alone(folder, name):
    """A folder of the lock file only, without the environment that the tool made beside it."""
    return write(folder + "-alone", **{name: open(f"{folder}/{name}", encoding="utf-8").read()})


def without_dev(rows):
    return [row[:2] for row in rows]


POETRY = """[tool.poetry]
name = "top"
version = "1.0.0"
description = ""
authors = ["a <a@b.c>"]
[tool.poetry.dependencies]
python = "^3.9"
flask = "2.3.2"
"ruamel.yaml" = "0.17.21"
pywin32 = { version = "306", markers = "sys_platform == 'win32'" }
requests = { version = "2.31.0", extras = ["socks"], optional = true }
[tool.poetry.extras]
socks = ["requests"]
[tool.poetry.group.dev.dependencies]
pytest = "7.4.0"
"""


# Poetry's own reader of lock files.
LOCKER = """import json, pathlib, sys
from poetry.packages.locker import Locker
packages = Locker(pathlib.Path(sys.argv[1], "poetry.lock"), {}).locked_repository().packages
print(json.dumps([(one.name, str(one.version), False) for one in packages]))
"""


def reader(python, program):
    """What a library reads of the lock file in a folder; None where it refuses it."""
    def read(folder):
        said = run(python, "-c", program, folder)
        return json.loads(said.stdout) if said.returncode == 0 else None
    return read


def poetry(root):
    for version, lock in (("1.8.5", "2.0"), ("2.5.1", "2.1")):
        tool = installed(f"{root}/v{version}", "poetry==" + version, *["poetry-plugin-export"] * (version[0] == "2"))
        folder = write(f"{root}/{version}", pyproject_toml=POETRY)
        if run(tool + "poetry", "lock", "--no-ansi", "-n", cwd=folder).returncode != 0:
            skip("poetry cannot resolve packages")
        said = run(tool + "poetry", "show", "--all", "--no-ansi", "-n", cwd=folder).stdout
        theirs = [tuple(re.split(r" +", line.replace("(!)", ""))[:2]) for line in said.splitlines()]
        ours = ours_normal(folder)
        same(f"poetry {version}, lock file {lock}", without_dev(ours), theirs)
    said = run(tool + "poetry", "export", "--only", "main", "--all-extras", "--without-hashes", "-n", cwd=folder).stdout
    same("poetry: not for development", [row[:2] for row in ours if not row[2]], requirements(said))

    files = collection(root + "/c", "poetry.lock", re.compile(r"/poetry[^/]*\.lock$").search)
    compare_files("poetry lock files of others", root + "/c", files, reader(tool + "python", LOCKER), dev=False, name_of=normal)


UV = """[project]
name = "top"
version = "1.0.0"
requires-python = ">=3.9"
dependencies = ["flask==2.3.2", "numpy", "folder", "gitdep", "member", "pywin32; sys_platform == 'win32'"]
[project.optional-dependencies]
socks = ["requests[socks]==2.31.0"]
[dependency-groups]
dev = ["pytest==7.4.0", "ruamel.yaml==0.17.21"]
[tool.uv.workspace]
members = ["member"]
[tool.uv.sources]
member = {{ workspace = true }}
folder = {{ path = "folder" }}
gitdep = {{ git = "file://{git}" }}
"""

PART = """[project]
name = "{0}"
version = "0.3.0"
requires-python = ">=3.9"
dependencies = ["{1}"]
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
"""


def uv_rows(tool, folder):
    """What `uv export` lists, with what is for development."""
    def read(*options):
        said = run(tool, "export", "--frozen", "--format", "cyclonedx1.5", "--all-packages", "--all-extras", *options, cwd=folder)
        if said.returncode != 0:
            return set()
        return {(one["name"], one["version"]) for one in json.loads(said.stdout)["components"] if not any(
            p["name"] in ("uv:workspace:path", "uv:package:is_project_root") for p in one.get("properties", []))}

    return rows_of(read("--all-groups"), read("--no-default-groups"))


def uv(root):
    need("git")
    tool = installed(root + "/v", "uv==0.13.9") + "uv"
    git = repository(write(root + "/git", pyproject_toml=PART.format("gitdep", "toml")))
    folder = write(root + "/uv", pyproject_toml=UV.format(git=git))
    write(folder + "/member", pyproject_toml=PART.format("member", "idna"))
    write(folder + "/folder", pyproject_toml=PART.format("folder", "six"))
    if run(tool, "lock", cwd=folder).returncode != 0:
        skip("uv cannot resolve packages")

    same("uv", ours_of(listed(folder)), reduced(uv_rows(tool, folder)))
    files = collection(root + "/c", "uv.lock", re.compile(r"/uv[^/]*\.lock$").search)
    for number in range(1, len(files) + 1):
        as_project(f"{root}/c/{number}")
    compare_files("uv lock files of others", root + "/c", files, lambda one: uv_rows(tool, one), dev=True)


def as_project(folder):
    """uv needs a project beside its lock file; which, the lock file says."""
    with open(folder + "/uv.lock", encoding="utf-8") as file:
        own = re.search(r'^name = "([^"]+)"\nversion = "([^"]+)"\nsource = \{ (?:virtual|editable) = "\." \}', file.read(), re.M)
    if own:
        write(folder, pyproject_toml=f'[project]\nname = "{own[1]}"\nversion = "{own[2]}"\n')


PDM = """[project]
name = "top"
version = "1.0.0"
requires-python = ">=3.9"
dependencies = ["flask==2.3.2", "ruamel.yaml==0.17.21", "pywin32==306; sys_platform == 'win32'"]
[project.optional-dependencies]
socks = ["requests[socks]==2.31.0"]
[dependency-groups]
dev = ["pytest==7.4.0"]
"""


# PDM's own reader of lock files.
LOCKED = """import json, sys
from pdm.core import Core
packages = Core().create_project(sys.argv[1]).get_locked_repository().packages.values()
print(json.dumps([(one.candidate.name, one.candidate.version, False) for one in packages]))
"""


def pdm(root):
    tool = installed(root + "/v", "pdm==2.29.4", "hishel<2") + "pdm"
    folder = write(root + "/p", pyproject_toml=PDM)
    if run(tool, "lock", "-G", ":all", cwd=folder).returncode != 0:
        skip("pdm cannot resolve packages")

    def rows(folder):
        export = (tool, "export", "-f", "requirements", "--without-hashes", "-G", ":all")
        return rows_of(requirements(run(*export, cwd=folder).stdout), requirements(run(*export, "--prod", cwd=folder).stdout))

    same("pdm", ours_normal(alone(folder, "pdm.lock")), reduced(rows(folder)))
    files = collection(root + "/c", "pdm.lock", re.compile(r"/pdm[^/]*\.lock$").search)
    for number in range(1, len(files) + 1):
        write(f"{root}/c/{number}", pyproject_toml='[project]\nname = "t"\nversion = "1"\nrequires-python = ">=3.8"\n')
    compare_files("pdm lock files of others", root + "/c", files, reader(tool.replace("/pdm", "/python"), LOCKED),
                  dev=False, name_of=normal)


PIPFILE = """[packages]
flask = "==2.3.2"
"ruamel.yaml" = "==0.17.21"
requests = {version = "==2.31.0", extras = ["socks"]}
[dev-packages]
pytest = "==7.4.0"
"""


def pipenv(root):
    tool = installed(root + "/v", "pipenv==2026.10.3") + "pipenv"
    settings = {**os.environ, "WORKON_HOME": root + "/environments", "PIPENV_IGNORE_VIRTUALENVS": "1"}
    folder = write(root + "/p", Pipfile=PIPFILE)
    if run(tool, "lock", cwd=folder, env=settings).returncode != 0:
        skip("pipenv cannot resolve packages")

    def rows(folder):
        needed, dev = (requirements(run(tool, "requirements", *only, cwd=folder, env=settings).stdout)
                       for only in ((), ("--dev-only",)))
        return rows_of(needed | dev, needed)

    same("pipenv", ours_normal(alone(folder, "Pipfile.lock")), reduced(rows(folder)))
    files = collection(root + "/c", "Pipfile.lock", re.compile(r"/Pipfile[^/]*\.lock$").search)
    for number in range(1, len(files) + 1):
        write(f"{root}/c/{number}", Pipfile="")
    compare_files("pipenv lock files of others", root + "/c", files, rows, dev=True, name_of=normal)
