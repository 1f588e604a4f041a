# SPDX-License-Identifier: Apache-2.0
"""validate_report.py json SCHEMA FILE | xml FILE: exits with 1 where FILE is not valid, 77 where it cannot be told."""
import json
import sys
import xml.etree.ElementTree as tree

if sys.argv[1] == "xml":
    root = tree.parse(sys.argv[2]).getroot()
    cases = root.findall(".//testcase")
    counted = {
        "tests": len(cases),
        "failures": len(root.findall(".//failure")),
        "errors": len(root.findall(".//error")),
        "skipped": len(root.findall(".//skipped")),
    }
    wrong = {key: root.get(key) for key, count in counted.items() if root.get(key) != str(count)}
    print("counts that are wrong:", wrong) if wrong else None
    sys.exit(1 if wrong else 0)

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)
with open(sys.argv[2], encoding="utf-8") as file:
    schema = json.load(file)


def unique(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError("a key came twice: " + str(keys))
    return dict(pairs)


with open(sys.argv[3], encoding="utf-8") as file:
    document = json.load(file, object_pairs_hook=unique)
errors = list(jsonschema.validators.validator_for(schema)(schema).iter_errors(document))
for error in errors[:10]:
    print(list(error.path), error.message)
sys.exit(1 if errors else 0)
