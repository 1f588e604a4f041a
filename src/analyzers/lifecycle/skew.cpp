// SPDX-License-Identifier: Apache-2.0
// https://kubernetes.io/releases/version-skew-policy/
#include "analyzers/lifecycle/skew.h"

#include <fmt/core.h>

namespace bulwark::analyzers::lifecycle {
namespace {

constexpr std::uint32_t kMayBeThreeOlder = 25;

std::uint32_t most_older(ProgramKind kind, std::uint32_t minor) {
  if (kind == ProgramKind::kubelet || kind == ProgramKind::kube_proxy)
    return minor < kMayBeThreeOlder ? 2 : 3;
  return 1;
}

std::string minors(std::uint32_t count) {
  return fmt::format("{} minor version{}", count, count == 1 ? "" : "s");
}

std::string judge(const Program& program, std::uint32_t minor, const Minors& api_servers) {
  if (program.kind == ProgramKind::api_server) {
    if (minor + 1 >= api_servers.highest) return {};
    return fmt::format(
        "is 1.{} while another API server is 1.{}: at most 1 minor version is "
        "supported between them",
        minor, api_servers.highest);
  }
  if (minor > api_servers.lowest)
    return fmt::format("is 1.{}, newer than the API server's 1.{}: that is never supported", minor,
                       api_servers.lowest);
  const std::uint32_t most = most_older(program.kind, minor);
  if (minor + most >= api_servers.highest) return {};
  return fmt::format("is 1.{}, {} older than the API server's 1.{}: at most {} is supported", minor,
                     minors(api_servers.highest - minor), api_servers.highest, most);
}

}  // namespace

std::vector<SkewFault> skew_faults(const std::vector<Program>& programs,
                                   const std::optional<Minors>& api_servers) {
  std::vector<SkewFault> out;
  if (!api_servers) return out;
  for (const Program& program : programs) {
    const auto minor = program.minor();
    if (!minor) continue;
    std::string message = judge(program, *minor, *api_servers);
    if (!message.empty()) out.push_back({&program, std::move(message)});
  }
  return out;
}

}  // namespace bulwark::analyzers::lifecycle
