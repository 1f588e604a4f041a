// SPDX-License-Identifier: Apache-2.0
// The types that refer to each other.
#pragma once

#include "analyzers/references/picture.h"

namespace bulwark::analyzers::references {

inline constexpr Type kConfigMap{"", "ConfigMap", "configmaps"};
inline constexpr Type kSecret{"", "Secret", "secrets"};
inline constexpr Type kService{"", "Service", "services"};
inline constexpr Type kServiceAccount{"", "ServiceAccount", "serviceaccounts"};
inline constexpr Type kVolumeClaim{"", "PersistentVolumeClaim", "persistentvolumeclaims"};
inline constexpr Type kNamespace{"", "Namespace", "namespaces"};
inline constexpr Type kResourceQuota{"", "ResourceQuota", "resourcequotas"};
inline constexpr Type kLimitRange{"", "LimitRange", "limitranges"};
inline constexpr Type kPod{"", "Pod", "pods"};
inline constexpr Type kReplicationController{"", "ReplicationController", "replicationcontrollers"};
inline constexpr Type kDeployment{"apps", "Deployment", "deployments"};
inline constexpr Type kReplicaSet{"apps", "ReplicaSet", "replicasets"};
inline constexpr Type kStatefulSet{"apps", "StatefulSet", "statefulsets"};
inline constexpr Type kDaemonSet{"apps", "DaemonSet", "daemonsets"};
inline constexpr Type kJob{"batch", "Job", "jobs"};
inline constexpr Type kCronJob{"batch", "CronJob", "cronjobs"};
inline constexpr Type kAutoscaler{"autoscaling", "HorizontalPodAutoscaler",
                                  "horizontalpodautoscalers"};
inline constexpr Type kBudget{"policy", "PodDisruptionBudget", "poddisruptionbudgets"};
inline constexpr Type kIngress{"networking.k8s.io", "Ingress", "ingresses"};
inline constexpr Type kNetworkPolicy{"networking.k8s.io", "NetworkPolicy", "networkpolicies"};
inline constexpr Type kRole{"rbac.authorization.k8s.io", "Role", "roles"};
inline constexpr Type kClusterRole{"rbac.authorization.k8s.io", "ClusterRole", "clusterroles"};
inline constexpr Type kRoleBinding{"rbac.authorization.k8s.io", "RoleBinding", "rolebindings"};
inline constexpr Type kClusterRoleBinding{"rbac.authorization.k8s.io", "ClusterRoleBinding",
                                          "clusterrolebindings"};
inline constexpr Type kServiceMonitor{"monitoring.coreos.com", "ServiceMonitor", "servicemonitors"};
inline constexpr Type kPodMonitor{"monitoring.coreos.com", "PodMonitor", "podmonitors"};
inline constexpr Type kHttpRoute{"gateway.networking.k8s.io", "HTTPRoute", "httproutes"};
inline constexpr Type kGrpcRoute{"gateway.networking.k8s.io", "GRPCRoute", "grpcroutes"};
inline constexpr Type kStorageClass{"storage.k8s.io", "StorageClass", "storageclasses"};
inline constexpr Type kPriorityClass{"scheduling.k8s.io", "PriorityClass", "priorityclasses"};

}  // namespace bulwark::analyzers::references
