#!/usr/bin/env bash
# Proves that floors.sh can fail: each case is a small tree with one breach, or none.
set -euo pipefail
floors=$(dirname "$(readlink -f "$0")")/floors.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# expect VERDICT DESCRIPTION FILE LINE
expect() {
  rm -rf "$work/tree"
  mkdir -p "$work/tree/src/base" "$work/tree/$(dirname "$3")"
  printf '%s\n' "$4" >"$work/tree/$3"
  local verdict=holds
  if ! "$floors" "$work/tree" >"$work/out"; then
    verdict=$(grep -q "${3%/*}" "$work/out" && echo broken || echo 'failed without a reason')
  fi
  if [ "$verdict" != "$1" ]; then
    echo "FAILED: $2: expected '$1', got '$verdict'"
    cat "$work/out"
    failed=1
  fi
}

expect holds 'an include from a lower floor' src/policy/a.cpp '#include "cel/a.h"'
expect holds 'an include from the same room' src/policy/a.cpp '#include "policy/a.h"'
expect holds 'a header of the system' src/policy/a.cpp '#include <sys/stat.h>'
expect broken 'an include from above' src/formats/a.cpp '#include "model/a.h"'
expect broken 'an include from above in angle brackets' src/formats/a.cpp '#  include <model/a.h>'
expect broken 'a stranger on floor 3' src/outputs/a.h '#include "policy/a.h"'
expect broken 'a stranger on floor 2' src/cel/a.h '#include "model/a.h"'
expect broken 'one C that knows another' src/sources/code/a.h '#include "sources/cluster/a.h"'
expect broken 'an include that is no path from src/' src/policy/a.h '#include "a.h"'
expect broken 'a room that is not in the plan' src/stuff/a.h '#include <vector>'
expect broken 'an include from a room that is not in the plan' src/cli/a.h '#include "stuff/a.h"'
expect broken 'a domain word in base' src/base/a.h '// what Kubernetes wants'
expect broken 'a domain word in base, in capitals' src/base/a.h 'int RBAC = 0;'
expect holds 'a word that only contains one' src/base/a.h 'int podium = 0;'
expect broken 'a folder called util' src/policy/util/a.h 'int a;'
expect broken 'a folder called misc' tools/misc/a 'x'

[ "$failed" = 0 ] && echo "floors_selftest: every breach is seen"
exit "$failed"
