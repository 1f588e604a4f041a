#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fails when the kept answers are not those that Kubernetes' environment gives now. usage: fresh.sh ORACLE FOLDER
set -euo pipefail
"$1/run.sh" answer "$2"
for version in v1.34 v1.37; do
  diff "$1/results-$version.jsonl" "$2/results-$version.jsonl"
done
