// SPDX-License-Identifier: Apache-2.0
// Against an evaluator that is written from the specifications: pod by pod, port by port, without
// classes, sets or rows. BULWARK_NETWORK_ROUNDS says how many random clusters (500).
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "analyzers/network/reach.h"
#include "formats/builder.h"
#include "formats/value_fields.h"
#include "formats/yaml.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;
using Labels = std::map<std::string, std::string>;
using Random = std::mt19937;

struct Pod {
  std::string name_space, name;
  Labels labels, of_namespace;
  std::vector<std::tuple<std::string, std::string, int>> ports;  // name, protocol, number
  bool host_network = false;
};

// --- the evaluator -----------------------------------------------------------------------------

bool matches(const Value* selector, const Labels& labels) {
  if (selector == nullptr || selector->is_null()) return true;
  if (const Value* wanted = selector->find("matchLabels")) {
    for (std::size_t i = 0; i < wanted->size(); ++i) {
      const auto own = labels.find(std::string(wanted->shape()->keys[i]));
      if (own == labels.end() || own->second != wanted->values()[i].as_string()) return false;
    }
  }
  for (const Value& one : formats::items_of(*selector, "matchExpressions")) {
    const auto own = labels.find(std::string(one.text("key")));
    bool listed = false;
    for (const Value& value : formats::items_of(one, "values"))
      listed = listed || (own != labels.end() && own->second == value.as_string());
    const std::string_view op = one.text("operator");
    if (op == "In" && !listed) return false;
    if (op == "NotIn" && listed) return false;
    if (op == "Exists" && own == labels.end()) return false;
    if (op == "DoesNotExist" && own != labels.end()) return false;
  }
  return true;
}

// One end of a packet: a pod, or an address.
struct Party {
  const Pod* pod = nullptr;
  std::uint32_t address = 0;
};

bool in_cidr(const std::string& cidr, std::uint32_t address) {
  unsigned a = 0, b = 0, c = 0, d = 0, prefix = 0;
  EXPECT_EQ(std::sscanf(cidr.c_str(), "%u.%u.%u.%u/%u", &a, &b, &c, &d, &prefix), 5);
  const std::uint32_t net = a << 24U | b << 16U | c << 8U | d;
  const std::uint32_t mask = prefix == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix);
  return (net & mask) == (address & mask);
}

bool peer_of_network_policy(const Value& peer, const std::string& own, const Party& other) {
  if (const Value* block = peer.find("ipBlock")) {
    if (other.pod != nullptr) return false;
    if (!in_cidr(std::string(block->text("cidr")), other.address)) return false;
    for (const Value& part : formats::items_of(*block, "except")) {
      if (in_cidr(std::string(part.as_string()), other.address)) return false;
    }
    return true;
  }
  if (other.pod == nullptr) return false;
  const Value* spaces = peer.find("namespaceSelector");
  if (spaces == nullptr && other.pod->name_space != own) return false;
  return matches(spaces, other.pod->of_namespace) &&
         matches(peer.find("podSelector"), other.pod->labels);
}

// By name: as the receiver calls it.
bool has_port(const Pod* receiver, std::string_view name, const std::string& protocol, int port) {
  if (receiver == nullptr) return false;
  for (const auto& [own, own_protocol, number] : receiver->ports) {
    if (own == name && own_protocol == protocol && number == port) return true;
  }
  return false;
}

bool port_of_network_policy(const Value& rule, const Pod* receiver, const std::string& protocol,
                            int port) {
  const auto ports = formats::items_of(rule, "ports");
  if (ports.empty()) return true;
  for (const Value& one : ports) {
    const std::string wanted(one.text("protocol").empty() ? "TCP" : one.text("protocol"));
    if (wanted != protocol) continue;
    const Value* number = one.find("port");
    if (number == nullptr) return true;
    if (number->is_string()) {
      if (has_port(receiver, number->as_string(), protocol, port)) return true;
      continue;
    }
    const Value* end = one.find("endPort");
    if (port >= number->as_int() && port <= (end == nullptr ? number->as_int() : end->as_int()))
      return true;
  }
  return false;
}

struct Packet {
  Party from, to;
  std::string protocol;
  int port = 0;
};

// Whether NetworkPolicies allow it; nothing where none isolates the pod in that direction.
std::optional<bool> by_network_policies(const std::vector<Value>& policies, const Packet& packet,
                                        bool ingress) {
  const Pod& own = ingress ? *packet.to.pod : *packet.from.pod;
  const Party& other = ingress ? packet.from : packet.to;
  bool isolated = false;
  for (const Value& policy : policies) {
    if (policy.text("kind") != "NetworkPolicy") continue;
    const Value& spec = *policy.find("spec");
    if (policy.at("metadata")->text("namespace") != own.name_space) continue;
    if (!matches(spec.find("podSelector"), own.labels)) continue;
    bool decides = ingress;
    const auto types = formats::items_of(spec, "policyTypes");
    if (!types.empty()) {
      decides = false;
      for (const Value& type : types)
        decides = decides || type.as_string() == (ingress ? "Ingress" : "Egress");
    } else if (!ingress) {
      decides = !formats::items_of(spec, "egress").empty();
    }
    if (!decides) continue;
    isolated = true;
    for (const Value& rule : formats::items_of(spec, ingress ? "ingress" : "egress")) {
      const auto peers = formats::items_of(rule, ingress ? "from" : "to");
      bool peer = peers.empty();
      for (const Value& one : peers)
        peer = peer || peer_of_network_policy(one, own.name_space, other);
      if (peer && port_of_network_policy(rule, packet.to.pod, packet.protocol, packet.port))
        return true;
    }
  }
  return isolated ? std::optional(false) : std::nullopt;
}

bool selects(const Value& value, const Pod& pod) {
  if (pod.host_network) return false;
  if (const Value* spaces = value.find("namespaces")) return matches(spaces, pod.of_namespace);
  const Value& pods = *value.find("pods");
  return matches(pods.find("namespaceSelector"), pod.of_namespace) &&
         matches(pods.find("podSelector"), pod.labels);
}

bool admin_port(const Value& rule, const Packet& packet) {
  const auto ports = formats::items_of(rule, "ports");
  const auto protocols = formats::items_of(rule, "protocols");
  if (ports.empty() && protocols.empty()) return true;
  for (const Value& one : ports) {
    if (const Value* number = one.find("portNumber"))
      if (number->text("protocol") == packet.protocol &&
          number->find("port")->as_int() == packet.port)
        return true;
    if (const Value* range = one.find("portRange"))
      if (range->text("protocol") == packet.protocol &&
          packet.port >= range->find("start")->as_int() &&
          packet.port <= range->find("end")->as_int())
        return true;
    if (!one.text("namedPort").empty() &&
        has_port(packet.to.pod, one.text("namedPort"), packet.protocol, packet.port))
      return true;
  }
  for (const Value& one : protocols) {
    if (!one.text("destinationNamedPort").empty() &&
        has_port(packet.to.pod, one.text("destinationNamedPort"), packet.protocol, packet.port))
      return true;
    const Value* own = one.find(packet.protocol == "TCP"   ? "tcp"
                                : packet.protocol == "UDP" ? "udp"
                                                           : "sctp");
    if (own == nullptr) continue;
    const Value* port = own->find("destinationPort");
    if (port == nullptr) return true;
    if (const Value* number = port->find("number")) {
      if (number->as_int() == packet.port) return true;
    } else {
      const Value& range = *port->find("range");
      if (packet.port >= range.find("start")->as_int() &&
          packet.port <= range.find("end")->as_int())
        return true;
    }
  }
  return false;
}

// "Allow", "Deny", or nothing where no rule of the tier decides.
std::string by_tier(const std::vector<Value>& policies, const Packet& packet, bool ingress,
                    bool admin) {
  const Pod& own = ingress ? *packet.to.pod : *packet.from.pod;
  const Party& other = ingress ? packet.from : packet.to;
  std::map<std::pair<std::int64_t, std::string>, const Value*> sorted;
  for (const Value& policy : policies) {
    const std::string_view kind = policy.text("kind");
    const Value& spec = *policy.find("spec");
    const bool of_admin = kind == "AdminNetworkPolicy" ||
                          (kind == "ClusterNetworkPolicy" && spec.text("tier") == "Admin");
    if (kind == "NetworkPolicy" || of_admin != admin) continue;
    const Value* priority = spec.find("priority");
    sorted[{priority == nullptr ? 0 : priority->as_int(),
            std::string(policy.at("metadata")->text("name"))}] = &policy;
  }
  for (const auto& [order, policy] : sorted) {
    const Value& spec = *policy->find("spec");
    if (!selects(*spec.find("subject"), own)) continue;
    for (const Value& rule : formats::items_of(spec, ingress ? "ingress" : "egress")) {
      bool peer = false;
      for (const Value& one : formats::items_of(rule, ingress ? "from" : "to")) {
        if (const Value* networks = one.find("networks")) {
          for (const Value& cidr : networks->items())
            peer = peer ||
                   (other.pod == nullptr && in_cidr(std::string(cidr.as_string()), other.address));
        } else {
          peer = peer || (other.pod != nullptr && selects(one, *other.pod));
        }
      }
      if (!peer || !admin_port(rule, packet)) continue;
      const std::string action(rule.text("action"));
      if (action == "Pass") return "";
      return action == "Deny" ? "Deny" : "Allow";
    }
  }
  return "";
}

bool is_allowed(const std::vector<Value>& policies, const Packet& packet, bool ingress) {
  const std::string admin = by_tier(policies, packet, ingress, true);
  if (!admin.empty()) return admin == "Allow";
  if (const auto listed = by_network_policies(policies, packet, ingress)) return *listed;
  return by_tier(policies, packet, ingress, false) != "Deny";
}

bool is_allowed(const std::vector<Value>& policies, const Packet& packet) {
  if (packet.from.pod != nullptr && !is_allowed(policies, packet, false)) return false;
  return packet.to.pod == nullptr || is_allowed(policies, packet, true);
}

// --- random clusters -----------------------------------------------------------------------------

std::string pick(Random& random, std::initializer_list<const char*> words) {
  return *(words.begin() + random() % words.size());
}

std::string selector(Random& random) {
  const std::string key = pick(random, {"app", "tier"});
  const std::string value = pick(random, {"a", "b", "c"});
  switch (random() % 7) {
    case 0: return "{}";
    case 1: return "{matchExpressions: [{key: " + key + ", operator: Exists}]}";
    case 2: return "{matchExpressions: [{key: " + key + ", operator: DoesNotExist}]}";
    case 3:
      return "{matchExpressions: [{key: " + key + ", operator: NotIn, values: [" + value + "]}]}";
    case 4:
      return "{matchExpressions: [{key: " + key + ", operator: In, values: [a, " + value + "]}]}";
    default: return "{matchLabels: {" + key + ": " + value + "}}";
  }
}

std::string of_spaces(Random& random) {
  return random() % 3 == 0
             ? "{matchLabels: {kubernetes.io/metadata.name: " + pick(random, {"x", "w", "z"}) + "}}"
             : selector(random);
}

std::string cidr(Random& random) {
  return pick(random, {"10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "0.0.0.0/0", "192.168.0.0/16"});
}

constexpr int kPorts[] = {1, 53, 80, 81, 443, 8080, 65535};

std::string protocol(Random& random) { return pick(random, {"TCP", "UDP", "SCTP"}); }

std::string network_policy(Random& random, int number) {
  const auto peer = [&]() -> std::string {
    switch (random() % 5) {
      case 0: return "{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}";
      case 1: return "{ipBlock: {cidr: " + cidr(random) + "}}";
      case 2: return "{podSelector: " + selector(random) + "}";
      case 3: return "{namespaceSelector: " + of_spaces(random) + "}";
      default:
        return "{namespaceSelector: " + of_spaces(random) + ", podSelector: " + selector(random) +
               "}";
    }
  };
  const auto port = [&]() -> std::string {
    switch (random() % 5) {
      case 0: return "{protocol: " + protocol(random) + "}";
      case 1:
        return "{port: " + pick(random, {"web", "dns"}) + ", protocol: " + protocol(random) + "}";
      case 2: return "{port: 80, endPort: " + pick(random, {"80", "443"}) + "}";
      default:
        return "{port: " + std::to_string(kPorts[random() % 7]) +
               ", protocol: " + protocol(random) + "}";
    }
  };
  const auto rules = [&](const std::string& peers) {
    std::string out;
    for (auto i = random() % 3; i > 0; --i) {
      out += "{";
      if (random() % 4 != 0)
        out += peers + ": [" + peer() + (random() % 2 == 0 ? ", " + peer() : "") + "]";
      if (random() % 2 == 0)
        out += std::string(out.back() == '{' ? "" : ", ") + "ports: [" + port() + "]";
      out += "}, ";
    }
    return "[" + out + "]";
  };
  std::string spec = "podSelector: " + selector(random) + ", ingress: " + rules("from") +
                     ", egress: " + rules("to");
  if (random() % 2 == 0)
    spec += ", policyTypes: " + pick(random, {"[Ingress]", "[Egress]", "[Ingress, Egress]"});
  return fmt::format(
      "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p{}, namespace: "
      "{}}}, spec: {{{}}}}}",
      number, pick(random, {"x", "w", "z"}), spec);
}

std::string admin_policy(Random& random, int number) {
  const std::uint32_t kind = random() % 4;  // 0: baseline, 1: admin, 2 and 3: of the cluster
  const bool cluster = kind > 1;
  const auto subject = [&] {
    return random() % 2 == 0 ? "{namespaces: " + of_spaces(random) + "}"
                             : "{pods: {namespaceSelector: " + of_spaces(random) +
                                   ", podSelector: " + selector(random) + "}}";
  };
  const auto port = [&]() -> std::string {
    const std::string one = std::to_string(kPorts[random() % 7]);
    if (cluster) {
      const std::string key = pick(random, {"tcp", "udp", "sctp"});
      switch (random() % 4) {
        case 0: return "{destinationNamedPort: web}";
        case 1: return "{" + key + ": {}}";
        case 2: return "{" + key + ": {destinationPort: {range: {start: 80, end: 443}}}}";
        default: return "{" + key + ": {destinationPort: {number: " + one + "}}}";
      }
    }
    switch (random() % 3) {
      case 0: return "{namedPort: web}";
      case 1: return "{portRange: {protocol: " + protocol(random) + ", start: 80, end: 443}}";
      default: return "{portNumber: {protocol: " + protocol(random) + ", port: " + one + "}}";
    }
  };
  const auto rules = [&](const std::string& peers) {
    std::string out;
    for (auto i = random() % 3; i > 0; --i) {
      const std::string action = kind == 0
                                     ? pick(random, {"Allow", "Deny"})
                                     : pick(random, {cluster ? "Accept" : "Allow", "Deny", "Pass"});
      const bool network = peers == "to" && random() % 4 == 0;
      out += "{action: " + action + ", " + peers + ": [" +
             (network ? "{networks: [" + cidr(random) + "]}" : subject()) + "]";
      if (random() % 2 == 0) out += (cluster ? ", protocols: [" : ", ports: [") + port() + "]";
      out += "}, ";
    }
    return "[" + out + "]";
  };
  const std::string spec = "subject: " + subject() + ", ingress: " + rules("from") +
                           ", egress: " + rules("to");
  if (kind == 0)
    return "{apiVersion: policy.networking.k8s.io/v1alpha1, kind: BaselineAdminNetworkPolicy, "
           "metadata: {name: default}, spec: {" +
           spec + "}}";
  return fmt::format(
      "{{apiVersion: policy.networking.k8s.io/{}, kind: {}, metadata: {{name: a{}}}, spec: "
      "{{priority: {}, {}{}}}}}",
      cluster ? "v1alpha2" : "v1alpha1", cluster ? "ClusterNetworkPolicy" : "AdminNetworkPolicy",
      number, 10 * (number + 1),
      cluster ? "tier: " + pick(random, {"Admin", "Baseline"}) + ", " : "", spec);
}

std::string labels_text(const Labels& labels) {
  std::string out = "{";
  for (const auto& [key, value] : labels) out += key + ": " + value + ", ";
  return out + "}";
}

Labels random_labels(Random& random) {
  Labels out;
  if (random() % 4 != 0) out["app"] = pick(random, {"a", "b", "c"});
  if (random() % 2 == 0) out["tier"] = pick(random, {"a", "b", "c"});
  return out;
}

class RandomCluster {
 public:
  explicit RandomCluster(Random& random)
      : pool_(std::make_unique<formats::Pool>(std::uint16_t{1}, 0)) {
    inventory.sources.push_back({.name = "f", .file = {}, .text = {}});
    inventory.segments.push_back({std::move(pool_), {}});
    formats::Builder builder(*inventory.segments[0].pool);
    for (const std::string space : {"x", "w", "z"}) {
      Labels labels = random_labels(random);
      add(builder, "{apiVersion: v1, kind: Namespace, metadata: {name: " + space +
                       ", labels: " + labels_text(labels) + "}}");
      labels["kubernetes.io/metadata.name"] = space;
      for (int i = 0; i < 3; ++i) add_pod(builder, random, space, labels, i);
    }
    const auto some = random() % 4;
    for (std::uint32_t i = 0; i < some; ++i)
      policies.push_back(add(builder, network_policy(random, static_cast<int>(i))));
    const auto more = random() % 4;
    bool baseline = false;
    for (std::uint32_t i = 0; i < more; ++i) {
      const std::string text = admin_policy(random, static_cast<int>(i));
      const bool one = text.contains("kind: Baseline");
      if (one && baseline) continue;  // there is but one
      baseline = baseline || one;
      policies.push_back(add(builder, text));
    }
  }

  model::Inventory inventory;
  std::vector<Pod> pods;
  std::vector<Value> policies;

 private:
  Value add(formats::Builder& builder, const std::string& text) {
    const auto document = formats::YamlReader().read(text, builder, {});
    if (!document) {
      ADD_FAILURE() << text << ": " << document.error().text();
      return {};
    }
    inventory.segments[0].resources.push_back({.root = document->root});
    return document->root;
  }

  void add_pod(formats::Builder& builder, Random& random, const std::string& space,
               const Labels& of_namespace, int number) {
    Pod pod{space,
            "p" + std::to_string(number),
            random_labels(random),
            of_namespace,
            {},
            random() % 8 == 0};
    std::string ports;
    if (random() % 2 == 0) pod.ports.emplace_back("web", "TCP", random() % 2 == 0 ? 80 : 8080);
    if (random() % 2 == 0) pod.ports.emplace_back("dns", random() % 2 == 0 ? "TCP" : "UDP", 53);
    for (const auto& [name, own, port] : pod.ports)
      ports += fmt::format("{{name: {}, protocol: {}, containerPort: {}}}, ", name, own, port);
    add(builder,
        fmt::format(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: {}, namespace: {}, labels: {}}}, "
            "spec: {{hostNetwork: {}, containers: [{{name: c, ports: [{}]}}]}}}}",
            pod.name, space, labels_text(pod.labels), pod.host_network, ports));
    pods.push_back(std::move(pod));
  }

  std::unique_ptr<formats::Pool> pool_;
};

constexpr std::uint32_t kAddresses[] = {0x08080808, 0x0A000001, 0x0A010001, 0x0A010201, 0xC0A80001};

NodeId range_of(const Reach& reach, Direction direction, std::uint32_t address) {
  Address wanted{};
  wanted[0] = 4;
  for (unsigned i = 0; i < 4; ++i) wanted[16 - i] = static_cast<std::uint8_t>(address >> (8 * i));
  const auto& ranges = reach.outside(direction);
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (ranges[i].first <= wanted && wanted <= ranges[i].last) return reach.node_of(direction, i);
  }
  ADD_FAILURE() << "an address is in no range";
  return 0;
}

class Comparison {
 public:
  explicit Comparison(const RandomCluster& cluster)
      : cluster_(cluster),
        endpoints_(cluster.inventory, ""),
        policies_(read_policies(cluster.inventory, "", endpoints_)),
        reach_(endpoints_, policies_) {
    EXPECT_TRUE(policies_.faults.empty());
    for (const Pod& pod : cluster.pods) {
      for (EndpointId i = 0; i < endpoints_.all().size(); ++i) {
        const Endpoint& one = endpoints_.all()[i];
        if (one.name_space == pod.name_space && one.name == pod.name)
          nodes_.push_back(reach_.node_of(i));
      }
    }
    EXPECT_EQ(nodes_.size(), cluster.pods.size());
  }

  void compare() {
    for (std::size_t a = 0; a < cluster_.pods.size(); ++a) {
      for (std::size_t b = 0; b < cluster_.pods.size(); ++b)
        compare({&cluster_.pods[a], 0}, nodes_[a], {&cluster_.pods[b], 0}, nodes_[b]);
      for (const std::uint32_t address : kAddresses) {
        const Party outside{nullptr, address};
        compare({&cluster_.pods[a], 0}, nodes_[a], outside,
                range_of(reach_, Direction::egress, address));
        compare(outside, range_of(reach_, Direction::ingress, address), {&cluster_.pods[a], 0},
                nodes_[a]);
      }
    }
  }

  std::uint64_t allowed = 0, refused = 0;

 private:
  void compare(const Party& from, NodeId from_node, const Party& to, NodeId to_node) {
    const Connections& set = reach_.set(reach_.between(from_node, to_node));
    for (const std::string protocol : {"TCP", "UDP", "SCTP"}) {
      Protocol own = Protocol::tcp;
      protocol_from(protocol, own);
      for (const int port : kPorts) {
        const bool wanted = is_allowed(cluster_.policies, {from, to, protocol, port});
        ++(wanted ? allowed : refused);
        EXPECT_EQ(set.contains(own, static_cast<std::uint16_t>(port)), wanted)
            << name(from) << " to " << name(to) << " " << protocol << " " << port;
      }
    }
  }

  static std::string name(const Party& one) {
    return one.pod != nullptr ? one.pod->name_space + "/" + one.pod->name
                              : std::to_string(one.address);
  }

  const RandomCluster& cluster_;
  Endpoints endpoints_;
  Policies policies_;
  Reach reach_;
  std::vector<NodeId> nodes_;
};

TEST(Reach, is_what_the_specifications_say_of_random_clusters) {
  const char* text = std::getenv("BULWARK_NETWORK_ROUNDS");
  const int rounds = text == nullptr ? 500 : std::atoi(text);
  Random random(17);
  std::uint64_t allowed = 0, refused = 0;
  for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const RandomCluster cluster(random);
    Comparison comparison(cluster);
    comparison.compare();
    allowed += comparison.allowed;
    refused += comparison.refused;
  }
  EXPECT_GT(allowed, static_cast<std::uint64_t>(rounds) * 100);
  EXPECT_GT(refused, static_cast<std::uint64_t>(rounds) * 100);
}

}  // namespace
}  // namespace bulwark::analyzers::network
