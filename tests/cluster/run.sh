#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Starts a real cluster of one release and runs all checks against it, or those named. 77, "skipped", where the release
# cannot be built here, with the reason. A check ends after CHECK_SECONDS (300).
# usage: run.sh VERSION BULWARK [CHECK...]
set -euo pipefail
version=$1
BULWARK=$(readlink -f "$2")
shift 2
CLUSTER_TOOLS=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
CLUSTER_DIR=$work/cluster
cluster="$CLUSTER_TOOLS/cluster.py"

finish() {
  "$cluster" stop "$CLUSTER_DIR" 2>/dev/null || echo "FAILED: the cluster in $CLUSTER_DIR could not be stopped"
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

begin=$SECONDS
status=0
programs=$("$cluster" build "$version") || status=$?
[ "$status" = 0 ] || { echo "$programs"; exit "$status"; }
KUBECONFIG=$("$cluster" start "$CLUSTER_DIR" "$version" --owner $$)
KUBECTL=$programs/kubectl
KUBECACHEDIR=$CLUSTER_DIR/kubectl-cache
VERSION=$(sed -n 's/.*"version": "\(v[^"]*\)".*/\1/p' "$CLUSTER_DIR/cluster.json")
export BULWARK CLUSTER_TOOLS CLUSTER_DIR KUBECONFIG KUBECTL KUBECACHEDIR VERSION
echo "Kubernetes $VERSION answers after $((SECONDS - begin)) s"

if [ $# -eq 0 ]; then
  for check in "$CLUSTER_TOOLS"/checks/*; do
    [ ! -f "$check" ] || [ ! -x "$check" ] || set -- "$@" "$(basename "$check")"
  done
fi
passed=0 failed=0 skipped=0
for check in "$@"; do
  mkdir "$work/check"
  begin=$SECONDS
  status=0
  (cd "$work/check" && timeout "${CHECK_SECONDS:-300}" "$CLUSTER_TOOLS/checks/$check") >"$work/output" 2>&1 </dev/null || status=$?
  case $status in
    0) passed=$((passed + 1)) word=ok ;;
    77) skipped=$((skipped + 1)) word=skipped ;;
    *) failed=$((failed + 1)) word=FAILED ;;
  esac
  echo "$word $check ($((SECONDS - begin)) s, exit code $status)"
  [ "$status" = 0 ] || sed 's/^/    /' "$work/output"
  rm -rf "$work/check"
done
if [ "$failed" != 0 ]; then
  tail -n 5 "$CLUSTER_DIR/logs/supervisor.log"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
