#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the whole program on many threads: the report is the same on every number of them, the progress line is drawn
# meanwhile, and an interrupt ends a scan that waits for its input. A build with TSan also finds races here.
# usage: threads.sh BULWARK
set -euo pipefail
bulwark=$(readlink -f "$1")
examples=$(dirname "$(readlink -f "$0")")/../examples/shop
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

for i in $(seq 15); do
  mkdir -p "in/$i"
  for file in "$examples"/*.yaml; do sed "s/shop-system/shop-$i/" "$file" >"in/$i/$(basename "$file")"; done
done
python3 - >in/pods.json <<'PYTHON'
import json
for i in range(1500):
    container = {"name": "a", "image": f"registry.example.com/app-{i % 50}:1.{i % 7}", "securityContext": {"privileged": i % 9 == 0}}
    print(json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"pod-{i}", "namespace": f"n{i % 20}"},
                      "spec": {"containers": [container] * (1 + i % 3), "nodeName": f"node-{i % 100}"}}))
PYTHON

# scan THREADS REPORT
scan() {
  local status=0
  "$bulwark" scan --config "" --threads "$1" -o json="$2" in >out.txt 2>&1 || status=$?
  [ "$status" = 1 ] || { cat out.txt; echo "the scan on $1 threads ended with $status, not with findings"; exit 1; }
}
scan 1 one.json
for threads in 2 4 8; do
  scan "$threads" many.json
  cmp one.json many.json || { echo "$threads threads give another report than one"; exit 1; }
done
findings=$(grep -c ".control." one.json)
[ "$findings" -gt 10000 ] || { echo "only $findings findings: this shows nothing"; exit 1; }

# On a terminal a thread draws how far the scan is, from the second second on.
mkfifo pipe
script -qec "'$bulwark' scan --config '' --threads 2 -o json=pipe.json - <pipe" typescript >/dev/null &
drawn=$!
{ head -100 in/pods.json; sleep 2; tail -n +101 in/pods.json; } >pipe
status=0
wait "$drawn" || status=$?
[ "$status" = 1 ] || { cat typescript; echo "the scan at a terminal ended with $status, not with findings"; exit 1; }
grep -q 'MB read' typescript || { echo "no progress was drawn"; exit 1; }

# An interrupt: nothing is written, and the exit code is a signal's.
"$bulwark" scan --config "" -o json=never.json - <pipe 2>interrupted.txt &
waiting=$!
exec 3>pipe
head -100 in/pods.json >&3
sleep 1
kill -INT "$waiting"
status=0
wait "$waiting" || status=$?
exec 3>&-
[ "$status" = 130 ] || { cat interrupted.txt; echo "an interrupted scan ended with $status, not with 130"; exit 1; }
[ ! -e never.json ] || { echo "an interrupted scan left a report"; exit 1; }
