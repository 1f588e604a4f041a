#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The controller manager makes a ReplicaSet and pods of a Deployment, and the scheduler puts them on a node when there is
# one. No kubelet runs, so pods stay pending; a node is an object that says of itself that it is ready.
. "$CLUSTER_TOOLS/expect.sh"

kubectl create namespace controllers-check
kubectl -n controllers-check create deployment web --image=registry.example.com/web:1 --replicas=2
pods() { kubectl -n controllers-check get pods -l app=web -o jsonpath="$1"; }
pods_are() { [ "$(pods "$1")" = "$2" ]; }
within 30 pods_are '{.items[*].status.phase}' 'Pending Pending'
expect "who owns the pods" "$(pods '{.items[*].metadata.ownerReferences[0].kind}')" 'ReplicaSet ReplicaSet'
expect "where pods are without a node" "$(pods '{.items[*].spec.nodeName}')" ''

kubectl create -f - <<'YAML'
apiVersion: v1
kind: Node
metadata: {name: worker-1, labels: {kubernetes.io/hostname: worker-1}}
YAML
kubectl patch node worker-1 --subresource=status -p '{"status": {
  "capacity": {"cpu": "8", "memory": "32Gi", "pods": "110"}, "allocatable": {"cpu": "8", "memory": "32Gi", "pods": "110"},
  "conditions": [{"type": "Ready", "status": "True", "reason": "Planted", "message": "no kubelet runs"}]}}'
within 60 pods_are '{.items[*].spec.nodeName}' 'worker-1 worker-1'
kubectl delete namespace controllers-check --wait=false
kubectl delete node worker-1
