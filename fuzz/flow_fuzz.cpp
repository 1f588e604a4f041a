// SPDX-License-Identifier: Apache-2.0
// Its input is a line of observed flows: there is a flow, a reason why it is none, or an error with
// a reason; and what a flow names can be told. Hosts that the line mentions keep what they promise.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "analyzers/network/flow.h"
#include "analyzers/network/host_mentions.h"
#include "analyzers/network/observed.h"
#include "formats/builder.h"
#include "formats/json.h"

namespace network = bulwark::analyzers::network;

namespace {

void check_mentions(std::string_view text) {
  for (const network::HostMention& one : network::host_mentions(text)) {
    if (one.host.empty() || one.host.size() > 253) std::abort();
    if (one.port && *one.port == 0) std::abort();
    for (const char c : one.host) {
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.') std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = std::size_t{64} << 10;
  if (size > kMostBytes) return 0;
  std::string padded(reinterpret_cast<const char*>(data), size);
  padded.append(bulwark::formats::kJsonPadding, '\0');
  const std::string_view text = std::string_view(padded).substr(0, size);
  check_mentions(text);
  bulwark::formats::Pool pool(1, 42);
  bulwark::formats::Builder builder(pool);
  bulwark::formats::JsonReader reader;
  bulwark::formats::DocumentOptions options;
  options.resource = false;
  const auto document = reader.read(text, builder, options);
  if (!document) return 0;
  const auto line = network::read_flow(document->root);
  if (!line) {
    if (line.error().message.empty()) std::abort();
    return 0;
  }
  network::ObservedFlows flows;
  flows.take(*line);
  if (const auto* flow = std::get_if<network::Flow>(&*line)) {
    if (flow->from.title().empty() || flow->to.title().empty()) std::abort();
  }
  const network::FlowCounts& counts = flows.counts();
  const std::uint64_t all = counts.taken + counts.replies + counts.refused + counts.other +
                            counts.from_node + counts.undecided;
  if (all != (std::holds_alternative<network::LostFlows>(*line) ? 0U : 1U)) std::abort();
  return 0;
}
