// SPDX-License-Identifier: Apache-2.0
// Sums first, then a line for each workload; what stands behind the sums is in the JSON.
#include "cli/net_exposure_answer.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <map>

#include "cli/net_ask.h"
#include "cli/rbac_table.h"
#include "formats/json_object.h"
#include "outputs/table_block.h"
#include "outputs/text.h"

namespace bulwark::cli {
namespace {

namespace network = analyzers::network;
using formats::JsonObject;
using network::Exposure;

constexpr std::size_t kPortsShown = 9;  // columns

struct Sums {
  explicit Sums(const std::vector<Exposure>& all) : workloads(all.size()) {
    const auto count = [&](const std::function<bool(const Exposure&)>& is) {
      return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), is));
    };
    exposed = count([](const Exposure& one) { return !one.doors.empty(); });
    in_steps = count([](const Exposure& one) { return one.steps.has_value(); });
    open = count([](const Exposure& one) { return !one.open_to.is_empty(); });
    others = count([](const Exposure& one) { return one.others.workloads > 0; });
    internet = count([](const Exposure& one) { return !one.internet.is_empty(); });
    metadata = count([](const Exposure& one) { return one.metadata; });
    not_ingress = count([](const Exposure& one) { return !one.isolated.ingress; });
    not_egress = count([](const Exposure& one) { return !one.isolated.egress; });
  }

  std::size_t workloads = 0, exposed = 0, in_steps = 0, open = 0, others = 0, internet = 0,
              metadata = 0, not_ingress = 0, not_egress = 0;
};

std::string headline(const std::vector<Exposure>& exposures) {
  const Sums sums(exposures);
  const std::string all = outputs::with_commas(sums.workloads);
  const auto of = [&](std::size_t count) {
    return fmt::format("{:>{}} of {}", outputs::with_commas(count), all.size(), all);
  };
  std::string out = fmt::format(
      "{} workloads are led to from the internet, {} more over those\n"
      "{} may be reached from the internet by policy alone\n"
      "{} may be reached from another namespace\n"
      "{} may reach the internet, {} the cloud's metadata\n"
      "{} are not isolated for ingress, {} not for egress\n",
      of(sums.exposed), outputs::with_commas(sums.in_steps - sums.exposed), of(sums.open),
      of(sums.others), of(sums.internet), outputs::with_commas(sums.metadata), of(sums.not_ingress),
      outputs::with_commas(sums.not_egress));
  return out;
}

std::string isolation(const Exposure& one) {
  if (one.isolated.ingress) return one.isolated.egress ? "both" : "ingress";
  return one.isolated.egress ? "egress" : "no";
}

std::string few(const network::Connections& ports) {
  return outputs::clip(ports_text(ports), kPortsShown);
}

std::string from_internet(const Exposure& one) {
  if (!one.doors.empty()) {
    network::Connections ports;
    for (const network::Door& door : one.doors) ports.unite(door.ports);
    return "led " + few(ports);
  }
  if (one.steps) return fmt::format("{} steps", *one.steps);
  if (one.open_to.is_empty()) return "-";
  return (one.everywhere ? "open " : "some ") + few(one.open_to);
}

std::string to_outside(const Exposure& one) {
  return one.metadata ? few(one.internet) + ", metadata" : few(one.internet);
}

std::string reached(const Exposure& one) {
  if (one.all.workloads == 0) return "-";
  return one.all == one.direct ? std::to_string(one.direct.workloads)
                               : fmt::format("{} > {}", one.direct.workloads, one.all.workloads);
}

// Without the kind, where no other is of that name.
std::vector<std::string> names_of(const std::vector<Exposure>& exposures) {
  std::map<std::string, std::size_t> known;
  const auto bare = [](const Exposure& one) { return one.title.substr(0, one.title.rfind('[')); };
  for (const Exposure& one : exposures) ++known[bare(one)];
  std::vector<std::string> out;
  for (const Exposure& one : exposures)
    out.push_back(net_visible(known[bare(one)] == 1 ? bare(one) : one.title));
  return out;
}

std::string count_json(const network::Count& count) {
  return JsonObject()
      .number("workloads", count.workloads)
      .number("namespaces", count.namespaces)
      .take();
}

std::string conn(const network::Connections& ports) {
  return formats::json_quote(ports.is_empty() ? "" : ports.text());
}

std::string internet_json(const Exposure& one) {
  std::string doors = "[";
  for (const network::Door& door : one.doors)
    doors.append(doors.size() > 1 ? "," : "")
        .append(JsonObject()
                    .text("object", object_of(door))
                    .text("by", door.by)
                    .text("conn", door.ports.text())
                    .take());
  JsonObject out;
  out.raw("ledTo", doors + "]").raw("openTo", conn(one.open_to));
  if (!one.open_to.is_empty()) out.raw("everywhere", one.everywhere ? "true" : "false");
  out.raw("steps", one.steps ? std::to_string(*one.steps) : "null");
  return std::move(out).take();
}

std::string one_json(const Exposure& one) {
  const auto yes = [](bool value) { return value ? "true" : "false"; };
  return JsonObject()
      .text("workload", one.title)
      .text("namespace", one.name_space)
      .raw("isolated", JsonObject()
                           .raw("ingress", yes(one.isolated.ingress))
                           .raw("egress", yes(one.isolated.egress))
                           .take())
      .raw("fromInternet", internet_json(one))
      .raw("fromOtherNamespaces", JsonObject()
                                      .number("workloads", one.others.workloads)
                                      .number("namespaces", one.others.namespaces)
                                      .raw("conn", conn(one.others_ports))
                                      .take())
      .raw("reaches", count_json(one.direct))
      .raw("reachesInSteps", count_json(one.all))
      .raw("toInternet", conn(one.internet))
      .raw("toCloudMetadata", yes(one.metadata))
      .take();
}

std::string summary_json(const Sums& sums) {
  return JsonObject()
      .number("workloads", sums.workloads)
      .number("ledToFromInternet", sums.exposed)
      .number("ledToInSteps", sums.in_steps)
      .number("openToInternet", sums.open)
      .number("reachedFromOtherNamespaces", sums.others)
      .number("reachInternet", sums.internet)
      .number("reachCloudMetadata", sums.metadata)
      .number("notIsolatedIngress", sums.not_ingress)
      .number("notIsolatedEgress", sums.not_egress)
      .take();
}

}  // namespace

std::string ports_text(const network::Connections& ports) {
  if (ports.is_empty()) return "-";
  return ports.is_all() ? "all" : ports.text();
}

std::string object_of(const network::Door& door) { return door.resource->title(); }

std::string exposure_table(const std::vector<Exposure>& exposures) {
  const std::vector<std::string> names = names_of(exposures);
  std::vector<Row> rows;
  for (std::size_t i = 0; i < exposures.size(); ++i) {
    const Exposure& one = exposures[i];
    rows.push_back({names[i], from_internet(one),
                    one.others.workloads > 0 ? std::to_string(one.others.workloads) : "-",
                    isolation(one), reached(one), to_outside(one)});
  }
  std::string out = headline(exposures);
  if (rows.empty()) return out;
  return out + "\n" +
         table({"WORKLOAD", "INTERNET", "OTHERS", "ISOLATED", "REACHES", "OUTSIDE"}, rows);
}

std::string exposure_json(const std::vector<Exposure>& exposures,
                          const std::vector<std::string>& doubts) {
  std::string out = "{\"summary\":" + summary_json(Sums(exposures)) + ",\"workloads\":[";
  bool first = true;
  for (const Exposure& one : exposures) {
    out.append(first ? "\n" : ",\n").append(one_json(one));
    first = false;
  }
  return out + "],\"unknown\":" + formats::json_list(doubts) + "}\n";
}

}  // namespace bulwark::cli
