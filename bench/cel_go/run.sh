#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures src/cel and cel-go, as the API server uses it, on the same expressions in the same run. Prints lines
# "key value"; 77, "skipped", without Go or its modules. usage: run.sh CEL_BENCH FOLDER
set -euo pipefail
bench=$(readlink -f "$1")
mkdir -p "$2"
folder=$(readlink -f "$2")
cd "$(dirname "$(readlink -f "$0")")"
command -v go >/dev/null || { echo "skipped: there is no go"; exit 77; }
go build -o "$folder/cel_go" . 2>"$folder/cel_go.log" || { echo "skipped: the modules of Kubernetes cannot be had here"; exit 77; }
"$bench" expressions.txt pod.json >"$folder/cel_ours"
"$folder/cel_go" expressions.txt pod.json >"$folder/cel_theirs"
# Ours: evaluation, compilation, allocations. Theirs: evaluation, evaluation without options, compilation.
paste -d' ' "$folder/cel_ours" "$folder/cel_theirs" | awk '
  function part(name, ratios, count,  i, sum, least) {
    least = ratios[1]
    for (i = 1; i <= count; i++) { sum += log(ratios[i]); if (ratios[i] < least) least = ratios[i] }
    printf "%s %.1f\n%s_least %.1f\n", name, exp(sum / count), name, least
  }
  { evaluation[NR] = $4 / $1; bare[NR] = $5 / $1; compilation[NR] = $6 / $2; ours += $1; theirs += $4; made += $3
    if (NR <= 5) printf "expression_%d %.0f ns, cel-go %.0f ns, without options %.0f ns\n", NR, $1, $4, $5 }
  END {
    printf "expressions %d\n", NR
    part("evaluation", evaluation, NR); part("bare", bare, NR); part("compilation", compilation, NR)
    printf "evaluation_all %.1f\nallocations %.2f\n", theirs / ours, made / NR
  }'
