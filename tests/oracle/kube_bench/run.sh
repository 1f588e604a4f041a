#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compares controls over components with kube-bench's own checks (cis-1.11, whose numbers here are those of 1.12), over random
# flags. 77, "skipped", without Go or its modules.
# usage: run.sh BULWARK [SETS]
set -euo pipefail
bulwark=$(readlink -f "$1")
cd "$(dirname "$(readlink -f "$0")")"
controls=$(readlink -f ../../../controls)
command -v go >/dev/null || { echo "skipped: there is no go"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/kube_bench" . || { echo "skipped: the modules of kube-bench cannot be had here"; exit 77; }
checks=$(go list -m -f '{{.Dir}}' github.com/aquasecurity/kube-bench)/cfg/cis-1.11
mkdir "$work/out"
"$work/kube_bench" -bulwark "$bulwark" -controls "$controls" -checks "$checks" -out "$work/out" -sets "${2:-60}"
