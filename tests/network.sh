#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# network.sh BULWARK: `net reach` over manifests: what it says, with which exit code, and that it says of each case of the
# shared corpus what is expected there. The corpus is left out, and that is told, where it is not.
set -uo pipefail
bulwark=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
wrong() { printf 'network: %s\n' "$*"; failed=1; }

# ask CODE TEXT ARGUMENT...: the exit code, and a text in what is printed.
ask() {
  local code=$1 text=$2 status=0 said
  shift 2
  said=$("$bulwark" net reach "$@" 2>&1 </dev/null) || status=$?
  [ "$status" = "$code" ] || wrong "'$*' ends with $status, not with $code: $said"
  case $said in *"$text"*) ;; *) wrong "'$*' does not say '$text', but: $said" ;; esac
}

cat >shop.yaml <<'END'
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, image: i, ports: [{containerPort: 8080, name: http}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]
END
ask 0 'shop/web[Pod] => shop/db[Pod] : TCP 5432' shop.yaml
ask 0 '{"src":"shop/web[Pod]","dst":"shop/db[Pod]","conn":"TCP 5432"}' shop.yaml -o json
ask 0 'shop/web[Pod] => shop/db[Pod] : TCP 5432' shop.yaml --from shop/web --to shop/db --port 5432
ask 1 '' shop.yaml --from shop/web --to shop/db --port UDP/53
ask 1 '' shop.yaml --from '*External*' --to 'shop/db'
ask 2 'is no port between 1 and 65535' shop.yaml --port 0
ask 2 '-o table: it is txt or json or html' shop.yaml -o table
ask 0 '"sets":[["No Connections",[],[],[]],["All Connections",[1,65535],[1,65535],[1,65535]],["TCP 5432",[5432,5432],[],[]]]' shop.yaml -o html
ask 0 '"workloads":[[0,"db",0,0,1],[0,"web",0,1,0]]' shop.yaml -o html --port 5432
ask 1 '"workloads":[],' shop.yaml -o html --from '*External*' --to shop/db
ask 2 "there is no file or folder 'missing'" missing
sed 's/port: 5432/port: 5432, endPort: 80/' shop.yaml >bad.yaml
ask 3 'NetworkPolicy shop/db spec.ingress[0].ports[0]: ends at 80, below its first port 5432; the API server would refuse it' bad.yaml
printf '%s\n' '---' 'apiVersion: cilium.io/v2' 'kind: CiliumNetworkPolicy' 'metadata: {name: p, namespace: shop}' >>shop.yaml
ask 3 'CiliumNetworkPolicy shop/p: what is of this kind is not modelled' shop.yaml

# These have networks beside the pods' own, or virtual machines, which are not modelled: they must say so.
foreign='^(cudn_test_[2-5]|nad_test_(2|3|4|5|16|17)|udn_and_vms_test_1|udn_test_[2-4]|udn_with_vm_and_ingress_controller)$'
corpus=$here/../../shared/corpus/network
if [ ! -d "$corpus" ]; then
  echo "network: the corpus is not here, its cases are left out"
else
  cases=0
  for case in "$corpus"/*/; do
    name=$(basename "$case")
    status=0
    "$bulwark" net reach "$case/input" >said 2>errors || status=$?
    if [[ $name =~ $foreign ]]; then
      [ "$status" = 3 ] || wrong "$name has what is not modelled, but ends with $status"
      continue
    fi
    # The corpus knows no IPv6.
    grep -v '^[0-9a-f]*::\|=> [0-9a-f]*::' said | LC_ALL=C sort >got
    LC_ALL=C sort "$case/expected.txt" | sed '/^$/d' | cmp -s - got || wrong "$name: other connections than are expected"
    cases=$((cases + 1))
  done
  [ "$cases" -ge 52 ] || wrong "only $cases cases of the corpus"
fi
exit "$failed"
