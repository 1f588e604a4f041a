// SPDX-License-Identifier: Apache-2.0
// Every finding is counted in one series. Where these would be too many for a server to keep, the
// namespaces with fewest findings are counted together.
#include "outputs/prometheus.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "outputs/format.h"
#include "outputs/table_block.h"
#include "outputs/text.h"
#include "outputs/view.h"

namespace bulwark::outputs {
namespace {

constexpr std::size_t kMostSeries = 10'000;
constexpr std::string_view kOthers = "(others)";  // no namespace can be called so

// The value of a label.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : visible(text)) {
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  return out + "\"";
}

void head(io::Sink& sink, std::string_view name, std::string_view help) {
  sink.write(fmt::format("# HELP {} {}\n# TYPE {} gauge\n", name, help, name));
}

using Space = std::pair<std::string, std::string>;  // cluster, namespace

struct Counted {
  const model::Control* control = nullptr;
  std::uint64_t findings = 0;
};
// By cluster, control id, namespace: in the order in which they are written.
using Series = std::map<std::tuple<std::string, std::string, std::string>, Counted>;

Series series_of(const View& view) {
  Series series;
  for (std::size_t i = 0; i < view.size(); ++i) {
    const model::Finding& finding = view.finding(i);
    if (finding.waived != nullptr) continue;
    Counted& counted = series[{view.cluster_of(*finding.resource), finding.control().id,
                               clean_name(finding.resource->name_space())}];
    counted.control = &finding.control();
    ++counted.findings;
  }
  return series;
}

// The namespaces that keep their name: those with most findings, while there is room.
std::set<Space> kept_apart(const Series& series) {
  struct Size {
    std::uint64_t findings = 0;
    std::size_t series = 0;
  };
  std::map<Space, Size> spaces;
  std::set<std::pair<std::string, std::string>> folded;  // what the others are counted in
  for (const auto& [key, counted] : series) {
    const auto& [cluster, control, name_space] = key;
    Size& size = spaces[{cluster, name_space}];
    size.findings += counted.findings;
    ++size.series;
    folded.emplace(cluster, control);
  }
  std::vector<std::pair<Space, Size>> order(spaces.begin(), spaces.end());
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.second.findings > b.second.findings;
  });
  std::set<Space> kept;
  std::size_t room = kMostSeries - std::min(kMostSeries, folded.size());
  for (const auto& [space, size] : order) {
    if (size.series > room) break;
    room -= size.series;
    kept.insert(space);
  }
  return kept;
}

void fold(Series& series, io::Sink& sink) {
  const std::set<Space> kept = kept_apart(series);
  std::set<Space> others;
  Series out;
  for (const auto& [key, counted] : series) {
    const auto& [cluster, control, name_space] = key;
    const bool apart = kept.contains({cluster, name_space});
    if (!apart) others.emplace(cluster, name_space);
    Counted& sum = out[{cluster, control, apart ? name_space : std::string(kOthers)}];
    sum.control = counted.control;
    sum.findings += counted.findings;
  }
  sink.write(fmt::format(
      "# {} namespaces with fewest findings are counted together as namespace=\"{}\": apart, there "
      "would be {} series.\n",
      with_commas(others.size()), kOthers, with_commas(series.size())));
  series = std::move(out);
}

void write_findings(const View& view, io::Sink& sink) {
  Series series = series_of(view);
  if (series.size() > kMostSeries) fold(series, sink);
  head(sink, "bulwark_findings", "Findings that no waiver covers.");
  for (const auto& [key, counted] : series) {
    const auto& [cluster, control, name_space] = key;
    sink.write(fmt::format(
        "bulwark_findings{{cluster={},control={},severity=\"{}\",layer=\"{}\",namespace={}}} {}\n",
        quoted(cluster), quoted(control), model::name(counted.control->severity),
        model::name(counted.control->layer), quoted(name_space), counted.findings));
  }
}

void write_waived(const View& view, io::Sink& sink) {
  std::map<std::pair<std::string, std::string_view>, std::uint64_t> counts;
  for (std::size_t i = 0; i < view.size(); ++i) {
    const model::Finding& finding = view.finding(i);
    if (finding.waived != nullptr)
      ++counts[{view.cluster_of(*finding.resource), waived_by(*finding.waived)}];
  }
  head(sink, "bulwark_findings_waived",
       "Findings that a waiver, an annotation or the list of what "
       "is expected of the platform covers.");
  for (const auto& [key, count] : counts) {
    sink.write(fmt::format("bulwark_findings_waived{{cluster={},by=\"{}\"}} {}\n",
                           quoted(key.first), key.second, count));
  }
}

void write_gaps(const View& view, io::Sink& sink) {
  std::map<std::pair<std::string, std::string>, std::uint64_t> counts;
  for (const ShownCluster& cluster : view.clusters()) counts[{cluster.name, ""}] = 0;
  if (view.clusters().empty()) counts[{"", ""}] = 0;
  for (const model::Problem& gap : view.not_evaluated()) {
    if (gap.waived_by.empty()) ++counts[{gap.cluster, gap.control}];
  }
  head(sink, "bulwark_not_evaluated",
       "What could not be read (control=\"\") or judged, and no waiver covers.");
  for (const auto& [key, count] : counts) {
    sink.write(fmt::format("bulwark_not_evaluated{{cluster={},control={}}} {}\n", quoted(key.first),
                           quoted(key.second), count));
  }
}

void write_resources(const View& view, io::Sink& sink) {
  head(sink, "bulwark_resources", "Objects that were read and judged.");
  std::uint64_t of_files = view.resources();
  for (const ShownCluster& cluster : view.clusters()) {
    sink.write(fmt::format("bulwark_resources{{cluster={}}} {}\n", quoted(cluster.name),
                           cluster.resources));
    of_files -= std::min(of_files, cluster.resources);
  }
  if (of_files > 0 || view.clusters().empty())
    sink.write(fmt::format("bulwark_resources{{cluster=\"\"}} {}\n", of_files));
}

}  // namespace

void write_prometheus(View& view, const Options& /*options*/, io::Sink& sink) {
  head(sink, "bulwark_scan_info", "The scan that these numbers come from.");
  sink.write(fmt::format("bulwark_scan_info{{version={},catalogue={}}} 1\n",
                         quoted(view.tool_version()), quoted(view.catalogue())));
  head(sink, "bulwark_controls", "Controls that were asked.");
  sink.write(fmt::format("bulwark_controls {}\n", view.controls()));
  write_resources(view, sink);
  write_gaps(view, sink);
  write_waived(view, sink);
  write_findings(view, sink);
}

}  // namespace bulwark::outputs
