# SPDX-License-Identifier: Apache-2.0
"""tidy.py BUILD [--seconds N] FILE...: clang-tidy-19 on these files, on all cores, in their order; exits with 1 when one of
them has a finding. After N seconds no further file is begun, and how many were left is said.

What was clean stays clean: a file is not looked at again while its text, the headers that it includes, its flags, the
checks and the tool are what they were. Findings are never remembered. The memory is a folder of empty files named by
hashes, in $BULWARK_TIDY_CACHE or the user's cache folder; deleting it costs time only.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIDY = "clang-tidy-19"
CACHE = pathlib.Path(
    os.environ.get("BULWARK_TIDY_CACHE")
    or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "bulwark-tidy"
)
MOST_REMEMBERED = 20_000


def compile_commands(build):
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        commands[os.path.realpath(entry["file"])] = entry
    return commands


def preprocessed(entry):
    """The text that the compiler sees, with comments (NOLINT) and macros; None when there is none."""
    words = shlex.split(entry["command"])
    words = words[1:] if os.path.basename(words[0]) == "ccache" else words
    out = words.index("-o")
    words[out : out + 2] = []
    words.remove("-c")
    done = subprocess.run(words + ["-E", "-P", "-C", "-dD"], cwd=entry["directory"], capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None


def fingerprint(entry, rules):
    text = preprocessed(entry)
    if text is None:
        return None
    # Another clone of the same tree is the same tree.
    root = str(ROOT).encode()
    flags = entry["command"].encode().replace(root, b".")
    return hashlib.sha256(b"\0".join([rules, flags, text.replace(root, b".")])).hexdigest()


def judge(build, file, entry, rules):
    """"remembered", "clean" or "findings", and what the tool said."""
    mark = fingerprint(entry, rules) if entry else None
    if mark and (CACHE / mark).exists():
        os.utime(CACHE / mark)
        return "remembered", ""
    done = subprocess.run([TIDY, "-p", str(build), "--quiet", file], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return "findings", done.stdout + done.stderr
    if mark:
        (CACHE / mark).touch()
    return "clean", done.stdout


def forget_oldest():
    marks = sorted(CACHE.iterdir(), key=lambda mark: mark.stat().st_mtime)
    for mark in marks[: max(0, len(marks) - MOST_REMEMBERED)]:
        mark.unlink()


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("files", nargs="+")
    return parser.parse_args()


def main():
    begin, arguments = time.monotonic(), read_arguments()
    build, files = arguments.build, list(dict.fromkeys(arguments.files))
    CACHE.mkdir(parents=True, exist_ok=True)
    commands = compile_commands(build)
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    rules = version + (ROOT / ".clang-tidy").read_bytes()
    counts = {"remembered": 0, "clean": 0, "findings": 0, "left": 0}

    def judge_in_time(file):
        if time.monotonic() - begin > arguments.seconds:
            return "left", ""
        return judge(build, file, commands.get(os.path.realpath(file)), rules)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {pool.submit(judge_in_time, file): file for file in files}
        for job in concurrent.futures.as_completed(jobs):
            verdict, said = job.result()
            counts[verdict] += 1
            if verdict == "findings":
                print(f"clang-tidy: {jobs[job]}\n{said}", flush=True)
    forget_oldest()
    print(f"clang-tidy-19: {counts['clean'] + counts['remembered']} files clean ({counts['remembered']} of them "
          f"unchanged since they were), {counts['findings']} with findings, {counts['left']} left for want of time")
    sys.exit(1 if counts["findings"] else 0)


main()
