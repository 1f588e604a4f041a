// SPDX-License-Identifier: Apache-2.0
// A peer is named by its labels, and by the name of its namespace.
#include "analyzers/network/rule_text.h"

#include <fmt/core.h>

#include <array>
#include <vector>

#include "analyzers/network/policy_json.h"
#include "analyzers/references/labels.h"
#include "formats/json.h"
#include "formats/json_object.h"
#include "formats/yaml_write.h"

namespace bulwark::analyzers::network {
namespace {

using formats::JsonObject;

enum class Form : std::uint8_t { network_policy, admin, cluster, other };

Form form_of(const Policy* policy) {
  if (policy == nullptr) return Form::network_policy;
  const std::string_view kind = policy->resource->kind();
  if (kind == "AdminNetworkPolicy" || kind == "BaselineAdminNetworkPolicy") return Form::admin;
  if (kind == "ClusterNetworkPolicy") return Form::cluster;
  const bool plain = policy->resource->api_version() == "networking.k8s.io/v1";
  return plain ? Form::network_policy : Form::other;
}

std::string pods_like(const Endpoint& pod) {
  JsonObject labels;
  for (std::size_t i = 0; pod.labels != nullptr && i < pod.labels->size(); ++i) {
    const std::string_view key = pod.labels->shape()->keys[i];
    const formats::Value& value = pod.labels->values()[i];
    if (!references::is_given_label(key) && value.is_string()) labels.text(key, value.as_string());
  }
  const std::string some = std::move(labels).take();
  return some == "{}" ? some : JsonObject().raw("matchLabels", some).take();
}

constexpr std::array<std::string_view, kProtocols> kKeys{"tcp", "udp", "sctp"};

std::string port_of_admin(std::size_t protocol, const PortRange& range) {
  const bool one = range.first == range.last;
  JsonObject out;
  out.text("protocol", name_of(static_cast<Protocol>(protocol)))
      .number(one ? "port" : "start", range.first);
  if (!one) out.number("end", range.last);
  return JsonObject().raw(one ? "portNumber" : "portRange", std::move(out).take()).take();
}

std::string port_of_cluster(std::size_t protocol, const PortRange& range) {
  if (range == PortRange{}) return JsonObject().raw(kKeys[protocol], "{}").take();
  const std::string ports = range.first == range.last
                                ? JsonObject().number("number", range.first).take()
                                : JsonObject()
                                      .raw("range", JsonObject()
                                                        .number("start", range.first)
                                                        .number("end", range.last)
                                                        .take())
                                      .take();
  return JsonObject()
      .raw(kKeys[protocol], JsonObject().raw("destinationPort", ports).take())
      .take();
}

std::string ports_of(const Connections& connections, Form form) {
  if (form == Form::network_policy) return ports_json(connections);
  std::vector<std::string> items;
  for (std::size_t i = 0; i < kProtocols; ++i) {
    for (const PortRange& range : connections.ports(static_cast<Protocol>(i))) {
      items.push_back(form == Form::admin ? port_of_admin(i, range) : port_of_cluster(i, range));
    }
  }
  return formats::json_array(items);
}

std::string peers_of_policy(const Endpoint& own, const FarEnd& other, const Endpoints& endpoints) {
  std::vector<std::string> items;
  if (other.range) {
    for (const std::string& block : blocks_of(*other.range)) {
      items.push_back(block_json(block));
    }
  } else if (other.pod) {
    const Endpoint& pod = endpoints.all()[*other.pod];
    JsonObject peer;
    if (pod.name_space != own.name_space)
      peer.raw("namespaceSelector", namespace_selector_json(pod.name_space));
    items.push_back(std::move(peer.raw("podSelector", pods_like(pod))).take());
  } else {
    items.push_back(JsonObject().raw("namespaceSelector", "{}").take());
  }
  return formats::json_array(items);
}

std::string peers_of_admin(const FarEnd& other, const Endpoints& endpoints) {
  if (other.range) {
    std::vector<std::string> blocks;
    for (const std::string& block : blocks_of(*other.range))
      blocks.push_back(formats::json_quote(block));
    return formats::json_array(
        std::vector<std::string>{JsonObject().raw("networks", formats::json_array(blocks)).take()});
  }
  const Endpoint& pod = endpoints.all()[*other.pod];
  const std::string pods = JsonObject()
                               .raw("namespaceSelector", namespace_selector_json(pod.name_space))
                               .raw("podSelector", pods_like(pod))
                               .take();
  return formats::json_array(std::vector<std::string>{JsonObject().raw("pods", pods).take()});
}

std::string rule_of(const Change& change, const Pair& pair, const Endpoints& endpoints, Form form) {
  const FarEnd& other = pair.other(change.direction);
  JsonObject rule;
  if (form != Form::network_policy) {
    rule.text("action", change.action == Action::deny ? "Deny"
                        : form == Form::admin         ? "Allow"
                                                      : "Accept");
    // Only what goes out may be to addresses, and nobody unknown can be named.
    if (!other.pod && (!other.range || change.direction == Direction::ingress)) return {};
  }
  const Endpoint& own = endpoints.all()[*pair.own(change.direction)];
  rule.raw(change.direction == Direction::ingress ? "from" : "to",
           form == Form::network_policy ? peers_of_policy(own, other, endpoints)
                                        : peers_of_admin(other, endpoints));
  if (!change.connections.is_all())
    rule.raw(form == Form::cluster ? "protocols" : "ports", ports_of(change.connections, form));
  return formats::json_array(std::vector<std::string>{std::move(rule).take()});
}

std::string isolating_policy(const Change& change, const Endpoint& own) {
  const bool ingress = change.direction == Direction::ingress;
  const std::string spec = JsonObject()
                               .raw("podSelector", pods_like(own))
                               .raw("policyTypes", ingress ? "[\"Ingress\"]" : "[\"Egress\"]")
                               .take();
  const std::string metadata = JsonObject()
                                   .text("name", fmt::format("{}-{}", own.name,
                                                             ingress ? "ingress" : "egress"))
                                   .text("namespace", own.name_space)
                                   .take();
  return JsonObject()
      .text("apiVersion", "networking.k8s.io/v1")
      .text("kind", "NetworkPolicy")
      .raw("metadata", metadata)
      .raw("spec", spec)
      .take();
}

std::string yaml_of_json(std::string json) {
  const std::size_t size = json.size();
  json.append(formats::kJsonPadding, ' ');
  formats::Pool pool(1, 0);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  const auto read = formats::JsonReader().read(std::string_view(json).substr(0, size), builder,
                                               options);
  return read ? formats::yaml_text(read->root) : std::string();
}

}  // namespace

std::string yaml_of(const Change& change, const Pair& pair, const Endpoints& endpoints) {
  const Form form = form_of(change.policy);
  std::string json;
  if (change.kind == Change::Kind::add_policy) {
    json = isolating_policy(change, endpoints.all()[*pair.own(change.direction)]);
  } else if (change.kind != Change::Kind::remove_rule && form != Form::other) {
    json = rule_of(change, pair, endpoints, form);
  }
  return json.empty() ? json : yaml_of_json(std::move(json));
}

}  // namespace bulwark::analyzers::network
