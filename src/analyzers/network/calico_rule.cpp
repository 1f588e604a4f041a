// SPDX-License-Identifier: Apache-2.0
// Actions, protocols and ports as Calico's API validates them.
#include "analyzers/network/calico_rule.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "analyzers/network/calico_entity.h"
#include "formats/path.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

struct ProtocolName {
  std::string_view name;  // lower case
  int number;
};
constexpr std::array<ProtocolName, 6> kProtocolNames{
    {{"tcp", 6}, {"udp", 17}, {"icmp", 1}, {"icmpv6", 58}, {"sctp", 132}, {"udplite", 136}}};
constexpr int kLastProtocol = 255;
constexpr std::size_t kMostNameBytes = 128;

std::optional<int> whole_number(std::string_view text) {
  int out = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size() || out < 0)
    return std::nullopt;
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// Nothing for those without ports.
std::optional<Protocol> with_ports(int number) {
  if (number == 6) return Protocol::tcp;
  if (number == 17) return Protocol::udp;
  if (number == 132) return Protocol::sctp;
  return std::nullopt;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kMostNameBytes && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
}

class CalicoRuleReader {
 public:
  CalicoRuleReader(RuleReader& reader, const Value& value, std::string path, Direction direction,
                   std::string_view name_space)
      : reader_(reader), value_(value), direction_(direction), space_(name_space) {
    rule_.path = std::move(path);
  }

  // Nothing: it decides on nothing.
  std::optional<PolicyRule> read() {
    const std::string_view action = value_.text("action");
    if (action == "Deny") rule_.action = Action::deny;
    if (action == "Pass") rule_.action = Action::pass;
    if (action != "Allow" && action != "Deny" && action != "Pass" && action != "Log")
      reader_.refuse(rule_.path + ".action", fmt::format("no action '{}'", action));
    read_ip_version();
    read_ports();
    if (!has_protocol_ || protocol_) {
      tell("http", "requests are not looked at");
      tell("notICMP", "types of ICMP are not looked at");
    }
    if (is_set(value_.find("icmp")) && (!has_protocol_ || protocol_))
      reader_.refuse(rule_.path + ".icmp", "is for the protocols ICMP and ICMPv6 only");
    read_ends();
    // What matches a part only is taken to allow, and not to deny or to pass.
    if (action == "Log" || (is_part_ && rule_.action != Action::allow)) return std::nullopt;
    return std::move(rule_);
  }

 private:
  void part(const std::string& path, std::string_view why) {
    is_part_ = true;
    reader_.not_modelled(path, fmt::format("{}: {}", why, effect()));
  }

  std::string_view effect() const {
    return rule_.action == Action::allow ? "what it allows is open at most"
                                         : "it is taken not to match";
  }

  void tell(std::string_view key, std::string_view why) {
    if (is_set(value_.find(key))) part(fmt::format("{}.{}", rule_.path, key), why);
  }

  void read_ip_version() {
    const Value* version = value_.find("ipVersion");
    if (!is_set(version)) return;
    if (!version->is_int() || (version->as_int() != 4 && version->as_int() != 6))
      return reader_.refuse(rule_.path + ".ipVersion", "is neither 4 nor 6");
    ip_version_ = static_cast<int>(version->as_int());
    if (ip_version_ == 6)
      part(rule_.path + ".ipVersion", "whether pods have addresses of IPv6 is not known");
  }

  std::optional<int> protocol_number(const Value& value, const std::string& path) {
    if (value.is_int() && value.as_int() >= 1 && value.as_int() <= kLastProtocol)
      return static_cast<int>(value.as_int());
    const std::string text = value.is_string() ? lower(value.as_string()) : "";
    const auto known = std::ranges::find(kProtocolNames, text, &ProtocolName::name);
    if (known != kProtocolNames.end()) return known->number;
    const auto number = whole_number(text);
    if (number && *number >= 1 && *number <= kLastProtocol) return number;
    reader_.refuse(path, "is no protocol");
    return std::nullopt;
  }

  void read_ports() {
    const Value* not_protocol = value_.find("notProtocol");
    if (is_set(not_protocol)) {
      const auto number = protocol_number(*not_protocol, rule_.path + ".notProtocol");
      const auto protocol = number ? with_ports(*number) : std::nullopt;
      if (protocol) rule_.not_ports.push_back({Connections::of(*protocol, {}), {}, *protocol});
    }
    const Value* protocol = value_.find("protocol");
    if (is_set(protocol)) {
      const auto number = protocol_number(*protocol, rule_.path + ".protocol");
      has_protocol_ = true;
      if (number) protocol_ = with_ports(*number);
    }
    const Value* destination = value_.find("destination");
    const bool some = read_list(destination, "ports", rule_.ports);
    read_list(destination, "notPorts", rule_.not_ports);
    if (some) return;
    rule_.any_port = !has_protocol_;
    if (protocol_) rule_.ports.push_back({Connections::of(*protocol_, {}), {}, *protocol_});
  }

  bool read_list(const Value* entity, std::string_view key, std::vector<PortMatch>& out) {
    if (!is_set(entity)) return false;
    const auto ports = formats::items_of(*entity, key);
    for (std::size_t i = 0; i < ports.size(); ++i)
      add_port(ports[i], fmt::format("{}.destination.{}{}", rule_.path, key, formats::item_step(i)),
               out);
    return !ports.empty();
  }

  void add_port(const Value& value, const std::string& path, std::vector<PortMatch>& out) {
    if (has_protocol_ && !protocol_) return reader_.refuse(path, "is for TCP, UDP and SCTP only");
    PortMatch match;
    match.protocol = protocol_.value_or(Protocol::tcp);
    match.any_protocol = !has_protocol_;
    const std::string_view text = value.is_string() ? value.as_string() : "";
    const std::size_t colon = text.find(':');
    std::optional<int> first = whole_number(text.substr(0, colon));
    std::optional<int> last = colon == std::string_view::npos
                                  ? first
                                  : whole_number(text.substr(colon + 1));
    if (value.is_int() && value.as_int() >= 0 && value.as_int() <= kLastPort)
      first = last = static_cast<int>(value.as_int());
    if (first && last && *first <= *last && *last <= kLastPort) {
      if (!has_protocol_) return reader_.refuse(path, "a port by number needs a protocol");
      match.connections = Connections::of(
          match.protocol, {static_cast<std::uint16_t>(std::max<int>(*first, kFirstPort)),
                           static_cast<std::uint16_t>(*last)});
    } else if (!first && is_name(text)) {
      match.name = text;
    } else {
      return reader_.refuse(path, "is no port, no range of ports and no name");
    }
    out.push_back(std::move(match));
  }

  void read_ends() {
    const std::string source = rule_.path + ".source", destination = rule_.path + ".destination";
    const CalicoEntity from(reader_, value_.find("source"), source, space_);
    const CalicoEntity to(reader_, value_.find("destination"), destination, space_);
    for (const std::string_view key : {"ports", "notPorts"}) {
      const Value* value = value_.find("source");
      if (is_set(value) && !formats::items_of(*value, key).empty())
        part(fmt::format("{}.{}", source, key), "ports of senders are not looked at");
    }
    is_part_ = is_part_ || from.is_part() || to.is_part();
    const bool ingress = direction_ == Direction::ingress;
    const CalicoEntity& other = ingress ? from : to;
    const CalicoEntity& own = ingress ? to : from;
    if (own.has_nets()) part(ingress ? destination : source, "addresses of pods are not followed");
    if (own.has_selectors()) rule_.own = own.selected();
    rule_.any_peer = other.is_part() || (other.is_anybody() && !ip_version_);
    if (!rule_.any_peer) rule_.peers.push_back(other.peer(ip_version_));
  }

  RuleReader& reader_;
  const Value& value_;
  Direction direction_;
  std::string_view space_;
  PolicyRule rule_;
  std::optional<int> ip_version_;
  bool has_protocol_ = false;
  std::optional<Protocol> protocol_;  // with ports
  bool is_part_ = false;
};

}  // namespace

LabelExpression read_calico_selector(RuleReader& reader, const Value& map, std::string_view key,
                                     CalicoSelects what, const std::string& path) {
  const Value* value = map.find(key);
  if (!is_set(value)) return {};
  if (!value->is_string()) {
    reader.refuse(path, "is no selector");
    return {};
  }
  auto parsed = parse_calico_selector(value->as_string(), what);
  if (parsed) return std::move(*parsed);
  reader.refuse(path, fmt::format("'{}' {}", value->as_string(), parsed.error().message));
  return {};
}

std::vector<PolicyRule> read_calico_rules(RuleReader& reader, const Value& spec,
                                          Direction direction, std::string_view name_space) {
  std::vector<PolicyRule> out;
  const std::string_view list = direction == Direction::ingress ? "ingress" : "egress";
  const auto rules = formats::items_of(spec, list);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    CalicoRuleReader one(reader, rules[i], fmt::format("spec.{}{}", list, formats::item_step(i)),
                         direction, name_space);
    if (auto rule = one.read()) out.push_back(std::move(*rule));
  }
  return out;
}

}  // namespace bulwark::analyzers::network
