#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Secrets lie encrypted in etcd, and etcd talks to nobody without a certificate of its own authority.
. "$CLUSTER_TOOLS/expect.sh"

kubectl create namespace etcd-check
kubectl -n etcd-check create secret generic planted --from-literal=key=planted-secret-value
kubectl -n etcd-check create configmap planted --from-literal=key=planted-config-value

cluster stored "$CLUSTER_DIR" /registry/secrets/etcd-check/planted >secret
cluster stored "$CLUSTER_DIR" /registry/configmaps/etcd-check/planted >configmap
expect "the head of a stored secret" "$(head -c 26 secret)" k8s:enc:secretbox:v1:key1:
! grep -qa planted-secret-value secret || fail "the secret's value can be read in etcd"
grep -qa planted-config-value configmap || fail "a configmap, which is not encrypted, cannot be found in etcd either"
expect "the secret as the server gives it" \
  "$(kubectl -n etcd-check get secret planted -o jsonpath='{.data.key}' | base64 -d)" planted-secret-value

port=$(sed -n 's/.*"etcd": \([0-9]*\),*$/\1/p' "$CLUSTER_DIR/cluster.json")
# knock [CERTIFICATE]: what etcd says when it is asked for its version.
knock() {
  { printf 'GET /version HTTP/1.0\r\n\r\n'; sleep 1; } |
    openssl s_client -quiet -connect "127.0.0.1:$port" -CAfile "$CLUSTER_DIR/pki/etcd-ca.crt" \
      ${1:+-cert "$CLUSTER_DIR/pki/$1.crt" -key "$CLUSTER_DIR/pki/$1.key"} 2>&1 || true
}
[[ $(knock apiserver-etcd-client) == *etcdserver* ]] || fail "etcd does not answer the API server: $(knock apiserver-etcd-client)"
[[ $(knock) == *alert*certificate*required* ]] || fail "etcd does not ask a stranger for a certificate: $(knock)"
[[ $(knock admin) == *alert*unknown*ca* ]] || fail "etcd does not turn a user of the cluster away: $(knock admin)"
