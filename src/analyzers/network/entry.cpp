// SPDX-License-Identifier: Apache-2.0
// From backend to Service, from Service port to the port of the pods that it selects.
#include "analyzers/network/entry.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzers/network/addresses.h"
#include "analyzers/network/backends.h"
#include "analyzers/network/services.h"
#include "analyzers/references/picture.h"
#include "base/text.h"
#include "formats/value_fields.h"
#include "model/kinds.h"

namespace bulwark::analyzers::network {
namespace {

using formats::items_of;
using formats::Value;
using model::Resource;

// What clouds take for a balancer of their inner network.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kInternal{
    {{"service.beta.kubernetes.io/aws-load-balancer-internal", "true"},
     {"service.beta.kubernetes.io/aws-load-balancer-internal", "0.0.0.0/0"},
     {"service.beta.kubernetes.io/aws-load-balancer-scheme", "internal"},
     {"service.beta.kubernetes.io/azure-load-balancer-internal", "true"},
     {"networking.gke.io/load-balancer-type", "Internal"},
     {"networking.gke.io/load-balancer-type", "internal"},
     {"cloud.google.com/load-balancer-type", "Internal"},
     {"cloud.google.com/load-balancer-type", "internal"},
     {"service.beta.kubernetes.io/oci-load-balancer-internal", "true"},
     {"service.beta.kubernetes.io/openstack-internal-load-balancer", "true"}}};

bool is_internal(const Resource& service) {
  const Value* notes = service.root.at("metadata", "annotations");
  return notes != nullptr &&
         std::any_of(kInternal.begin(), kInternal.end(),
                     [&](const auto& known) { return notes->text(known.first) == known.second; });
}

// Of spec.loadBalancerSourceRanges, where it has any. What is no block keeps nobody out.
bool lets_internet_in(const Value& spec) {
  const auto ranges = items_of(spec, "loadBalancerSourceRanges");
  return ranges.empty() || std::any_of(ranges.begin(), ranges.end(), [](const Value& one) {
           const auto block = parse_block(one.is_string() ? trim(one.as_string()) : "");
           return !block || has_public(*block);
         });
}

// Empty: it has no address that is known outside.
std::string_view way_in(const Resource& service, const Value& spec) {
  const std::string_view type = spec.text("type");
  if (type == "NodePort") return "NodePort";
  if (type == "LoadBalancer" && !is_internal(service) && lets_internet_in(spec))
    return "LoadBalancer";
  return items_of(spec, "externalIPs").empty() ? "" : "externalIPs";
}

class LeadFinder {
 public:
  LeadFinder(const model::Inventory& inventory, std::string_view cluster,
             const Endpoints& endpoints)
      : services_(inventory, cluster, endpoints) {
    const auto each = [&](const auto& work) {
      for (const model::Segment& segment : inventory.segments) {
        for (const Resource& one : segment.resources) {
          if (inventory.cluster_of(one) == cluster) work(one);
        }
      }
    };
    ReferenceGrants grants;
    each([&](const Resource& one) { grants.add(one); });
    each([&](const Resource& one) {
      each_backend(one, grants, [&](const Backend& backend) {
        lead({0, {}, &one, one.kind(), LedBy::controller}, backend.name_space, backend.name,
             {backend.port, backend.protocol});
      });
    });
    for (const auto& [name, service] : services_.all()) take_service(*service);
  }

  // One of each object for each endpoint, with all its ports.
  std::vector<Lead> found() && {
    std::stable_sort(leads_.begin(), leads_.end(),
                     [](const Lead& a, const Lead& b) { return a.endpoint < b.endpoint; });
    std::vector<Lead> out;
    for (Lead& one : leads_) {
      if (!out.empty() && out.back().endpoint == one.endpoint &&
          out.back().resource == one.resource) {
        out.back().ports.unite(one.ports);
      } else {
        out.push_back(std::move(one));
      }
    }
    return out;
  }

 private:
  void take_service(const Resource& service) {
    const Value* spec = service.root.find("spec");
    if (spec == nullptr) return;
    const std::string_view by = way_in(service, *spec);
    if (by.empty()) return;
    const bool kept = spec->text("externalTrafficPolicy") == "Local";
    lead({0, {}, &service, by, kept ? LedBy::sender : LedBy::node},
         references::namespace_of(service), service.name(), {});
  }

  void lead(const Lead& as, std::string_view space, std::string_view name,
            const ServicePort& port) {
    services_.each(space, name, port, [&](EndpointId endpoint, const Connections& ports) {
      leads_.push_back({endpoint, ports, as.resource, as.by, as.led_by});
    });
  }

  Services services_;
  std::vector<Lead> leads_;
};

}  // namespace

std::vector<Lead> leads(const model::Inventory& inventory, std::string_view cluster,
                        const Endpoints& endpoints) {
  return LeadFinder(inventory, cluster, endpoints).found();
}

std::vector<Entry> entries(const std::vector<Lead>& leads) {
  std::vector<Entry> out;
  for (const Lead& lead : leads) {
    if (lead.led_by != LedBy::controller) continue;
    if (!out.empty() && out.back().endpoint == lead.endpoint) {
      out.back().ports.unite(lead.ports);
    } else {
      out.push_back({lead.endpoint, lead.ports, lead.resource});
    }
  }
  return out;
}

std::vector<Entry> entries(const model::Inventory& inventory, std::string_view cluster,
                           const Endpoints& endpoints) {
  return entries(leads(inventory, cluster, endpoints));
}

}  // namespace bulwark::analyzers::network
