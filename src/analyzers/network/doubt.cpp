// SPDX-License-Identifier: Apache-2.0
// Faults by the pods that they touch.
#include "analyzers/network/doubt.h"

#include <algorithm>

#include "base/text.h"

namespace bulwark::analyzers::network {

Doubt::Doubt(const Endpoints& endpoints, const Policies& policies) {
  for (const PolicyFault& fault : policies.faults) {
    if (!fault.refused && !fault.touched->empty()) faults_.push_back(&fault);
  }
  if (faults_.empty()) return;
  ingress_.resize(endpoints.all().size());
  egress_.resize(endpoints.all().size());
  for (std::uint32_t i = 0; i < faults_.size(); ++i) {
    for (const EndpointId pod : *faults_[i]->touched) {
      if (faults_[i]->ingress) ingress_[pod].push_back(i);
      if (faults_[i]->egress) egress_[pod].push_back(i);
    }
  }
}

std::vector<const PolicyFault*> Doubt::of(std::span<const EndpointId> from,
                                          std::span<const EndpointId> to) const {
  if (faults_.empty()) return {};
  std::vector<std::uint32_t> numbers;
  const auto take = [&](std::span<const EndpointId> pods,
                        const std::vector<std::vector<std::uint32_t>>& touching) {
    for (const EndpointId pod : pods)
      numbers.insert(numbers.end(), touching[pod].begin(), touching[pod].end());
  };
  take(from, egress_);
  take(to, ingress_);
  std::ranges::sort(numbers);
  numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
  std::vector<const PolicyFault*> out;
  for (const std::uint32_t number : numbers) out.push_back(faults_[number]);
  return out;
}

std::vector<const PolicyFault*> Doubt::on_allowed(std::span<const EndpointId> from,
                                                  std::span<const EndpointId> to) const {
  auto out = of(from, to);
  std::erase_if(out, [](const PolicyFault* fault) { return !fault->may_close; });
  return out;
}

std::string titles_of(std::span<const PolicyFault* const> faults) {
  std::vector<std::string> titles;
  for (const PolicyFault* fault : faults) {
    const std::string title(fault->resource->title());
    if (std::ranges::find(titles, title) == titles.end()) titles.push_back(title);
  }
  return join(titles, ", ");
}

}  // namespace bulwark::analyzers::network
