#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# network.sh BULWARK: `net reach` over manifests: what it says, with which exit code, and that it says of each case of the
# shared corpus what is expected there; `net diff` of cases is what differs between their lists; `net generate` makes
# policies that `net reach` finds to allow what is wanted. The corpus is left out, and that is told, where it is not.
set -uo pipefail
bulwark=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
wrong() { printf 'network: %s\n' "$*"; failed=1; }

# ask CODE TEXT ARGUMENT...: the exit code, and a text in what is printed.
ask() { net "$1" "$2" reach "${@:3}"; }
net() {
  local code=$1 text=$2 status=0 said
  shift 2
  said=$("$bulwark" net "$@" 2>&1 </dev/null) || status=$?
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
cp shop.yaml open.yaml
printf '%s\n' '---' 'apiVersion: security.istio.io/v1' 'kind: AuthorizationPolicy' 'metadata: {name: p, namespace: shop}' \
  | cat shop.yaml - >foreign.yaml
ask 3 'AuthorizationPolicy shop/p: what is of this kind is not modelled; unknown is what is listed to shop/db[Pod], shop/web[Pod]' foreign.yaml
ask 3 'shop/web[Pod] => shop/db[Pod] : TCP 5432 (unknown: AuthorizationPolicy shop/p)' foreign.yaml
ask 3 '"conn":"TCP 5432","unknown":"AuthorizationPolicy shop/p"}' foreign.yaml -o json
net 3 'unknown for ingress: AuthorizationPolicy shop/p may decide otherwise, and is not modelled' explain foreign.yaml --from shop/web --to shop/db
sed 's/^spec: {containers: \[{name: c, image: i}\]}/spec: {hostNetwork: true, containers: [{name: c, image: i}]}/' shop.yaml >node.yaml
ask 0 "note: in their node's network, where most network plugins hold no policies: shop/db[Pod]" node.yaml
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
ask 3 "GlobalNetworkPolicy no-database spec.selector: 'app = 'db'' expects an operator at byte 5; its network plugin would refuse it" \
  shop.yaml bad-selector.yaml


# What decides, and what has no effect.
cp open.yaml shop.yaml
net 0 'NetworkPolicy shop/db spec.ingress[0], shop.yaml:16' explain shop.yaml --from shop/web --to shop/db --port 5432
net 0 'take out NetworkPolicy shop/db spec.ingress[0]' explain shop.yaml --from shop/web --to shop/db --port 5432
net 1 'To allow TCP 80:' explain shop.yaml --from shop/web --to shop/db --port 80
net 1 'cidr: "8.8.8.8/32"' explain shop.yaml --from 8.8.8.8 --to shop/db --port 5432
net 0 '"changes":[{"what":"add a policy that isolates shop/db[Pod] for egress' explain shop.yaml --from shop/db --to 8.8.8.8 -o json
net 2 "'shop/dbb' is no workload (NAMESPACE/NAME) and no address; did you mean 'shop/db'?" explain shop.yaml --from shop/web --to shop/dbb
net 2 "and maybe others: name one" explain shop.yaml --from shop/web --to 'shop/*'
net 2 '--from and --to say which connection is asked about' explain shop.yaml --from shop/web
net 2 'no policy decides on connections between two that are no pods' explain shop.yaml --from 8.8.8.8 --to 1.1.1.1
net 1 'take out CiliumNetworkPolicy shop/db spec.ingressDeny[0]' explain both.yaml --from shop/web --to shop/db --port 22
net 0 '' lint shop.yaml
sed 's/{app: web}}}]/{app: weg}}}]/' shop.yaml >lint.yaml
net 1 'lint.yaml:16: NetworkPolicy shop/db spec.ingress[0]: its peer selects no pod [peer-selects-nothing]' lint lint.yaml
net 3 'the API server would refuse it' lint bad.yaml

# What differs, and which of two is worse.
sed 's/port: 5432/port: 5432, endPort: 5433/' open.yaml >wider.yaml
net 0 '' diff open.yaml open.yaml
net 1 '~ shop/web[Pod] => shop/db[Pod] : TCP 5432 -> TCP 5432-5433' diff open.yaml wider.yaml
net 0 '~ shop/web[Pod] => shop/db[Pod] : TCP 5432-5433 -> TCP 5432' diff wider.yaml open.yaml
net 1 '"change":"changed","src":"shop/web[Pod]","dst":"shop/db[Pod]","before":"TCP 5432","after":"TCP 5432-5433"' \
  diff open.yaml wider.yaml -o json
net 3 'OLD: NetworkPolicy shop/db' diff bad.yaml open.yaml
net 2 'only one side of a diff can be standard input' diff - -
net 2 'NEW is named, so that no cluster is read' diff open.yaml wider.yaml --context x
net 2 "there is no file or folder 'missing'" diff open.yaml missing
net 2 '-o html: it is txt or json' diff open.yaml open.yaml -o html

# What is made of manifests and of flows.
cat >app.yaml <<'END'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i, env: [{name: DB, value: 'db:5432'}]}]}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec: {template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: i}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 5432}]}
END
net 0 'to shop/db[StatefulSet], TCP 5432: env DB of container c' generate app.yaml
"$bulwark" net generate app.yaml >made.yaml 2>/dev/null
net 0 'shop/web[Deployment] => shop/db[StatefulSet] : TCP 5432' reach app.yaml made.yaml --from 'shop/*' --to 'shop/*'
[ "$("$bulwark" net reach app.yaml made.yaml | wc -l)" = 1 ] || wrong "what is generated allows more than is wanted"
net 0 '' generate app.yaml made.yaml
"$bulwark" net generate app.yaml -o json 2>/dev/null | python3 -c 'import json, sys
kinds = [one["kind"] for one in json.load(sys.stdin)["items"]]
sys.exit(kinds != ["NetworkPolicy"] * 2)' || wrong "-o json is no list of two policies"
cat >flows.json <<'END'
{"from":{"namespace":"shop","workload":"web"},"to":{"ip":"192.0.2.1"},"protocol":"TCP","port":443}
END
net 0 'cidr: "192.0.2.1/32"' generate app.yaml --flows flows.json
printf '{"from":\n' >>flows.json
net 3 'not understood: flows.json line 2: no JSON' generate app.yaml --flows flows.json
echo '{"from":{"namespace":"shop","pod":"stranger"},"to":{"ip":"192.0.2.1"},"protocol":"TCP","port":443}' >flows.json
net 3 'not known: shop/stranger: no workload of the picture has such a pod' generate app.yaml --flows flows.json
sed 's/app: db}}, spec/app: web}}, spec/' app.yaml >same.yaml
net 3 'not exact: shop/web[Deployment] has no labels that shop/db[StatefulSet] has not' generate same.yaml
net 3 'there are no workloads to make policies for' generate flows.json
net 2 'standard input can be read once' generate - --flows -
net 2 'missing.json' generate app.yaml --flows missing.json

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
  # Of lists of workloads, what only one of them has: changes told line by line.
  pairs=0
  while read -r old new; do
    "$bulwark" net diff "$corpus/$old/input" "$corpus/$new/input" 2>/dev/null |
      sed -n 's/^[+-] \(.* => .*\)$/\1/p; s/^~ \(.* : \)\(.*\) -> \(.*\)$/\1\2\n\1\3/p' | sed '/External/d' | LC_ALL=C sort >got
    LC_ALL=C sort "$corpus/$old/expected.txt" | sed '/^$/d' >a
    LC_ALL=C sort "$corpus/$new/expected.txt" | sed '/^$/d' >b
    LC_ALL=C comm -3 a b | sed 's/^\t//; /External/d' | LC_ALL=C sort | cmp -s - got || wrong "diff $old $new: other changes than the lists have"
    pairs=$((pairs + 1))
  done <<'END'
semanticDiff-same-topologies-old1 semanticDiff-same-topologies-new2
semanticDiff-same-topologies-new2 semanticDiff-same-topologies-new3
semanticDiff-orig-topologies-no-policy semanticDiff-orig-topologies-policy-a
semanticDiff-different-topologies-policy-a-with-ipblock semanticDiff-different-topologies-policy-b
test_with_named_ports test_with_named_ports_changed_netpol
anp_test_9 anp_test_9_swapping_rules
anp_test_7 anp_test_7_swapping_rules
online_boutique_workloads_no_ns k8s_ingress_test
ipblockstest_2 ipblockstest_3
END
  [ "$pairs" = 9 ] || wrong "only $pairs pairs of the corpus"
fi
exit "$failed"
