# SPDX-License-Identifier: Apache-2.0
"""Builds Kubernetes' own programs from the modules that v<minor>/go.mod pins, and knows when that need not be done.

What was built is kept with a stamp: the digest of go.mod, go.sum and the flags. Equal digest: nothing is done, and Go need
not even be there. Whoever cannot build because of where they are (no Go, too old a Go, no network) is told so by Skipped.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEFAULT_OUTPUT = HERE.parent.parent / "build" / "cluster"
# The release that CI builds even where nothing is compiled yet.
FIRST_IN_CI = "1.34"
PROGRAMS = {
    "etcd": "go.etcd.io/etcd/server/v3",
    "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
    "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
    "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
    "kubectl": "k8s.io/kubernetes/cmd/kubectl",
}
GO_ENVIRONMENT = {"CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOWORK": "off"}
# What go says where modules cannot be had: all of it about the way to them, none of it about what they contain.
UNREACHABLE = ("dial tcp", "no such host", "connection refused", "i/o timeout", "TLS handshake timeout", "proxyconnect",
               "module lookup disabled", "403 Forbidden", "404 Not Found", "410 Gone", "502 Bad Gateway",
               "503 Service Unavailable", "network is unreachable", "connection reset")


class Failed(Exception):
    """The programs could not be built or run though everything needed is there."""


class Skipped(Exception):
    """The programs cannot be built here; the text says why."""


class Release:
    """One pinned release of Kubernetes: the folder v<minor> beside this file."""

    programs = PROGRAMS

    def __init__(self, minor):
        self.minor = minor
        self.name = f"v{minor}"  # of its folder, here and where it is built
        self.folder = HERE / self.name
        self.modules = (self.folder / "go.mod").read_text()
        self.version = re.search(r"^\s*(?:require )?k8s\.io/kubernetes (v\S+)", self.modules, re.M)[1]

    def linker_flags(self):
        """Kubernetes learns its version from the linker; without it a server calls itself v0.0.0."""
        major, minor = self.version.lstrip("v").split(".")[:2]
        facts = {"gitVersion": self.version, "gitMajor": major, "gitMinor": minor, "gitTreeState": "clean"}
        settings = [f"-X {package}.{name}={value}"
                    for package in ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")
                    for name, value in facts.items()]
        return " ".join(["-s -w", *settings])

    def build_flags(self):
        return ["-trimpath", "-ldflags", self.linker_flags()]

    def sources(self):
        """Texts of its programs that lie here."""
        return []

    def digest(self):
        parts = [self.modules, (self.folder / "go.sum").read_text(), *self.build_flags(), str(self.programs), *self.sources()]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Kubelet(Release):
    """A kubelet of one release without a machine under it: the program in kubelet/, which any newer API server takes."""

    programs = {"kubelet": "."}

    def __init__(self):
        self.minor = self.name = "kubelet"
        self.folder = HERE / self.name
        self.modules = (self.folder / "go.mod").read_text()
        self.version = re.search(r"^\s*(?:require )?k8s\.io/kubernetes (v\S+)", self.modules, re.M)[1]

    def sources(self):
        return [path.read_text() for path in sorted(self.folder.glob("*.go"))]


def releases():
    """All pinned releases, oldest first."""
    minors = [path.parent.name[1:] for path in HERE.glob("v*/go.mod")]
    return [Release(minor) for minor in sorted(minors, key=lambda text: [int(part) for part in text.split(".")])]


def find_release(name):
    """The release called '1.34', 'v1.34' or by its full version; the newest where there is no name."""
    known = releases()
    if not name:
        return known[-1]
    if name == "kubelet":
        return Kubelet()
    for release in known:
        if name.lstrip("v") in (release.minor, release.version.lstrip("v")):
            return release
    raise Failed(f"no release '{name}' is pinned here, only: {', '.join(one.minor for one in known)}")


def built(release, output=DEFAULT_OUTPUT):
    """The stamp of the finished build of this very release, or None."""
    folder = Path(output) / release.name
    try:
        stamp = json.loads((folder / "stamp.json").read_text())
    except (OSError, ValueError):
        return None
    whole = stamp.get("digest") == release.digest() and all((folder / name).is_file() for name in release.programs)
    return stamp if whole else None


def build(release, output=DEFAULT_OUTPUT, say=print):
    """Builds what is not built yet; the folder of the programs. One build at a time, however many ask."""
    folder = Path(output).resolve() / release.name
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder.parent / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built(release, output):
            _check_go(release)
            cold = _is_cold(release)
            _keep_within_ci_time(release, cold, output)
            _compile(release, folder, cold, say)
    return folder


def _go(release, *arguments):
    return subprocess.run(["go", *arguments], cwd=release.folder, env={**os.environ, **GO_ENVIRONMENT},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)


def _explain(release, what, result):
    """Raises what a failed go command means: Skipped where modules cannot be reached, else Failed."""
    errors = [line for line in result.stderr.splitlines() if line and not line.startswith("go: downloading")]
    if any(word in result.stderr for word in UNREACHABLE):
        line = next((line for line in errors if any(word in line for word in UNREACHABLE)), errors[-1])
        raise Skipped(f"the modules of Kubernetes {release.version} cannot be had here: {line.strip()}")
    raise Failed(f"{what} of Kubernetes {release.version} failed:\n" + "\n".join(errors[-25:]))


def _check_go(release):
    if not shutil.which("go"):
        raise Skipped(f"there is no go here, and Kubernetes {release.version} is not built yet")
    result = _go(release, "list", "-deps", *release.programs.values())  # fetches the modules, too
    if "go.mod requires go >=" in result.stderr or "toolchain not available" in result.stderr:
        raise Skipped(f"go is too old for Kubernetes {release.version}: {result.stderr.strip().splitlines()[-1]}")
    if result.returncode != 0:
        _explain(release, "loading the packages", result)


def _is_cold(release):
    """Whether Go's build cache lacks more than a tenth of the packages: go itself says which ones it would compile."""
    result = _go(release, "list", "-deps", *release.build_flags(), "-f", "{{.Stale}}", *release.programs.values())
    if result.returncode != 0:
        _explain(release, "looking into the build cache", result)
    answers = result.stdout.split()
    return answers.count("true") * 10 > len(answers)


def _keep_within_ci_time(release, cold, output):
    """CI compiles at most one release from nothing in one run, so that it stays well within its time: the first one."""
    if os.environ.get("CI") != "true" or not cold or release.minor == FIRST_IN_CI:
        return
    first = built(find_release(FIRST_IN_CI), output)
    if first is None or first["cold"]:
        raise Skipped(f"Go's build cache has nothing of Kubernetes {release.version} yet, and CI builds only "
                      f"{FIRST_IN_CI} from nothing")


def _compile(release, folder, cold, say):
    say(f"building Kubernetes {release.version} into {folder}" +
        (": nothing is compiled yet, this takes many minutes" if cold else ""))
    begin = time.monotonic()
    (folder / "stamp.json").unlink(missing_ok=True)
    for name, package in release.programs.items():
        result = _go(release, "build", *release.build_flags(), "-o", str(folder / name), package)
        if result.returncode != 0:
            _explain(release, f"building {name}", result)
    seconds = round(time.monotonic() - begin, 1)
    stamp = {"digest": release.digest(), "version": release.version, "cold": cold, "seconds": seconds}
    (folder / "stamp.json").write_text(json.dumps(stamp) + "\n")
    say(f"built Kubernetes {release.version} in {seconds} s")
