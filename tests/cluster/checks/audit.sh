#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The audit log tells who did what; for grants it tells what was granted; it never holds a secret's value.
. "$CLUSTER_TOOLS/expect.sh"

kubectl create namespace audit-check
kubectl -n audit-check create secret generic planted --from-literal=key=planted-in-audit
kubectl -n audit-check create role planted --verb=get --resource=pods

# recorded TEXT...: a line of the log has all of these.
recorded() {
  local text lines
  lines=$(grep -F '"namespace":"audit-check"' "$CLUSTER_DIR/audit.log")
  for text in "$@"; do lines=$(grep -F -- "$text" <<<"$lines") || return 1; done
}
within 10 recorded '"verb":"create"' '"resource":"secrets"' '"username":"kubernetes-admin"' '"level":"Metadata"'
within 10 recorded '"verb":"create"' '"resource":"roles"' '"level":"RequestResponse"' '"requestObject"'
! grep -qF "$(printf planted-in-audit | base64)" "$CLUSTER_DIR/audit.log" || fail "the audit log holds a secret's value"
