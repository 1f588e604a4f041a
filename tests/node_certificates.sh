#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# node_certificates.sh BULWARK: certificates and keys of folders that stand for nodes, with planted faults: each is found in its file, and
# nothing else is; broken files are named, the others are read; no key is printed, and no bit of one.
set -uo pipefail
bulwark=$(readlink -f "$1")
command -v openssl >/dev/null || { echo "skipped: there is no openssl"; exit 77; }
work=$(mktemp -d)
trap 'chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
wrong() { printf 'node_certificates: %s\n' "$*"; failed=1; }
quiet() { "$@" 2>>openssl.log || { wrong "$*: $(tail -3 openssl.log)"; }; }

# authority FILE NAME [DAYS]: FILE.crt and FILE.key.
authority() {
  mkdir -p "$(dirname "$1")"
  quiet openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.crt" -subj "/CN=$2" -days "${3:-3650}" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,digitalSignature,keyCertSign
}
# issue FILE AUTHORITY SUBJECT USAGES NAMES [DAYS] [DIGEST] [KEY]: FILE.crt, and FILE.key where no KEY is given.
issue() {
  local file=$1 key=${8:-$1.key}
  mkdir -p "$(dirname "$file")"
  [ -f "$key" ] || quiet openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$key"
  { echo basicConstraints=critical,CA:FALSE; [ -z "$4" ] || echo "extendedKeyUsage=$4"; [ -z "$5" ] || echo "subjectAltName=$5"; } >ext
  quiet openssl req -new -key "$key" -subj "$3" -out csr
  quiet openssl x509 -req -in csr -CA "$2.crt" -CAkey "$2.key" -set_serial "$RANDOM" -days "${6:-365}" "-${7:-sha256}" -extfile ext -out "$file.crt"
}
# kubeconfig FILE NAME SUBJECT AUTHORITY: with a certificate in it.
kubeconfig() {
  issue one "$4" "$3" clientAuth "" && cat >"$1" <<END
apiVersion: v1
kind: Config
users:
- name: $2
  user: {client-certificate-data: $(base64 -w0 one.crt), client-key-data: $(base64 -w0 one.key)}
END
  rm -f one.key one.crt
}
pod() { # NAME HOST_FOLDER WORD...
  printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: kube-system}\nspec:\n  volumes: [{name: pki, hostPath: {path: %s}}]\n  containers:\n  - name: %s\n    volumeMounts: [{name: pki, mountPath: /pki}]\n    command:\n' "$1" "$2" "$1"
  printf '    - %s\n' "$1" "${@:3}"
}
# kubeadm ROOT: a control plane as kubeadm makes it.
kubeadm() {
  local k=$1/etc/kubernetes p=$1/etc/kubernetes/pki
  mkdir -p "$k/manifests" "$1/var/lib/kubelet/pki"
  authority "$p/ca" kubernetes
  authority "$p/etcd/ca" etcd-ca
  authority "$p/front-proxy-ca" front-proxy-ca
  issue "$p/apiserver" "$p/ca" /CN=kube-apiserver serverAuth DNS:kubernetes,IP:10.96.0.1
  issue "$p/apiserver-kubelet-client" "$p/ca" /O=kubeadm:cluster-admins/CN=kube-apiserver-kubelet-client clientAuth ""
  issue "$p/front-proxy-client" "$p/front-proxy-ca" /CN=front-proxy-client clientAuth ""
  issue "$p/apiserver-etcd-client" "$p/etcd/ca" /CN=kube-apiserver-etcd-client clientAuth ""
  issue "$p/etcd/server" "$p/etcd/ca" /CN=n1 serverAuth,clientAuth DNS:localhost
  issue "$p/etcd/peer" "$p/etcd/ca" /CN=n1 serverAuth,clientAuth DNS:localhost
  quiet openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$p/sa.key"
  quiet openssl pkey -in "$p/sa.key" -pubout -out "$p/sa.pub"
  kubeconfig "$k/admin.conf" kubernetes-admin /O=kubeadm:cluster-admins/CN=kubernetes-admin "$p/ca"
  kubeconfig "$k/super-admin.conf" kubernetes-super-admin /O=system:masters/CN=kubernetes-super-admin "$p/ca"
  kubeconfig "$k/scheduler.conf" system:kube-scheduler /CN=system:kube-scheduler "$p/ca"
  issue one "$p/ca" /O=system:nodes/CN=system:node:n1 clientAuth ""
  cat one.crt one.key >"$1/var/lib/kubelet/pki/kubelet-client-2026-11-30-08-00-00.pem"
  rm one.crt one.key
  ln -sf /var/lib/kubelet/pki/kubelet-client-2026-11-30-08-00-00.pem "$1/var/lib/kubelet/pki/kubelet-client-current.pem"
  echo 'users: [{name: a, user: {client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem, client-key: /var/lib/kubelet/pki/kubelet-client-current.pem}}]' >"$k/kubelet.conf"
  pod kube-apiserver /etc/kubernetes/pki --tls-cert-file=/pki/apiserver.crt --tls-private-key-file=/pki/apiserver.key --client-ca-file=/pki/ca.crt \
    --etcd-cafile=/pki/etcd/ca.crt --service-account-key-file=/pki/sa.pub --kubelet-certificate-authority=/in/the/image.crt >"$k/manifests/kube-apiserver.yaml"
  issue "$1/srv/scheduler" "$p/ca" /CN=scheduler serverAuth DNS:localhost
  pod kube-scheduler /srv --tls-cert-file=/pki/scheduler.crt --tls-private-key-file=/pki/scheduler.key >"$k/manifests/kube-scheduler.yaml"
}
# audit ROOT CODE [CONTROL=NAME...]: the exit code, and exactly these findings.
audit() {
  local root=$1 code=$2 status=0
  shift 2
  "$bulwark" node audit --root "$root" --control 'certificate-*' --control service-account-key-shared --fail-on low -o json >report.json 2>errors || status=$?
  [ "$status" = "$code" ] || wrong "$root ends with $status, not with $code: $(cat errors) $(grep -o '"not_evaluated":.*' report.json | head -c 2000)"
  python3 - "$@" >found <<'END' || wrong "$root: $(cat found)"
import json, sys
report = json.load(open("report.json"))
found, wanted = sorted(f["control"] + "=" + f["resource"]["name"] for f in report["findings"]), sorted(sys.argv[1:])
print("found", sorted(set(found) - set(wanted)), "missed", sorted(set(wanted) - set(found)))
sys.exit(found != wanted)
END
}
told() { grep -qF -- "$1" report.json || wrong "'$1' is not told: $(grep -o '"not_evaluated":.*' report.json | head -c 3000)"; }

kubeadm good
audit good 0
p=/etc/kubernetes/pki

# One fault after another, each in a copy.
plant() { rm -rf bad && cp -a good bad; }
plant
issue "bad$p/apiserver" "bad$p/ca" /CN=kube-apiserver serverAuth "" -1 sha1
audit bad 1 certificate-expired=$p/apiserver.crt certificate-weak-signature=$p/apiserver.crt certificate-server-name=$p/apiserver.crt
plant
issue "bad$p/apiserver" "bad$p/ca" /CN=kube-apiserver "" DNS:kubernetes,DNS:*.example.org 3650
issue "bad$p/etcd/peer" "bad$p/etcd/ca" /CN=n1 serverAuth,clientAuth DNS:localhost 20  # short by design: not told
issue "bad$p/etcd/server" "bad$p/etcd/ca" /CN=n1 serverAuth DNS:localhost 399
authority "bad$p/front-proxy-ca" front-proxy-ca 100
audit bad 1 certificate-server-name=$p/apiserver.crt certificate-usage=$p/apiserver.crt certificate-lifetime=$p/apiserver.crt certificate-lifetime=$p/etcd/server.crt
plant
quiet openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out "bad$p/apiserver.key"
issue "bad$p/apiserver" "bad$p/ca" /CN=kube-apiserver serverAuth DNS:kubernetes
quiet openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp224r1 -out "bad$p/sa.key"
audit bad 1 certificate-weak-key=$p/apiserver.crt certificate-weak-key=$p/apiserver.key certificate-weak-key=$p/sa.key
plant
issue "bad$p/apiserver-kubelet-client" "bad$p/ca" /O=system:masters/CN=kube-apiserver-kubelet-client clientAuth ""
kubeconfig bad/etc/kubernetes/admin.conf kubernetes-admin /O=a/O=system:masters/CN=kubernetes-admin "bad$p/ca"
audit bad 1 certificate-admin-group=$p/apiserver-kubelet-client.crt certificate-admin-group=/etc/kubernetes/admin.conf
# etcd trusts what the cluster trusts, by a copy; the front proxy's is the very file of etcd's.
plant
cp "bad$p/ca.crt" "bad$p/etcd/ca.crt" && cp "bad$p/ca.key" "bad$p/etcd/ca.key"
audit bad 1 certificate-authority-reused=$p/ca.crt certificate-authority-reused=$p/etcd/ca.crt
told 'etcd/ca.crt is trusted for cluster, etcd; it has the same key as /etc/kubernetes/pki/ca.crt'
plant
echo '    - --requestheader-client-ca-file=/pki/etcd/ca.crt' >>bad/etc/kubernetes/manifests/kube-apiserver.yaml
audit bad 1 certificate-authority-reused=$p/etcd/ca.crt
# One key for two certificates, another key than the certificate's, tokens signed by a certificate's key.
plant
issue "bad$p/etcd/server" "bad$p/etcd/ca" /CN=n1 serverAuth DNS:localhost 365 sha256 "bad$p/apiserver.key"
cp "bad$p/ca.key" "bad$p/sa.key"
audit bad 1 certificate-key-reused=$p/etcd/server.crt certificate-key-reused=$p/apiserver.crt certificate-key-mismatch=$p/etcd/server.crt service-account-key-shared=$p/sa.key
# What is no authority; and the key of one where no control plane is.
plant
cp "bad$p/apiserver.crt" "bad$p/front-proxy-ca.crt"
audit bad 1 certificate-not-authority=$p/front-proxy-ca.crt certificate-key-mismatch=$p/front-proxy-ca.crt
plant
rm -r bad/etc/kubernetes/manifests && mkdir -p bad/proc/7 && printf '%s\0' kubelet --config=/none >bad/proc/7/cmdline
audit bad 1 certificate-authority-key-on-worker=$p/ca.key certificate-authority-key-on-worker=$p/etcd/ca.key certificate-authority-key-on-worker=$p/front-proxy-ca.key
rm -r bad/proc  # whether one runs is not known from files alone
audit bad 3
# A chain of certificates, and processes that name files; a kubeconfig with the key of another.
plant
cat "bad$p/ca.crt" >>"bad$p/apiserver.crt"
mkdir -p bad/proc/7 bad/opt && printf '%s\0' kube-controller-manager --root-ca-file=/opt/root.crt --tls-cert-file=relative.crt >bad/proc/7/cmdline
cp "bad$p/apiserver.crt" bad/opt/root.crt
sed -i "s/client-key-data: .*/client-key-data: $(base64 -w0 "bad$p/ca.key")}/" bad/etc/kubernetes/scheduler.conf
audit bad 1 certificate-not-authority=/opt/root.crt certificate-key-mismatch=/etc/kubernetes/scheduler.conf
told 'relative.crt is relative to where it was started'

# What is broken, encrypted or not there is named, and everything else is read.
plant
echo words >"bad$p/apiserver.crt"
: >"bad$p/etcd/server.crt"
openssl x509 -in "bad$p/ca.crt" -outform der -out "bad$p/ca.crt"
quiet openssl pkcs8 -topk8 -in "bad$p/front-proxy-client.key" -passout pass:x -out encrypted && mv encrypted "bad$p/front-proxy-client.key"
{ head -3 "bad$p/etcd/peer.crt"; cat "bad$p/apiserver-etcd-client.crt"; } >mixed && mv mixed "bad$p/apiserver-etcd-client.crt"
rm bad/srv/scheduler.crt
echo 'users: [{name: a, user: {client-certificate-data: "%"}}]' >bad/etc/kubernetes/scheduler.conf
audit bad 3
for one in "$p/apiserver.crt" "holds no PEM block" "$p/etcd/server.crt" "is empty" "$p/ca.crt" "is DER, where PEM is read" "$p/front-proxy-client.key" "is encrypted" \
  "block 1 (CERTIFICATE) has no end" "/srv/scheduler.crt (--tls-cert-file of kube-scheduler)" "/etc/kubernetes/scheduler.conf: user a" "client-certificate-data is no base64"; do told "$one"; done
issue "bad$p/etcd/peer" "bad$p/etcd/ca" /CN=n1 serverAuth,clientAuth DNS:localhost -1
audit bad 1 certificate-expired=$p/etcd/peer.crt

# A bundle of thousands, one too many blocks, and a name that moves the cursor.
plant
for _ in $(seq 3000); do cat "bad$p/front-proxy-ca.crt"; done >"bad$p/many.crt"
issue "bad$p/users/odd" "bad$p/ca" "/O=system:masters/CN=$(printf 'a\033[31mb')" clientAuth ""
audit bad 1 certificate-admin-group=$p/users/odd.crt
"$bulwark" node audit --root bad --control certificate-admin-group >table 2>&1
grep -qF '\x1b[31m' table && ! grep -q $'\033' table || wrong "a name moves the cursor: $(cat -v table)"
for _ in $(seq 1200); do cat "bad$p/front-proxy-ca.crt"; done >>"bad$p/many.crt"
audit bad 1 certificate-admin-group=$p/users/odd.crt
told "holds more than 4096 blocks"

# No key leaves the folder: no line of any of them is in any output.
for format in json sarif table; do "$bulwark" node audit --root good --fail-on none -o "$format"; done >outputs 2>&1
find good -type f -exec sed -n '/PRIVATE KEY/,/END/{/KEY-----/!p}' {} + | sort -u >secrets
grep -o 'client-key-data: [^}]*' -rh good | cut -d' ' -f2 | base64 -d 2>/dev/null | sed -n '/KEY-----/!p' >>secrets
[ "$(wc -l <secrets)" -gt 40 ] || wrong "there are too few secrets to look for"
! grep -qFf secrets outputs || wrong "a key is printed"

if [ "$(id -u)" = 0 ]; then
  chmod 755 "$work" && chmod -R go+rX "$work" && chmod 600 "good$p/apiserver.key" good/etc/kubernetes/admin.conf
  status=0
  setpriv --reuid=65534 --regid=65534 --clear-groups "$bulwark" node audit --root good --control 'certificate-*' >said 2>&1 || status=$?
  [ "$status" = 3 ] && grep -q 'good: /etc/kubernetes/pki/apiserver.key' said && grep -q 'good: /etc/kubernetes/admin.conf' said ||
    wrong "somebody who may not read ends with $status and is told $(cat said)"
fi

# RKE2 and k3s keep theirs elsewhere.
t=/var/lib/rancher/k3s/server/tls
for one in client-ca server-ca request-header-ca etcd/server-ca etcd/peer-ca; do authority "k3s$t/$one" "k3s-${one##*/}"; done
issue "k3s$t/client-admin" "k3s$t/client-ca" /O=system:masters/CN=system:admin clientAuth ""
issue "k3s$t/serving-kube-apiserver" "k3s$t/server-ca" /CN=kube-apiserver serverAuth DNS:kubernetes
issue "k3s/var/lib/rancher/k3s/agent/client-kubelet" "k3s$t/client-ca" /O=system:nodes/CN=system:node:n1 clientAuth "" -1
audit k3s 1 certificate-admin-group=$t/client-admin.crt certificate-expired=/var/lib/rancher/k3s/agent/client-kubelet.crt
cp "k3s$t/client-ca.crt" "k3s$t/etcd/peer-ca.crt" && cp "k3s$t/client-ca.key" "k3s$t/etcd/peer-ca.key"
audit k3s 1 certificate-admin-group=$t/client-admin.crt certificate-expired=/var/lib/rancher/k3s/agent/client-kubelet.crt \
  certificate-authority-reused=$t/client-ca.crt certificate-authority-reused=$t/etcd/peer-ca.crt
exit $failed
