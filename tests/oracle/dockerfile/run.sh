#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What BuildKit's own parser makes of written and made-up Dockerfiles: with --update into cases.jsonl beside this file, which
# src/formats/dockerfile_oracle_test.cpp replays; without it that file must be what comes out. 77, "skipped", without Go or its
# modules.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
command -v go >/dev/null || { echo "skipped: there is no go"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/dockerfile" . || { echo "skipped: the modules of moby/buildkit cannot be had here"; exit 77; }
"$work/dockerfile" 20261130 600 >"$work/cases.jsonl"
if [ "${1:-}" = --update ]; then cp "$work/cases.jsonl" cases.jsonl; else cmp "$work/cases.jsonl" cases.jsonl; fi
