# SPDX-License-Identifier: Apache-2.0
"""prometheus_text.py FILE: exits with 1 where FILE is not text exposition format 0.0.4, read strictly."""
import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)')
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? ([0-9]+)$")


def labels_of(text, line):
    """The labels between the braces, none of them twice."""
    labels = []
    while text:
        found = LABEL.match(text)
        assert found, f"not a label: {text!r} in {line!r}"
        labels.append(found.groups()[:2])
        text = text[found.end() :]
    assert len({name for name, _ in labels}) == len(labels), f"a label came twice: {line!r}"
    return tuple(sorted(labels))


def check(lines):
    """Every sample stands under the HELP and TYPE of its metric, and no series comes twice."""
    current, helped, typed, series = None, set(), set(), set()
    for line in lines:
        if line.startswith("# HELP "):
            current = line.split(" ", 3)[2]
            assert current not in helped, f"a second HELP: {line!r}"
            helped.add(current)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name == current and name not in typed and kind == "gauge", f"not its TYPE: {line!r}"
            typed.add(name)
        elif not line.startswith("# "):
            found = SAMPLE.match(line)
            assert found, f"not a sample: {line!r}"
            name, labels, _ = found.groups()
            assert name == current and name in typed, f"not below its own metric: {line!r}"
            key = name, labels_of(labels or "", line)
            assert key not in series, f"a series came twice: {line!r}"
            series.add(key)
    assert series, "there are no series"


with open(sys.argv[1], encoding="utf-8", newline="") as file:
    content = file.read()
assert content.endswith("\n"), "the last line does not end"
try:
    check(content[:-1].split("\n"))
except AssertionError as wrong:
    print(wrong)
    sys.exit(1)
