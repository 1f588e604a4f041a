// SPDX-License-Identifier: Apache-2.0
// Every component against every vulnerability; both are few.
#include "analyzers/cve/match.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "knowledge/cve_components.h"
#include "knowledge/cve_range.h"

namespace bulwark::analyzers::cve {
namespace {

using knowledge::Cve;
using knowledge::CveAffected;
using knowledge::CveMatch;
using knowledge::CveVersion;

// "kubernetes" is each of its programs: an announcement does not always say which.
bool concerns(const CveAffected& affected, const std::string& component) {
  return affected.component == component ||
         (affected.component == "kubernetes" && knowledge::is_of_kubernetes(component));
}

struct Found {
  const Cve* cve = nullptr;
  const CveAffected* affected = nullptr;
};

// The smallest version above `version` that none of those is in which some version mends.
std::string clearing(const std::vector<Found>& found, const CveVersion& version) {
  std::vector<std::pair<CveVersion, std::string>> candidates;
  std::vector<const CveAffected*> mended;
  for (const Found& one : found) {
    if (fixed_version_for(*one.affected, version).empty()) continue;
    mended.push_back(one.affected);
    std::vector<std::string> texts = one.affected->fixed_in;
    for (const auto& span : one.affected->spans) texts.push_back(span.fixed);
    for (const std::string& text : texts) {
      const auto candidate = knowledge::parse_cve_version(text);
      if (!candidate) continue;
      const auto order = compare_cve_versions(*candidate, version);
      if (order && *order > 0) candidates.emplace_back(*candidate, text);
    }
  }
  std::optional<std::pair<CveVersion, std::string>> best;
  for (const auto& one : candidates) {
    const bool clear = std::ranges::all_of(mended, [&](const CveAffected* affected) {
      return matches(*affected, one.first) == CveMatch::no;
    });
    if (!clear) continue;
    const bool near = one.first.same_minor(version);
    if (best && best->first.same_minor(version) != near) {
      if (near) best = one;
      continue;
    }
    const auto order = best ? compare_cve_versions(one.first, best->first) : std::nullopt;
    if (!best || (order && *order < 0)) best = one;
  }
  return best ? best->second : std::string();
}

class Matcher {
 public:
  Matcher(const knowledge::CveSet& set, const MatchOptions& options)
      : set_(set), options_(options) {}

  Matched match(const Running& running) const {
    Matched out{running, {}, false, {}, 0, {}};
    const auto version = knowledge::parse_cve_version(running.version);
    if (!version) {
      if (has_any(running.component))
        out.unknown.push_back(running.version.empty()
                                  ? "its version is not told"
                                  : fmt::format("'{}' is no version", running.version));
      return out;
    }
    out.vendor_build = version->is_vendor_build();
    std::vector<Found> found;
    for (const Cve& cve : set_.cves) {
      if (cve.withdrawn.empty()) look(cve, *version, out, found);
    }
    out.clears = clearing(found, *version);
    out.cleared = out.clears.empty()
                      ? 0
                      : static_cast<std::size_t>(std::ranges::count_if(
                            out.hits, [](const Hit& one) { return !one.fixed.empty(); }));
    std::ranges::stable_sort(out.hits, {}, [](const Hit& one) {
      return std::tuple(one.cve->severity, -one.cve->score.value_or(0));
    });
    return out;
  }

 private:
  bool has_any(const std::string& component) const {
    return std::ranges::any_of(set_.cves, [&](const Cve& cve) {
      return std::ranges::any_of(cve.affected,
                                 [&](const CveAffected& one) { return concerns(one, component); });
    });
  }

  void look(const Cve& cve, const CveVersion& version, Matched& out,
            std::vector<Found>& found) const {
    for (const CveAffected& affected : cve.affected) {
      if (!concerns(affected, out.running.component)) continue;
      const CveMatch match = matches(affected, version);
      if (match == CveMatch::unknown && cve.ranges_known())
        out.unknown.push_back(fmt::format("{}: '{}' has no place among its versions ({})", cve.id,
                                          out.running.version, text_of(affected.spans)));
      if (match != CveMatch::yes) continue;
      std::string fixed = fixed_version_for(affected, version);
      if (fixed.empty() && options_.ignore_unfixed) return;
      found.push_back({&cve, &affected});
      out.hits.push_back({&cve, std::move(fixed)});
      return;
    }
  }

  const knowledge::CveSet& set_;
  const MatchOptions& options_;
};

}  // namespace

std::vector<Matched> match(const std::vector<Running>& running, const knowledge::CveSet& set,
                           const MatchOptions& options) {
  const Matcher matcher(set, options);
  std::vector<Matched> out;
  for (const Running& one : running) out.push_back(matcher.match(one));
  return out;
}

std::vector<std::string> unread_ranges(const knowledge::CveSet& set, UnreadOf which) {
  const auto of_cluster = [](const CveAffected& one) {
    return knowledge::is_cve_component(one.component);
  };
  std::vector<std::string> out;
  for (const Cve& cve : set.cves) {
    if (cve.ranges_known() || !cve.withdrawn.empty()) continue;
    const bool other = !cve.affected.empty() && std::ranges::none_of(cve.affected, of_cluster);
    if (other && which == UnreadOf::components) continue;
    out.push_back(fmt::format(
        "{}: {}", cve.id, cve.unread.empty() ? "no versions are told" : join(cve.unread, "; ")));
  }
  return out;
}

}  // namespace bulwark::analyzers::cve
