#!/usr/bin/env bash
# The packages are whole: the tarball's binary starts in a root file system where nothing else is, and the .deb says
# what it depends on. Needs root for chroot; without it that part is skipped (77), with the reason.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "FAILED: $*"; exit 1; }

./dev package >"$work/packages"
cat "$work/packages"
deb=$(grep '\.deb$' "$work/packages")
tarball=$(grep '\.tar\.gz$' "$work/packages")

depends=$(dpkg-deb -f "$deb" Depends)
for library in libc6 libcurl4 libyaml-0-2 libre2-9 libzstd1; do
  [[ $depends == *$library* ]] || fail "the .deb does not depend on $library, but on: $depends"
done
dpkg-deb -x "$deb" "$work/deb"
[ "$(readlink "$work/deb/usr/bin/kubectl-bulwark")" = bulwark ] || fail "the .deb has no kubectl-bulwark"

mkdir "$work/empty" "$work/elsewhere"
tar -C "$work/empty" --strip-components=1 -xf "$tarball"
cat >"$work/empty/pod.yaml" <<'EOF'
apiVersion: v1
kind: Pod
metadata: {name: intruder}
spec:
  hostPID: true
  containers:
    - {name: shell, image: "alpine:3.20", securityContext: {privileged: true}}
EOF

# expect_scan PREFIX...: starts the scan with this prefix; it must find the privileged container and exit with 1.
expect_scan() {
  local status=0
  "$@" scan /pod.yaml -o json >"$work/report.json" 2>"$work/errors" || status=$?
  [ "$status" = 1 ] || fail "$*: exit code $status instead of 1: $(cat "$work/errors")"
  grep -q '"privileged-container"' "$work/report.json" || fail "$*: the privileged container was not found"
}

if [ "$(id -u)" != 0 ]; then
  echo "SKIPPED: chroot into an empty root file system needs root"
  exit 77
fi
chroot "$work/empty" /bulwark version | grep -q '^bulwark [0-9]' || fail "no version from an empty root file system"
expect_scan chroot "$work/empty" /bulwark
chroot "$work/empty" /kubectl-bulwark version >/dev/null || fail "kubectl-bulwark does not start"
echo "the tarball runs in an empty root file system"
