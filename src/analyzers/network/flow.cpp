// SPDX-License-Identifier: Apache-2.0
#include "analyzers/network/flow.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

// What Hubble calls a verdict. What an audit would have refused has passed.
struct Named {
  std::string_view name;
  Flow::Verdict verdict;
};
constexpr std::array<Named, 8> kVerdicts{{{"FORWARDED", Flow::Verdict::allowed},
                                          {"REDIRECTED", Flow::Verdict::allowed},
                                          {"AUDIT", Flow::Verdict::allowed},
                                          {"DROPPED", Flow::Verdict::refused},
                                          {"ERROR", Flow::Verdict::refused},
                                          {"TRACED", Flow::Verdict::none},
                                          {"TRANSLATED", Flow::Verdict::none},
                                          {"VERDICT_UNKNOWN", Flow::Verdict::none}}};

Result<std::uint16_t> port_of(const Value* value) {
  if (value != nullptr && value->is_int() && value->as_int() >= kFirstPort &&
      value->as_int() <= kLastPort)
    return static_cast<std::uint16_t>(value->as_int());
  return fail(ErrorCode::malformed, "a flow without a port between 1 and 65535");
}

void take_label(std::string_view label, FlowEnd& end) {
  constexpr std::string_view kOfPod = "k8s:";
  constexpr std::string_view kInner = "io.cilium.k8s.";
  if (label == "reserved:host") end.node = true;
  if (!label.starts_with(kOfPod)) return;
  label.remove_prefix(kOfPod.size());
  const std::size_t equals = label.find('=');
  if (equals == std::string_view::npos || label.starts_with(kInner)) return;
  end.labels.emplace(label.substr(0, equals), label.substr(equals + 1));
}

FlowEnd hubble_end(const Value* value, std::string_view ip) {
  FlowEnd out;
  out.ip = ip;
  if (value == nullptr) return out;
  out.name_space = value->text("namespace");
  out.pod = value->text("pod_name");
  for (const Value& label : formats::items_of(*value, "labels")) {
    if (label.is_string()) take_label(label.as_string(), out);
  }
  const auto workloads = formats::items_of(*value, "workloads");
  if (workloads.empty()) return out;
  out.workload = workloads.front().text("name");
  out.kind = workloads.front().text("kind");
  return out;
}

Flow::Reply reply_of(const Value& flow, const Value* tcp) {
  const Value* reply = flow.find("is_reply");
  if (reply != nullptr && reply->is_bool())
    return reply->as_bool() ? Flow::Reply::yes : Flow::Reply::no;
  if (formats::is_true(flow.find("reply"))) return Flow::Reply::yes;
  // The first packets of a connection say who began it.
  const Value* flags = tcp == nullptr ? nullptr : tcp->find("flags");
  if (flags == nullptr || !formats::is_true(flags->find("SYN"))) return Flow::Reply::unknown;
  return formats::is_true(flags->find("ACK")) ? Flow::Reply::yes : Flow::Reply::no;
}

Result<FlowLine> hubble_flow(const Value& flow) {
  const std::string_view verdict = flow.text("verdict");
  const auto named = std::ranges::find(kVerdicts, verdict, &Named::name);
  if (named == kVerdicts.end())
    return fail(ErrorCode::malformed, fmt::format("a flow with the verdict '{}'", verdict));
  Flow out;
  out.verdict = named->verdict;
  const Value* ip = flow.find("IP");
  out.from = hubble_end(flow.find("source"), ip == nullptr ? "" : ip->text("source"));
  out.to = hubble_end(flow.find("destination"), ip == nullptr ? "" : ip->text("destination"));
  const Value* l4 = flow.find("l4");
  if (l4 == nullptr || !l4->is_map()) return FlowLine(NoFlow{});
  for (const Protocol protocol : {Protocol::tcp, Protocol::udp, Protocol::sctp}) {
    const Value* own = l4->find(name_of(protocol));
    if (own == nullptr) continue;
    out.protocol = protocol;
    out.port = TRY(port_of(own->find("destination_port")));
    out.reply = reply_of(flow, protocol == Protocol::tcp ? own : nullptr);
    break;
  }
  if (out.port != 0 && (out.from == FlowEnd() || out.to == FlowEnd()))
    return fail(ErrorCode::malformed, "a flow without both ends");
  return FlowLine(std::move(out));
}

Result<FlowEnd> short_end(const Value& value, std::string_view which) {
  FlowEnd out;
  out.name_space = value.text("namespace");
  out.pod = value.text("pod");
  out.workload = value.text("workload");
  out.kind = value.text("kind");
  out.ip = value.text("ip");
  if (out.is_pod() != out.ip.empty())
    return fail(ErrorCode::malformed,
                fmt::format("'{}' has a namespace with a pod or a workload, or an ip", which));
  return out;
}

Result<FlowLine> short_flow(const Value& line) {
  Flow out;
  out.from = TRY(short_end(*line.find("from"), "from"));
  out.to = TRY(short_end(*line.find("to"), "to"));
  if (!protocol_from(line.text("protocol"), out.protocol))
    return fail(ErrorCode::malformed, "'protocol' is none of TCP, UDP and SCTP");
  out.port = TRY(port_of(line.find("port")));
  return FlowLine(std::move(out));
}

std::uint64_t lost_of(const Value& lost) {
  const Value* count = lost.find("num_events_lost");
  if (count == nullptr) return 1;
  if (count->is_int() && count->as_int() > 0) return static_cast<std::uint64_t>(count->as_int());
  // JSON of protocol buffers has 64 bits as a text.
  std::uint64_t number = 0;
  if (count->is_string()) {
    const std::string_view text = count->as_string();
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return std::max<std::uint64_t>(number, 1);
}

bool is_map(const Value* value) { return value != nullptr && value->is_map(); }

}  // namespace

std::string FlowEnd::title() const {
  if (!is_pod()) return ip.empty() ? "nobody" : ip;
  return name_space + "/" + (pod.empty() ? workload : pod);
}

Result<FlowLine> read_flow(const Value& line) {
  if (!line.is_map()) return fail(ErrorCode::malformed, "no object");
  if (is_map(line.find("flow"))) return hubble_flow(*line.find("flow"));
  if (is_map(line.find("from")) && is_map(line.find("to"))) return short_flow(line);
  if (line.find("verdict") != nullptr) return hubble_flow(line);
  if (is_map(line.find("lost_events")))
    return FlowLine(LostFlows{lost_of(*line.find("lost_events"))});
  if (line.find("node_status") != nullptr) return FlowLine(NoFlow{});
  return fail(ErrorCode::malformed, "no flow");
}

}  // namespace bulwark::analyzers::network
