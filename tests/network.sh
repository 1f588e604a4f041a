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
ask 2 '-o html: it is txt or json' shop.yaml -o html
ask 2 "there is no file or folder 'missing'" missing
sed 's/port: 5432/port: 5432, endPort: 80/' shop.yaml >bad.yaml
ask 3 'NetworkPolicy shop/db spec.ingress[0].ports[0]: ends at 80, below its first port 5432; the API server would refuse it' bad.yaml
printf '%s\n' '---' 'apiVersion: security.istio.io/v1' 'kind: AuthorizationPolicy' 'metadata: {name: p, namespace: shop}' \
  | cat shop.yaml - >foreign.yaml
ask 3 'AuthorizationPolicy shop/p: what is of this kind is not modelled' foreign.yaml
cat >cilium.yaml <<'END'
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app: db}}
  ingressDeny: [{fromEndpoints: [{}], toPorts: [{ports: [{port: '22', protocol: TCP}]}]}]
  ingress: [{fromEntities: [cluster], toPorts: [{ports: [{port: '20', endPort: 23, protocol: TCP}]}]}]
END
cat shop.yaml cilium.yaml >both.yaml
ask 0 'shop/web[Pod] => shop/db[Pod] : TCP 20-21,23,5432' both.yaml
sed 's/ingress: \[/egress: [{toFQDNs: [{matchName: example.com}]}]\n  &/' cilium.yaml >fqdn.yaml
ask 3 'CiliumNetworkPolicy shop/db spec.egress[0].toFQDNs: names of domains are not followed' shop.yaml fqdn.yaml
cat >calico.yaml <<'END'
apiVersion: projectcalico.org/v3
kind: Tier
metadata: {name: security}
spec: {order: 10, defaultAction: Pass}
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: no-database}
spec:
  tier: security
  selector: app == 'db'
  ingress:
  - {action: Deny, protocol: TCP, source: {selector: app == 'web'}, destination: {ports: ['5000:6000']}}
END
ask 1 '' shop.yaml calico.yaml --from shop/web --to shop/db
sed "s/== 'db'/= 'db'/" calico.yaml >bad-selector.yaml
ask 3 "GlobalNetworkPolicy no-database spec.selector: 'app = 'db'' expects an operator at byte 5; the API server would refuse it" \
  shop.yaml bad-selector.yaml

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
