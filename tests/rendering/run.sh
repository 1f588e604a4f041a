#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Scans charts and kustomizations through the real helm and kubectl, which Go's modules bring: findings must point to the
# template, or the kustomization, that they come from. 77, "skipped", without Go or its modules.
# usage: run.sh BULWARK SOURCES_CODE_TEST FOLDER   (the programs are kept in FOLDER)
set -euo pipefail
bulwark=$(readlink -f "$1")
unit_tests=$(readlink -f "$2")
mkdir -p "$3"
programs=$(readlink -f "$3")
cd "$(dirname "$(readlink -f "$0")")"
command -v go >/dev/null || { echo "skipped: there is no go"; exit 77; }
go mod download >/dev/null 2>&1 || { echo "skipped: the modules of helm and kubectl cannot be had here"; exit 77; }
go build -o "$programs/helm" helm.sh/helm/v3/cmd/helm
go build -o "$programs/kubectl" ./kubectl

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work PATH="$programs:$PATH" HELM_CACHE_HOME=$work/cache HELM_CONFIG_HOME=$work/config HELM_DATA_HOME=$work/data

# scan NAME ARGS...: a report of the folder NAME, which must hold findings and nothing that was not judged.
scan() {
  local name=$1 status=0
  shift
  (cd "$work" && "$bulwark" scan "$@" -o json="$name.json" "$name") || status=$?
  [ "$status" = 1 ] || { echo "the scan of $name ended with $status, not with findings"; exit 1; }
}

echo "-- helm's own starter chart, with one in its charts/, and values that make it worse"
(cd "$work" && helm create shop >/dev/null && helm create shop/charts/cache >/dev/null)
cp values.yaml "$work/"
scan shop --values "$work/values.yaml"

echo "-- an overlay that makes its base worse"
cp -r kustomization "$work/overlays"
scan overlays

python3 expect.py "$work"

echo "-- the tests that need the programs"
"$unit_tests" --gtest_brief=1 --gtest_filter='Render.*' | tee "$work/unit.txt"
! grep SKIPPED "$work/unit.txt"
