#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compares `net reach` with cyclonus' matcher, over all 230 cases that cyclonus generates and over random sets of their policies.
# 77, "skipped", without Go or its modules.
# usage: run.sh BULWARK [SETS]
set -euo pipefail
bulwark=$(readlink -f "$1")
cd "$(dirname "$(readlink -f "$0")")"
command -v go >/dev/null || { echo "skipped: there is no go"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/network" . || { echo "skipped: the modules of cyclonus cannot be had here"; exit 77; }
"$work/network" -bulwark "$bulwark" -out "$work" -sets "${2:-60}"
