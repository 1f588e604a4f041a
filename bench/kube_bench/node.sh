#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# node.sh: within the namespaces that run.sh makes: the node, its processes, both programs, and what they say.
set -euo pipefail
for folder in /etc/kubernetes /var/lib/kubelet /var/lib/etcd /etc/cni/net.d; do
  mkdir -p "$folder"
  mount -t tmpfs -o mode=755 none "$folder"
done
cd "$data"
put() { mkdir -p "$(dirname "$2")" && cat >"$2" && chmod "$1" "$2"; }
# run NAME FLAG...: a process of that name, which waits.
mkdir -p programs
run() {
  cp sleeper "programs/$1"
  "programs/$@" &
}
# component NAME FLAG...: its static pod, and a process that is called so.
component() {
  local name=$1
  shift
  { printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: kube-system}\nspec:\n  hostNetwork: true\n  containers:\n  - name: %s\n    image: registry.k8s.io/%s:v1.34.4\n    command:\n    - %s\n' \
    "$name" "$name" "$name" "$name"
    printf '    - %s\n' "$@"
    printf '    volumeMounts: [{name: k, mountPath: /etc/kubernetes}]\n  volumes: [{name: k, hostPath: {path: /etc/kubernetes}}]\n'
  } | put 600 "/etc/kubernetes/manifests/$name.yaml"
  run "$name" "$@"
}
pki=/etc/kubernetes/pki
mkdir -p $pki/etcd
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $pki/ca.key -out $pki/ca.crt -subj /CN=kubernetes -days 3650 2>/dev/null
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $pki/etcd/ca.key -out $pki/etcd/ca.crt -subj /CN=etcd -days 3650 2>/dev/null
for leaf in apiserver apiserver-kubelet-client apiserver-etcd-client etcd/server etcd/peer; do
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $pki/$leaf.key -out $pki/$leaf.crt -subj /CN=${leaf#*/} -days 365 \
    -addext subjectAltName=DNS:kubernetes -addext basicConstraints=CA:FALSE 2>/dev/null
done
openssl genrsa -out $pki/sa.key 2048 2>/dev/null && openssl rsa -in $pki/sa.key -pubout -out $pki/sa.pub 2>/dev/null
chmod 600 $pki/*.key $pki/etcd/*.key
# What kubeadm 1.34 gives by itself.
component kube-apiserver --allow-privileged=true --authorization-mode=Node,RBAC --client-ca-file=$pki/ca.crt --enable-admission-plugins=NodeRestriction \
  --enable-bootstrap-token-auth=true --etcd-cafile=$pki/etcd/ca.crt --etcd-certfile=$pki/apiserver-etcd-client.crt --etcd-keyfile=$pki/apiserver-etcd-client.key \
  --etcd-servers=https://127.0.0.1:2379 --kubelet-client-certificate=$pki/apiserver-kubelet-client.crt --kubelet-client-key=$pki/apiserver-kubelet-client.key \
  --secure-port=6443 --service-account-issuer=https://kubernetes.default.svc.cluster.local --service-account-key-file=$pki/sa.pub \
  --service-account-signing-key-file=$pki/sa.key --tls-cert-file=$pki/apiserver.crt --tls-private-key-file=$pki/apiserver.key
component kube-controller-manager --bind-address=127.0.0.1 --client-ca-file=$pki/ca.crt --cluster-signing-cert-file=$pki/ca.crt --cluster-signing-key-file=$pki/ca.key \
  --controllers=*,bootstrapsigner,tokencleaner --root-ca-file=$pki/ca.crt --service-account-private-key-file=$pki/sa.key --use-service-account-credentials=true
component kube-scheduler --bind-address=127.0.0.1 --leader-elect=true
component etcd --cert-file=$pki/etcd/server.crt --client-cert-auth=true --data-dir=/var/lib/etcd --key-file=$pki/etcd/server.key --peer-cert-file=$pki/etcd/peer.crt \
  --peer-client-cert-auth=true --peer-key-file=$pki/etcd/peer.key --peer-trusted-ca-file=$pki/etcd/ca.crt --trusted-ca-file=$pki/etcd/ca.crt \
  --listen-client-urls=https://127.0.0.1:2379 --listen-peer-urls=https://10.0.0.5:2380
for one in admin super-admin scheduler controller-manager kubelet; do put 600 /etc/kubernetes/$one.conf <<<'{}'; done
put 600 /etc/cni/net.d/10-a.conflist <<<'{}'
put 644 /var/lib/kubelet/config.yaml <<<"apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $pki/ca.crt}}
authorization: {mode: Webhook}
rotateCertificates: true"
run kubelet --config=/var/lib/kubelet/config.yaml --kubeconfig=/etc/kubernetes/kubelet.conf

# best COMMAND...: "SECONDS PEAK_KB" of the fastest of five.
best() {
  for _ in 1 2 3 4 5; do
    /usr/bin/time -o time -f '%e %M' "$@" >said 2>&1 || true
    grep -E '^[0-9.]+ [0-9]+$' time
  done | sort -n | head -1
}
theirs=("$data/kube-bench" run --config-dir "$checks" --benchmark cis-1.12 --targets "master,etcd,controlplane,node" --json --outputfile kube-bench.json)
ours=("$bulwark" node audit --framework cis-1.12 --fail-on none -o json=node.json)
read -r their_seconds their_kb < <(KUBECONFIG=/dev/null best "${theirs[@]}")
read -r our_seconds our_kb < <(best "${ours[@]}")
awk -v a="$their_seconds" -v b="$our_seconds" -v c="$their_kb" -v d="$our_kb" 'BEGIN {
  printf "kube_bench_seconds %.2f\nkube_bench_mb %.0f\nbulwark_seconds %.2f\nbulwark_mb %.0f\nratio %.0f\n", a, c / 1024, b, d / 1024, a / (b > 0 ? b : 0.01)}'
python3 - <<'END'
import collections, json
theirs = {result["test_number"]: result["status"] for control in json.load(open("kube-bench.json"))["Controls"]
          for group in control["tests"] for result in group["results"]}
ours = {one["number"]: one for section in json.load(open("node.json"))["benchmark"]["sections"] for one in section["recommendations"]}
same = {("PASS", "pass"), ("FAIL", "fail"), ("WARN", "manual")}
pairs = collections.Counter((theirs[number], ours[number]["verdict"]) for number in theirs)
for (a, b), count in sorted(pairs.items()):
    print(f"verdicts {a} {b} {count}")
for number in theirs:
    if (theirs[number], ours[number]["verdict"]) not in same:
        print(f"differs {number} {theirs[number]} {ours[number]['verdict']} {ours[number]['reason']}")
END
kill $(jobs -p)
