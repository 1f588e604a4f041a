// SPDX-License-Identifier: Apache-2.0
// Makes templates as they are met: a good half is hardened, most forget something, a few are
// dangerous.
#include "bench/estate/template.h"

#include <array>
#include <string_view>

#include "bench/estate/random.h"

namespace bulwark::bench {
namespace {

using Words = std::array<std::string_view, 16>;

constexpr Words kApps = {"cart",    "catalog", "checkout", "payment", "shipping", "search",
                         "profile", "ledger",  "gateway",  "notify",  "billing",  "inventory",
                         "pricing", "reviews", "session",  "reports"};
constexpr Words kRoles = {"api",    "worker", "web",    "sync",   "cache", "indexer",
                          "stream", "cron",   "export", "import", "proxy", "admin",
                          "batch",  "events", "graph",  "auth"};
constexpr std::array<std::string_view, 6> kRegistries = {"registry.example.com/platform",
                                                         "registry.example.com/shop",
                                                         "ghcr.io/example",
                                                         "docker.io/library",
                                                         "quay.io/example",
                                                         "gcr.io/example-prod"};
constexpr Words kSettings = {
    "LOG_LEVEL",     "DATABASE_URL",    "REDIS_ADDR",    "OTEL_ENDPOINT",
    "FEATURE_FLAGS", "HTTP_PORT",       "GOMAXPROCS",    "JAVA_TOOL_OPTIONS",
    "REGION",        "TENANT",          "KAFKA_BROKERS", "S3_BUCKET",
    "CACHE_TTL",     "MAX_CONNECTIONS", "TRACE_SAMPLE",  "API_BASE_URL"};
constexpr std::array<std::string_view, 5> kMemory = {"128Mi", "256Mi", "512Mi", "1Gi", "2Gi"};
constexpr std::array<std::string_view, 4> kCpu = {"50m", "100m", "250m", "500m"};

std::string image(Random& random, std::string_view app, std::string_view role) {
  const std::string_view registry = random.one_of(kRegistries);
  const std::uint64_t kind = random.below(10);
  if (kind == 0) return fmt::format("{}/{}-{}:latest", registry, app, role);
  if (kind == 1) return fmt::format("{}/{}-{}@sha256:{}", registry, app, role, random.hex(64));
  return fmt::format("{}/{}-{}:v{}.{}.{}", registry, app, role, random.below(5), random.below(30),
                     random.below(20));
}

std::string environment(Random& random, std::vector<std::string>& names) {
  std::string out;
  const std::uint64_t first = random.below(16);
  const std::uint64_t count = 1 + random.below(4);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string_view name = kSettings[(first + i) % 16];
    names.emplace_back(name);
    out += i == 0 ? "" : ",";
    out += fmt::format(R"({{"name":"{}","value":"{}-{}"}})", name, random.suffix(6),
                       random.below(10'000));
  }
  names.emplace_back("DATABASE_PASSWORD");
  if (random.percent(4)) {
    out += fmt::format(R"(,{{"name":"DATABASE_PASSWORD","value":"{}"}})", random.suffix(14));
  } else {
    out += fmt::format(
        R"(,{{"name":"DATABASE_PASSWORD","valueFrom":{{"secretKeyRef":{{"name":"db-{}",)"
        R"("key":"password"}}}}}})",
        random.below(50));
  }
  names.emplace_back("POD_IP");
  out +=
      R"(,{"name":"POD_IP","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"status.podIP"}}})";
  return out;
}

std::string resources(Random& random) {
  const std::string_view memory = random.one_of(kMemory);
  const std::string_view cpu = random.one_of(kCpu);
  if (random.percent(8)) return R"("resources":{})";
  if (random.percent(15)) {
    return fmt::format(R"("resources":{{"requests":{{"cpu":"{}","memory":"{}"}}}})", cpu, memory);
  }
  return fmt::format(
      R"("resources":{{"limits":{{"memory":"{}"}},"requests":{{"cpu":"{}","memory":"{}"}}}})",
      memory, cpu, memory);
}

std::string probe(Random& random, std::string_view name, std::string_view path) {
  return fmt::format(R"(,"{}":{{"httpGet":{{"path":"{}","port":"http","scheme":"HTTP"}},)"
                     R"("initialDelaySeconds":{},"timeoutSeconds":1,"periodSeconds":10,)"
                     R"("successThreshold":1,"failureThreshold":{}}})",
                     name, path, 5 * (1 + random.below(6)), 3 + random.below(3));
}

std::string container_security(Random& random) {
  const std::uint64_t kind = random.below(100);
  if (kind < 3) return R"(,"securityContext":{"privileged":true})";
  if (kind < 6) return R"(,"securityContext":{"capabilities":{"add":["NET_ADMIN","SYS_PTRACE"]}})";
  if (kind < 35) return "";
  if (kind < 45) return R"(,"securityContext":{"allowPrivilegeEscalation":false})";
  const std::uint64_t user = 1000 + random.below(9000);
  return fmt::format(
      R"(,"securityContext":{{"capabilities":{{"drop":["ALL"]}},"runAsUser":{},)"
      R"("runAsNonRoot":true,"readOnlyRootFilesystem":{},"allowPrivilegeEscalation":false}})",
      user, random.percent(80));
}

ContainerTemplate container(Random& random, std::string_view app, std::string_view role,
                            bool with_probes) {
  ContainerTemplate out;
  out.name = role;
  out.image = image(random, app, role);
  out.probes = with_probes && random.percent(70);
  const std::uint64_t port = 8000 + random.below(1000);
  const std::string env = environment(random, out.env_names);
  out.before_mounts = fmt::format(
      R"("name":"{}","image":"{}","args":["--config=/etc/{}/config.yaml","--listen=:{}"],)"
      R"("ports":[{{"name":"http","containerPort":{},"protocol":"TCP"}}],"env":[{}],{},)",
      out.name, out.image, app, port, port, env, resources(random));
  out.mounts = fmt::format(R"({{"name":"config","readOnly":true,"mountPath":"/etc/{}"}},)"
                           R"({{"name":"tmp","mountPath":"/tmp"}})",
                           app);
  if (out.probes) {
    out.after_mounts += probe(random, "livenessProbe", "/healthz");
    out.after_mounts += probe(random, "readinessProbe", "/readyz");
  }
  out.after_mounts += fmt::format(R"(,"terminationMessagePath":"/dev/termination-log",)"
                                  R"("terminationMessagePolicy":"File","imagePullPolicy":"{}")",
                                  out.image.ends_with(":latest") ? "Always" : "IfNotPresent");
  out.after_mounts += container_security(random);
  return out;
}

std::string pod_security(Random& random) {
  if (random.percent(35)) return "{}";
  return fmt::format(
      R"({{"runAsUser":{},"runAsNonRoot":true,"fsGroup":{},"seccompProfile":{{"type":"RuntimeDefault"}}}})",
      1000 + random.below(5), 2000 + random.below(5));
}

std::string volumes(Random& random, const std::string& app) {
  std::string out = fmt::format(
      R"({{"name":"config","configMap":{{"name":"{}-config","defaultMode":420}}}},)"
      R"({{"name":"tmp","emptyDir":{{}}}})",
      app);
  if (random.percent(25)) {
    out += fmt::format(R"(,{{"name":"tls","secret":{{"secretName":"{}-tls","defaultMode":420}}}})",
                       app);
  }
  if (random.percent(3)) {
    out += R"(,{"name":"host-logs","hostPath":{"path":"/var/log","type":"Directory"}})";
  }
  if (random.percent(1)) {
    out +=
        R"(,{"name":"runtime","hostPath":{"path":"/run/containerd/containerd.sock","type":"Socket"}})";
  }
  return out;
}

void write_container(Writer& out, const ContainerTemplate& container, const PodInstance* instance) {
  out.raw("{").raw(container.before_mounts).raw(R"("volumeMounts":[)").raw(container.mounts);
  if (instance != nullptr) {
    out.put(
        R"(,{{"name":"{}","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}})",
        instance->token_volume);
  }
  out.raw("]").raw(container.after_mounts).raw("}");
}

void write_containers(Writer& out, std::string_view field,
                      const std::vector<ContainerTemplate>& containers,
                      const PodInstance* instance) {
  if (containers.empty()) return;
  out.put(R"("{}":[)", field);
  bool first = true;
  for (const ContainerTemplate& container : containers) {
    if (!first) out.raw(",");
    first = false;
    write_container(out, container, instance);
  }
  out.raw("],");
}

}  // namespace

Template make_template(const Shape& shape, std::uint64_t index) {
  Random random(shape.seed, "template", index);
  const std::string_view app = random.one_of(kApps);
  const std::string_view role = random.one_of(kRoles);
  Template out;
  out.app = fmt::format("{}-{}-{}", app, role, index);
  out.team = random.one_of(kApps);
  out.containers.push_back(container(random, app, role, true));
  out.containers.push_back(container(random, "mesh", "sidecar", false));
  if (random.percent(20)) out.init_containers.push_back(container(random, app, "migrate", false));
  out.volumes = volumes(random, out.app);
  out.security_context = pod_security(random);
  if (random.percent(2)) out.host += R"("hostNetwork":true,)";
  if (random.percent(1)) out.host += R"("hostPID":true,)";
  out.labels = fmt::format(R"("app.kubernetes.io/name":"{}","app.kubernetes.io/part-of":"{}",)"
                           R"("app.kubernetes.io/version":"v{}.{}","team":"{}")",
                           out.app, app, random.below(5), random.below(30), out.team);
  out.annotations = fmt::format(R"({{"checksum/config":"{}","prometheus.io/port":"9090",)"
                                R"("prometheus.io/scrape":"true"}})",
                                random.hex(64));
  if (random.percent(20)) {
    out.affinity = fmt::format(
        R"("affinity":{{"podAntiAffinity":{{"preferredDuringSchedulingIgnoredDuringExecution":[)"
        R"({{"weight":100,"podAffinityTerm":{{"labelSelector":{{"matchLabels":{{"app.kubernetes.io/name":"{}"}}}},)"
        R"("topologyKey":"kubernetes.io/hostname"}}}}]}}}},)",
        out.app);
  }
  return out;
}

void write_pod_spec(Writer& out, const Template& from, const std::string& service_account,
                    const PodInstance* instance) {
  out.raw(R"({"volumes":[)").raw(from.volumes);
  if (instance != nullptr) {
    out.put(
        R"(,{{"name":"{}","projected":{{"sources":[{{"serviceAccountToken":{{"expirationSeconds":3607,"path":"token"}}}},)"
        R"({{"configMap":{{"name":"kube-root-ca.crt","items":[{{"key":"ca.crt","path":"ca.crt"}}]}}}},)"
        R"({{"downwardAPI":{{"items":[{{"path":"namespace","fieldRef":{{"apiVersion":"v1","fieldPath":"metadata.namespace"}}}}]}}}}],)"
        R"("defaultMode":420}}}})",
        instance->token_volume);
  }
  out.raw("],");
  write_containers(out, "initContainers", from.init_containers, instance);
  write_containers(out, "containers", from.containers, instance);
  out.put(
      R"("restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst",)"
      R"("serviceAccountName":"{}","serviceAccount":"{}",)",
      service_account, service_account);
  if (instance != nullptr) out.put(R"("nodeName":"{}",)", instance->node);
  out.raw(from.host)
      .raw(R"("securityContext":)")
      .raw(from.security_context)
      .raw(",")
      .raw(from.affinity);
  out.raw(R"("schedulerName":"default-scheduler")");
  if (instance != nullptr) {
    out.raw(
        R"(,"tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},)"
        R"({"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],)"
        R"("priority":0,"enableServiceLinks":true,"preemptionPolicy":"PreemptLowerPriority")");
  }
  out.raw("}");
}

}  // namespace bulwark::bench
