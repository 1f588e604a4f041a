#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Holds the SARIF of a real scan to its schema: examples.sh <bulwark> <folder of the schema>. 77, "skipped", without either.
set -eu
bulwark=$1
schema=$2/sarif.json
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
test -s "$schema" || { echo "there is no schema: skipped"; exit 77; }
report=$(mktemp)
trap 'rm -f "$report"' EXIT
status=0
"$bulwark" scan --config "$root/examples/bulwark.yaml" "$root/examples/shop" -o sarif="$report" || status=$?
test "$status" = 1 || { echo "the scan ended with $status, not with findings"; exit 1; }
python3 "$root/tests/validate_report.py" json "$schema" "$report"
