#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh BULWARK DATA: who reaches whom in 1,000 pods with 100 policies, by cyclonus' matcher (one port) and by `net reach` (all ports,
# from reading the manifests to printing), one after the other, three times; prints the best of each, and the ratio.
set -euo pipefail
bulwark=$(readlink -f "$1")
data=$(readlink -f "$2")
cd "$(dirname "$(readlink -f "$0")")"
command -v go >/dev/null || { echo "there is no go"; exit 1; }
go build -o "$data/cyclonus" . 2>/dev/null || { echo "cyclonus' module cannot be had here"; exit 1; }
theirs=() ours=()
for _ in 1 2 3; do
  "$data/cyclonus" -out "$data/cyclonus.ndjson" >"$data/cyclonus.said"
  theirs+=("$(awk '$1 == "seconds" {print $2}' "$data/cyclonus.said")")
  begin=$(date +%s%N)
  "$bulwark" net reach "$data/cyclonus.ndjson" >"$data/reach.said"
  ours+=("$((($(date +%s%N) - begin) / 1000))")
done
connected=$(grep '^team' "$data/reach.said" | grep -v External | grep -cE 'All Connections|TCP ([0-9,-]*,)?8080')
[ "$connected" = "$(awk '$1 == "connected" {print $2}' "$data/cyclonus.said")" ] || { echo "they do not agree: $connected"; exit 1; }
best() { printf '%s\n' "$@" | sort -n | head -1; }
awk -v theirs="$(best "${theirs[@]}")" -v ours="$(best "${ours[@]}")" \
  'BEGIN {printf "cyclonus_seconds %.3f\nbulwark_seconds %.3f\nratio %.0f\n", theirs, ours / 1e6, theirs / ours * 1e6}'
