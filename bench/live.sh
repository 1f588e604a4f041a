#!/usr/bin/env bash
# live.sh BIN DATA ESTATE: a cluster as large as the estate, served on loopback, scanned and kept in a snapshot; and the listing of a
# real API server by curl and by bulwark. Prints rows of run.sh's table.
set -euo pipefail
bulwark=$1/bulwark
data=$2
estate=$3
root=$(dirname "$(readlink -f "$0")")/..

row() { printf '| %-46s | %-44s |\n' "$1" "$2"; }
value() { awk -v key="$1" '$1 == key {print $2; exit}' "$2"; }
# timed LOG COMMAND...
timed() {
  local log=$1 status=0
  shift
  /usr/bin/time -o "$log" -f 'seconds %e\npeak_kb %M' "$@" >"$log.out" 2>"$log.err" || status=$?
  case $status in 0 | 1 | 3) ;; *) cat "$log.err" >&2 && exit 1 ;; esac
}
measured() { printf '%s s, peak %.0f MB' "$(value seconds "$1")" "$(awk '$1 == "peak_kb" {print $2 * 1024 / 1e6}' "$1")"; }

rm -f "$data/hold" "$data/url"
mkfifo "$data/hold"
python3 "$root/tests/live/api_server.py" "$estate" <"$data/hold" >"$data/url" &
exec 9>"$data/hold" # the server ends when this is closed
until [ -s "$data/url" ]; do sleep 0.2; done
cat >"$data/kubeconfig" <<EOF
{"apiVersion": "v1", "kind": "Config", "current-context": "estate", "users": [{"name": "u", "user": {}}],
 "clusters": [{"name": "c", "cluster": {"server": "$(cat "$data/url")"}}],
 "contexts": [{"name": "estate", "context": {"cluster": "c", "user": "u"}}]}
EOF
reach=(--kubeconfig "$data/kubeconfig" --qps 10000)
timed "$data/live" "$bulwark" scan "${reach[@]}" -o json="$data/report.json"
row 'scan of the estate as a cluster (goal: 300 MB)' "$(measured "$data/live")"
timed "$data/snapshot" "$bulwark" snapshot "${reach[@]}" -o "$data/estate.snapshot"
row 'snapshot of it' "$(measured "$data/snapshot")"
exec 9>&-
whole=$(stat -c %s "$estate") kept=$(stat -c %s "$data/estate.snapshot")
row '  size (goal: 1/15 of the JSON)' "$((kept / 1000)) kB, 1/$((whole / kept))"
timed "$data/kept" "$bulwark" scan "$data/estate.snapshot" -o json="$data/report.json"
row 'scan of the snapshot (goal: 5 s, 300 MB)' "$(measured "$data/kept")"

status=0
"$root/bench/live_listing.py" "$bulwark" 5000 >"$data/listing" 2>"$data/listing.err" || status=$?
if [ "$status" = 0 ]; then
  row "a real API server: curl, $(value pages "$data/listing") pages" "$(value seconds_curl "$data/listing") s"
  row '  snapshot of it' "$(value seconds_snapshot "$data/listing") s"
  row '  ratio (goal: 1.1)' "$(value ratio "$data/listing")"
else
  row 'a real API server' "left out: $(tail -1 "$data/listing.err" | cut -c1-30)"
fi
