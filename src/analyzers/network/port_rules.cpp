// SPDX-License-Identifier: Apache-2.0
// Ports of containers that should not be open to everybody: those of databases and of management,
// and those without encryption.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "analyzers/network/finding_rules.h"
#include "formats/path.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

struct KnownPort {
  std::uint16_t number;
  std::string_view what;
};

constexpr std::array<KnownPort, 39> kAdminPorts{{{22, "SSH"},
                                                 {23, "Telnet"},
                                                 {389, "LDAP"},
                                                 {445, "SMB"},
                                                 {873, "rsync"},
                                                 {1433, "SQL Server"},
                                                 {1521, "Oracle"},
                                                 {2049, "NFS"},
                                                 {2181, "ZooKeeper"},
                                                 {2375, "Docker without TLS"},
                                                 {2376, "Docker"},
                                                 {2379, "etcd"},
                                                 {2380, "etcd's peers"},
                                                 {3306, "MySQL"},
                                                 {3389, "Remote Desktop"},
                                                 {4646, "Nomad"},
                                                 {5432, "PostgreSQL"},
                                                 {5601, "Kibana"},
                                                 {5900, "VNC"},
                                                 {5984, "CouchDB"},
                                                 {6379, "Redis"},
                                                 {8086, "InfluxDB"},
                                                 {8200, "Vault"},
                                                 {8500, "Consul"},
                                                 {9042, "Cassandra"},
                                                 {9092, "Kafka"},
                                                 {9200, "Elasticsearch"},
                                                 {9300, "Elasticsearch's nodes"},
                                                 {9901, "Envoy's administration"},
                                                 {10250, "the kubelet"},
                                                 {10255, "the kubelet, read only"},
                                                 {11211, "memcached"},
                                                 {15000, "Envoy's administration"},
                                                 {15672, "RabbitMQ's management"},
                                                 {27017, "MongoDB"},
                                                 {27018, "MongoDB"},
                                                 {44134, "Tiller"},
                                                 {50000, "Jenkins' agents"},
                                                 {61616, "ActiveMQ"}}};
// By name where there is one, else by number.
constexpr std::array<std::string_view, 10> kPlainNames{
    "http", "http-web", "web", "redis", "amqp", "mongodb", "mysql", "ldap", "ftp", "telnet"};
constexpr std::array<std::uint16_t, 7> kPlainPorts{21, 23, 80, 389, 5672, 6379, 8080};

/// A port that a container declares.
struct Declared {
  std::uint16_t number = 0;
  std::string_view name;
  std::string path;
};

std::vector<Declared> declared_ports(const model::Resource& resource) {
  std::vector<Declared> out;
  const model::PodTemplate pod = model::pod_template_of(resource.root);
  const Value* spec = pod.value == nullptr ? nullptr : pod.value->find("spec");
  if (spec == nullptr) return out;
  const std::string root = pod.path.empty() ? "spec" : fmt::format("{}.spec", pod.path);
  const auto containers = formats::items_of(*spec, "containers");
  for (std::size_t i = 0; i < containers.size(); ++i) {
    const auto ports = formats::items_of(containers[i], "ports");
    for (std::size_t j = 0; j < ports.size(); ++j) {
      const Value* number = ports[j].find("containerPort");
      const std::string_view protocol = ports[j].text("protocol");
      if (number == nullptr || !number->is_int() || number->as_int() < kFirstPort ||
          number->as_int() > kLastPort || (!protocol.empty() && protocol != "TCP"))
        continue;
      out.push_back({static_cast<std::uint16_t>(number->as_int()), ports[j].text("name"),
                     fmt::format("{}.containers{}.ports{}", root, formats::item_step(i),
                                 formats::item_step(j))});
    }
  }
  return out;
}

// Whether a pod of any namespace may connect.
bool is_open(OpenJudge& judge, EndpointId pod, std::uint16_t port) {
  Reach& reach = judge.in.reach;
  return reach.set(reach.ingress(reach.node_of(pod), reach.unknown_pod()))
      .contains(Protocol::tcp, port);
}

void admin_ports(OpenJudge& judge) {
  each_workload(judge.in, [&](EndpointId pod, const Endpoint& one) {
    std::set<std::uint16_t> told;
    for (const Declared& port : declared_ports(*one.resource)) {
      const auto known = std::ranges::find(kAdminPorts, port.number, &KnownPort::number);
      if (known == kAdminPorts.end() || !is_open(judge, pod, port.number) ||
          !told.insert(port.number).second)
        continue;
      judge.found_of(pod, Direction::ingress, port.path,
                     fmt::format("port {} ({}) is open to the pods of every namespace", port.number,
                                 known->what));
    }
  });
}

bool is_plain(const Declared& port) {
  if (!port.name.empty()) return std::ranges::count(kPlainNames, port.name) != 0;
  return std::ranges::count(kPlainPorts, port.number) != 0;
}

/// Namespaces where a mesh takes encrypted traffic only; empty text: all.
std::set<std::string_view> strict_namespaces(const OpenPicture& in) {
  std::set<std::string_view> out;
  for (const model::Segment& segment : in.inventory.segments) {
    for (const model::Resource& one : segment.resources) {
      if (one.kind() != "PeerAuthentication" || in.inventory.cluster_of(one) != in.cluster)
        continue;
      const Value* mode = one.root.at("spec", "mtls", "mode");
      if (one.root.at("spec", "selector") != nullptr || mode == nullptr || !mode->is_string() ||
          mode->as_string() != "STRICT")
        continue;
      const std::string_view space = references::namespace_of(one);
      out.insert(space == "istio-system" ? std::string_view() : space);
    }
  }
  return out;
}

void plaintext(OpenJudge& judge) {
  const auto strict = strict_namespaces(judge.in);
  if (strict.contains("")) return;
  each_workload(judge.in, [&](EndpointId pod, const Endpoint& one) {
    if (strict.contains(one.name_space)) return;
    for (const Declared& port : declared_ports(*one.resource)) {
      if (!is_plain(port) || !is_open(judge, pod, port.number)) continue;
      judge.found_of(pod, Direction::ingress, port.path,
                     fmt::format("port {} takes plaintext, and the pods of every namespace may "
                                 "connect",
                                 port.number));
      return;
    }
  });
}

constexpr OpenRule kRules[] = {{"admin-port-open", admin_ports},
                               {"plaintext-port-open", plaintext}};

}  // namespace

std::span<const OpenRule> port_rules() { return kRules; }

}  // namespace bulwark::analyzers::network
