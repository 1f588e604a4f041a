#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# network_exposure.sh BULWARK: `net exposure` over manifests: what it says, and with which exit code.
set -uo pipefail
bulwark=$(readlink -f "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
wrong() { printf 'network exposure: %s\n' "$*"; failed=1; }

# ask CODE TEXT ARGUMENT...: the exit code, and a text in what is printed.
ask() {
  local code=$1 text=$2 status=0 said
  shift 2
  said=$("$bulwark" net exposure "$@" 2>&1 </dev/null) || status=$?
  [ "$status" = "$code" ] || wrong "'$*' ends with $status, not with $code: $said"
  case $said in *"$text"*) ;; *) wrong "'$*' does not say '$text', but: $said" ;; esac
}

# pod NAMESPACE NAME, and below for each a policy: the database lets in the web alone, the web everybody on 8080.
pod() { printf '%s\n' --- 'apiVersion: v1' 'kind: Pod' "metadata: {name: $2, namespace: $1, labels: {app: $2}}" \
  'spec: {containers: [{name: c, image: i, ports: [{containerPort: 8080, name: http}]}]}'; }
{
  pod shop web
  pod data db
  cat <<'END'
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{ports: [{port: 8080}]}], egress: [{to: [{namespaceSelector: {}}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: data}
spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]}
END
} >shop.yaml
ask 0 'shop/web  open TCP 8080  1       both      1        -' shop.yaml
ask 0 'data/db   -              1       ingress   1        all, metadata' shop.yaml
ask 0 '"fromOtherNamespaces":{"workloads":1,"namespaces":1,"conn":"TCP 5432"}' shop.yaml -o json
ask 0 '"summary":{"workloads":2,"ledToFromInternet":0,"ledToInSteps":0,"openToInternet":1,' shop.yaml -o json
ask 2 '-o txt: it is table or json' shop.yaml -o txt

sed 's/spec: {selector/spec: {type: LoadBalancer, selector/' shop.yaml >balancer.yaml
ask 1 'shop/web  led TCP 8080  1       both      1        -' balancer.yaml
ask 1 'data/db   2 steps' balancer.yaml
ask 1 '"ledTo":[{"object":"Service shop/web","by":"LoadBalancer","conn":"TCP 8080"}],"openTo":"TCP 8080","everywhere":true,"steps":1}' \
  balancer.yaml -o json

# A route of another namespace leads to the Service where that is granted.
{
  cat shop.yaml
  cat <<'END'
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: front, namespace: edge}
spec: {parentRefs: [{name: gateway}], rules: [{backendRefs: [{name: web, namespace: shop, port: 80}]}]}
END
} >route.yaml
ask 0 '0 of 2 workloads are led to from the internet' route.yaml
{
  cat route.yaml
  cat <<'END'
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: edge, namespace: shop}
spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: edge}], to: [{group: "", kind: Service}]}
END
} >granted.yaml
ask 1 '"object":"HTTPRoute edge/front","by":"HTTPRoute","conn":"TCP 8080"' granted.yaml -o json

printf '%s\n' --- 'apiVersion: security.istio.io/v1' 'kind: AuthorizationPolicy' 'metadata: {name: p, namespace: shop}' >>balancer.yaml
ask 3 'AuthorizationPolicy shop/p' balancer.yaml
exit "$failed"
