#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes merge.jsonl and patch.jsonl beside this file: what Kubernetes' own code makes of random mutations. The
# documents of the kinds come from the server that KUBECONFIG names (1.37: tests/cluster/cluster.py start).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kubectl=${KUBECTL:-kubectl}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for path in api/v1 apis/apps/v1 apis/batch/v1 apis/networking.k8s.io/v1 apis/rbac.authorization.k8s.io/v1 \
            apis/autoscaling/v2 apis/policy/v1 apis/storage.k8s.io/v1 apis/apiextensions.k8s.io/v1 \
            apis/admissionregistration.k8s.io/v1; do
  "$kubectl" get --raw "/openapi/v3/$path" > "$work/$(echo "$path" | tr / _).json"
done
cd "$here"
go run . merge 20240817 "${1:-600}" "$work"/*.json > merge.jsonl
go run . patch 20240817 "${2:-1000}" > patch.jsonl
