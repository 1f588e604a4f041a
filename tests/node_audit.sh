#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# node_audit.sh BULWARK: `bulwark node audit` over folders that stand for nodes of kubeadm, RKE2, k3s and a provider, with planted
# faults: each is found, and nothing else is.
set -uo pipefail
bulwark=$(readlink -f "$1")
work=$(mktemp -d)
trap 'chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
wrong() { printf 'node_audit: %s\n' "$*"; failed=1; }
# Whoever runs this is root, as far as these folders know.
accounts() { mkdir -p "$1/etc" && echo "root:x:$(id -u):0::/:/bin/sh" >"$1/etc/passwd" && echo "root:x:$(id -g):" >"$1/etc/group" && echo "${1##*/}" >"$1/etc/hostname"; }
# put MODE FILE: standard input becomes the file.
put() { mkdir -p "$(dirname "$2")" && cat >"$2" && chmod "$1" "$2"; }
# audit ROOT CODE CONTROL...: the exit code, and exactly these findings, one a control (from medium up).
audit() {
  local root=$1 code=$2 status=0
  shift 2
  "$bulwark" node audit --root "$root" --fail-on medium -o json >report.json 2>errors || status=$?
  [ "$status" = "$code" ] || wrong "$root ends with $status, not with $code: $(cat errors)"
  python3 - "$@" >found <<'END' || wrong "$root: $(cat found)"
import json, sys
report = json.load(open("report.json"))
ours = [f for f in report["findings"] if f["resource"]["apiVersion"].startswith("bulwark.dev/") and f["severity"] != "low"]
found, wanted = sorted({f["control"] for f in ours}), sorted(sys.argv[1:])
print("found", sorted(set(found) - set(wanted)), "missed", sorted(set(wanted) - set(found)))
sys.exit(found != wanted)
END
}
kubelet_config='apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}}
authorization: {mode: Webhook}
rotateCertificates: true
serverTLSBootstrap: true
podPidsLimit: 4096
seccompDefault: true'

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout authority.key -out authority.crt -subj /CN=kubernetes -days 3650 \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign 2>/dev/null || wrong "openssl makes no authority"

# A node of a provider: a kubelet, and nothing of a control plane.
accounts managed
put 600 managed/var/lib/kubelet/config.yaml <<<"$kubelet_config"
put 600 managed/etc/kubernetes/kubelet.conf <<<'{}'
put 644 managed/etc/kubernetes/pki/ca.crt <authority.crt
audit managed 0
chmod 644 managed/var/lib/kubelet/config.yaml
put 644 managed/var/lib/kubelet/kubeadm-flags.env <<<'KUBELET_KUBEADM_ARGS="--read-only-port=10255 --config-dir=/etc/kubelet.d"'
put 644 managed/etc/kubelet.d/10.conf <<<'{seccompDefault: false}'
put 644 managed/etc/kubelet.d/20.conf <<<'{podPidsLimit: -1}'
put 644 managed/etc/kubelet.d/30.yaml <<<'{podPidsLimit: 1}'
audit managed 1 file-mode-kubelet-config kubelet-read-only-port kubelet-seccomp-default kubelet-pid-limit
# A process knows better than the files of its package.
put 644 managed/proc/77/cmdline < <(printf '%s\0' /usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --authorization-mode=AlwaysAllow)
audit managed 1 file-mode-kubelet-config kubelet-always-allow
put 644 managed/proc/77/cmdline < <(printf '%s\0' /usr/bin/kubelet)
audit managed 1 file-mode-kubelet-config kubelet-always-allow kubelet-anonymous kubelet-client-ca kubelet-read-only-port \
  kubelet-certificate kubelet-rotation kubelet-pid-limit kubelet-seccomp-default

# kubeadm's first control plane node.
accounts kubeadm
k=kubeadm/etc/kubernetes
pod() { printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: kube-system}\nspec:\n  hostNetwork: true\n  containers:\n  - name: %s\n    image: registry.k8s.io/%s:v1.34.4\n    command:\n' "$1" "$1" "$1"; printf '    - %s\n' "$@"; }
pod kube-apiserver --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --client-ca-file=/a --tls-cert-file=/a --tls-private-key-file=/a \
  --etcd-cafile=/a --etcd-certfile=/a --etcd-keyfile=/a --kubelet-client-certificate=/a --kubelet-client-key=/a --kubelet-certificate-authority=/a \
  --service-account-key-file=/a --audit-log-path=/a --audit-policy-file=/files/audit.yaml --encryption-provider-config=/files/encryption.yaml >server
cat server - <<'END' | put 600 $k/manifests/kube-apiserver.yaml
    volumeMounts: [{name: files, mountPath: /files}]
  volumes: [{name: files, hostPath: {path: /etc/kubernetes/files}}]
END
put 600 $k/files/audit.yaml <<<'{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: Metadata}]}'
put 600 $k/files/encryption.yaml <<<'{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: "unix:///a"}}]}]}'
pod kube-controller-manager --bind-address=127.0.0.1 --use-service-account-credentials=true --service-account-private-key-file=/a --root-ca-file=/a | put 600 $k/manifests/kube-controller-manager.yaml
pod kube-scheduler --bind-address=127.0.0.1 | put 600 $k/manifests/kube-scheduler.yaml
pod etcd --cert-file=/a --key-file=/a --client-cert-auth=true --peer-cert-file=/a --peer-key-file=/a --peer-client-cert-auth=true --trusted-ca-file=/e \
  --listen-client-urls=https://127.0.0.1:2379 --listen-peer-urls=https://10.0.0.5:2380 | put 600 $k/manifests/etcd.yaml
put 600 kubeadm/var/lib/kubelet/config.yaml <<<"$kubelet_config"
for one in admin scheduler controller-manager kubelet; do put 600 $k/$one.conf <<<'{}'; done
put 644 $k/pki/ca.crt <authority.crt
put 600 $k/pki/ca.key <authority.key
mkdir -p kubeadm/var/lib/etcd && chmod 700 kubeadm/var/lib/etcd
# A static pod tells its component; a process beside it is the same one.
put 644 kubeadm/proc/5/cmdline < <(printf '%s\0' kube-scheduler --bind-address=0.0.0.0)
audit kubeadm 0
chmod 644 $k/admin.conf $k/pki/ca.key
chmod 755 kubeadm/var/lib/etcd
chmod 666 $k/pki/ca.crt
sed -i 's/client-cert-auth=true/client-cert-auth=false/; s/--trusted-ca-file=.*/--trusted-ca-file=\/etc\/kubernetes\/pki\/ca.crt/' $k/manifests/etcd.yaml
sed -i 's/Node,RBAC/AlwaysAllow/' $k/manifests/kube-apiserver.yaml
audit kubeadm 1 file-mode-admin-kubeconfig file-mode-pki-key file-mode-pki-certificate file-mode-kubelet-client-ca file-mode-etcd-data etcd-client-auth etcd-peer-auth \
  etcd-shared-ca api-server-always-allow api-server-node-authorizer api-server-rbac
grep -q '"file":"kubeadm/etc/kubernetes/manifests/kube-apiserver.yaml","line":11' report.json || wrong "the finding of the API server has no line of its manifest"

# etcd as a service is told by its environment too; where that cannot be read its flags are not known.
accounts service
put 644 service/proc/8/cmdline < <(printf '%s\0' /usr/bin/etcd --cert-file=/a --key-file=/a --trusted-ca-file=/a)
put 644 service/proc/8/environ < <(printf '%s\0' PATH=/bin ETCD_CLIENT_CERT_AUTH=true ETCD_PEER_CERT_FILE=/a ETCD_PEER_KEY_FILE=/a)
audit service 1 etcd-peer-auth
rm service/proc/8/environ
audit service 3
grep -q 'its environment: ' report.json || wrong "an environment that cannot be read is not told"

# RKE2 and k3s keep theirs elsewhere.
accounts rke2
put 644 rke2/var/lib/rancher/rke2/server/tls/server-ca.key <authority.key
put 644 rke2/etc/rancher/rke2/rke2.yaml <<<'{}'
pod kube-scheduler --bind-address=0.0.0.0 | put 600 rke2/var/lib/rancher/rke2/agent/pod-manifests/kube-scheduler.yaml
audit rke2 1 file-mode-pki-key file-mode-admin-kubeconfig scheduler-address
accounts k3s
put 644 k3s/etc/rancher/k3s/k3s.yaml <<<'{}'
put 640 k3s/var/lib/rancher/k3s/agent/kubelet.kubeconfig <<<'{}'
audit k3s 1 file-mode-admin-kubeconfig file-mode-kubelet-kubeconfig

# What cannot be read, or is no configuration, is not evaluated, and the rest is.
accounts broken
put 600 broken/var/lib/kubelet/config.yaml <<<'authentication: ['
put 644 broken/etc/kubernetes/admin.conf <<<'{}'
audit broken 1 file-mode-admin-kubeconfig
grep -q 'kubelet-anonymous' report.json || wrong "a kubelet whose file is no YAML is not told"
chmod 600 broken/etc/kubernetes/admin.conf
audit broken 3
put 644 broken/var/lib/kubelet/config.yaml <<<'{}'
put 644 broken/proc/9/cmdline < <(printf '%s\0' kubelet --config=relative.yaml)
audit broken 1 file-mode-kubelet-config
grep -q 'relative.yaml is relative to where the kubelet was started' report.json || wrong "a relative --config is not told"
if [ "$(id -u)" = 0 ]; then
  chmod 755 "$work" && chmod -R go+rX "$work" && chmod 700 broken/etc/kubernetes
  chmod 600 broken/var/lib/kubelet/config.yaml
  status=0
  setpriv --reuid=65534 --regid=65534 --clear-groups "$bulwark" node audit --root broken >said 2>&1 || status=$?
  [ "$status" = 3 ] || wrong "somebody who may not read ends with $status"
  grep -q 'broken: /etc/kubernetes/admin.conf' said || wrong "what may not be read is not named: $(cat said)"
else
  echo "node_audit: only root can forbid somebody else to read; that is left out"
fi
says() { local code=$1 text=$2 status=0 said; shift 2; said=$("$bulwark" "$@" 2>&1) || status=$?
  [[ $status = "$code" && $said = *"$text"* ]] || wrong "'$*' ends with $status and says: $said"; }
says 2 "nowhere" node audit --root nowhere
says 2 "is no folder that stands for a node" node audit --root report.json
says 2 "Try \`bulwark node --help\`" node
mkdir empty
says 3 "nothing of Kubernetes is there" node audit --root empty
says 1 file-mode-admin-kubeconfig scan node:k3s
exit $failed
