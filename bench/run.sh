#!/usr/bin/env bash
# run.sh BUILD [--full]: measures everything in one run and prints one table. The estate is made once, in BUILD/data.
# --full adds the estate at 3x and 10x, through a pipe, since 10x would fill 9 GB of disk.
set -euo pipefail
build=$1
full=${2:-}
bin=$build/bin
data=$build/data
corpus=../shared/corpus/manifests
mkdir -p "$data"

row() { printf '| %-46s | %-44s |\n' "$1" "$2"; }
rule() { printf '|%s|%s|\n' "$(printf -- '-%.0s' {1..48})" "$(printf -- '-%.0s' {1..46})"; }
# value KEY FILE: the second word of the line that begins with KEY.
value() { awk -v key="$1" '$1 == key {print $2; exit}' "$2"; }

estate() {
  local file=$data/estate-$1.ndjson
  [ -s "$file" ] || { "$bin/estate" --scale "$1" >"$file.part" && mv "$file.part" "$file"; }
  echo "$file"
}

# timed LOG COMMAND...: seconds and peak memory into LOG; findings make a scan exit with 1 or 3, which is fine here.
timed() {
  local log=$1 status=0
  shift
  /usr/bin/time -o "$log" -f 'seconds %e\npeak_kb %M' "$@" >"$log.out" 2>"$log.err" || status=$?
  sed -i '/^Command exited/d' "$log"
  case $status in 0 | 1 | 3) ;; *) cat "$log.err" >&2 && echo "bench: '$*' ended with $status" >&2 && exit 1 ;; esac
}
peak_mb() { awk '$1 == "peak_kb" {printf "%.0f", $2 / 1024}' "$1"; }

# scan_row NAME LOG: the row of a scan that ran with --stats.
scan_row() {
  row "$1" "$(value seconds "$2") s, peak $(peak_mb "$2") MB"
  grep -iE 'values|questions' "$2.err" | while IFS= read -r line; do row "  $(sed 's/:.*//' <<<"$line")" "$(sed 's/^[^:]*: *//' <<<"$line")"; done
}

echo "$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(date -u +%F)"
row 'what' 'measured'
rule

estate_small=$(estate 0.2)
"$bin/json_bench" "$estate_small" >"$data/json"
row 'JSON to Value' "$(value json_value_mb_s "$data/json") MB/s a core"
row '  without status, as scan reads it' "$(value json_value_without_status_mb_s "$data/json") MB/s a core"
row '  simdjson DOM on the same lines' "$(value simdjson_dom_mb_s "$data/json") MB/s a core"
row '  ratio (goal: 0.25)' "$(value json_value_to_dom "$data/json"); without status $(value json_value_without_status_to_dom "$data/json")"

if [ -x "$bin/yaml_bench" ] && [ -f "$corpus/argo-cd/install.yaml" ]; then
  "$bin/yaml_bench" "$corpus/argo-cd/install.yaml" | while read -r key measured; do row "YAML: ${key//_/ }" "$measured"; done
fi

"$bin/rbac_bench" >"$data/rbac"
row 'RBAC: model of 50,000 bindings (goal: 1 s, 200 MB)' "$(value model_build_seconds "$data/rbac") s, $(value model_mb "$data/rbac") MB"
row '  who can get pods anywhere (goal: 5 ms)' "$(value who_can_everywhere_ms "$data/rbac") ms"
"$bin/attack_paths_bench" >"$data/attack_paths"
row 'Attack paths of 50,000 accounts and pods' "$(value build_seconds "$data/attack_paths") s, $(value mb "$data/attack_paths") MB"
row '  all shortest paths to cluster-admin (goal: 1 s)' "$(value search_seconds "$data/attack_paths") s"

"$bin/network_bench" >"$data/network"
row 'Network: 10,000 pods, 1,000 policies (goal: 0.5 s)' "rows $(value small_rows_seconds "$data/network") s, pairs $(value small_pairs_seconds "$data/network") s"
row '  100,000 pods, 5,000 policies (goal: 5 s, 1 GB)' "rows $(value large_rows_seconds "$data/network") s, pairs $(value large_pairs_seconds "$data/network") s, $(value large_mb "$data/network") MB"
if bench/cyclonus/run.sh "$bin/bulwark" "$data" >"$data/peer"; then
  row '  1,000 pods, 100 policies: cyclonus is slower by' "$(value ratio "$data/peer") ($(value cyclonus_seconds "$data/peer") s, $(value bulwark_seconds "$data/peer") s with reading and printing)"
else
  row '  against cyclonus' "$(tail -1 "$data/peer")"
fi

if bench/kube_bench/run.sh "$bin/bulwark" "$data" >"$data/kube_bench"; then
  row 'CIS 1.12 of a control plane node (goal: 0.2 s, 30 MB)' "$(value bulwark_seconds "$data/kube_bench") s, $(value bulwark_mb "$data/kube_bench") MB"
  row '  kube-bench is slower by' "$(value ratio "$data/kube_bench") ($(value kube_bench_seconds "$data/kube_bench") s, $(value kube_bench_mb "$data/kube_bench") MB)"
else
  row '  against kube-bench' "$(tail -1 "$data/kube_bench")"
fi

if bench/cel_go/run.sh "$bin/cel_bench" "$data" >"$data/cel"; then
  row "CEL: $(value expressions "$data/cel") rules on a 1 KB pod, cel-go is slower by" "evaluation (goal: 10) $(value evaluation "$data/cel"), least $(value evaluation_least "$data/cel")"
  row '  cel-go without cost tracking' "$(value bare "$data/cel"), least $(value bare_least "$data/cel")"
  row '  compilation (goal: 5)' "$(value compilation "$data/cel"), least $(value compilation_least "$data/cel")"
  row '  heap allocations of an evaluation (goal: 0)' "$(value allocations "$data/cel")"
  for n in 1 2 3 4 5; do row "  expression $n" "$(sed -n "s/^expression_$n //p" "$data/cel")"; done
else
  row 'CEL against cel-go' "$(tail -1 "$data/cel")"
fi

estate_1x=$(estate 1)
row 'estate 1x' "$(wc -l <"$estate_1x") objects, $(($(stat -c %s "$estate_1x") / 1000000)) MB"
timed "$data/scan-1x" "$bin/bulwark" scan --stats -o json="$data/report.json" "$estate_1x"
scan_row 'scan of the estate at 1x (goal: 5 s, 300 MB)' "$data/scan-1x"
if [ "$full" = --full ]; then
  for scale in 3 10; do
    "$bin/estate" --scale $scale 2>/dev/null |
      timed "$data/scan-${scale}x" "$bin/bulwark" scan --stats -o json="$data/report.json" -
    scan_row "scan of the estate at ${scale}x, through a pipe" "$data/scan-${scale}x"
  done
fi

bench/live.sh "$bin" "$data" "$estate_1x"
bench/peers/run.sh "$bin/bulwark" "$data" "$corpus"
