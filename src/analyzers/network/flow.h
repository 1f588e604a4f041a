// SPDX-License-Identifier: Apache-2.0
// Flow: one observed connection or packet of one, as Hubble exports it (cilium/cilium,
// api/v1/flow/flow.proto, a JSON object a line) or in the short form of docs/network-generate.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "analyzers/network/connections.h"
#include "base/result.h"
#include "formats/value.h"

namespace bulwark::analyzers::network {

struct FlowEnd {
  std::string name_space, pod;
  std::string workload, kind;  ///< of the pod's owner, where it is told
  std::string ip;
  std::map<std::string, std::string> labels;  ///< of the pod
  bool node = false;                          ///< the node that the other end runs on
  auto operator<=>(const FlowEnd&) const = default;

  bool is_pod() const { return !name_space.empty() && (!pod.empty() || !workload.empty()); }
  /// For messages: "shop/cart-7d9f-x2x4q", "8.8.8.8".
  std::string title() const;
};

struct Flow {
  enum class Verdict : std::uint8_t { allowed, refused, none };
  enum class Reply : std::uint8_t { no, yes, unknown };

  FlowEnd from, to;
  Protocol protocol = Protocol::tcp;
  std::uint16_t port = 0;  ///< of the receiver; 0: of a protocol without ports
  Verdict verdict = Verdict::allowed;
  Reply reply = Reply::no;
};

/// Says that as many flows were lost before they could be exported.
struct LostFlows {
  std::uint64_t count = 0;
};
/// A line about a node, which is no flow.
struct NoFlow {};

using FlowLine = std::variant<Flow, LostFlows, NoFlow>;

/// Errors: what is no line of either form, or lacks what a flow must have.
Result<FlowLine> read_flow(const formats::Value& line);

}  // namespace bulwark::analyzers::network
