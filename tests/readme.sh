#!/usr/bin/env bash
# readme.sh BULWARK: the first screen of README.md is what the program prints. Every line of its first block, but for the
# command and the line in brackets that stands for what is left out, must stand in the output, in that order.
set -uo pipefail
bulwark=$1
cd "$(dirname "$(readlink -f "$0")")/.."
block=$(awk '/^```/ {if (inside) exit; inside = 1; next} inside' README.md)
command=$(sed -n '1s/^\$ bulwark //p' <<<"$block")
[ -n "$command" ] || { echo "readme: README.md does not begin with a command of bulwark"; exit 1; }
# shellcheck disable=SC2086 # the words of the command
output=$("$bulwark" $command 2>&1)
status=$?
[ "$status" = 1 ] || { echo "readme: 'bulwark $command' ended with $status, not with findings (1)"; exit 1; }
tail -n +2 <<<"$block" | grep -v '^\[.*\]$' | awk -v output="$output" '
  BEGIN {count = split(output, lines, "\n"); at = 1}
  {
    while (at <= count && lines[at] != $0) ++at
    if (at > count) {print "readme: the program does not print (any more): " $0; failed = 1; exit}
    ++at
  }
  END {if (!failed) print "readme: the first screen is true"; exit failed}'
