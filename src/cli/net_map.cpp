// SPDX-License-Identifier: Apache-2.0
// Lists of numbers rather than objects: there may be thousands of workloads.
#include "cli/net_map.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <map>

#include "cli/net_exposure_answer.h"
#include "formats/json_object.h"
#include "outputs/network_page.h"

namespace bulwark::cli {
namespace {

namespace network = analyzers::network;
using formats::json_quote;
using formats::JsonObject;

template <class List, class Text>
std::string list_of(const List& list, const Text& text) {
  std::string out = "[";
  for (const auto& one : list) out.append(out.size() > 1 ? "," : "").append(text(one));
  return out + "]";
}

std::string numbers(const std::vector<std::uint32_t>& list) {
  return fmt::format("[{}]", fmt::join(list, ","));
}

// The text, and by protocol the ends of its ranges of ports.
std::string set_json(const network::Connections& set) {
  std::string out = "[" + json_quote(set.text());
  for (const auto protocol :
       {network::Protocol::tcp, network::Protocol::udp, network::Protocol::sctp}) {
    std::vector<std::uint32_t> ends;
    for (const network::PortRange& range : set.ports(protocol)) {
      ends.push_back(range.first);
      ends.push_back(range.last);
    }
    out += "," + numbers(ends);
  }
  return out + "]";
}

std::string ranges_json(const std::vector<network::MapRange>& ranges) {
  return list_of(ranges, [](const network::MapRange& one) {
    const std::string_view title = one.end.title;
    return fmt::format("[{},{}]", json_quote(title.substr(0, title.rfind('['))),
                       one.internet ? 1 : 0);
  });
}

class WorkloadWriter {
 public:
  explicit WorkloadWriter(const network::NetworkMap& map) {
    for (std::size_t i = 0; i < map.workloads.all.size(); ++i) {
      if (!map.shown[i]) continue;
      numbers_[static_cast<std::uint32_t>(i)] = numbers_.size();
      const network::Isolation& isolated = map.isolation[i];
      text_.append(text_.size() > 1 ? "," : "")
          .append(one(map.workloads.all[i],
                      (isolated.ingress ? 1U : 0U) + (isolated.egress ? 2U : 0U)));
    }
    for (const network::LedTo& led : map.doors) {
      doors_.append(doors_.size() > 1 ? "," : "").append(door(led));
      if (led.door.led_by == network::LedBy::controller) led_[led.workload].unite(led.door.ports);
    }
  }

  std::string workloads() const { return text_ + "]"; }
  std::string kinds() const { return formats::json_list(kinds_); }
  std::string doors() const { return doors_ + "]"; }
  std::string led() const {
    return list_of(led_, [&](const auto& one) {
      return fmt::format("[{},{}]", numbers_.at(one.first), set_json(one.second));
    });
  }

 private:
  // "space/name[kind]"
  std::string one(const network::WorkloadOf& workload, unsigned isolated) {
    const std::string_view title = workload.end.title;
    const std::size_t slash = title.find('/');
    const std::size_t bracket = title.rfind('[');
    const std::string kind(title.substr(bracket + 1, title.size() - bracket - 2));
    const auto [at, is_new] = kind_numbers_.try_emplace(kind, kinds_.size());
    if (is_new) kinds_.push_back(kind);
    return fmt::format("[{},{},{},{},{}]", workload.space,
                       json_quote(title.substr(slash + 1, bracket - slash - 1)), at->second,
                       workload.group, isolated);
  }

  std::string door(const network::LedTo& led) const {
    return fmt::format("[{},{},{},{}]", numbers_.at(led.workload), json_quote(object_of(led.door)),
                       json_quote(led.door.by), set_json(led.door.ports));
  }

  std::string text_ = "[", doors_ = "[";
  std::vector<std::string> kinds_;
  std::map<std::string, std::size_t> kind_numbers_;
  std::map<std::uint32_t, std::size_t> numbers_;
  std::map<std::uint32_t, network::Connections> led_;  // by the controller
};

}  // namespace

std::string network_map_json(const network::NetworkMap& map, const std::vector<std::string>& doubts,
                             std::string_view of) {
  const WorkloadWriter workloads(map);
  return JsonObject()
      .text("of", of)
      .raw("unknown", formats::json_list(doubts))
      .raw("spaces", formats::json_list(map.workloads.spaces))
      .raw("kinds", workloads.kinds())
      .raw("workloads", workloads.workloads())
      .number("groups", map.workloads.groups.size())
      .raw("sources", ranges_json(map.sources))
      .raw("destinations", ranges_json(map.destinations))
      .raw("sets", list_of(map.sets, set_json))
      .raw("rows", list_of(map.rows, numbers))
      .raw("rowOf", numbers(map.row_of))
      .raw("doors", workloads.doors())
      .raw("led", workloads.led())
      .take();
}

}  // namespace bulwark::cli
