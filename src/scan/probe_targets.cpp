// SPDX-License-Identifier: Apache-2.0
// A cluster may name any address, also one that is not its own: loopback and link-local addresses
// (where clouds keep credentials) would lead elsewhere.
#include "scan/probe_targets.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "model/own_documents.h"

namespace bulwark::scan {
namespace {

using formats::Value;
using io::AddressKind;
using io::HostPort;
using model::Resource;
using sources::endpoint::ProbeRequest;
using sources::endpoint::Service;

struct Node {
  std::vector<std::string> addresses;  ///< internal ones
  std::vector<std::string> names;
  std::uint16_t kubelet_port = 10250;
  bool control_plane = false;
};

// Beside kubelets and kube-proxies, which every node has.
constexpr std::array kControlPlane{Service::etcd, Service::etcd_peer, Service::controller_manager,
                                   Service::scheduler};
constexpr std::array<std::pair<Service, std::uint16_t>, 8> kPorts{
    {{Service::etcd, 2379},
     {Service::etcd_peer, 2380},
     {Service::controller_manager, 10257},
     {Service::scheduler, 10259},
     {Service::kubelet, 10250},
     {Service::kubelet_read_only, 10255},
     {Service::kube_proxy, 10249},
     {Service::kube_proxy_health, 10256}}};
constexpr std::array<std::string_view, 3> kRoles{"node-role.kubernetes.io/control-plane",
                                                 "node-role.kubernetes.io/master",
                                                 "node-role.kubernetes.io/etcd"};

std::string text_at(const Value& value, std::string_view key) {
  return std::string(value.text(key));
}

class Naming {
 public:
  Naming(const model::Inventory& inventory, std::uint32_t source,
         const sources::cluster::Access& access)
      : inventory_(inventory), source_(source), access_(access) {}

  std::vector<ProbeTarget> run() && {
    add_api_server();
    for (const model::Segment& segment : inventory_.segments) {
      for (const Resource& one : segment.resources) {
        if (one.source == source_) look_at(one);
      }
    }
    std::ranges::sort(from_flags_, {}, order_of);
    for (ProbeTarget& one : from_flags_) add(std::move(one));
    add_nodes(true);
    std::ranges::sort(dashboards_, {}, order_of);
    for (ProbeTarget& one : dashboards_) add(std::move(one));
    add_nodes(false);
    return std::move(out_);
  }

 private:
  static std::tuple<Service, HostPort, std::string> order_of(const ProbeTarget& one) {
    return {one.request.service, one.request.address, one.named_by};
  }

  void add(ProbeTarget target) {
    if (known_.insert(target.request.address).second) out_.push_back(std::move(target));
  }

  ProbeTarget target(HostPort address, Service service, std::string named_by) const {
    return {{std::move(address), service, {}, {}}, source_, std::move(named_by)};
  }

  void add_api_server() {
    auto address = io::host_port_of_url(access_.server);
    if (!address) return;
    local_ = io::address_kind(address->host) == AddressKind::loopback;
    ProbeTarget one = target(*std::move(address), Service::api_server, "the kubeconfig");
    one.request.server_name = access_.tls.server_name;
    add(std::move(one));
  }

  static bool leads_out(const std::string& host) {
    const AddressKind kind = io::address_kind(host);
    return kind == AddressKind::ordinary || kind == AddressKind::name;
  }

  void look_at(const Resource& one) {
    if (one.api_version() == model::kOwnApiVersion) return look_at_component(one);
    if (one.api_version() != "v1") return;
    if (one.kind() == "Node") look_at_node(one);
    if (one.kind() == "Service") look_at_service(one);
  }

  void look_at_node(const Resource& one) {
    Node& node = nodes_[std::string(one.name())];
    node.names.emplace_back(one.name());
    const Value* addresses = one.root.at("status", "addresses");
    for (const Value& each : addresses == nullptr ? std::span<const Value>() : addresses->items()) {
      std::string host = text_at(each, "address");
      const bool loopback = io::address_kind(host) == AddressKind::loopback;
      if (each.text("type") == "InternalIP" && (leads_out(host) || (loopback && local_)))
        node.addresses.push_back(host);
      node.names.push_back(std::move(host));
    }
    const Value* port = one.root.at("status", "daemonEndpoints", "kubeletEndpoint", "Port");
    if (port != nullptr && port->is_int() && port->as_int() > 0 && port->as_int() <= 65535)
      node.kubelet_port = static_cast<std::uint16_t>(port->as_int());
    const Value* labels = one.root.at("metadata", "labels");
    for (const std::string_view role : kRoles)
      node.control_plane = node.control_plane ||
                           (labels != nullptr && labels->find(role) != nullptr);
  }

  // The node of a control plane's pod is one of the control plane, whatever its labels say.
  void look_at_component(const Resource& one) {
    const auto origin = inventory_.origins.find(&one);
    const Resource* from = origin == inventory_.origins.end() ? nullptr : origin->second.resource;
    if (from != nullptr && from->kind() == "Pod") {
      const Value* spec = from->root.find("spec");
      const std::string node = spec == nullptr ? "" : text_at(*spec, "nodeName");
      if (!node.empty()) nodes_[node].control_plane = true;
    }
    const Value* flags = one.root.at("spec", "flags");
    if (flags == nullptr) return;
    if (one.kind() == "Etcd") {
      add_urls(one, *flags, {"advertise-client-urls", "listen-client-urls"}, Service::etcd);
      add_urls(one, *flags, {"initial-advertise-peer-urls", "listen-peer-urls"},
               Service::etcd_peer);
    }
    if (one.kind() == "KubeAPIServer") add_advertised(one, *flags);
  }

  void add_urls(const Resource& one, const Value& flags,
                std::initializer_list<std::string_view> names, Service service) {
    for (const std::string_view name : names) {
      const Value* urls = flags.find(name);
      if (urls == nullptr) continue;
      // As a list, or as it was written.
      const std::string written = text_at(flags, name);
      std::vector<std::string> all = split(written, ',');
      for (const Value& url : urls->items()) {
        if (url.is_string()) all.emplace_back(url.as_string());
      }
      for (const std::string& url : all) {
        auto address = io::host_port_of_url(url);
        if (address && leads_out(address->host))
          from_flags_.push_back(target(*std::move(address), service, one.title()));
      }
    }
  }

  void add_advertised(const Resource& one, const Value& flags) {
    const std::string host = text_at(flags, "advertise-address");
    const Value* port = flags.find("secure-port");
    constexpr std::int64_t kStandard = 6443;
    const std::int64_t number = port != nullptr && port->is_int() ? port->as_int() : kStandard;
    if (port != nullptr && !port->is_int()) return;
    const auto address = io::parse_host_port((host.contains(':') ? "[" + host + "]" : host) + ":" +
                                             std::to_string(number));
    if (address && leads_out(host))
      from_flags_.push_back(target(*address, Service::api_server, one.title()));
  }

  void look_at_service(const Resource& one) {
    const Value* labels = one.root.at("metadata", "labels");
    const bool labelled = labels != nullptr && labels->text("k8s-app") == "kubernetes-dashboard";
    const Value* spec = one.root.find("spec");
    const Value* ports = spec == nullptr ? nullptr : spec->find("ports");
    if (ports == nullptr || (!labelled && !one.name().starts_with("kubernetes-dashboard"))) return;
    std::vector<std::string> hosts{text_at(*spec, "clusterIP")};
    const Value* ingress = one.root.at("status", "loadBalancer", "ingress");
    for (const Value& each : ingress == nullptr ? std::span<const Value>() : ingress->items()) {
      hosts.push_back(text_at(each, "ip"));
      hosts.push_back(text_at(each, "hostname"));
    }
    for (const Value& port : ports->items()) {
      const Value* number = port.find("port");
      const std::string_view protocol = port.text("protocol");
      if (number == nullptr || !number->is_int() || (!protocol.empty() && protocol != "TCP"))
        continue;
      for (const std::string& host : hosts) add_dashboard(one, host, number->as_int());
    }
  }

  void add_dashboard(const Resource& one, const std::string& host, std::int64_t port) {
    if (host.empty() || host == "None" || port < 1 || port > 65535 || !leads_out(host)) return;
    ProbeTarget made = target({host, static_cast<std::uint16_t>(port)}, Service::dashboard,
                              one.title());
    const std::string name = std::string(one.name()) + "." + std::string(one.name_space());
    made.request.names = {std::string(one.name()), name, name + ".svc"};
    dashboards_.push_back(std::move(made));
  }

  // By service, then by node: the kubelets of all before the next port of any.
  void add_nodes(bool control_plane) {
    for (const auto& [service, port] : kPorts) {
      const bool of_control_plane = std::ranges::find(kControlPlane, service) !=
                                    kControlPlane.end();
      if (of_control_plane != control_plane) continue;
      for (const auto& [name, node] : nodes_) {
        if (of_control_plane && !node.control_plane) continue;
        for (const std::string& host : node.addresses) {
          const std::uint16_t own = service == Service::kubelet ? node.kubelet_port : port;
          ProbeTarget made = target({host, own}, service, "Node " + name);
          made.request.names = node.names;
          add(std::move(made));
        }
      }
    }
  }

  const model::Inventory& inventory_;
  std::uint32_t source_;
  const sources::cluster::Access& access_;
  bool local_ = false;  ///< the cluster is on this very machine
  std::map<std::string, Node> nodes_;
  std::vector<ProbeTarget> from_flags_, dashboards_, out_;
  std::set<HostPort> known_;
};

}  // namespace

Result<ProbeRequest> parse_probe_address(const std::string& text) {
  const std::size_t equals = text.find('=');
  auto address = io::parse_host_port(std::string_view(text).substr(0, equals));
  if (!address) return std::unexpected(std::move(address.error()).context("--probe-address"));
  ProbeRequest out;
  out.address = *std::move(address);
  out.service = sources::endpoint::service_of_port(out.address.port);
  if (equals == std::string::npos) return out;
  const std::string name = text.substr(equals + 1);
  const auto service = sources::endpoint::service_named(name);
  if (!service) {
    const std::vector<std::string> known = sources::endpoint::service_names();
    const std::string meant = did_you_mean(name, known);
    return fail(ErrorCode::malformed, "--probe-address: '" + name + "' is no component" +
                                          (meant.empty() ? ": " + join(known, ", ") : meant));
  }
  out.service = *service;
  return out;
}

std::vector<ProbeTarget> targets_of_cluster(const model::Inventory& inventory, std::uint32_t source,
                                            const sources::cluster::Access& access) {
  return Naming(inventory, source, access).run();
}

}  // namespace bulwark::scan
