#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh BULWARK DATA: the CIS benchmark 1.12 of one prepared node of kubeadm, by kube-bench and by `node audit --framework cis-1.12`, one
# after the other, five times: seconds and peak memory of the best of each, and the numbers on which they differ. The node's folders lie over
# this machine's own for these programs alone, beside processes that are called as its components.
set -euo pipefail
bulwark=$(readlink -f "$1")
data=$(readlink -f "$2")
cd "$(dirname "$(readlink -f "$0")")"
command -v go >/dev/null || { echo "there is no go"; exit 1; }
[ "$(id -u)" = 0 ] || { echo "only root can lay folders over this machine's"; exit 1; }
go build -o "$data/kube-bench" github.com/aquasecurity/kube-bench 2>/dev/null || { echo "kube-bench's module cannot be had here"; exit 1; }
checks=$(go list -m -f '{{.Dir}}' github.com/aquasecurity/kube-bench)/cfg
printf 'int pause(void);\nint main(void) { return pause(); }\n' | gcc -x c -o "$data/sleeper" -
export bulwark data checks
exec unshare --mount --pid --fork --mount-proc bash "$PWD/node.sh"
