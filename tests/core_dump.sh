#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A crash leaves no copy of the memory, however much the shell and the kernel would allow: no file, and nothing for a
# program that collects core dumps.
# usage: core_dump.sh BULWARK
set -euo pipefail
bulwark=$(readlink -f "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
ulimit -S -c "$(ulimit -H -c)"
limit=$(ulimit -S -c)

# abort NAME COMMAND...: starts it, waits until it reads its input, and lets it crash.
abort() {
  mkfifo "$1.in"
  "${@:2}" <"$1.in" >"$1.out" 2>&1 &
  pid=$!
  exec 3>"$1.in"
  for _ in $(seq 100); do
    limits=$(awk '/^Max core file size/ {print $5, $6}' "/proc/$pid/limits")
    [[ $(cat "/proc/$pid/comm") == "$(basename "$2" | cut -c1-15)" ]] && grep -qs '^State:.*S' "/proc/$pid/status" && break
    sleep 0.05
  done
  kill -ABRT "$pid"
  status=0
  wait "$pid" 2>/dev/null || status=$?
  exec 3>&-
  [ "$status" = 134 ] || { echo "FAILED: $2 ended with $status, not with SIGABRT"; exit 1; }
}

abort scan "$bulwark" scan --config "" -
if [ "$limit" = 0 ]; then
  echo "the limit of core dumps was 0 before: only the file can be looked for"
else
  [ "$limits" = "1 1" ] || { echo "FAILED: the limit of core dumps is '$limits', not 1: a collector would get one"; exit 1; }
fi
left=$(find . -name '*core*')
[ -z "$left" ] || { echo "FAILED: a core dump was left: $left"; exit 1; }

# Another program shows whether a file would have been seen here.
abort control "$(command -v cat)"
if [ -n "$(find . -name '*core*')" ]; then
  echo "no core dump, where cat leaves one"
else
  echo "no core dump; this machine writes none beside the program ($(cat /proc/sys/kernel/core_pattern))"
fi
