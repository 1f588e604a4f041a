// SPDX-License-Identifier: Apache-2.0
// A target port by name is another number at each pod.
#include "analyzers/network/service_targets.h"

#include "analyzers/references/picture.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;
using model::Resource;

std::string key(std::string_view space, std::string_view name) {
  return std::string(space) + "/" + std::string(name);
}

bool is_meant(const Value& offered, const Value& port) {
  const Value* target = offered.find("targetPort");
  if (port.is_string())
    return offered.text("name") == port.as_string() ||
           (target != nullptr && target->is_string() && target->as_string() == port.as_string());
  if (!port.is_int()) return false;
  for (const Value* one : {offered.find("port"), target}) {
    if (one != nullptr && one->is_int() && one->as_int() == port.as_int()) return true;
  }
  return false;
}

std::optional<Protocol> protocol_of(const Value& offered) {
  Protocol out = Protocol::tcp;
  const std::string_view name = offered.text("protocol");
  if (!name.empty() && !protocol_from(name, out)) return std::nullopt;
  return out;
}

}  // namespace

ServiceTargets::ServiceTargets(const model::Inventory& inventory, std::string_view cluster,
                               const Endpoints& endpoints)
    : endpoints_(endpoints) {
  for (const model::Segment& segment : inventory.segments) {
    for (const Resource& one : segment.resources) {
      if (inventory.cluster_of(one) != cluster) continue;
      if (one.kind() != "Service" || one.api_version() != "v1") continue;
      services_.push_back(&one);
      by_name_[key(references::namespace_of(one), one.name())] = &one;
    }
  }
}

void ServiceTargets::each(std::string_view name_space, std::string_view name,
                          const ServicePort& wanted, const TakeTarget& take) const {
  const auto service = by_name_.find(key(name_space, name));
  const auto space = endpoints_.namespaces().find(name_space);
  if (service == by_name_.end() || space == endpoints_.namespaces().end()) return;
  const Value* spec = service->second->root.find("spec");
  const Value* selector = spec == nullptr ? nullptr : spec->find("selector");
  if (selector == nullptr || selector->size() == 0) return;
  const auto pods = space->second.index.find(references::selection_of_map(selector));
  for (const Value& offered : formats::items_of(*spec, "ports")) {
    if (wanted.port != nullptr && !is_meant(offered, *wanted.port)) continue;
    const auto protocol = wanted.protocol ? wanted.protocol : protocol_of(offered);
    if (!protocol) continue;
    const Value* target = offered.find("targetPort");
    if (target == nullptr || target->is_null()) target = offered.find("port");
    for (const std::uint32_t number : pods) {
      const EndpointId endpoint = space->second.members[number];
      const Connections ports = ports_of(endpoint, target, *protocol);
      if (!ports.is_empty()) take(endpoint, ports);
    }
  }
}

Connections ServiceTargets::ports_of(EndpointId endpoint, const Value* target,
                                     Protocol protocol) const {
  if (target == nullptr) return {};
  if (target->is_int()) {
    if (target->as_int() < kFirstPort || target->as_int() > kLastPort) return {};
    const auto number = static_cast<std::uint16_t>(target->as_int());
    return Connections::of(protocol, {number, number});
  }
  Connections out;
  for (const NamedPort& port : endpoints_.all()[endpoint].ports) {
    if (target->is_string() && port.name == target->as_string() && port.protocol == protocol)
      out.unite(Connections::of(protocol, {port.number, port.number}));
  }
  return out;
}

}  // namespace bulwark::analyzers::network
