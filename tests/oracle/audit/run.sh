#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the API server's own code (k8s.io/apiserver/pkg/audit/policy) decides of random audit policies and requests: with --update
# into cases.jsonl beside this file, which src/extractors/config/audit_policy_oracle_test.cpp replays; without it that file must be
# what comes out. 77, "skipped", without Go or its modules.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
command -v go >/dev/null || { echo "skipped: there is no go"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/audit" . || { echo "skipped: the modules of k8s.io/apiserver cannot be had here"; exit 77; }
"$work/audit" 20261130 400 >"$work/cases.jsonl"
if [ "${1:-}" = --update ]; then cp "$work/cases.jsonl" cases.jsonl; else cmp "$work/cases.jsonl" cases.jsonl; fi
