// SPDX-License-Identifier: Apache-2.0
// From Service port to the port of the pods that the Service selects.
#include "analyzers/network/services.h"

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

}  // namespace

Services::Services(const model::Inventory& inventory, std::string_view cluster,
                   const Endpoints& endpoints)
    : endpoints_(endpoints) {
  for (const model::Segment& segment : inventory.segments) {
    for (const Resource& one : segment.resources) {
      if (inventory.cluster_of(one) != cluster) continue;
      if (one.kind() != "Service" || one.api_version() != "v1") continue;
      all_[key(references::namespace_of(one), one.name())] = &one;
      const Value* spec = one.root.find("spec");
      if (spec == nullptr) continue;
      by_address_[std::string(spec->text("clusterIP"))] = &one;
      for (const Value& ip : formats::items_of(*spec, "clusterIPs")) {
        if (ip.is_string()) by_address_[std::string(ip.as_string())] = &one;
      }
    }
  }
  by_address_.erase("");
  by_address_.erase("None");
}

const Resource* Services::find(std::string_view name_space, std::string_view name) const {
  const auto found = all_.find(key(name_space, name));
  return found == all_.end() ? nullptr : found->second;
}

const Resource* Services::at_address(std::string_view ip) const {
  const auto found = by_address_.find(ip);
  return found == by_address_.end() ? nullptr : found->second;
}

std::vector<ServiceTarget> Services::targets(const Resource& service, const Value& port,
                                             std::optional<Protocol> spoken) const {
  std::vector<ServiceTarget> out;
  const Value* spec = service.root.find("spec");
  const Value* selector = spec == nullptr ? nullptr : spec->find("selector");
  const auto space = endpoints_.namespaces().find(references::namespace_of(service));
  if (selector == nullptr || selector->size() == 0 || space == endpoints_.namespaces().end())
    return out;
  Protocol protocol = spoken.value_or(Protocol::tcp);
  const std::string_view name = port.text("protocol");
  if (!spoken && !name.empty() && !protocol_from(name, protocol)) return out;
  const Value* target = port.find("targetPort");
  if (target == nullptr || target->is_null()) target = port.find("port");
  if (target == nullptr) return out;
  for (const std::uint32_t number :
       space->second.index.find(references::selection_of_map(selector))) {
    const EndpointId endpoint = space->second.members[number];
    Connections ports = ports_of(endpoint, protocol, *target);
    if (!ports.is_empty()) out.push_back({endpoint, std::move(ports)});
  }
  return out;
}

void Services::each(std::string_view name_space, std::string_view name, const ServicePort& wanted,
                    const TakeTarget& take) const {
  const Resource* service = find(name_space, name);
  const Value* spec = service == nullptr ? nullptr : service->root.find("spec");
  if (spec == nullptr) return;
  for (const Value& offered : formats::items_of(*spec, "ports")) {
    if (wanted.port != nullptr && !is_meant(offered, *wanted.port)) continue;
    for (const ServiceTarget& one : targets(*service, offered, wanted.protocol))
      take(one.endpoint, one.ports);
  }
}

Connections Services::ports_of(EndpointId endpoint, Protocol protocol, const Value& target) const {
  if (target.is_int()) {
    if (target.as_int() < kFirstPort || target.as_int() > kLastPort) return {};
    const auto number = static_cast<std::uint16_t>(target.as_int());
    return Connections::of(protocol, {number, number});
  }
  Connections out;
  for (const NamedPort& port : endpoints_.all()[endpoint].ports) {
    if (target.is_string() && port.name == target.as_string() && port.protocol == protocol)
      out.unite(Connections::of(protocol, {port.number, port.number}));
  }
  return out;
}

}  // namespace bulwark::analyzers::network
