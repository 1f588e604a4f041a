// SPDX-License-Identifier: Apache-2.0
// Events are sorted by version; at one version an end comes before a beginning, and a last one that
// is affected after it, so that nothing that is told to be affected is lost.
#include "knowledge/cve_range.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace bulwark::knowledge {
namespace {

using Order = std::optional<std::weak_ordering>;

// How `version` stands to a bound; nothing where it cannot be said.
Order stand(const CveVersion& version, const std::string& bound) {
  const auto other = parse_cve_version(bound);
  if (!other) return std::nullopt;
  return compare_cve_versions(version, *other);
}

int rank(CveEvent::Kind kind) {
  switch (kind) {
    case CveEvent::Kind::fixed: return 0;
    case CveEvent::Kind::introduced: return 1;
    case CveEvent::Kind::last_affected: return 2;
    case CveEvent::Kind::limit: return 3;
  }
  return 4;
}

struct Placed {
  CveEvent event;
  CveVersion version;
};

// Where an event stands among the others. What has no order keeps that of the source.
bool before(const Placed& a, const Placed& b) {
  const Order order = compare_cve_versions(a.version, b.version);
  if (order && *order != 0) return *order < 0;
  return order && rank(a.event.kind) < rank(b.event.kind);
}

// Pseudo-versions have a place among each other only: a mixture has none at all.
bool is_ordered(const std::vector<Placed>& events) {
  for (const Placed& a : events) {
    for (const Placed& b : events) {
      if (!compare_cve_versions(a.version, b.version)) return false;
    }
  }
  return true;
}

std::vector<CveSpan> walk(const std::vector<Placed>& events, const std::string& limit) {
  std::vector<CveSpan> out;
  bool open = false;
  for (const Placed& one : events) {
    const bool begins = one.event.kind == CveEvent::Kind::introduced;
    if (begins && !open) out.push_back({one.event.version, {}, {}, limit});
    if (!begins && open) {
      const bool fixed = one.event.kind == CveEvent::Kind::fixed;
      (fixed ? out.back().fixed : out.back().last) = one.event.version;
    }
    open = begins;
  }
  return out;
}

}  // namespace

CveMatch matches(const CveSpan& span, const CveVersion& version) {
  const Order from = stand(version, span.from);
  if (!from) return CveMatch::unknown;
  if (*from < 0) return CveMatch::no;
  for (const auto& [bound, inclusive] : {std::pair(&span.fixed, false), std::pair(&span.last, true),
                                         std::pair(&span.limit, false)}) {
    if (bound->empty()) continue;
    const Order order = stand(version, *bound);
    if (!order) return CveMatch::unknown;
    if (*order > 0 || (*order == 0 && !inclusive)) return CveMatch::no;
  }
  return CveMatch::yes;
}

CveMatch matches(const CveAffected& affected, const CveVersion& version) {
  if (affected.spans.empty() && affected.versions.empty()) return CveMatch::unknown;
  bool doubt = false;
  for (const CveSpan& span : affected.spans) {
    const CveMatch match = matches(span, version);
    if (match == CveMatch::yes) return match;
    doubt = doubt || match == CveMatch::unknown;
  }
  for (const std::string& one : affected.versions) {
    const Order order = stand(version, one);
    if (order && *order == 0) return CveMatch::yes;
  }
  return doubt ? CveMatch::unknown : CveMatch::no;
}

std::optional<std::vector<CveSpan>> spans_of(std::vector<CveEvent> events) {
  constexpr std::size_t kMost = 2000;
  if (events.size() > kMost) return std::nullopt;
  std::vector<Placed> placed;
  std::string limit;
  for (CveEvent& one : events) {
    if (one.kind == CveEvent::Kind::limit && one.version == "*") continue;
    auto version = parse_cve_version(one.version);
    if (!version) return std::nullopt;
    if (one.kind == CveEvent::Kind::limit) {
      limit = one.version;
    } else {
      placed.push_back({std::move(one), *std::move(version)});
    }
  }
  if (!is_ordered(placed)) return std::nullopt;
  std::ranges::stable_sort(placed, before);
  return walk(placed, limit);
}

std::vector<CveEvent> events_of(const std::vector<CveSpan>& spans) {
  std::vector<CveEvent> out;
  std::string limit;
  for (const CveSpan& span : spans) {
    out.push_back({CveEvent::Kind::introduced, span.from});
    if (!span.fixed.empty()) out.push_back({CveEvent::Kind::fixed, span.fixed});
    if (!span.last.empty()) out.push_back({CveEvent::Kind::last_affected, span.last});
    if (!span.limit.empty()) limit = span.limit;
  }
  if (!limit.empty()) out.push_back({CveEvent::Kind::limit, limit});
  return out;
}

std::vector<CveSpan> spans_by_branch(std::vector<CveSpan> spans) {
  std::vector<std::pair<CveVersion, CveSpan>> ends;
  std::vector<CveSpan> out;
  const std::string first = spans.empty() ? std::string() : spans.front().from;
  for (CveSpan& span : spans) {
    const std::string& end = span.fixed.empty() ? span.last : span.fixed;
    auto version = parse_cve_version(end);
    if (version && version->pseudo.empty() && span.from == first) {
      ends.emplace_back(*std::move(version), std::move(span));
    } else {
      out.push_back(std::move(span));
    }
  }
  std::ranges::stable_sort(ends, [](const auto& a, const auto& b) {
    const Order order = compare_cve_versions(a.first, b.first);
    return order && *order < 0;
  });
  for (std::size_t i = 0; i < ends.size(); ++i) {
    CveSpan span = std::move(ends[i].second);
    if (i > 0 && !ends[i].first.same_minor(ends[i - 1].first)) {
      const auto& before = ends[i - 1].first.numbers;
      span.from = fmt::format("{}.{}.0", before[0], before[1] + 1);
    }
    out.push_back(std::move(span));
  }
  return out;
}

std::string fixed_version_for(const CveAffected& affected, const CveVersion& version) {
  std::vector<std::pair<CveVersion, std::string>> found;
  const auto consider = [&](const std::string& text) {
    const auto candidate = parse_cve_version(text);
    if (!candidate) return;
    const Order order = compare_cve_versions(*candidate, version);
    if (order && *order > 0 && matches(affected, *candidate) == CveMatch::no)
      found.emplace_back(*candidate, text);
  };
  for (const CveSpan& span : affected.spans) consider(span.fixed);
  for (const std::string& one : affected.fixed_in) consider(one);
  const auto smaller = [&](const auto& a, const auto& b) {
    const bool near_a = a.first.same_minor(version), near_b = b.first.same_minor(version);
    if (near_a != near_b) return near_a;
    const Order order = compare_cve_versions(a.first, b.first);
    return order && *order < 0;
  };
  const auto best = std::ranges::min_element(found, smaller);
  return best == found.end() ? std::string() : best->second;
}

std::string text_of(const CveSpan& span) {
  std::string out;
  if (span.from != "0") out = ">= " + span.from;
  const auto add = [&](const char* sign, const std::string& bound) {
    if (!bound.empty()) out.append(out.empty() ? "" : ", ").append(sign).append(bound);
  };
  add("< ", span.fixed);
  add("<= ", span.last);
  add("< ", span.limit);
  return out.empty() ? "all versions" : out;
}

std::string text_of(const std::vector<CveSpan>& spans) {
  std::string out;
  for (const CveSpan& span : spans) out.append(out.empty() ? "" : "; ").append(text_of(span));
  return out;
}

}  // namespace bulwark::knowledge
