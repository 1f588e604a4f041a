// SPDX-License-Identifier: Apache-2.0
// Versions first, then what must change, then what the upgrade brings and takes away.
#include "cli/lifecycle_answer.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "analyzers/lifecycle/findings.h"
#include "cli/lifecycle_unused.h"
#include "cli/rbac_table.h"
#include "outputs/text.h"

namespace bulwark::cli {
namespace {

namespace lifecycle = analyzers::lifecycle;
using lifecycle::Program;
using lifecycle::Support;
using scan::Concern;
using scan::Lifecycle;

constexpr std::size_t kWidth = 80;
constexpr std::size_t kLongestVersion = 22;
constexpr std::size_t kShown = 10;  // of a list; JSON has all

// A text of its own lines, the first behind `first`, the others as far in.
std::string item(std::string_view first, std::string_view text) {
  std::string out;
  for (const std::string& line : outputs::wrap(shown(text), kWidth - first.size())) {
    out += out.empty() ? std::string(first) : std::string(first.size(), ' ');
    out += line + "\n";
  }
  return out;
}

std::string section(std::string_view title, const std::vector<std::string>& items) {
  if (items.empty()) return {};
  std::string out = fmt::format("\n{}\n", title);
  for (std::size_t i = 0; i < std::min(items.size(), kShown); ++i) out += item("  ", items[i]);
  if (items.size() > kShown)
    out += fmt::format("  and {} more (-o json has all)\n", items.size() - kShown);
  return out;
}

std::string support_text(const Lifecycle& answer, std::uint32_t minor) {
  const lifecycle::Release* release = answer.releases.find(minor);
  const Support support = answer.support_of(minor);
  if (release == nullptr || support == Support::unknown) return "unknown";
  std::string out = fmt::format("{} {}",
                                support == Support::ended         ? "ended"
                                : support == Support::maintenance ? "critical until"
                                                                  : "until",
                                release->end);
  if (support == Support::ended && !release->last_patch.empty())
    out += ", last " + release->last_patch;
  return out;
}

std::string versions(const Lifecycle& answer) {
  std::map<std::pair<lifecycle::ProgramKind, std::string>, std::vector<const Program*>> some;
  for (const Program& one : answer.programs) some[{one.kind, one.text}].push_back(&one);
  std::vector<Row> rows;
  for (const auto& [key, programs] : some) {
    const auto minor = programs.front()->minor();
    rows.push_back({lifecycle::programs_text(programs),
                    key.second.empty() ? "?" : outputs::clip(shown(key.second), kLongestVersion),
                    minor ? support_text(answer, *minor) : "unknown"});
  }
  if (rows.empty())
    rows.push_back(
        {"by --kube-version", fmt::format("1.{}", answer.from), support_text(answer, answer.from)});
  return table({"PROGRAM", "VERSION", "MENDED"}, rows);
}

std::vector<std::string> faults(const std::vector<lifecycle::SkewFault>& some) {
  std::vector<std::string> out;
  for (const lifecycle::SkewFault& one : some)
    out.push_back(one.program->title() + " " + one.message);
  return out;
}

std::vector<std::string> objects(const std::vector<Concern>& some) {
  std::vector<std::string> out;
  for (const Concern& one : some) out.push_back(one.resource->title() + ": " + one.message);
  return out;
}

std::string objects_count(std::size_t count) {
  return fmt::format("{} object{} concerned", count, count == 1 ? " is" : "s are");
}

std::vector<std::string> brought(const Lifecycle& answer) {
  std::vector<std::string> out;
  for (const auto& one : answer.brings) {
    std::string text = fmt::format("{}{}: {}", one.feature->name,
                                   one.stable ? " (stable from here on)" : "", one.feature->what);
    if (!one.feature->needs.empty()) text += " Needs " + one.feature->needs + ".";
    if (!one.concerned.empty()) text += " " + objects_count(one.concerned.size()) + ".";
    out.push_back(std::move(text));
  }
  return out;
}

std::vector<std::string> taken(const Lifecycle& answer) {
  std::vector<std::string> out;
  for (const auto& one : answer.takes) {
    std::string text = fmt::format("{} (1.{}): {} Instead: {}.", one.feature->name,
                                   one.feature->since, one.feature->what, one.feature->instead);
    if (!one.concerned.empty()) text += " " + objects_count(one.concerned.size()) + ".";
    out.push_back(std::move(text));
  }
  return out;
}

std::string headline(const Lifecycle& answer) {
  std::string out = fmt::format("{}: Kubernetes 1.{}",
                                answer.cluster.empty() ? "manifests" : shown(answer.cluster),
                                answer.from);
  if (answer.to > answer.from) out += fmt::format(", to 1.{}", answer.to);
  out += fmt::format(", on {}\n", answer.today);
  if (answer.to > answer.from + 1) {
    out += "The control plane goes one minor version at a time:";
    for (std::uint32_t minor = answer.from + 1; minor <= answer.to; ++minor)
      out += fmt::format(" 1.{}", minor);
    out += "\n";
  }
  return out;
}

}  // namespace

std::string lifecycle_table(const Lifecycle& answer) {
  std::string out = headline(answer) + "\n" + versions(answer);
  out += section("Too far from the API server", faults(answer.skew));
  out += section(fmt::format("To be upgraded before the API server is at 1.{}", answer.to),
                 faults(answer.skew_after));
  out += section(fmt::format("To be written anew before 1.{}", answer.to), objects(answer.removed));
  out += section(fmt::format("Deprecated in 1.{}", answer.to), objects(answer.deprecated));
  const std::string way = answer.to == answer.from + 1 ? fmt::format("1.{}", answer.to)
                                                       : fmt::format("The way to 1.{}", answer.to);
  out += section(way + " takes away", taken(answer));
  out += section(way + " brings", brought(answer));
  out += section("There and not used (-o json has all)", unused_texts(answer));
  if (!answer.needs_change() && answer.to > answer.from)
    out += fmt::format("\nNothing stands in the way of 1.{}.\n", answer.to);
  return out;
}

}  // namespace bulwark::cli
