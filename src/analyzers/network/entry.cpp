// SPDX-License-Identifier: Apache-2.0
// From backend to Service, from Service port to the port of the pods that it selects.
#include "analyzers/network/entry.h"

#include <map>
#include <string>

#include "analyzers/network/services.h"
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
      : services_(inventory, cluster, endpoints) {
    for (const model::Segment& segment : inventory.segments) {
      for (const Resource& one : segment.resources) {
        if (inventory.cluster_of(one) == cluster) take(one);
      }
    }
  }

  std::vector<Entry> found() && {
    std::vector<Entry> out;
    for (auto& [endpoint, entry] : by_endpoint_) out.push_back(std::move(entry));
    return out;
  }

 private:
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
    const Resource* service = services_.find(references::namespace_of(one), name);
    const Value* spec = service == nullptr ? nullptr : service->root.find("spec");
    if (spec == nullptr) return;
    for (const Value& offered : formats::items_of(*spec, "ports")) {
      if (port == nullptr || is_meant(offered, *port)) lead_to(one, *service, offered);
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

  // TCP: what an ingress controller speaks.
  void lead_to(const Resource& one, const Resource& service, const Value& offered) {
    for (Lead& lead : services_.leads(service, offered)) {
      lead.ports.intersect(Connections::of(Protocol::tcp, {}));
      if (lead.ports.is_empty()) continue;
      const auto [at, is_new] = by_endpoint_.try_emplace(lead.endpoint,
                                                         Entry{lead.endpoint, {}, &one});
      at->second.ports.unite(lead.ports);
    }
  }

  Services services_;
  std::map<EndpointId, Entry> by_endpoint_;
};

}  // namespace

std::vector<Entry> entries(const model::Inventory& inventory, std::string_view cluster,
                           const Endpoints& endpoints) {
  return EntryFinder(inventory, cluster, endpoints).found();
}

}  // namespace bulwark::analyzers::network
