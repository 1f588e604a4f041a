# SPDX-License-Identifier: Apache-2.0
# What checks in bash have in common; they source it by ". $CLUSTER_TOOLS/expect.sh".
set -euo pipefail

# The check failed: says why, and ends it.
fail() {
  echo "FAILED: $*"
  exit 1
}

# expect WHAT ACTUAL EXPECTED
expect() {
  [ "$2" = "$3" ] || fail "$1 is '$2' instead of '$3'"
}

# within SECONDS COMMAND...: until the command succeeds; its last words where it never does.
within() {
  local deadline=$((SECONDS + $1)) output
  shift
  until output=$("$@" 2>&1); do
    [ "$SECONDS" -lt "$deadline" ] || fail "in time this did not succeed: $*: $output"
    sleep 0.2
  done
}

kubectl() { "$KUBECTL" "$@"; }
cluster() { "$CLUSTER_TOOLS/cluster.py" "$@"; }
