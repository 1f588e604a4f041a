#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run.py TOML_LINES [COUNT]: makes random documents of TOML, and breaks some of them, and compares what formats/toml reads with
what Python's tomllib reads. All that differ are printed."""
import datetime, json, math, random, subprocess, sys

try:
    import tomllib
except ImportError:
    print("toml_oracle: no tomllib (Python 3.11); skipped")
    sys.exit(77)

chance = random.Random(7)
BARE = "abcz_-09"
PIECES = ["=", ".", "[", "]", "[[", "]]", "{", "}", ",", '"', "'", '"""', "'''", "#", "\n", "\\", "\\n", "\\u00e9", "\\x", " ", "\t", "\r\n",
          "1", "-", "+", "_", "e", "0x", "inf", "nan", "true", "é", "\x01", "1979-05-27", "T07:32:00Z", ":"]

def key():
    kind = chance.random()
    if kind < 0.7:
        return "".join(chance.choice(BARE) for _ in range(chance.randint(1, 4)))
    text = "".join(chance.choice('ab. /"') for _ in range(chance.randint(0, 4)))
    return json.dumps(text) if kind < 0.9 or "'" in text else "'" + text + "'"

def dotted():
    return (" . " if chance.random() < 0.1 else ".").join(key() for _ in range(chance.choice([1, 1, 1, 2, 3])))

def text():
    body = "".join(chance.choice("ab \té/.:#") for _ in range(chance.randint(0, 8)))
    return chance.choice([json.dumps(body, ensure_ascii=False).replace("\t", "\\t"), "'" + body + "'", '"""\n' + body + "\\\n   x" + '"""', "'''" + body + "\n'''"])

def scalar():
    return chance.choice([
        text, text, lambda: str(chance.randint(-10**6, 10**6)), lambda: chance.choice(["true", "false"]),
        lambda: hex(chance.randint(0, 10**9)), lambda: "0o17", lambda: "0b101", lambda: "1_000",
        lambda: repr(chance.uniform(-1e6, 1e6)), lambda: "6.626e-34", lambda: chance.choice(["inf", "-inf", "nan"]),
        lambda: "1979-05-27T07:32:00Z", lambda: "1979-05-27T00:32:00.999-07:00", lambda: "1979-05-27", lambda: "07:32:00"])()

def value(depth=0):
    kind = chance.random()
    if depth < 4 and kind < 0.15:
        items = [value(depth + 1) for _ in range(chance.randint(0, 3))]
        return "[" + chance.choice([", ", ",\n  ", " ,"]).join(items) + chance.choice(["", ",", " # c\n"] if items else [""]) + "]"
    if depth < 4 and kind < 0.25:
        return "{" + ", ".join(f"{dotted()} = {value(depth + 1)}" for _ in range(chance.randint(0, 3))) + "}"
    return scalar()

def document():
    lines = []
    for _ in range(chance.randint(1, 8)):
        kind = chance.random()
        if kind < 0.2:
            lines.append(f"[{dotted()}]")
        elif kind < 0.3:
            lines.append(f"[[{dotted()}]]")
        else:
            lines.append(f"{dotted()} = {value()}" + chance.choice(["", " # comment"]))
    return chance.choice(["\n", "\n\n", "\r\n"]).join(lines) + "\n"

def broken(document):
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(document))
        gone = chance.choice([0, 0, 1, 3])
        document = document[:at] + chance.choice(PIECES) + document[at + gone:]
    return document

def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    if isinstance(value, (datetime.date, datetime.time)):
        return "time"
    return value

def same(ours, theirs):
    if isinstance(theirs, (datetime.datetime, datetime.date, datetime.time)):
        form = datetime.datetime if isinstance(theirs, datetime.datetime) else type(theirs)
        return isinstance(ours, str) and form.fromisoformat(ours) == theirs
    if isinstance(theirs, dict):
        return isinstance(ours, dict) and ours.keys() == theirs.keys() and all(same(ours[k], theirs[k]) for k in theirs)
    if isinstance(theirs, list):
        return isinstance(ours, list) and len(ours) == len(theirs) and all(map(same, ours, theirs))
    theirs = plain(theirs)
    return ours == theirs and isinstance(ours, bool) == isinstance(theirs, bool)

def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 4000
    documents = [document() for _ in range(count)]
    documents += [broken(one) for one in documents]
    documents = [one for one in documents if one]
    answer = subprocess.run([sys.argv[1]], input="\0".join(documents).encode() + b"\0", capture_output=True)
    lines = answer.stdout.decode().split("\n")[:-1]

    if answer.returncode or len(lines) != len(documents):
        print(f"toml_oracle: it ends with {answer.returncode} after {len(lines)} documents\n{answer.stderr.decode()[:3000]}")
        return 1
    read = refused = wrong = 0
    for one, line in zip(documents, lines):
        try:
            theirs = tomllib.loads(one)
        except (tomllib.TOMLDecodeError, ValueError):
            theirs = None
        if theirs is not None and any(abs(n) > 2**63 - 1 for n in numbers(theirs)):
            continue  # Python has no largest number
        ours = None if line.startswith("error: ") else json.loads(line)
        read += ours is not None
        refused += ours is None
        if (ours is None) != (theirs is None) or (ours is not None and not same(ours, theirs)):
            wrong += 1
            if wrong <= 10:
                print(f"--- {one!r}\nours:   {line}\ntheirs: {theirs}")
    print(f"toml_oracle: {len(documents)} documents, {read} read, {refused} refused, {wrong} differ")
    return 1 if wrong else 0

def numbers(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [n for one in value for n in numbers(one)]
    return [value] if isinstance(value, int) else []

sys.exit(main())
