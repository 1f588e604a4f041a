#!/usr/bin/env bash
# run.sh BULWARK DATA CORPUS: time and peak memory beside kube-linter, on the same manifests, in one run.
# kube-linter is taken from $KUBE_LINTER, from PATH, or built at the pinned version through the Go module proxy; where
# none of these works, the row says so.
set -euo pipefail
bulwark=$1
data=$2
corpus=$3
version=v0.7.21
rounds=5

row() { printf '| %-46s | %-44s |\n' "$1" "$2"; }

if [ ! -d "$corpus" ]; then
  row 'kube-linter on the manifests corpus' 'left out: the corpus is not here'
  exit 0
fi
linter=${KUBE_LINTER:-$(command -v kube-linter || true)}
if [ -z "$linter" ]; then
  linter=$PWD/$data/kube-linter
  if [ ! -x "$linter" ] && ! GOBIN=$PWD/$data GOTOOLCHAIN=auto go install \
      "golang.stackrox.io/kube-linter/cmd/kube-linter@$version" >"$data/kube-linter.log" 2>&1; then
    row 'kube-linter on the manifests corpus' 'left out: it could not be built (KUBE_LINTER=...)'
    exit 0
  fi
fi

# best COMMAND...: "SECONDS PEAK_KB" of the fastest of some rounds.
best() {
  local i
  for ((i = 0; i < rounds; i++)); do
    /usr/bin/time -o "$data/peer" -f '%e %M' "$@" >"$data/peer.out" 2>&1 || true
    grep -E '^[0-9.]+ [0-9]+$' "$data/peer"
  done | sort -n | head -1
}
read -r linter_seconds linter_kb < <(best "$linter" lint "$corpus" --add-all-built-in --format json)
read -r own_seconds own_kb < <(best "$bulwark" scan "$corpus" -o json)
row "kube-linter $("$linter" version 2>/dev/null || echo "$version"), all checks" \
  "$linter_seconds s, peak $((linter_kb / 1024)) MB"
row 'bulwark, all controls' "$own_seconds s, peak $((own_kb / 1024)) MB"
row '  ratio' "$(awk -v a="$linter_seconds" -v b="$own_seconds" -v c="$linter_kb" -v d="$own_kb" \
  'BEGIN {printf "%.1f times as fast, %.1f times less memory", a / (b > 0 ? b : 0.01), c / d}')"
