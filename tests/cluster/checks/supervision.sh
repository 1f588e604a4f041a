#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# No process of a cluster outlives its owner, a killed supervisor, a program that died, or a start that failed; and a start
# that failed says why.
. "$CLUSTER_TOOLS/expect.sh"

processes() { sed -n 's/.*"pid": \([0-9]*\),*$/\1/p' "$1/cluster.json"; }
none_left() {
  local pid
  for pid in $(processes "$1"); do
    # A dead process whom nobody asked about yet is a zombie.
    ! grep -qs '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$pid/status" || return 1
  done
}

trap 'for one in owned free halfway broken; do cluster stop "$PWD/$one" 2>/dev/null; done' EXIT
sleep 300 &
owner=$!
cluster start "$PWD/owned" "$VERSION" --owner "$owner" &
cluster start "$PWD/free" "$VERSION" &
wait %2 %3
expect "how many processes two clusters have" "$(processes "$PWD/owned" | wc -l) $(processes "$PWD/free" | wc -l)" "5 5"

! none_left "$PWD/owned" || fail "a cluster that answers has no processes"
kill -KILL "$owner"
within 10 none_left "$PWD/owned"

kill -KILL "$(processes "$PWD/free" | head -n 1)"
within 10 none_left "$PWD/free"
cluster stop "$PWD/free"

"$CLUSTER_TOOLS/cluster.py" start "$PWD/halfway" "$VERSION" >/dev/null &
within 10 test -s "$PWD/halfway/logs/etcd.log"
kill -KILL $!
within 10 none_left "$PWD/halfway"

cluster start "$PWD/broken" "$VERSION" --flag kube-scheduler:no-such-flag=1 2>errors && fail "a scheduler took a flag that there is not"
grep -q 'kube-scheduler ended with 1' errors || fail "another reason than the scheduler: $(cat errors)"
grep -q 'unknown flag: --no-such-flag' errors || fail "the scheduler's own words are not given: $(cat errors)"
within 10 none_left "$PWD/broken"

if cluster start "$PWD/broken" "$VERSION" 2>errors; then fail "a cluster started in a folder that is not empty"; fi
grep -q 'is not empty' errors || fail "another reason than the folder: $(cat errors)"
