#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The manifests of deploy/ in a real cluster: the server takes them, and with the token of their service account, as it
# lies in a pod, a scan reads everything.
. "$CLUSTER_TOOLS/expect.sh"
deploy=$CLUSTER_TOOLS/../../deploy

kubectl apply -f "$deploy/cluster-role.yaml" -f "$deploy/scan-cronjob.yaml"
within 30 kubectl -n bulwark create job --from=cronjob/bulwark-scan first
within 30 kubectl -n bulwark get pods -l job-name=first -o name --no-headers
pods=$(kubectl -n bulwark get pods -l job-name=first -o name | wc -l)
expect "number of pods that Pod Security lets run" "$pods" 1

[ "$(id -u)" = 0 ] || { echo "skipped: only root can put a service account where pods have theirs"; exit 77; }
# Other checks may have left custom types behind: their role is this cluster's own.
"$BULWARK" rbac required --no-secrets --kubeconfig "$KUBECONFIG" | kubectl apply -f -
server=$(kubectl config view --raw -o jsonpath='{.clusters[0].cluster.server}')
address=${server#https://}
mkdir account
kubectl create token bulwark-scan -n bulwark >account/token
kubectl config view --raw -o jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 -d >account/ca.crt
printf bulwark >account/namespace
# Namespaces of other checks that are still going away would be counted once and not twice.
settled() { ! kubectl get namespaces --no-headers | grep -w Terminating; }
within 60 settled
everything=$("$BULWARK" scan --no-secrets -o json | python3 -c 'import json, sys; print(json.load(sys.stdin)["resources"])') || [ $? = 1 ]

# In a mount namespace of its own the folder lies where every pod has it.
status=0
env -u KUBECONFIG HOME=/nonexistent KUBERNETES_SERVICE_HOST="${address%:*}" KUBERNETES_SERVICE_PORT="${address##*:}" \
  unshare -m bash -c 'mount -t tmpfs none /var/run && mkdir -p /var/run/secrets/kubernetes.io/serviceaccount &&
    cp account/* /var/run/secrets/kubernetes.io/serviceaccount/ && exec "$BULWARK" scan --no-secrets --fail-on none -o json=report.json' || status=$?
expect "the exit code of the scan from inside" "$status" 0
python3 - "$everything" <<'PYTHON'
import json, sys
report = json.load(open("report.json"))
if any(not gap["waived"] for gap in report["not_evaluated"]) or abs(report["resources"] - int(sys.argv[1])) > 5 or report["clusters"][0]["name"] != "in-cluster":
    sys.exit(f"FAILED: from inside {report['resources']} of {sys.argv[1]} objects, gaps {report['not_evaluated']}")
PYTHON
kubectl delete -f "$deploy/scan-cronjob.yaml" -f "$deploy/cluster-role.yaml" --wait=false
