// SPDX-License-Identifier: Apache-2.0
// As Kubernetes 1.34 to 1.37 serve them; those that only rules name have no kind.
#include "analyzers/rbac/resource_table.h"

#include <array>

namespace bulwark::analyzers::rbac {
namespace {

constexpr std::string_view kAdmission = "admissionregistration.k8s.io";
constexpr std::string_view kAuthentication = "authentication.k8s.io";
constexpr std::string_view kAuthorization = "authorization.k8s.io";
constexpr std::string_view kCertificates = "certificates.k8s.io";
constexpr std::string_view kFlow = "flowcontrol.apiserver.k8s.io";
constexpr std::string_view kNetworking = "networking.k8s.io";
constexpr std::string_view kRbac = "rbac.authorization.k8s.io";
constexpr std::string_view kDevices = "resource.k8s.io";
constexpr std::string_view kStorage = "storage.k8s.io";
constexpr bool kWide = false;
constexpr bool kSpaced = true;

constexpr std::array kResources{
    KnownResource{"", "bindings", "Binding"},
    KnownResource{"", "componentstatuses", "ComponentStatus", kWide, "cs"},
    KnownResource{"", "configmaps", "ConfigMap", kSpaced, "cm"},
    KnownResource{"", "endpoints", "Endpoints", kSpaced, "ep"},
    KnownResource{"", "events", "Event", kSpaced, "ev"},
    KnownResource{"", "limitranges", "LimitRange", kSpaced, "limits"},
    KnownResource{"", "namespaces", "Namespace", kWide, "ns", "finalize status"},
    KnownResource{"", "nodes", "Node", kWide, "no",
                  "checkpoint configz healthz log metrics pods proxy spec stats status"},
    KnownResource{"", "persistentvolumeclaims", "PersistentVolumeClaim", kSpaced, "pvc", "status"},
    KnownResource{"", "persistentvolumes", "PersistentVolume", kWide, "pv", "status"},
    KnownResource{"", "pods", "Pod", kSpaced, "po",
                  "attach binding ephemeralcontainers eviction exec log portforward proxy resize "
                  "status"},
    KnownResource{"", "podtemplates", "PodTemplate"},
    KnownResource{"", "replicationcontrollers", "ReplicationController", kSpaced, "rc",
                  "scale status"},
    KnownResource{"", "resourcequotas", "ResourceQuota", kSpaced, "quota", "status"},
    KnownResource{"", "secrets", "Secret"},
    KnownResource{"", "serviceaccounts", "ServiceAccount", kSpaced, "sa", "token"},
    KnownResource{"", "services", "Service", kSpaced, "svc", "proxy status"},
    KnownResource{kAdmission, "mutatingadmissionpolicies", "MutatingAdmissionPolicy", kWide},
    KnownResource{kAdmission, "mutatingadmissionpolicybindings", "MutatingAdmissionPolicyBinding",
                  kWide},
    KnownResource{kAdmission, "mutatingwebhookconfigurations", "MutatingWebhookConfiguration",
                  kWide},
    KnownResource{kAdmission, "validatingadmissionpolicies", "ValidatingAdmissionPolicy", kWide, "",
                  "status"},
    KnownResource{kAdmission, "validatingadmissionpolicybindings",
                  "ValidatingAdmissionPolicyBinding", kWide},
    KnownResource{kAdmission, "validatingwebhookconfigurations", "ValidatingWebhookConfiguration",
                  kWide},
    KnownResource{"apiextensions.k8s.io", "customresourcedefinitions", "CustomResourceDefinition",
                  kWide, "crd crds", "status"},
    KnownResource{"apiregistration.k8s.io", "apiservices", "APIService", kWide, "", "status"},
    KnownResource{"apps", "controllerrevisions", "ControllerRevision"},
    KnownResource{"apps", "daemonsets", "DaemonSet", kSpaced, "ds", "status"},
    KnownResource{"apps", "deployments", "Deployment", kSpaced, "deploy", "scale status"},
    KnownResource{"apps", "replicasets", "ReplicaSet", kSpaced, "rs", "scale status"},
    KnownResource{"apps", "statefulsets", "StatefulSet", kSpaced, "sts", "scale status"},
    KnownResource{kAuthentication, "selfsubjectreviews", "SelfSubjectReview", kWide},
    KnownResource{kAuthentication, "tokenreviews", "TokenReview", kWide},
    KnownResource{kAuthorization, "localsubjectaccessreviews", "LocalSubjectAccessReview"},
    KnownResource{kAuthorization, "selfsubjectaccessreviews", "SelfSubjectAccessReview", kWide},
    KnownResource{kAuthorization, "selfsubjectrulesreviews", "SelfSubjectRulesReview", kWide},
    KnownResource{kAuthorization, "subjectaccessreviews", "SubjectAccessReview", kWide},
    KnownResource{"autoscaling", "horizontalpodautoscalers", "HorizontalPodAutoscaler", kSpaced,
                  "hpa", "status"},
    KnownResource{"batch", "cronjobs", "CronJob", kSpaced, "cj", "status"},
    KnownResource{"batch", "jobs", "Job", kSpaced, "", "status"},
    KnownResource{kCertificates, "certificatesigningrequests", "CertificateSigningRequest", kWide,
                  "csr", "approval status"},
    KnownResource{kCertificates, "clustertrustbundles", "ClusterTrustBundle", kWide},
    KnownResource{kCertificates, "podcertificaterequests", "PodCertificateRequest", kSpaced, "",
                  "status"},
    KnownResource{"coordination.k8s.io", "leasecandidates", "LeaseCandidate"},
    KnownResource{"coordination.k8s.io", "leases", "Lease"},
    KnownResource{"discovery.k8s.io", "endpointslices", "EndpointSlice"},
    KnownResource{"events.k8s.io", "events", "Event", kSpaced, "ev"},
    KnownResource{kFlow, "flowschemas", "FlowSchema", kWide, "", "status"},
    KnownResource{kFlow, "prioritylevelconfigurations", "PriorityLevelConfiguration", kWide, "",
                  "status"},
    KnownResource{"internal.apiserver.k8s.io", "storageversions", "StorageVersion", kWide, "",
                  "status"},
    KnownResource{kNetworking, "ingressclasses", "IngressClass", kWide},
    KnownResource{kNetworking, "ingresses", "Ingress", kSpaced, "ing", "status"},
    KnownResource{kNetworking, "ipaddresses", "IPAddress", kWide, "ip"},
    KnownResource{kNetworking, "networkpolicies", "NetworkPolicy", kSpaced, "netpol"},
    KnownResource{kNetworking, "servicecidrs", "ServiceCIDR", kWide, "", "status"},
    KnownResource{"node.k8s.io", "runtimeclasses", "RuntimeClass", kWide},
    KnownResource{"policy", "poddisruptionbudgets", "PodDisruptionBudget", kSpaced, "pdb",
                  "status"},
    KnownResource{kRbac, "clusterrolebindings", "ClusterRoleBinding", kWide},
    KnownResource{kRbac, "clusterroles", "ClusterRole", kWide},
    KnownResource{kRbac, "rolebindings", "RoleBinding"},
    KnownResource{kRbac, "roles", "Role"},
    KnownResource{kDevices, "deviceclasses", "DeviceClass", kWide},
    KnownResource{kDevices, "devicetaintrules", "DeviceTaintRule", kWide, "", "status"},
    KnownResource{kDevices, "resourceclaims", "ResourceClaim", kSpaced, "",
                  "binding driver status"},
    KnownResource{kDevices, "resourceclaimtemplates", "ResourceClaimTemplate"},
    KnownResource{kDevices, "resourceslices", "ResourceSlice", kWide},
    KnownResource{"scheduling.k8s.io", "priorityclasses", "PriorityClass", kWide, "pc"},
    KnownResource{"scheduling.k8s.io", "workloads", "Workload"},
    KnownResource{kStorage, "csidrivers", "CSIDriver", kWide},
    KnownResource{kStorage, "csinodes", "CSINode", kWide, "", "status"},
    KnownResource{kStorage, "csistoragecapacities", "CSIStorageCapacity"},
    KnownResource{kStorage, "storageclasses", "StorageClass", kWide, "sc"},
    KnownResource{kStorage, "volumeattachments", "VolumeAttachment", kWide, "", "status"},
    KnownResource{kStorage, "volumeattributesclasses", "VolumeAttributesClass", kWide, "vac"},
    KnownResource{"storagemigration.k8s.io", "storageversionmigrations", "StorageVersionMigration",
                  kWide, "", "status"},
    KnownResource{"metrics.k8s.io", "nodes", "NodeMetrics", kWide},
    KnownResource{"metrics.k8s.io", "pods", "PodMetrics"},
    // No objects: what impersonation and certificates are allowed by.
    KnownResource{"", "groups", "", kWide},
    KnownResource{"", "users", "", kWide},
    KnownResource{kAuthentication, "uids", "", kWide},
    KnownResource{kAuthentication, "userextras", "", kWide, "", "*"},
    KnownResource{kCertificates, "signers", "", kWide},
    KnownResource{"policy", "podsecuritypolicies", "PodSecurityPolicy", kWide, "psp"},
};

constexpr std::array<std::string_view, 20> kVerbs{
    "get",  "list", "watch",    "create",      "update",  "patch", "delete", "deletecollection",
    "*",    "bind", "escalate", "impersonate", "approve", "sign",  "attest", "use",
    "post", "put",  "head",     "options"};

}  // namespace

std::span<const KnownResource> built_in_resources() { return kResources; }

std::span<const std::string_view> known_verbs() { return kVerbs; }

}  // namespace bulwark::analyzers::rbac
