#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# rbac.sh BULWARK: `rbac who-can` and `can-i` over manifests: what they say, and with which exit code.
set -uo pipefail
bulwark=$(readlink -f "$1")
shop=$(readlink -f "$(dirname "$0")/../examples/shop")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
wrong() { printf 'rbac: %s\n' "$*"; failed=1; }

# ask CODE TEXT ARGUMENT...: the exit code, and a text in what is printed.
ask() {
  local code=$1 text=$2 status=0 said
  shift 2
  said=$("$bulwark" rbac "$@" 2>&1 </dev/null) || status=$?
  [ "$status" = "$code" ] || wrong "'$*' ends with $status, not with $code: $said"
  case $said in *"$text"*) ;; *) wrong "'$*' does not say '$text', but: $said" ;; esac
}

head='apiVersion: rbac.authorization.k8s.io/v1
kind:'
cat >estate.yaml <<END
$head Role
metadata: {name: keys, namespace: shop}
rules: [{verbs: [get], apiGroups: [""], resources: [secrets], resourceNames: [tls]}]
---
$head RoleBinding
metadata: {name: keys, namespace: shop}
roleRef: {kind: Role, name: keys}
subjects: [{kind: User, name: jane}]
---
$head ClusterRoleBinding
metadata: {name: viewers}
roleRef: {kind: ClusterRole, name: view}
subjects: [{kind: Group, name: viewers}]
END

ask 0 'yes: jane may get secrets named tls in namespace shop' can-i get secret tls --as jane -n shop -f estate.yaml
ask 0 'User jane -> RoleBinding shop/keys -> Role shop/keys, rule 1: get on secrets named tls' \
  can-i get secret tls --as jane -n shop -f estate.yaml
ask 1 'but of tls: RoleBinding shop/keys' can-i get secrets --as jane -n shop -f estate.yaml
ask 1 'no: nothing in these manifests lets joe get secrets' can-i get secrets --as joe -n shop -f estate.yaml
ask 0 '"allowed":true' can-i get secret tls --as jane -n shop -f estate.yaml -o json
ask 3 'ClusterRoleBinding viewers grants ClusterRole view, which was not read' \
  can-i get pods --as joe --as-group viewers -f estate.yaml
ask 3 '"allowed":null' can-i get pods --as joe --as-group viewers -f estate.yaml -o json
ask 3 '1 subject' who-can get secrets -n shop -f estate.yaml
ask 0 'Group system:authenticated' who-can list secrets -f "$shop"
ask 0 'ServiceAccount shop-system/deployer' who-can create deploy/scale -A -f "$shop"
ask 0 '"kind":"ClusterRoleBinding","name":"shop-deployer"' who-can delete no -f "$shop" -o json
ask 2 "did you mean 'secrets'?" can-i get secerts --as jane -f estate.yaml
ask 2 "no verb 'gte'; did you mean 'get'?" can-i gte secrets --as jane -f estate.yaml
ask 2 "did you mean 'exec'?" who-can create pods/exce -f estate.yaml
ask 2 '--as says who asks' can-i get secrets -f estate.yaml
ask 2 "there is no file or folder 'missing.yaml'" can-i get secrets --as jane -f missing.yaml
ask 2 'leave out one of them' can-i get secrets --as jane -f estate.yaml --kubeconfig x
ask 2 'a live cluster' can-i get secrets --as jane -f estate.yaml --ask-server

# Who reads Secrets, and who decides on scheduling.
ask 3 'shop       tls      User jane' secrets -n shop -f estate.yaml
ask 3 '"secrets":["tls"],"subject":{"kind":"User","name":"jane"},"reads":["get"],"byPod":[]' secrets -A -f estate.yaml -o json
ask 0 'ServiceAccount shop-system/deployer  get, list, watch  pods, replicationcontrollers, deployments and 5 more' \
  secrets -n shop -f "$shop"
ask 0 'Secrets that these manifests hold or name in 2 namespaces' secrets -A -f "$shop"
ask 2 'leave out -n, or -A' secrets -n shop -A -f "$shop"
ask 0 'do everything  ServiceAccount shop-system/deployer' scheduling -f "$shop"
ask 3 'ClusterRole view, which was not read' scheduling -f estate.yaml
ask 0 '"may":"do everything"' scheduling -f "$shop" -o json
ask 2 '-o yaml: it is table or json' scheduling -f "$shop" -o yaml

# A batch answers every line in its place, also one that is cut.
cat >questions.ndjson <<'END'
{"user":"jane","verb":"get","resource":"secrets","namespace":"shop","name":"tls"}

{"user":"jane","verb":"list","resource":"secrets","namespace":"shop"}
{"user":"jane","groups":["system:masters"],"verb":"delete","path":"/x"}
{"user":"jane","verb":"get","resource":
{"user":"jane","verb":"get","resource":"pods","namspace":"shop"}
END
said=$("$bulwark" rbac can-i --batch questions.ndjson -f estate.yaml 2>errors)
[ $? = 3 ] || wrong "a batch with a cut line does not end with 3"
cat >expected <<'END'
"allowed":true
"allowed":false
"allowed":true
{"line":5,"error":
{"line":6,"error":"unknown key 'namspace'; did you mean 'namespace'?"}
END
[ "$(wc -l <<<"$said")" = 5 ] || wrong "a batch of 5 questions has other answers: $said"
paste -d '\n' expected <(cat <<<"$said") | while read -r text && read -r line; do
  case $line in *"$text"*) ;; *) echo "rbac: '$text' is not in $line"; exit 1 ;; esac
done || failed=1
grep -q 'lines of questions.ndjson that are no questions: 2' errors || wrong "the bad lines are not counted: $(cat errors)"

# A kubelet has another authorizer: its no is open, alone and in a batch.
node=system:node:a
ask 3 '"allowed":null' can-i get secrets --as "$node" --as-group system:nodes -n shop -f estate.yaml -o json
printf '{"user":"%s","groups":["system:nodes"],"verb":"get","resource":"secrets","namespace":"shop"}\n' "$node" >node.ndjson
ask 3 '"allowed":null,"via":null,"otherAuthorizers":' can-i --batch node.ndjson -f estate.yaml

# What cannot be read leaves a no open, and a yes as it is.
printf 'kind: [\n' >broken.yaml
ask 3 'not known: nothing that was read lets joe' can-i get secrets --as joe -f estate.yaml -f broken.yaml
ask 0 'yes: jane' can-i get secret tls --as jane -n shop -f estate.yaml -f broken.yaml

# Names may hold anything; a terminal gets none of its control characters.
printf '%s\n' "$head ClusterRoleBinding" 'metadata: {name: "a\u001b[31mb"}' 'roleRef: {kind: ClusterRole, name: cluster-admin}' \
  'subjects: [{kind: User, name: "ja\u001bne"}]' >evil.yaml
ask 0 'User ja\x1bne' who-can get pods -f evil.yaml
[ "$("$bulwark" rbac who-can get pods -f evil.yaml | tr -cd '\033' | wc -c)" = 0 ] || wrong "a control character is printed"

# Aggregation that goes round ends, and is told.
for one in a b; do
  printf '%s\n' '---' "$head ClusterRole" "metadata: {name: $one, labels: {of: $one}}" \
    "aggregationRule: {clusterRoleSelectors: [{matchLabels: {of: $([ $one = a ] && echo b || echo a)}}]}"
done >cycle.yaml
ask 1 'aggregated roles gather each other: a, b' can-i get secrets --as joe -f cycle.yaml
exit "$failed"
