#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compares the Pod Security verdicts of a bulwark binary with Kubernetes' evaluator. 77, "skipped", without Go or its modules.
# usage: run.sh BULWARK [SEED [COUNT]]
set -euo pipefail
bulwark=$(readlink -f "$1")
cd "$(dirname "$(readlink -f "$0")")"
command -v go >/dev/null || { echo "skipped: there is no go"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/pss" . || { echo "skipped: the modules of Kubernetes cannot be had here"; exit 77; }
"$work/pss" -seed "${2:-1}" -count "${3:-3000}" -out "$work" -bulwark "$bulwark"
