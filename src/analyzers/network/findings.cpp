// SPDX-License-Identifier: Apache-2.0
// One picture a cluster, asked every rule that is wanted.
#include "analyzers/network/findings.h"

#include <fmt/core.h>

#include <algorithm>

#include "analyzers/network/finding_rules.h"
#include "analyzers/references/analyze.h"
#include "analyzers/references/types.h"

namespace bulwark::analyzers::network {
namespace {

std::vector<OpenRule> all_rules() {
  std::vector<OpenRule> out;
  for (const auto& rules : {isolation_rules(), port_rules(), plugin_rules()})
    out.insert(out.end(), rules.begin(), rules.end());
  return out;
}

}  // namespace

OpenPicture::OpenPicture(const model::Inventory& whole, std::string_view name, bool complete)
    : inventory(whole),
      cluster(name),
      picture(whole, name, complete),
      endpoints(whole, name),
      policies(read_policies(whole, name, endpoints)),
      doubt(endpoints, policies),
      reach(endpoints, policies),
      leads(network::leads(whole, name, endpoints)),
      entries(network::entries(leads)),
      isolated_in(endpoints.all().size(), false),
      isolated_out(endpoints.all().size(), false) {
  for (const Policy& policy : policies.all) {
    if (!policies.isolates(policy)) continue;
    for (const EndpointId pod : *policy.subjects) {
      isolated_in[pod] = isolated_in[pod] || policy.ingress;
      isolated_out[pod] = isolated_out[pod] || policy.egress;
    }
  }
}

bool OpenPicture::is_isolated(EndpointId pod, Direction direction) const {
  return direction == Direction::ingress ? isolated_in[pod] : isolated_out[pod];
}

std::string OpenPicture::unknown_isolation(EndpointId pod, Direction direction) const {
  const std::string_view space = endpoints.all()[pod].name_space;
  if (is_isolated(pod, direction)) return {};
  if (!picture.holds_all(references::kNetworkPolicy, space))
    return fmt::format("any NetworkPolicy in {}", space);
  const std::span<const EndpointId> one(&pod, 1);
  return titles_of(direction == Direction::ingress ? doubt.on_allowed({}, one)
                                                   : doubt.on_allowed(one, {}));
}

void OpenJudge::found_of(EndpointId pod, Direction direction, const std::string& path,
                         const std::string& message) {
  const Endpoint& one = in.endpoints.all()[pod];
  std::string unknown = in.unknown_isolation(pod, direction);
  if (!unknown.empty()) {
    out.add_unknown(control, std::move(unknown));
  } else {
    const auto instances = static_cast<std::uint32_t>(one.alike.size() + 1);
    found(*one.resource, path, message, one.is_of_owner() ? instances : 1);
    if (one.is_of_owner()) return;
    for (const model::Resource* other : one.alike) found(*other, path, message);
  }
}

references::Findings find_open(const model::Inventory& inventory, const FindingOptions& options) {
  references::Findings findings;
  if (options.controls.empty()) return findings;
  for (const std::string_view cluster : references::cluster_names(inventory)) {
    OpenPicture picture(inventory, cluster, options.complete);
    for (const OpenRule& rule : all_rules()) {
      if (!std::ranges::count(options.controls, rule.control)) continue;
      OpenJudge judge{picture, rule.control, findings};
      rule.ask(judge);
    }
  }
  return findings;
}

std::vector<std::string_view> network_controls() {
  std::vector<std::string_view> out;
  for (const OpenRule& rule : all_rules()) out.push_back(rule.control);
  std::ranges::sort(out);
  return out;
}

}  // namespace bulwark::analyzers::network
