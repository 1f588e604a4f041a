// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/stated.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "analyzers/network/host_mentions.h"
#include "analyzers/network/pod_texts.h"
#include "analyzers/network/service_names.h"
#include "analyzers/references/picture.h"
#include "base/text.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;
using model::Resource;

constexpr std::uint16_t kDns = 53;
constexpr std::array<std::string_view, 2> kOpenTypes{"LoadBalancer", "NodePort"};

bool is_headless(const Value& spec) { return spec.text("clusterIP") == "None"; }

bool has_number(const Value* value, std::uint16_t port) {
  return value != nullptr && value->is_int() && value->as_int() == port;
}

class Stated {
 public:
  Stated(const model::Inventory& inventory, std::string_view cluster, WantedConnections& wanted)
      : wanted_(wanted),
        services_(inventory, cluster, wanted.endpoints()),
        maps_(config_maps(inventory, cluster)) {}

  std::vector<std::string> run(const std::vector<Entry>& entries) {
    for (EndpointId i = 0; i < wanted_.endpoints().all().size(); ++i) take_pods(i);
    for (const Entry& entry : entries)
      wanted_.add(WantedEnd::anybody(), WantedEnd::of(wanted_.workload_of(entry.endpoint)),
                  entry.ports, "by " + entry.resource->title());
    for (const auto& [name, service] : services_.all()) take_open(*service);
    return {open_.begin(), open_.end()};
  }

 private:
  const Workload& workload_of(EndpointId endpoint) const {
    return wanted_.workloads()[wanted_.workload_of(endpoint)];
  }

  void take_pods(EndpointId id) {
    const Workload& own = workload_of(id);
    if (!own.isolated) return;
    const WantedEnd from = WantedEnd::of(wanted_.workload_of(id));
    Connections dns = Connections::of(Protocol::udp, {kDns, kDns});
    dns.unite(Connections::of(Protocol::tcp, {kDns, kDns}));
    wanted_.add(from, WantedEnd::cluster_dns(), dns, "names are looked up");
    const PodTexts texts = pod_texts(wanted_.endpoints().all()[id], maps_);
    for (const PodText& one : texts.all) {
      for (const HostMention& mention : host_mentions(one.text)) take(id, mention, one);
    }
    tell_unseen(own, "Secret", texts.secrets, "what is in it is not looked at");
    tell_unseen(own, "ConfigMap", texts.missing, "is not in the picture");
  }

  void tell_unseen(const Workload& own, std::string_view kind, const std::set<std::string>& names,
                   std::string_view what) {
    for (const std::string& name : names)
      open_.insert(fmt::format("{}: {} {}: {}", own.title, kind, name, what));
  }

  void take(EndpointId id, const HostMention& mention, const PodText& text) {
    const Workload& own = workload_of(id);
    const NamedService named = service_named(services_, own.name_space, mention.host);
    const auto tell = [&](std::string_view what) {
      open_.insert(fmt::format("{}: {} names {}, {}", own.title, text.place, mention.host, what));
    };
    if (named.api_server) return;  // said of all of them
    if (named.service != nullptr) return lead(id, *named.service, mention, text.place);
    if (named.of_cluster) return tell("a Service that the picture does not have");
    if (mention.in_url && mention.host.contains('.') && !text.file)
      tell("which is not of the cluster: policies know addresses, not names");
  }

  void lead(EndpointId id, const Resource& service, const HostMention& mention,
            const std::string& place) {
    const Workload& own = workload_of(id);
    const Value* spec = service.root.find("spec");
    const auto tell = [&](std::string_view what) {
      open_.insert(fmt::format("{}: {} names {}: {}", own.title, place, service.title(), what));
    };
    if (spec == nullptr) return tell("it has no ports");
    if (spec->text("type") == "ExternalName")
      return tell("it stands for a name outside, and policies know addresses");
    bool any = false;
    bool offered = false;
    const WantedEnd from = WantedEnd::of(wanted_.workload_of(id));
    for (const Value& port : formats::items_of(*spec, "ports")) {
      if (mention.port && !is_meant(*spec, port, *mention.port)) continue;
      offered = true;
      for (const ServiceTarget& one : services_.targets(service, port)) {
        any = true;
        wanted_.add(from, WantedEnd::of(wanted_.workload_of(one.endpoint)), one.ports, place);
      }
    }
    if (!offered && mention.port) return tell(fmt::format("it has no port {}", *mention.port));
    if (!any) tell("no pods of the picture are behind it");
  }

  // Behind a headless Service a name is that of a pod, and the port is the pod's own.
  static bool is_meant(const Value& spec, const Value& port, std::uint16_t number) {
    return has_number(port.find("port"), number) ||
           (is_headless(spec) && has_number(port.find("targetPort"), number));
  }

  void take_open(const Resource& service) {
    const Value* spec = service.root.find("spec");
    if (spec == nullptr) return;
    const std::string_view type = spec->text("type");
    const bool open = std::ranges::find(kOpenTypes, type) != kOpenTypes.end() ||
                      !formats::items_of(*spec, "externalIPs").empty();
    if (!open) return;
    const std::string why = fmt::format("{} is of type {}", service.title(),
                                        type.empty() ? "ClusterIP, with externalIPs" : type);
    for (const Value& port : formats::items_of(*spec, "ports")) {
      for (const ServiceTarget& one : services_.targets(service, port))
        wanted_.add(WantedEnd::of(all_of_family(false)),
                    WantedEnd::of(wanted_.workload_of(one.endpoint)), one.ports, why);
    }
  }

  WantedConnections& wanted_;
  Services services_;
  ConfigMaps maps_;
  std::set<std::string> open_;
};

}  // namespace

std::vector<std::string> add_stated(const model::Inventory& inventory, std::string_view cluster,
                                    const std::vector<Entry>& entries, WantedConnections& wanted) {
  return Stated(inventory, cluster, wanted).run(entries);
}

}  // namespace bulwark::analyzers::network
