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
ask 0 '1 subject' who-can get secrets -n shop -f estate.yaml

# A role that is neither among the manifests nor built in leaves a no open.
sed 's/name: view}/name: platform-view}/' estate.yaml >unread.yaml
ask 3 'ClusterRoleBinding viewers grants ClusterRole platform-view, which was not read' \
  can-i get pods --as joe --as-group viewers -f unread.yaml
ask 3 '"allowed":null' can-i get pods --as joe --as-group viewers -f unread.yaml -o json
ask 3 '1 subject' who-can get secrets -n shop -f unread.yaml

# Built-in roles need not be brought; they are those of a version, and gather what is labelled for them.
viewer=(--as joe --as-group viewers)
ask 0 'ClusterRole view, rule 1 of ClusterRole system:aggregate-to-view, built in: get, list, watch on configmaps' \
  can-i get pods "${viewer[@]}" -f estate.yaml
ask 0 '"of":{"kind":"ClusterRole","name":"system:aggregate-to-view"},"builtIn":true' can-i get pods "${viewer[@]}" -f estate.yaml -o json
ask 1 'no: nothing in these manifests lets joe get secrets' can-i get secrets "${viewer[@]}" -f estate.yaml
claims=(can-i get resourceclaims.resource.k8s.io "${viewer[@]}" -f estate.yaml)
ask 0 'yes: joe' "${claims[@]}"
ask 0 'yes: joe' "${claims[@]}" --kube-version 1.34
ask 1 'no: nothing' "${claims[@]}" --kube-version 1.33
ask 2 "'soon' is not a Kubernetes version" "${claims[@]}" --kube-version soon
printf '%s\n' "$head ClusterRole" 'metadata: {name: widgets, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}' \
  'rules: [{verbs: [get], apiGroups: [example.com], resources: [widgets]}]' >widgets.yaml
ask 0 'ClusterRole view, rule 1 of ClusterRole widgets: get on widgets' can-i get widgets "${viewer[@]}" -f estate.yaml -f widgets.yaml
printf '%s\n' "$head ClusterRole" 'metadata: {name: view}' 'rules: [{verbs: [list], apiGroups: [""], resources: [nodes]}]' >view.yaml
ask 0 'yes: joe may list nodes' can-i list nodes "${viewer[@]}" -f estate.yaml -f view.yaml
ask 1 'no: nothing' can-i get pods "${viewer[@]}" -f estate.yaml -f view.yaml
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

# Paths: step by step, and nothing where there is none.
cat >paths.yaml <<END
$head Role
metadata: {name: ci, namespace: shop}
rules: [{verbs: [create], apiGroups: [apps], resources: [deployments]}]
---
$head RoleBinding
metadata: {name: ci, namespace: shop}
roleRef: {kind: Role, name: ci}
subjects: [{kind: ServiceAccount, name: ci}]
---
$head ClusterRoleBinding
metadata: {name: boss}
roleRef: {kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: boss, namespace: shop}]
END
ask 1 '2 of 3 identities and workloads can get to cluster-admin' paths -f paths.yaml
ask 1 '1. create a pod that runs as ServiceAccount shop/boss' paths -f paths.yaml --from sa/shop/ci
ask 1 'Role shop/ci, rule 1: create on deployments.apps; by RoleBinding shop/ci to ServiceAccount shop/ci' \
  paths -f paths.yaml --from sa/shop/ci
ask 1 'ClusterRoleBinding boss (grants ClusterRole cluster-admin)' paths -f paths.yaml
ask 1 'create a privileged pod on some node' paths -f paths.yaml --from sa/shop/ci --to node
ask 1 '"move":"create-pod"' paths -f paths.yaml --from sa/shop/ci -o json
ask 0 'no path in these manifests leads to cluster-admin' paths -f paths.yaml --from anonymous
ask 1 'Attack paths' paths -f paths.yaml -o html
ask 3 'not known: ClusterRoleBinding viewers grants ClusterRole platform-view, which was not read' paths -f unread.yaml
ask 2 "nothing is called 'serviceaccount/shop/bos' here; did you mean 'serviceaccount/shop/boss'?" paths -f paths.yaml --from sa/shop/bos
ask 2 '-o yaml: it is table or json or html' paths -f paths.yaml -o yaml
ask 2 '--paths 1000: it is 1 to 100' paths -f paths.yaml -k 1000
ask 2 '--paths -1: it is 1 to 100' paths -f paths.yaml -k -1
ask 2 '--from and --to are the same' paths -f paths.yaml --from cluster-admin
ask 3 'not known: of what was read no path in these manifests leads to cluster-admin' paths -f unread.yaml --from user/jane
printf '{' >torn.yaml
ask 2 "nothing is called 'user/joe' here" paths -f paths.yaml --from user/joe
ask 3 "nothing is called 'user/joe' here" paths -f paths.yaml -f torn.yaml --from user/joe
# Nobody reads what is printed: no crash, and the exit code stays.
{ sleep 0.2; "$bulwark" rbac paths -f torn.yaml >/dev/null; echo $? >code; } 2>&1 | :
[ "$(cat code)" = 3 ] || wrong "a closed standard error ends with $(cat code)"
{ sleep 0.2; "$bulwark" policy list; echo $? >code; } 2>/dev/null | :
[ "$(cat code)" = 0 ] || wrong "a closed standard output ends with $(cat code)"
# Who reads Secrets, and who decides on scheduling.
ask 3 'shop       tls      User jane' secrets -n shop -f unread.yaml
ask 3 '"secrets":["tls"],"subject":{"kind":"User","name":"jane"},"reads":["get"],"byPod":[]' secrets -A -f unread.yaml -o json
ask 0 'ServiceAccount shop-system/deployer  get, list, watch, patch, deletecollection  pods, replicationcontrollers, deployments and 5 more' \
  secrets -n shop -f "$shop"
ask 0 'Secrets that these manifests hold or name in 2 namespaces' secrets -A -f "$shop"
ask 2 'leave out -n, or -A' secrets -n shop -A -f "$shop"
ask 0 'do everything  ServiceAccount shop-system/deployer' scheduling -f "$shop"
ask 3 'ClusterRole platform-view, which was not read' scheduling -f unread.yaml
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

# Who gained and lost what between two pictures.
sed 's/verbs: \[get\]/verbs: [get, update]/; s/name: jane/name: joe/' estate.yaml >changed.yaml
ask 1 '1 subject gained something, 1 lost something' diff estate.yaml changed.yaml
ask 3 'of what was read 0 subjects gained something, 1 lost something' diff unread.yaml torn.yaml
ask 1 'User joe   shop  + get, update on secrets named tls  RoleBinding shop/keys  Role shop/keys, rule 1' \
  diff estate.yaml changed.yaml
ask 1 '"change":"lost","subject":{"kind":"User","name":"jane"},"namespace":"shop","rights":[{"verbs":["get"]' \
  diff estate.yaml changed.yaml -o json
ask 0 'nobody gained or lost anything' diff estate.yaml estate.yaml
printf '%s\n' '---' "$head RoleBinding" 'metadata: {name: more, namespace: shop}' 'roleRef: {kind: ClusterRole, name: edit}' \
  'subjects: [{kind: User, name: jane}]' | cat estate.yaml - >more.yaml
ask 1 'User jane  shop  + create on serviceaccounts/token' diff estate.yaml more.yaml
ask 0 'User jane  shop  - create on serviceaccounts/token' diff more.yaml estate.yaml
sed 's/name: edit}/name: platform-edit}/' more.yaml >unread-more.yaml
ask 3 'not known: NEW: RoleBinding shop/more grants ClusterRole platform-edit, which was not read' diff estate.yaml unread-more.yaml
ask 3 'not known: OLD: RoleBinding shop/more' diff unread-more.yaml estate.yaml
ask 3 'not known: NEW: broken.yaml' diff estate.yaml broken.yaml
ask 2 'only one side of a diff can be standard input' diff - -
ask 2 'NEW is named, so that no cluster is read' diff estate.yaml changed.yaml --kubeconfig x
ask 2 "there is no file or folder 'missing.yaml'" diff estate.yaml missing.yaml
ask 2 '-o xml: it is table or json' diff estate.yaml changed.yaml -o xml
ask 2 'OLD is required' diff
ask 1 'User ja\x1bne' diff estate.yaml evil.yaml

# The least roles of an audit log, and what bindings were never used for.
log=$shop/../audit.ndjson
ask 0 '"bulwark:serviceaccount:shop-system:deployer"' minimize --audit-log "$log"
ask 0 'It is for 1 of 2 users and service accounts.' minimize --audit-log "$log" --as jane
ask 0 '# User jane: 1 request, 20' minimize --audit-log "$log" --as jane
ask 0 'It is for 1 of 2 users' minimize --audit-log "$log" --as-group system:serviceaccounts:shop-system
ask 0 'It is for 2 of 2 users' minimize --audit-log "$log" --all
ask 3 'records nothing of whom this is about' minimize --audit-log "$log" --as joe
ask 0 'create on pods/exec' minimize --audit-log "$log" -f "$shop" --as jane
ask 0 '"neverUsed":0' minimize --audit-log "$log" -f "$shop" -o json
"$bulwark" rbac minimize --audit-log "$log" >least.yaml || wrong "the least roles of the example end with $?"
ask 0 'yes: jane may get secrets named db in namespace shop' can-i get secret db --as jane -n shop -f least.yaml
ask 1 'no:' can-i list secrets --as jane -n shop -f least.yaml
account=system:serviceaccount:shop-system:deployer
ask 0 'yes:' can-i patch deploy/scale web --as "$account" -n shop -f least.yaml
ask 1 'no:' can-i patch deploy/scale other --as "$account" -n shop -f least.yaml
ask 1 'no:' can-i patch deploy/scale web --as "$account" -n bank -f least.yaml
"$bulwark" rbac minimize --audit-log - --any-name <"$log" >any.yaml || wrong "a log from standard input ends with $?"
ask 0 'yes:' can-i patch deploy/scale other --as "$account" -n shop -f any.yaml
{ cat "$log"; printf '{"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"Response'; } >torn.ndjson
ask 3 'not understood: torn.ndjson line 16: no JSON' minimize --audit-log torn.ndjson
"$bulwark" rbac minimize --audit-log torn.ndjson >torn.yaml 2>/dev/null
cmp -s torn.yaml least.yaml || wrong "a torn line changes the roles"
ask 3 'were not understood: 1' minimize --audit-log torn.ndjson -f "$shop"
printf '%s\n' '{"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"ResponseComplete","verb":"create","requestURI":"/apis/rbac.authorization.k8s.io/v1/clusterroles","user":{"username":"eve\u001b\nx: y"},"objectRef":{"resource":"clusterroles","apiGroup":"rbac.authorization.k8s.io"},"annotations":{"authorization.k8s.io/decision":"allow"}}' >roles.ndjson
ask 3 'or the verb escalate on them' minimize --audit-log roles.ndjson
ask 3 '# User eve\x1b' minimize --audit-log roles.ndjson
"$bulwark" rbac minimize --audit-log roles.ndjson 2>/dev/null >odd.yaml
ask 0 '1 subject' who-can create clusterroles -A -f odd.yaml
ask 2 'it is yaml, table or json' minimize --audit-log "$log" -o xml
ask 2 'name one of them' minimize --audit-log "$log" -o table
ask 2 'leave out -o yaml, or the picture' minimize --audit-log "$log" -o yaml -f "$shop"
ask 2 'standard input can be read once' minimize --audit-log - -f -
ask 2 'leave it out, or --as and --as-group' minimize --audit-log "$log" --all --as jane
ask 2 '--any-name is for the roles' minimize --audit-log "$log" --any-name -f "$shop"
ask 2 'missing.ndjson' minimize --audit-log missing.ndjson
ask 2 'audit-log is required' minimize
exit "$failed"
