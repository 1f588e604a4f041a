#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Asks Kubernetes' own environment about expressions. 77, "skipped", without Go or its modules.
# usage: run.sh answer FOLDER           answers the kept cases anew, into FOLDER/results-v1.N.jsonl
#        run.sh generate FOLDER [SEED [COUNT]]   makes cases, and answers them as well
# With -u for FOLDER, `answer` renews the results that are kept here, and shows what changed.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
command -v go >/dev/null || { echo "skipped: there is no go"; exit 77; }
what=$1
folder=$2
[ "$folder" = -u ] && folder=$PWD
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/v1.37" . && go build -modfile=v1.34.mod -tags kubernetes134 -o "$work/v1.34" . ||
  { echo "skipped: the modules of Kubernetes cannot be had here"; exit 77; }
cases=cases.jsonl
if [ "$what" = generate ]; then
  cases=$folder/cases.jsonl
  "$work/v1.37" -seed "${3:-1}" -generate "${4:-2000}" >"$cases"
fi
for version in v1.34 v1.37; do
  "$work/$version" -since="$([ "$what" = answer ] && echo true || echo false)" <"$cases" >"$work/results"
  mv "$work/results" "$folder/results-$version.jsonl"
done
if [ "$2" = -u ]; then git diff --stat -- . || true; fi
