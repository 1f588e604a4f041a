#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lifecycle.sh BULWARK: `bulwark lifecycle` and its controls over prepared snapshots and over manifests: what they say, and with
# which exit code. The day is always given.
set -uo pipefail
bulwark=$(readlink -f "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
wrong() { printf 'lifecycle: %s\n' "$*"; failed=1; }

# snapshot FILE VERSION: a snapshot of a cluster of that version with the objects of standard input, one a line.
snapshot() {
  local objects
  objects=$(cat)
  {
    printf '{"format":"bulwark.snapshot/v1","cluster":"shop","server":"","serverVersion":"%s","takenAt":"2026-11-30T00:00:00Z","tool":"","namespaces":[]}\n' "$2"
    [ -z "$objects" ] || printf '%s\n' "$objects"
    printf '{"end":{"objects":%d,"notRead":[]}}\n' "$(grep -c '^{' <<<"$objects")"
  } | zstd -q -c --check >"$1"
}
node() {
  printf '{"apiVersion":"v1","kind":"Node","metadata":{"name":"%s"},"status":{"images":[1],"nodeInfo":{"kubeletVersion":"%s","kernelVersion":"%s","containerRuntimeVersion":"%s"}}}\n' \
    "$1" "$2" "${3:-6.8.0}" "${4:-containerd://2.1.0}"
}
component() {
  printf '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s-n1","namespace":"kube-system"},"spec":{"containers":[{"name":"a","image":"registry.k8s.io/%s:%s","command":["%s"]}]}}\n' \
    "$1" "$1" "$2" "$1"
}

# ask CODE TEXT ARGUMENT...: the exit code, and a text in what is printed.
ask() {
  local code=$1 text=$2 status=0 said
  shift 2
  said=$("$bulwark" lifecycle --today 2026-11-30 "$@" 2>errors </dev/null) || status=$?
  if awk 'length > 80 { exit 1 }' <<<"$said"; then :; else wrong "'$*' is wider than 80 columns: $said"; fi
  said+=$'\n'$(<errors)
  [ "$status" = "$code" ] || wrong "'$*' ends with $status, not with $code: $said"
  case $said in *"$text"*) ;; *) wrong "'$*' does not say '$text', but: $said" ;; esac
}

# A healthy cluster: nothing stands in the way.
{ node n1 v1.36.4; node n2 v1.35.9; component kube-controller-manager v1.36.4; component kube-scheduler v1.35.9; } |
  snapshot good.snapshot v1.36.4
ask 0 'shop: Kubernetes 1.36, to 1.37, on 2026-11-30' good.snapshot
ask 0 'Nothing stands in the way of 1.37' good.snapshot
ask 0 'until 2027-06-28' good.snapshot
ask 0 'Certificates for pods' good.snapshot

# Kubelets too old and too new, a scheduler too old, an API server that has ended.
{ node n1 v1.33.13; node n2 v1.29.3-gke.100; node n3 v1.34.0; component kube-scheduler v1.31.2; } | snapshot bad.snapshot v1.33.13
ask 1 'kubelet n2 is 1.29, 4 minor versions older' bad.snapshot
ask 1 'kubelet n3 is 1.34, newer than the API server' bad.snapshot
ask 1 'scheduler kube-system/kube-scheduler-n1 is 1.31' bad.snapshot
ask 1 'ended 2026-06-28' bad.snapshot
ask 1 'kubelet n1 is 1.33, 4 minor versions older than the API server' bad.snapshot --to 1.37
ask 1 'one minor version at a time: 1.34 1.35 1.36 1.37' bad.snapshot --to 1.37
ask 2 'an API server never goes back' bad.snapshot --to 1.30

# Objects that must be written anew, and a volume that a kubelet will refuse.
snapshot old.snapshot v1.33.13 <<'OBJECTS'
{"apiVersion":"admissionregistration.k8s.io/v1beta1","kind":"ValidatingAdmissionPolicy","metadata":{"name":"old"},"spec":{}}
{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"shop"},"spec":{"containers":[{"name":"c","image":"i"}],"volumes":[{"name":"g","gitRepo":{"repository":"x"}}]}}
OBJECTS
ask 1 'ValidatingAdmissionPolicy old: ValidatingAdmissionPolicy of' old.snapshot
ask 1 'not served since Kubernetes 1.34' old.snapshot
ask 1 'gitRepo volumes (1.36)' old.snapshot --to 1.36
ask 1 '1 object is concerned' old.snapshot --to 1.36
"$bulwark" lifecycle --today 2026-11-30 -o json --to 1.36 old.snapshot >answer.json 2>/dev/null
python3 - <<'CHECK' || wrong "the JSON: $(head -c 3000 answer.json)"
import json
answer = json.load(open("answer.json"))
assert (answer["cluster"], answer["from"], answer["to"], answer["support"]) == ("shop", "1.33", "1.36", "ended")
assert answer["programs"][0] == {"program": "API server", "name": "shop", "version": "v1.33.13", "support": "ended",
                                 "maintenance": "2026-04-28", "end": "2026-06-28"}
assert [(one["object"], one["since"]) for one in answer["removed"]] == [("ValidatingAdmissionPolicy old", "1.34")]
taken = {one["name"]: one for one in answer["takes"]}
assert [one["object"] for one in taken["gitRepo volumes"]["concerned"]] == ["Pod shop/web"]
brought = {one["name"]: one for one in answer["brings"]}
assert brought["User namespaces"]["stable"] == "1.36" and "Sidecar containers" not in brought
assert answer["unknown"] == []
CHECK

# What is not known is neither good nor bad.
node n1 v1.41.0 | snapshot newer.snapshot v1.41.0
ask 3 'not known: until when Kubernetes 1.41 is mended' newer.snapshot
ask 3 'not known: what 1.38 brings and takes away' good.snapshot --to 1.38
{ node n1 v1.36.4; node n2 ''; } | snapshot silent.snapshot v1.36.4
ask 3 'kubelet n2: its version is not told' silent.snapshot
node n1 v1.36.4 | snapshot mute.snapshot ''
ask 2 'name it with --kube-version' mute.snapshot
ask 0 'shop: Kubernetes 1.36' mute.snapshot --kube-version 1.36

# Manifests say nothing of what runs.
mkdir deploy
cat >deploy/a.yaml <<'MANIFEST'
apiVersion: networking.k8s.io/v1beta1
kind: ServiceCIDR
metadata: {name: extra}
MANIFEST
ask 2 'name it with --kube-version' deploy
ask 1 'ServiceCIDR extra' deploy --kube-version 1.36
ask 1 'ended 2025-11-11, last 1.31.14' deploy --kube-version 1.31
ask 0 'Deprecated in 1.36' deploy --kube-version 1.35
ask 2 'it is table or json' deploy -o xml
said=$("$bulwark" lifecycle deploy --today monday 2>&1) && wrong "takes monday for a day"
case $said in *'a day such as'*) ;; *) wrong "monday: $said" ;; esac
ask 2 'is not a Kubernetes version' deploy --to 34

# scan CODE TARGET FINDING...: a scan finds exactly these, "control kind name" each.
scan() {
  local code=$1 target=$2 status=0
  shift 2
  "$bulwark" scan --control 'version-*' -o json "$target" >report.json 2>errors || status=$?
  [ "$status" = "$code" ] || wrong "scan $target ends with $status, not with $code: $(cat errors)"
  python3 - "$@" >found <<'CHECK' || wrong "scan $target: $(cat found)"
import json, sys
report = json.load(open("report.json"))
# Which version has ended depends on the day on which this runs: 1.29 and 1.33 always have.
found = sorted(" ".join((f["control"], f["resource"]["kind"], f["resource"]["name"])) for f in report["findings"]
               if f["control"].startswith("version-skew") or "1.29 (" in f["message"] or "1.33 (" in f["message"])
print("found", found)
sys.exit(found != sorted(sys.argv[1:]))
CHECK
}
scan 1 bad.snapshot 'version-end-of-support ClusterVersion shop' 'version-end-of-support Node n2' \
  'version-skew-control-plane KubeScheduler kube-scheduler-n1' 'version-skew-kubelet Node n2' 'version-skew-kubelet Node n3'
scan 3 newer.snapshot
grep -q 'until when Kubernetes 1.41 is mended is not known' report.json || wrong "the gap of an unknown version is not told"
exit "$failed"
