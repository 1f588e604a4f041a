#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The server is the release that was pinned, is well, and lets in only whom it knows and only to what they may.
. "$CLUSTER_TOOLS/expect.sh"

expect "the server's version" "$(kubectl version -o json | sed -n '/serverVersion/,$s/.*"gitVersion": "\(.*\)",/\1/p')" "$VERSION"
expect "kubectl's version" "$(kubectl version --client -o json | sed -n 's/.*"gitVersion": "\(.*\)",/\1/p')" "$VERSION"
expect "the server's health" "$(kubectl get --raw /readyz)" ok
expect "who the administrator is" "$(kubectl auth whoami -o jsonpath='{.status.userInfo.username}')" kubernetes-admin

reader=$(cluster user "$CLUSTER_DIR" access-reader readers auditors)
expect "the groups of a user" "$(kubectl --kubeconfig "$reader" auth whoami -o jsonpath='{.status.userInfo.groups}')" \
  '["readers","auditors","system:authenticated"]'
if answer=$(kubectl --kubeconfig "$reader" get secrets -A 2>&1); then fail "a user without rights reads secrets: $answer"; fi
[[ $answer == *'User "access-reader" cannot list resource "secrets"'* ]] || fail "another answer than 'forbidden': $answer"
kubectl create clusterrolebinding access-readers --clusterrole=view --group=readers
within 10 kubectl --kubeconfig "$reader" get configmaps -A
if answer=$(kubectl --kubeconfig "$reader" get secrets -A 2>&1); then fail "the role view reads secrets: $answer"; fi

server=$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')
# stranger: asks for the namespaces without a certificate of the cluster.
stranger() {
  { printf 'GET /api/v1/namespaces HTTP/1.0\r\n\r\n'; sleep 1; } |
    openssl s_client -quiet -verify_return_error -CAfile "$CLUSTER_DIR/pki/ca.crt" -connect "${server#https://}" 2>&1 || true
}
[[ $(stranger) == *'403 Forbidden'*'User \"system:anonymous\" cannot list'* ]] || fail "not refused: $(stranger)"
