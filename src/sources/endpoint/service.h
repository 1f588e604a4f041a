// SPDX-License-Identifier: Apache-2.0
// Service: what is expected behind a port, and the questions that tell whether it answers
// everybody.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::sources::endpoint {

enum class Service : std::uint8_t {
  api_server,
  controller_manager,
  dashboard,
  etcd,
  etcd_peer,
  kube_proxy,  ///< its metrics
  kube_proxy_health,
  kubelet,
  kubelet_read_only,
  scheduler,
  other,
};

/// "api-server"
std::string_view name(Service service);
/// Nothing where there is none of that name.
std::optional<Service> service_named(std::string_view name);
std::vector<std::string> service_names();

/// By the ports that components have where nobody says otherwise.
Service service_of_port(std::uint16_t port);

/// None of them changes anything.
struct Question {
  std::string_view path;  ///< with its query
  std::string_view json;  ///< what is sent; empty: it is a GET
};
std::span<const Question> questions_of(Service service);

/// The path without its query.
std::string_view bare_path(const Question& question);

}  // namespace bulwark::sources::endpoint
