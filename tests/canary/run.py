#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No report and no message contains a credential that stands in what was scanned.

usage: run.py BULWARK

Scans the canaries (canary.py) as `kubectl get -o json` prints them, as YAML, as a stream of objects, broken in the
middle, and through a pipe; every output format, with everything that can be asked for.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

import canary


def run(bulwark, *arguments, **more):
    done = subprocess.run([bulwark, *arguments], capture_output=True, check=False, **more)
    return done.returncode, done.stdout + done.stderr


def formats(bulwark):
    """As the program lists them itself, so that none is forgotten."""
    _, text = run(bulwark, "scan", "-o", "no-such-format", os.devnull)
    known = re.search(rb"known: ([a-z0-9, .-]+)", text)
    if not known:
        sys.exit(f"FAILED: the program does not say which formats it knows: {text!r}")
    return known.group(1).decode().split(", ")


def inputs(folder):
    """Names of files, and what they are."""
    whole = json.dumps(canary.objects(), indent=4)
    items = canary.objects()["items"]
    texts = {
        "list.json": whole,
        "items.ndjson": "\n".join(json.dumps(item) for item in items) + "\n",
        # Every item is YAML too.
        "items.yaml": "---\n".join(json.dumps(item, indent=2) + "\n" for item in items),
        "torn.json": whole[:-40],
        "broken.json": whole.replace('"stringData": {', '"stringData": { oops', 1),
        "broken.yaml": "---\n".join(json.dumps(item) + ("\n  bad: [" if item["kind"] == "Secret" else "\n") for item in items),
        "twice.yaml": "---\n".join(re.sub(r'^{', '{"kind": "x", ', json.dumps(item)) + "\n" for item in items),
    }
    for name, text in texts.items():
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        yield path


def check(words, text, what):
    found = [word for word in words if word.encode() in text]
    if found:
        at = text.index(found[0].encode())
        sys.exit(f"FAILED: {what} shows {len(found)} of the credentials, the first: ...{text[max(0, at - 120):at + 60]!r}...")


def main():
    bulwark = os.path.abspath(sys.argv[1])
    words = canary.words()
    if len(words) < 30:
        sys.exit(f"FAILED: only {len(words)} credentials: this shows nothing")
    known = formats(bulwark)
    reports = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in inputs(folder):
            with open(path, "rb") as file:
                text = file.read()
            if not any(word.encode() in text for word in words):
                sys.exit(f"FAILED: {path} holds no credential: this shows nothing")
            for name in known:
                for targets in ([path], ["-"]):
                    arguments = ["scan", "--config", "", "--stats", "--control", "*", "-o", name, *targets]
                    status, out = run(bulwark, *arguments, input=text if targets == ["-"] else None)
                    what = f"`bulwark {' '.join(arguments)}`"
                    if status not in (1, 3) or len(out) < 40:
                        sys.exit(f"FAILED: {what} ended with {status}: {out[:2000]!r}")
                    check(words, out, what)
                    reports += 1
        good = run(bulwark, "scan", "--config", "", "-o", "json", os.path.join(folder, "list.json"))[1]
        for control in ("env-credential", "argument-credential", "config-map-credential", "secret-in-manifest"):
            if control.encode() not in good:
                sys.exit(f"FAILED: {control} found nothing: the credentials were not seen at all")
    print(f"{reports} reports in {len(known)} formats show none of {len(words)} credentials")


if __name__ == "__main__":
    main()
