// SPDX-License-Identifier: Apache-2.0
// Names, ports and paths of Kubernetes' own components.
#include "sources/endpoint/service.h"

#include <algorithm>
#include <array>

namespace bulwark::sources::endpoint {
namespace {

constexpr std::array kApiServer{Question{"/api/v1/namespaces?limit=1", {}},
                                Question{"/api/v1/secrets?limit=1", {}}, Question{"/metrics", {}}};
constexpr std::array kDebugged{Question{"/metrics", {}}, Question{"/configz", {}},
                               Question{"/debug/pprof/", {}}};
// Its list of namespaces, which the dashboard answers with 401 to whoever has not logged in.
constexpr std::array kDashboard{Question{"/api/v1/namespace?itemsPerPage=1&page=1", {}}};
// Counts the one key that is a zero byte: nobody has it, and no value is sent.
constexpr std::array kEtcd{
    Question{"/v3/kv/range", R"({"key":"AA==","limit":1,"count_only":true,"serializable":true})"},
    Question{"/version", {}}, Question{"/metrics", {}}};
constexpr std::array kEtcdPeer{Question{"/members", {}}, Question{"/version", {}}};
constexpr std::array kKubeProxyHealth{Question{"/healthz", {}}};
constexpr std::array kKubelet{Question{"/pods", {}}, Question{"/metrics", {}},
                              Question{"/configz", {}}, Question{"/debug/pprof/", {}}};
constexpr std::array kKubeletReadOnly{Question{"/pods", {}}, Question{"/metrics", {}}};
constexpr std::array kOther{Question{"/", {}}};

struct Known {
  Service service;
  std::string_view name;
  std::uint16_t port;
  std::span<const Question> questions;
};

constexpr std::array<Known, 11> kKnown{{
    {Service::api_server, "api-server", 6443, kApiServer},
    {Service::controller_manager, "controller-manager", 10257, kDebugged},
    {Service::dashboard, "dashboard", 0, kDashboard},
    {Service::etcd, "etcd", 2379, kEtcd},
    {Service::etcd_peer, "etcd-peer", 2380, kEtcdPeer},
    {Service::kube_proxy, "kube-proxy", 10249, kDebugged},
    {Service::kube_proxy_health, "kube-proxy-health", 10256, kKubeProxyHealth},
    {Service::kubelet, "kubelet", 10250, kKubelet},
    {Service::kubelet_read_only, "kubelet-read-only", 10255, kKubeletReadOnly},
    {Service::scheduler, "scheduler", 10259, kDebugged},
    {Service::other, "other", 0, kOther},
}};

const Known& known(Service service) { return *std::ranges::find(kKnown, service, &Known::service); }

}  // namespace

std::string_view name(Service service) { return known(service).name; }

std::optional<Service> service_named(std::string_view name) {
  const auto* found = std::ranges::find(kKnown, name, &Known::name);
  return found == kKnown.end() ? std::nullopt : std::optional(found->service);
}

std::vector<std::string> service_names() {
  std::vector<std::string> out;
  for (const Known& one : kKnown) out.emplace_back(one.name);
  return out;
}

Service service_of_port(std::uint16_t port) {
  const auto* found = std::ranges::find(kKnown, port, &Known::port);
  return port == 0 || found == kKnown.end() ? Service::other : found->service;
}

std::span<const Question> questions_of(Service service) { return known(service).questions; }

std::string_view bare_path(const Question& question) {
  return question.path.substr(0, question.path.find('?'));
}

}  // namespace bulwark::sources::endpoint
