// SPDX-License-Identifier: Apache-2.0
// Field by field, as each kind has it.
#include "analyzers/network/backends.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "analyzers/references/picture.h"
#include "formats/value_fields.h"
#include "model/kinds.h"

namespace bulwark::analyzers::network {
namespace {

using formats::items_of;
using formats::Value;
using model::Resource;

constexpr std::string_view kGateway = "gateway.networking.k8s.io";
constexpr std::string_view kAnyName = "";

std::string_view group_of(const Resource& resource) {
  return model::split_api_version(resource.api_version()).group;
}

std::string grant_key(std::string_view kind, std::string_view from, std::string_view to,
                      std::string_view service) {
  return fmt::format("{}\n{}\n{}\n{}", kind, from, to, service);
}

class Ingress {
 public:
  Ingress(const Resource& resource, const TakeBackend& take)
      : space_(references::namespace_of(resource)), take_(take) {}

  void read(const Value& spec) const {
    take(spec.find("defaultBackend"));
    take(spec.find("backend"));
    for (const Value& rule : items_of(spec, "rules")) {
      const Value* http = rule.find("http");
      if (http == nullptr) continue;
      for (const Value& path : items_of(*http, "paths")) take(path.find("backend"));
    }
  }

 private:
  void take(const Value* backend) const {
    if (backend == nullptr) return;
    const Value* service = backend->find("service");
    if (service == nullptr) {  // as extensions/v1beta1 had it
      take_({space_, backend->text("serviceName"), backend->find("servicePort")});
      return;
    }
    const Value* port = service->find("port");
    const Value* number = port == nullptr ? nullptr : port->find("number");
    take_({space_, service->text("name"),
           number != nullptr || port == nullptr ? number : port->find("name")});
  }

  std::string_view space_;
  const TakeBackend& take_;
};

void read_openshift_route(const Resource& resource, const Value& spec, const TakeBackend& take) {
  const std::string_view space = references::namespace_of(resource);
  const Value* port = spec.at("port", "targetPort");
  const Value* to = spec.find("to");
  if (to != nullptr) take({space, to->text("name"), port});
  for (const Value& other : items_of(spec, "alternateBackends"))
    take({space, other.text("name"), port});
}

// A route of a Gateway. One whose parents are Services belongs to a mesh: nothing comes in by it.
class GatewayRoute {
 public:
  GatewayRoute(const Resource& resource, const ReferenceGrants& grants, const TakeBackend& take)
      : resource_(resource), grants_(grants), take_(take) {}

  void read(const Value& spec) const {
    const auto parents = items_of(spec, "parentRefs");
    const bool attached = std::any_of(parents.begin(), parents.end(), [](const Value& parent) {
      return parent.text("kind") != "Service";
    });
    if (!attached) return;
    for (const Value& rule : items_of(spec, "rules")) {
      for (const Value& backend : items_of(rule, "backendRefs")) {
        const Value* weight = backend.find("weight");
        if (weight != nullptr && weight->is_int() && weight->as_int() == 0) continue;
        take(backend);
        mirrors(backend);
      }
      mirrors(rule);
    }
  }

 private:
  void mirrors(const Value& of) const {
    for (const Value& filter : items_of(of, "filters")) {
      const Value* to = filter.at("requestMirror", "backendRef");
      if (to != nullptr) take(*to);
    }
  }

  void take(const Value& reference) const {
    const std::string_view kind = reference.text("kind");
    if (!reference.text("group").empty() || (!kind.empty() && kind != "Service")) return;
    const std::string_view own = references::namespace_of(resource_);
    const std::string_view named = reference.text("namespace");
    const std::string_view space = named.empty() ? own : named;
    const std::string_view name = reference.text("name");
    if (space != own && !grants_.allows(resource_, space, name)) return;
    const Protocol protocol = resource_.kind() == "UDPRoute" ? Protocol::udp : Protocol::tcp;
    const Value* port = reference.find("port");
    // Without a port it is no reference to a Service.
    if (port != nullptr) take_({space, name, port, protocol});
  }

  const Resource& resource_;
  const ReferenceGrants& grants_;
  const TakeBackend& take_;
};

constexpr std::array<std::string_view, 5> kRoutes{"HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute",
                                                  "UDPRoute"};

}  // namespace

void ReferenceGrants::add(const Resource& resource) {
  const Value* spec = resource.root.find("spec");
  if (resource.kind() != "ReferenceGrant" || group_of(resource) != kGateway || spec == nullptr)
    return;
  const std::string_view space = references::namespace_of(resource);
  for (const Value& from : items_of(*spec, "from")) {
    if (from.text("group") != kGateway) continue;
    for (const Value& to : items_of(*spec, "to")) {
      if (to.text("group").empty() && to.text("kind") == "Service")
        granted_.insert(
            grant_key(from.text("kind"), from.text("namespace"), space, to.text("name")));
    }
  }
}

bool ReferenceGrants::allows(const Resource& route, std::string_view name_space,
                             std::string_view service) const {
  const std::string_view from = references::namespace_of(route);
  return granted_.contains(grant_key(route.kind(), from, name_space, kAnyName)) ||
         granted_.contains(grant_key(route.kind(), from, name_space, service));
}

void each_backend(const Resource& resource, const ReferenceGrants& grants,
                  const TakeBackend& take) {
  const Value* spec = resource.root.find("spec");
  if (spec == nullptr) return;
  const std::string_view group = group_of(resource);
  if (resource.kind() == "Ingress" && (group == "networking.k8s.io" || group == "extensions"))
    Ingress(resource, take).read(*spec);
  if (resource.kind() == "Route" && group == "route.openshift.io")
    read_openshift_route(resource, *spec, take);
  if (group == kGateway && std::ranges::find(kRoutes, resource.kind()) != kRoutes.end())
    GatewayRoute(resource, grants, take).read(*spec);
}

}  // namespace bulwark::analyzers::network
