# SPDX-License-Identifier: Apache-2.0
"""What tests share that compare answers of a program with what they should be."""
import json
import os
import subprocess

faults = []  # of this run


def expect(what, got, wanted):
    print(("ok    " if got == wanted else "WRONG ") + what, flush=True)
    if got != wanted:
        faults.append(f"{what}: {got} is not {wanted}")


def run(*command):
    """What it prints; a failure ends the test."""
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f'{" ".join(command)}: {done.returncode}\n{done.stderr.decode()[-2000:]}')
    return done.stdout.decode()


def put(path, content, mode=0o644):
    """Writes a text, or anything else as JSON."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(content if isinstance(content, str) else json.dumps(content))
    os.chmod(path, mode)


def finish():
    """Prints the faults; returns the exit code."""
    for fault in faults:
        print(fault)
    return 1 if faults else 0
