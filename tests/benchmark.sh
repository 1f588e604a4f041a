#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# benchmark.sh BULWARK: --framework cis-1.12 over prepared nodes and manifests: all 131 numbers in their order, with the verdicts that
# what is there asks for, within 80 columns, and the exit codes of docs/benchmark.md.
set -uo pipefail
bulwark=$(readlink -f "$1")
repository=$(readlink -f "$(dirname "$0")/..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
wrong() { printf 'benchmark: %s\n' "$*"; failed=1; }
put() { mkdir -p "$(dirname "$2")" && cat >"$2" && chmod "$1" "$2"; }
# run CODE ARGUMENT...: the exit code, the table in `table`, the report in `report.json`.
run() {
  local code=$1 status=0
  shift
  "$bulwark" "$@" --framework cis-1.12 --fail-on medium -o table -o json=report.json >table 2>errors || status=$?
  [ "$status" = "$code" ] || wrong "'$*' ends with $status, not with $code: $(cat errors)"
  awk 'length > 80 {print FILENAME ": wider than 80 columns: " $0; exit 1}' table || failed=1
}
# verdicts NUMBER=VERDICT...: what the report says, its totals, and that the table has the same numbers in the same order.
verdicts() {
  python3 - "$@" >said <<'END' || wrong "$(cat said)"
import json, re, sys
benchmark = json.load(open("report.json"))["benchmark"]
recommendations = [one for section in benchmark["sections"] for one in section["recommendations"]]
numbers = [one["number"] for one in recommendations]
bad = []
if len(numbers) != 131 or numbers != sorted(numbers, key=lambda text: [int(part) for part in text.split(".")]):
    bad.append("not 131 numbers in their order: " + str(len(numbers)))
if sum(benchmark["totals"].values()) != 131:
    bad.append("totals are " + str(benchmark["totals"]))
shown = re.findall(r"^  (?:pass|fail|manual|not evaluated) +(\d[\d.]*) ", open("table").read(), re.M)
if shown != numbers:
    bad.append("the table has other numbers")
verdict = {one["number"]: one["verdict"] for one in recommendations}
for text in sys.argv[1:]:
    number, wanted = text.split("=")
    if verdict[number] != wanted:
        bad.append(f"{number} is {verdict[number]}, not {wanted}: " + str(next(o for o in recommendations if o["number"] == number)))
for one in recommendations:
    if one["verdict"] in ("manual", "not_evaluated") and not one["reason"]:
        bad.append(one["number"] + " has no reason")
    if one["verdict"] in ("fail", "manual") and not one["evidence"]:
        bad.append(one["number"] + " shows nothing")
print("\n".join(bad))
sys.exit(bool(bad))
END
}

# A control plane node with a wide mode, an API server without an audit log, and a kubelet under another name.
node=node/etc/kubernetes
mkdir -p node/etc && echo "root:x:$(id -u):0::/:/bin/sh" >node/etc/passwd && echo "root:x:$(id -g):" >node/etc/group
pod() { printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: kube-system}\nspec:\n  containers:\n  - name: %s\n    image: registry.k8s.io/%s:v1.34.4\n    command:\n' "$1" "$1" "$1"; printf '    - %s\n' "$@"; }
pod kube-apiserver --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --profiling=false --client-ca-file=/a \
  --enable-bootstrap-token-auth=false --oidc-issuer-url=https://id.example.org | put 600 $node/manifests/kube-apiserver.yaml
put 644 $node/admin.conf <<<x
put 600 $node/scheduler.conf <<<x
put 600 node/var/lib/kubelet/config.yaml <<<'{authentication: {anonymous: {enabled: false}}, rotateCertificates: true}'
put 644 node/var/lib/kubelet/kubeadm-flags.env <<<'KUBELET_KUBEADM_ARGS="--hostname-override=db-7"'
run 1 node audit --root node
verdicts 1.1.1=pass 1.1.13=fail 1.1.14=pass 1.1.15=pass 1.1.17=not_evaluated 1.2.7=pass 1.2.15=pass 1.2.16=fail 1.2.17=not_evaluated 1.3.2=not_evaluated \
  2.1=not_evaluated 3.1.1=manual 3.1.3=not_evaluated 4.2.1=pass 4.2.7=fail 4.2.10=pass 4.3.1=not_evaluated 5.2.2=not_evaluated
grep -q 'a node audit asks nothing about objects of the API' table || wrong "the audit does not say what it leaves out"
grep -q '/etc/kubernetes/admin.conf has mode 0644' table || wrong "no evidence of a wide mode"

# Alone, what a worker has not does not count.
mkdir -p worker/etc && cp node/etc/passwd node/etc/group worker/etc
put 600 worker/var/lib/kubelet/config.yaml <<<'authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}}
authorization: {mode: Webhook}
rotateCertificates: true
serverTLSBootstrap: true
podPidsLimit: 4096
seccompDefault: true'
run 0 node audit --root worker
verdicts 4.1.9=pass 4.2.1=pass 4.2.7=pass 1.2.1=not_evaluated
# Of a scan all is wanted: a node that is missing is not a pass.
mkdir manifests
cat >manifests/shop.yaml <<'END'
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: restricted}}
END
run 3 scan manifests --complete
verdicts 5.2.2=pass 5.6.1=manual 1.2.1=not_evaluated 4.2.1=not_evaluated
run 0 scan manifests --complete --layer container
verdicts 5.2.2=pass 1.2.1=not_evaluated
cat >manifests/a.yaml <<'END'
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec:
  hostPID: true
  containers: [{name: a, image: b, securityContext: {privileged: true}}]
END
run 1 scan manifests
verdicts 5.2.2=fail 5.2.3=fail 5.2.4=pass 5.2.5=pass 5.1.10=not_evaluated
echo 'kind: [' >manifests/broken.yaml
run 1 scan manifests
verdicts 5.2.2=fail 5.2.4=not_evaluated
rm manifests/broken.yaml
run 1 scan node:node manifests
verdicts 1.1.13=fail 1.2.7=pass 5.2.2=fail

# Other formats and frameworks.
python3 "$repository/tests/validate_report.py" json "$repository/docs/report.schema.json" report.json
case $? in 0 | 77) ;; *) wrong "the report does not follow its schema" ;; esac
"$bulwark" scan manifests --framework cis-1.12 -o markdown | grep -qF '| 5.2.2 | No privileged containers | **fail** |' || wrong "Markdown has no verdicts"
"$bulwark" scan manifests --framework nsa -o json | grep -q '"benchmark": null' || wrong "another framework has a benchmark"
"$bulwark" scan node:node manifests --framework cis-1.12 --threads 1 -o json >one.json
"$bulwark" scan node:node manifests --framework cis-1.12 --threads 4 -o json | cmp -s - one.json || wrong "threads change the report"
exit $failed
