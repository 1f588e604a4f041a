// SPDX-License-Identifier: Apache-2.0
// Reads its input as a selector of Calico: what is one selects exactly what its negation does not,
// and what is none is none in parentheses either.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "analyzers/network/calico_selector.h"

namespace {

namespace network = bulwark::analyzers::network;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 2048;
  if (size > kMostBytes) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  network::NamespaceOf space;
  space.name = "shop";
  network::Labelled pod;
  pod.name_space = &space;
  pod.service_account = "robot";
  pod.is_pod = true;
  for (const auto what : {network::CalicoSelects::endpoints, network::CalicoSelects::namespaces,
                          network::CalicoSelects::service_accounts}) {
    const auto one = network::parse_calico_selector(text, what);
    network::CalicoSelectorLimits wider;
    ++wider.depth;
    const auto negated = network::parse_calico_selector("! (" + text + ")", what, wider);
    if (!one) {
      require(!one.error().message.empty());
      require(one.error().code == bulwark::ErrorCode::limit || !negated || text.contains(')'));
      continue;
    }
    const bool is_empty = text.find_first_not_of(" \t") == std::string::npos;
    require(negated.has_value() != is_empty);
    if (!is_empty) require(one->holds(pod) != negated->holds(pod));
    require(one->text() == network::parse_calico_selector(text, what)->text());
  }
  return 0;
}
