// SPDX-License-Identifier: Apache-2.0
// From backend to Service, from Service port to the port of the pods that it selects.
#include "analyzers/network/entry.h"

#include <algorithm>
#include <map>
#include <string>

#include "analyzers/references/picture.h"
#include "formats/value_fields.h"
#include "model/kinds.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;
using model::Resource;

class EntryFinder {
 public:
  EntryFinder(const model::Inventory& inventory, std::string_view cluster,
              const Endpoints& endpoints)
      : endpoints_(endpoints) {
    const auto each = [&](const auto& work) {
      for (const model::Segment& segment : inventory.segments) {
        for (const Resource& one : segment.resources) {
          if (inventory.cluster_of(one) == cluster) work(one);
        }
      }
    };
    each([&](const Resource& one) {
      if (one.kind() == "Service" && one.api_version() == "v1")
        services_[key(references::namespace_of(one), one.name())] = &one;
    });
    each([&](const Resource& one) { take(one); });
  }

  std::vector<Entry> found() && {
    std::vector<Entry> out;
    for (auto& [endpoint, entry] : by_endpoint_) out.push_back(std::move(entry));
    return out;
  }

 private:
  static std::string key(std::string_view space, std::string_view name) {
    return std::string(space) + "/" + std::string(name);
  }

  void take(const Resource& one) {
    const std::string_view group = model::split_api_version(one.api_version()).group;
    if (one.kind() == "Ingress" && (group == "networking.k8s.io" || group == "extensions"))
      take_ingress(one);
    if (one.kind() == "Route" && group == "route.openshift.io") take_route(one);
  }

  void take_ingress(const Resource& one) {
    const Value* spec = one.root.find("spec");
    if (spec == nullptr) return;
    take_backend(one, spec->find("defaultBackend"));
    take_backend(one, spec->find("backend"));
    for (const Value& rule : formats::items_of(*spec, "rules")) {
      const Value* http = rule.find("http");
      if (http == nullptr) continue;
      for (const Value& path : formats::items_of(*http, "paths"))
        take_backend(one, path.find("backend"));
    }
  }

  void take_backend(const Resource& one, const Value* backend) {
    if (backend == nullptr) return;
    const Value* service = backend->find("service");
    if (service == nullptr) {  // as extensions/v1beta1 had it
      lead(one, backend->text("serviceName"), backend->find("servicePort"));
      return;
    }
    const Value* port = service->find("port");
    const Value* number = port == nullptr ? nullptr : port->find("number");
    lead(one, service->text("name"),
         number != nullptr || port == nullptr ? number : port->find("name"));
  }

  void take_route(const Resource& one) {
    const Value* spec = one.root.find("spec");
    if (spec == nullptr) return;
    const Value* port = spec->at("port", "targetPort");
    const Value* to = spec->find("to");
    if (to != nullptr) lead(one, to->text("name"), port);
    for (const Value& other : formats::items_of(*spec, "alternateBackends"))
      lead(one, other.text("name"), port);
  }

  // `port`: of the Service, by number or name, or (of a Route) of the pods; null: all.
  void lead(const Resource& one, std::string_view name, const Value* port) {
    const auto service = services_.find(key(references::namespace_of(one), name));
    if (service == services_.end()) return;
    const Value* spec = service->second->root.find("spec");
    const Value* selector = spec == nullptr ? nullptr : spec->find("selector");
    if (selector == nullptr || selector->size() == 0) return;
    for (const Value& offered : formats::items_of(*spec, "ports")) {
      if (port == nullptr || is_meant(offered, *port)) lead_to(one, *selector, offered);
    }
  }

  static bool is_meant(const Value& offered, const Value& port) {
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

  void lead_to(const Resource& one, const Value& selector, const Value& offered) {
    const auto space = endpoints_.namespaces().find(references::namespace_of(one));
    if (space == endpoints_.namespaces().end()) return;
    const Value* target = offered.find("targetPort");
    if (target == nullptr || target->is_null()) target = offered.find("port");
    for (const std::uint32_t number :
         space->second.index.find(references::selection_of_map(&selector))) {
      const EndpointId endpoint = space->second.members[number];
      const Connections ports = ports_of(endpoint, target);
      if (ports.is_empty()) continue;
      const auto [at, is_new] = by_endpoint_.try_emplace(endpoint, Entry{endpoint, {}, &one});
      at->second.ports.unite(ports);
    }
  }

  // TCP: what an ingress controller speaks.
  Connections ports_of(EndpointId endpoint, const Value* target) const {
    if (target == nullptr) return {};
    if (target->is_int()) {
      if (target->as_int() < kFirstPort || target->as_int() > kLastPort) return {};
      const auto number = static_cast<std::uint16_t>(target->as_int());
      return Connections::of(Protocol::tcp, {number, number});
    }
    Connections out;
    for (const NamedPort& port : endpoints_.all()[endpoint].ports) {
      if (target->is_string() && port.name == target->as_string() && port.protocol == Protocol::tcp)
        out.unite(Connections::of(Protocol::tcp, {port.number, port.number}));
    }
    return out;
  }

  const Endpoints& endpoints_;
  std::map<std::string, const Resource*, std::less<>> services_;
  std::map<EndpointId, Entry> by_endpoint_;
};

}  // namespace

std::vector<Entry> entries(const model::Inventory& inventory, std::string_view cluster,
                           const Endpoints& endpoints) {
  return EntryFinder(inventory, cluster, endpoints).found();
}

}  // namespace bulwark::analyzers::network
