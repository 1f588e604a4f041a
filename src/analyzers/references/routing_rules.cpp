// SPDX-License-Identifier: Apache-2.0
// The way of a request: Ingress or route, Service, port of a pod.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "analyzers/references/rules.h"
#include "formats/path.h"
#include "model/kinds.h"

namespace bulwark::analyzers::references {
namespace {

using formats::item_step;
using formats::join_path;
using formats::Value;
using model::Resource;

std::string text_of_port(const Value& port) {
  if (port.is_string()) return std::string(port.as_string());
  return port.is_int() ? std::to_string(port.as_int()) : std::string();
}

bool service_has_port(const Resource& service, const Value& wanted, std::string_view field) {
  const Value* ports = service.root.at("spec", "ports");
  if (service.root.at("spec", "type") != nullptr &&
      service.root.find("spec")->text("type") == "ExternalName")
    return true;
  if (ports == nullptr) return false;
  const auto items = ports->items();
  return std::any_of(items.begin(), items.end(), [&](const Value& port) {
    const Value* own = port.find(field);
    return own != nullptr && formats::deep_equal(*own, wanted);
  });
}

void check_backend(Judge& judge, const Resource& from, std::string_view space,
                   std::string_view name, const Value* port, std::string path) {
  if (name.empty()) return;
  const Picture::Objects& there = judge.refer(kService, space, name, from, path,
                                              "sends requests to");
  const std::string wanted = port == nullptr ? std::string() : text_of_port(*port);
  if (there.empty() || wanted.empty()) return;
  const std::string_view field = port->is_string() ? "name" : "port";
  for (const Resource* service : there) {
    if (service_has_port(*service, *port, field)) return;
    const bool sure = space == namespace_of(from) ? judge.picture().surely_together(*service, from)
                                                  : !service->name_space().empty();
    if (!sure) return;
  }
  judge.found(from, std::move(path),
              fmt::format("sends requests to port {} of {}, which has no such port", wanted,
                          there.front()->title()));
}

void ingress_backend(Judge& judge, const Resource& ingress, const Value* backend,
                     const std::string& path) {
  const Value* service = backend == nullptr ? nullptr : backend->find("service");
  if (service == nullptr) return;
  const Value* port = service->at("port", "number");
  if (port == nullptr) port = service->at("port", "name");
  // By an annotation the name is one of an action of the load balancer, not of a Service.
  if (port != nullptr && port->is_string() && port->as_string() == "use-annotation") return;
  check_backend(judge, ingress, namespace_of(ingress), service->text("name"), port,
                join_path(path, "service"));
}

template <class Work>
void each_path(const Resource& ingress, const Work& work) {
  const Value* rules = ingress.root.at("spec", "rules");
  if (rules == nullptr) return;
  for (std::size_t i = 0; i < rules->items().size(); ++i) {
    const Value* paths = rules->items()[i].at("http", "paths");
    if (paths == nullptr) continue;
    for (std::size_t j = 0; j < paths->items().size(); ++j) {
      work(rules->items()[i], paths->items()[j],
           "spec.rules" + item_step(i) + ".http.paths" + item_step(j));
    }
  }
}

void ingress_backends(Judge& judge) {
  for (const Resource* ingress : judge.picture().all(kIngress)) {
    ingress_backend(judge, *ingress, ingress->root.at("spec", "defaultBackend"),
                    "spec.defaultBackend");
    each_path(*ingress, [&](const Value&, const Value& path, const std::string& at) {
      ingress_backend(judge, *ingress, path.find("backend"), join_path(at, "backend"));
    });
  }
}

void ingress_certificates(Judge& judge) {
  for (const Resource* ingress : judge.picture().all(kIngress)) {
    const Value* all = ingress->root.at("spec", "tls");
    if (all == nullptr) continue;
    for (std::size_t i = 0; i < all->items().size(); ++i) {
      const std::string_view name = all->items()[i].text("secretName");
      // With a namespace in front some controllers look elsewhere.
      if (name.empty() || name.find('/') != std::string_view::npos) continue;
      judge.refer(kSecret, namespace_of(*ingress), name, *ingress,
                  "spec.tls" + item_step(i) + ".secretName", "takes its certificate from");
    }
  }
}

void route_backends(Judge& judge) {
  for (const Type& type : {kHttpRoute, kGrpcRoute}) {
    for (const Resource* route : judge.picture().all(type)) {
      const Value* rules = route->root.at("spec", "rules");
      if (rules == nullptr) continue;
      for (std::size_t i = 0; i < rules->items().size(); ++i) {
        const Value* backends = rules->items()[i].find("backendRefs");
        if (backends == nullptr) continue;
        for (std::size_t j = 0; j < backends->items().size(); ++j) {
          const Value& one = backends->items()[j];
          const std::string_view kind = one.text("kind");
          if ((!kind.empty() && kind != "Service") || !one.text("group").empty()) continue;
          const std::string_view space = one.text("namespace");
          check_backend(judge, *route, space.empty() ? namespace_of(*route) : space,
                        one.text("name"), one.find("port"),
                        "spec.rules" + item_step(i) + ".backendRefs" + item_step(j));
        }
      }
    }
  }
}

std::string_view class_of(const Resource& ingress) {
  const Value* annotations = ingress.root.at("metadata", "annotations");
  const Value* spec = ingress.root.find("spec");
  const std::string_view own = spec == nullptr ? "" : spec->text("ingressClassName");
  if (!own.empty() || annotations == nullptr) return own;
  return annotations->text("kubernetes.io/ingress.class");
}

bool is_canary(const Resource& ingress) {
  const Value* annotations = ingress.root.at("metadata", "annotations");
  return annotations != nullptr &&
         annotations->text("nginx.ingress.kubernetes.io/canary") == "true";
}

void ingress_twice(Judge& judge) {
  using Way = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;
  std::map<Way, const Resource*> first;
  for (const Resource* ingress : judge.picture().all(kIngress)) {
    if (is_canary(*ingress)) continue;
    each_path(*ingress, [&](const Value& rule, const Value& path, const std::string& at) {
      const Way way{class_of(*ingress), rule.text("host"), path.text("path"),
                    path.text("pathType")};
      const auto [known, is_new] = first.try_emplace(way, ingress);
      const Resource& other = *known->second;
      if (is_new || namespace_of(other) == namespace_of(*ingress)) return;
      // Of one that names no namespace it is not known that it is another one.
      const bool told = judge.picture().is_cluster() ||
                        (!other.name_space().empty() && !ingress->name_space().empty());
      if (!told) return;
      const std::string_view host = rule.text("host");
      judge.found(
          *ingress, join_path(at, "path"),
          fmt::format("asks for {}{}, which {} asks for as well: which of the two gets the "
                      "requests is the controller's choice",
                      host.empty() ? "any host, " : host, path.text("path"), other.title()));
    });
  }
}

// Names of ports; null in `ports` when a container declares none at all.
bool declares(const Workload& workload, const Value& wanted) {
  const Value* spec = workload.spec();
  if (spec == nullptr) return false;
  for (const std::string_view field : {"containers", "initContainers"}) {
    const Value* containers = spec->find(field);
    if (containers == nullptr) continue;
    for (const Value& container : containers->items()) {
      const Value* ports = container.find("ports");
      if (ports == nullptr) continue;
      for (const Value& port : ports->items()) {
        const Value* own = port.find(wanted.is_string() ? "name" : "containerPort");
        if (own != nullptr && formats::deep_equal(*own, wanted)) return true;
      }
    }
  }
  return false;
}

// Every target port, or the port itself where there is none, that no selected workload declares.
template <class Wants>
void undeclared_ports(Judge& judge, const Wants& wants, std::string_view message) {
  for (const Resource* service : judge.picture().all(kService)) {
    const Selection selection = selection_of_map(service->root.at("spec", "selector"));
    const Namespace* space = judge.picture().name_space(namespace_of(*service));
    const Value* ports = service->root.at("spec", "ports");
    if (selection.is_empty() || space == nullptr || ports == nullptr) continue;
    std::vector<const Workload*> selected;
    for (const std::uint32_t at : space->templates.find(selection)) {
      const Workload& one = space->workloads[at];
      if (judge.picture().surely_together(*service, *one.resource)) selected.push_back(&one);
    }
    if (selected.empty()) continue;
    for (std::size_t i = 0; i < ports->items().size(); ++i) {
      const Value& port = ports->items()[i];
      const Value* target = port.find("targetPort");
      if (target == nullptr) target = port.find("port");
      if (target == nullptr || !wants(*target)) continue;
      if (std::any_of(selected.begin(), selected.end(),
                      [&](const Workload* one) { return declares(*one, *target); }))
        continue;
      judge.found(*service, "spec.ports" + item_step(i),
                  fmt::format("leads to port {}, {} {}", text_of_port(*target), message,
                              selected.front()->resource->title()));
    }
  }
}

void port_names(Judge& judge) {
  undeclared_ports(
      judge, [](const Value& port) { return port.is_string(); }, "a name that no container has in");
}

void port_numbers(Judge& judge) {
  undeclared_ports(
      judge, [](const Value& port) { return port.is_int(); }, "which no container declares in");
}

constexpr std::array<Rule, 6> kRules{{{"ingress-backend-missing", ingress_backends},
                                      {"ingress-certificate-missing", ingress_certificates},
                                      {"ingress-host-twice", ingress_twice},
                                      {"route-backend-missing", route_backends},
                                      {"service-port-name", port_names},
                                      {"service-port-undeclared", port_numbers}}};

}  // namespace

std::span<const Rule> routing_rules() { return kRules; }

}  // namespace bulwark::analyzers::references
