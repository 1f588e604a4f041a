#!/usr/bin/env bash
# fuzz.sh BUILD SECONDS: runs every fuzz target of a build for so long; stops at the first find with its path.
set -euo pipefail
build=$1
seconds=$2
[[ $seconds =~ ^[0-9]+$ ]] || { echo "fuzz: '$seconds' is not a number of seconds" >&2; exit 2; }
finds=$build/finds
mkdir -p "$finds"
shopt -s nullglob
targets=(fuzz/*_fuzz.cpp)
[ ${#targets[@]} -gt 0 ] || { echo "fuzz: there are no fuzz targets" >&2; exit 1; }
for source in "${targets[@]}"; do
  name=$(basename "$source" _fuzz.cpp)
  corpus=$build/corpus/$name
  log=$build/$name.log
  mkdir -p "$corpus"
  dictionary=()
  [ ! -f "fuzz/$name.dict" ] || dictionary=("-dict=fuzz/$name.dict")
  printf '%-12s %s seconds ... ' "$name" "$seconds"
  if ! "$build/bin/${name}_fuzz" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -max_len=65536 \
      -print_final_stats=1 -artifact_prefix="$finds/$name-" "${dictionary[@]}" "$corpus" "fuzz/seeds/$name" \
      >"$log" 2>&1; then
    echo "a find"
    tail -n 40 "$log"
    echo "fuzz: reproduce with: $build/bin/${name}_fuzz $(grep -o "$finds/[^ ]*" "$log" | tail -n 1)"
    echo "fuzz: mend it, then keep the input as a seed in fuzz/seeds/$name/"
    exit 1
  fi
  awk '/number_of_executed_units/ {runs = $2} / cov: / {for (i = 1; i < NF; i++) if ($i == "cov:") cov = $(i + 1)}
       END {printf "%d inputs, %d edges, no find\n", runs, cov}' "$log"
done
