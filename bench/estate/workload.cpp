// SPDX-License-Identifier: Apache-2.0
// Deployments, their replica sets and their pods, with all that makes live pods differ.
#include <string>
#include <string_view>

#include "bench/estate/objects.h"
#include "bench/estate/random.h"
#include "bench/estate/template.h"

namespace bulwark::bench {
namespace {

struct Workload {
  Template from;
  std::string name;
  std::string space;
  std::string hash;  ///< pod-template-hash
  std::string deployment_uid;
  std::string replica_set_uid;
  std::string service_account;
};

Workload make_workload(const Shape& shape, std::uint64_t index) {
  Random random(shape.seed, "workload", index);
  Workload out;
  out.from = make_template(shape, index % shape.templates());
  out.name = out.from.app;
  out.space = namespace_name(index % shape.namespaces());
  // The same template in another namespace: its name must differ only where the namespace does not.
  if (index / shape.templates() > 0) out.name += fmt::format("-{}", index / shape.templates());
  out.hash = random.suffix(10);
  out.deployment_uid = random.uid();
  out.replica_set_uid = random.uid();
  out.service_account = random.percent(20) ? "default" : identity_name(index % shape.identities());
  return out;
}

void write_metadata(Writer& out, Random& random, const Workload& workload, std::string_view name,
                    std::string_view uid) {
  out.put(R"("metadata":{{"name":"{}","namespace":"{}","uid":"{}","resourceVersion":"{}",)", name,
          workload.space, uid, 100'000'000 + random.below(900'000'000));
}

void write_owner(Writer& out, std::string_view kind, std::string_view name, std::string_view uid) {
  out.put(R"("ownerReferences":[{{"apiVersion":"apps/v1","kind":"{}","name":"{}","uid":"{}",)"
          R"("controller":true,"blockOwnerDeletion":true}}],)",
          kind, name, uid);
}

void write_managed_container(Writer& out, const ContainerTemplate& container) {
  out.put(R"("k:{{\"name\":\"{}\"}}":{{".":{{}},"f:args":{{}},"f:env":{{".":{{}})", container.name);
  for (const std::string& name : container.env_names) {
    out.put(R"(,"k:{{\"name\":\"{}\"}}":{{".":{{}},"f:name":{{}},"f:value":{{}}}})", name);
  }
  out.raw(R"(},"f:image":{},"f:imagePullPolicy":{})");
  if (container.probes) {
    out.raw(
        R"(,"f:livenessProbe":{".":{},"f:failureThreshold":{},"f:httpGet":{".":{},"f:path":{},"f:port":{},"f:scheme":{}},)"
        R"("f:initialDelaySeconds":{},"f:periodSeconds":{},"f:successThreshold":{},"f:timeoutSeconds":{}})");
  }
  out.raw(
      R"(,"f:name":{},"f:ports":{},)"
      R"("f:resources":{".":{},"f:limits":{},"f:requests":{}},)"
      R"("f:securityContext":{},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{},"f:volumeMounts":{".":{},)"
      R"("k:{\"mountPath\":\"/tmp\"}":{".":{},"f:mountPath":{},"f:name":{}}}})");
}

void write_managed_fields(Writer& out, const Workload& workload, std::string_view manager,
                          std::string_view version, std::string_view before,
                          std::string_view after) {
  out.put(
      R"("managedFields":[{{"manager":"{}","operation":"Update","apiVersion":"{}","time":"{}",)"
      R"("fieldsType":"FieldsV1","fieldsV1":{{"f:metadata":{{"f:labels":{{".":{{}},"f:app.kubernetes.io/name":{{}},)"
      R"("f:app.kubernetes.io/part-of":{{}},"f:app.kubernetes.io/version":{{}},"f:team":{{}}}}}},{}"f:containers":{{)",
      manager, version, kCreated, before);
  bool first = true;
  for (const ContainerTemplate& container : workload.from.containers) {
    if (!first) out.raw(",");
    first = false;
    write_managed_container(out, container);
  }
  out.raw(
         R"(},"f:dnsPolicy":{},"f:enableServiceLinks":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},)"
         R"("f:serviceAccount":{},"f:serviceAccountName":{},"f:terminationGracePeriodSeconds":{})")
      .raw(after);
}

constexpr std::string_view kKubeletFields =
    R"(},{"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"2026-03-14T09:27:11Z","fieldsType":"FieldsV1","fieldsV1":{"f:status":{"f:conditions":{)"
    R"("k:{\"type\":\"ContainersReady\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}},)"
    R"("k:{\"type\":\"Initialized\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}},)"
    R"("k:{\"type\":\"Ready\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}}},)"
    R"("f:containerStatuses":{},"f:hostIP":{},"f:phase":{},"f:podIP":{},"f:podIPs":{".":{},"k:{\"ip\":\"10.0.0.1\"}":{".":{},"f:ip":{}}},"f:startTime":{}}},"subresource":"status"}])";

void write_template_spec(Writer& out, const Workload& workload, std::string_view hash) {
  out.put(R"("template":{{"metadata":{{"labels":{{{}{}}},"annotations":{}}},"spec":)",
          workload.from.labels, hash, workload.from.annotations);
  write_pod_spec(out, workload.from, workload.service_account, nullptr);
  out.raw("}");
}

void write_deployment(Writer& out, const Shape& shape, std::uint64_t index,
                      const Workload& workload) {
  Random random(shape.seed, "deployment", index);
  out.raw(R"({"apiVersion":"apps/v1","kind":"Deployment",)");
  write_metadata(out, random, workload, workload.name, workload.deployment_uid);
  out.put(
      R"("generation":3,"creationTimestamp":"{}","labels":{{{}}},"annotations":{{"deployment.kubernetes.io/revision":"3"}},)",
      kCreated, workload.from.labels);
  write_managed_fields(out, workload, "helm", "apps/v1",
                       R"("f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:spec":{)",
                       "}}}}}]");
  out.put(
      R"(}},"spec":{{"replicas":{},"selector":{{"matchLabels":{{"app.kubernetes.io/name":"{}"}}}},)",
      Shape::kPods, workload.from.app);
  write_template_spec(out, workload, "");
  out.put(
      R"(,"strategy":{{"type":"RollingUpdate","rollingUpdate":{{"maxUnavailable":"25%","maxSurge":"25%"}}}},)"
      R"("revisionHistoryLimit":10,"progressDeadlineSeconds":600}},"status":{{"observedGeneration":3,)"
      R"("replicas":5,"updatedReplicas":5,"readyReplicas":5,"availableReplicas":5,"conditions":[)"
      R"({{"type":"Available","status":"True","lastUpdateTime":"{}","lastTransitionTime":"{}",)"
      R"("reason":"MinimumReplicasAvailable","message":"Deployment has minimum availability."}}]}}}})",
      kCreated, kCreated);
  out.end_object();
}

void write_replica_set(Writer& out, const Shape& shape, std::uint64_t index,
                       const Workload& workload) {
  Random random(shape.seed, "replica set", index);
  const std::string hash = fmt::format(R"(,"pod-template-hash":"{}")", workload.hash);
  out.raw(R"({"apiVersion":"apps/v1","kind":"ReplicaSet",)");
  write_metadata(out, random, workload, workload.name + "-" + workload.hash,
                 workload.replica_set_uid);
  out.put(
      R"("generation":1,"creationTimestamp":"{}","labels":{{{}{}}},)"
      R"("annotations":{{"deployment.kubernetes.io/desired-replicas":"5","deployment.kubernetes.io/revision":"3"}},)",
      kCreated, workload.from.labels, hash);
  write_owner(out, "Deployment", workload.name, workload.deployment_uid);
  write_managed_fields(out, workload, "kube-controller-manager", "apps/v1",
                       R"("f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:spec":{)",
                       "}}}}}]");
  out.put(
      R"(}},"spec":{{"replicas":{},"selector":{{"matchLabels":{{"app.kubernetes.io/name":"{}"{}}}}},)",
      Shape::kPods, workload.from.app, hash);
  write_template_spec(out, workload, hash);
  out.raw(
      R"(},"status":{"replicas":5,"fullyLabeledReplicas":5,"readyReplicas":5,"availableReplicas":5,"observedGeneration":1}})");
  out.end_object();
}

void write_container_statuses(Writer& out, Random& random, const Workload& workload) {
  out.raw(R"("containerStatuses":[)");
  bool first = true;
  for (const ContainerTemplate& container : workload.from.containers) {
    if (!first) out.raw(",");
    first = false;
    out.put(
        R"({{"name":"{}","state":{{"running":{{"startedAt":"{}"}}}},"lastState":{{}},"ready":true,"restartCount":{},)"
        R"("image":"{}","imageID":"{}@sha256:{}","containerID":"containerd://{}","started":true}})",
        container.name, kCreated, random.below(3), container.image, container.image, random.hex(64),
        random.hex(64));
  }
  out.raw("],");
}

void write_pod_status(Writer& out, Random& random, const Workload& workload) {
  out.raw(R"("status":{"phase":"Running","conditions":[)");
  bool first = true;
  for (const std::string_view type :
       {"PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"}) {
    if (!first) out.raw(",");
    first = false;
    out.put(R"({{"type":"{}","status":"True","lastProbeTime":null,"lastTransitionTime":"{}"}})",
            type, kCreated);
  }
  const std::string ip = fmt::format("10.{}.{}.{}", 64 + random.below(64), random.below(256),
                                     1 + random.below(254));
  const std::string host = fmt::format("10.0.{}.{}", random.below(16), 1 + random.below(254));
  out.put(
      R"(],"hostIP":"{}","hostIPs":[{{"ip":"{}"}}],"podIP":"{}","podIPs":[{{"ip":"{}"}}],"startTime":"{}",)",
      host, host, ip, ip, kCreated);
  write_container_statuses(out, random, workload);
  out.raw(R"("qosClass":"Burstable"})");
}

void write_pod(Writer& out, const Shape& shape, std::uint64_t index, const Workload& workload) {
  Random random(shape.seed, "pod", index);
  const PodInstance instance{"kube-api-access-" + random.suffix(5),
                             node_name(random.below(shape.nodes())), workload.service_account};
  const std::string owner = workload.name + "-" + workload.hash;
  out.raw(R"({"apiVersion":"v1","kind":"Pod",)");
  out.put(
      R"("metadata":{{"name":"{}-{}","generateName":"{}-","namespace":"{}","uid":"{}","resourceVersion":"{}",)"
      R"("creationTimestamp":"{}","labels":{{{},"pod-template-hash":"{}"}},"annotations":{},)",
      owner, random.suffix(5), owner, workload.space, random.uid(),
      100'000'000 + random.below(900'000'000), kCreated, workload.from.labels, workload.hash,
      workload.from.annotations);
  write_owner(out, "ReplicaSet", owner, workload.replica_set_uid);
  write_managed_fields(out, workload, "kube-controller-manager", "v1", R"("f:spec":{)", "}}");
  out.raw(kKubeletFields).raw(R"(},"spec":)");
  write_pod_spec(out, workload.from, workload.service_account, &instance);
  out.raw(",");
  write_pod_status(out, random, workload);
  out.raw("}");
  out.end_object();
}

}  // namespace

void write_workload(Writer& out, const Shape& shape, std::uint64_t index, WorkloadParts parts) {
  const Workload workload = make_workload(shape, index);
  if (parts.deployment) write_deployment(out, shape, index, workload);
  if (parts.replica_set) write_replica_set(out, shape, index, workload);
  if (!parts.pods) return;
  for (std::uint64_t pod = 0; pod < Shape::kPods; ++pod) {
    write_pod(out, shape, index * Shape::kPods + pod, workload);
  }
}

}  // namespace bulwark::bench
