// SPDX-License-Identifier: Apache-2.0
// Ranges of commits are no versions, and are left alone; a package that has nothing else is one
// whose ranges are not known.
#include "knowledge/cve_osv.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "base/text.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_object.h"
#include "formats/value_fields.h"
#include "knowledge/cve_components.h"
#include "knowledge/cve_cvss.h"
#include "knowledge/cve_range.h"

namespace bulwark::knowledge {
namespace {

using formats::items_of;
using formats::Value;
using Kind = CveEvent::Kind;

constexpr std::pair<std::string_view, Kind> kEvents[]{{"introduced", Kind::introduced},
                                                      {"fixed", Kind::fixed},
                                                      {"last_affected", Kind::last_affected},
                                                      {"limit", Kind::limit}};

// Nothing where an event says nothing that is known.
std::optional<std::vector<CveEvent>> events_in(const Value& range) {
  std::vector<CveEvent> out;
  for (const Value& event : items_of(range, "events")) {
    bool known = false;
    for (const auto& [key, kind] : kEvents) {
      const std::string_view version = event.text(key);
      if (version.empty()) continue;
      out.push_back({kind, std::string(version)});
      known = true;
    }
    if (!known) return std::nullopt;
  }
  return out;
}

// Some tools write a pair of events for each branch that is mended, and let each begin at "0". Read
// as one row, the first end would end them all, and the later branches were never affected.
std::optional<std::vector<CveSpan>> spans_of_pairs(const std::vector<CveEvent>& events) {
  std::vector<CveSpan> out;
  std::string from;
  for (std::size_t i = 0; i + 1 < events.size(); i += 2) {
    if (events[i].kind != Kind::introduced || events[i + 1].kind != Kind::fixed)
      return std::nullopt;
    if (i > 0 && events[i].version != from) return std::nullopt;
    from = events[i].version;
    out.push_back({from, events[i + 1].version, {}, {}});
  }
  if (out.size() < 2 || events.size() % 2 != 0) return std::nullopt;
  return spans_by_branch(std::move(out));
}

std::optional<std::vector<CveSpan>> spans_in(const Value& range) {
  auto events = events_in(range);
  if (!events || events->empty()) return std::nullopt;
  if (auto pairs = spans_of_pairs(*events)) return pairs;
  return spans_of(*std::move(events));
}

bool is_open(const CveSpan& span) { return span == CveSpan{}; }

void add_ranges(std::span<const Value> ranges, CveAffected& out, std::vector<std::string>& unread) {
  for (const Value& range : ranges) {
    if (range.text("type") == "GIT") continue;
    auto spans = spans_in(range);
    if (!spans) {
      unread.push_back(out.component + ": the events of a range are not understood");
      continue;
    }
    std::ranges::move(*spans, std::back_inserter(out.spans));
  }
}

void read_ranges(const Value& affected, CveAffected& out, std::vector<std::string>& unread) {
  add_ranges(items_of(affected, "ranges"), out, unread);
  // What the module's own versions cannot tell (Go's database); "all" stands in for it then.
  const Value* custom = affected.at("ecosystem_specific", "custom_ranges");
  if (custom != nullptr && custom->size() > 0) {
    std::erase_if(out.spans, is_open);
    add_ranges(custom->items(), out, unread);
  }
  for (const Value& version : items_of(affected, "versions")) {
    if (version.is_string()) out.versions.emplace_back(version.as_string());
  }
  if (out.spans.empty() && out.versions.empty())
    unread.push_back(out.component + ": no range of versions is told");
}

void take_severity(const Value& holder, Cve& out) {
  for (const Value& one : items_of(holder, "severity")) {
    std::string_view score = one.text("score");
    // Also seen: the vector as the type, the number as the score.
    if (!score.starts_with("CVSS:") && one.text("type").starts_with("CVSS:"))
      score = one.text("type");
    if (out.cvss.empty() && score.starts_with("CVSS:")) out.cvss = score;
  }
}

void read_affected(const Value& affected, Cve& out) {
  const Value* package = affected.find("package");
  const std::string_view name = package == nullptr ? std::string_view() : package->text("name");
  take_severity(affected, out);
  if (name.empty()) {
    out.unread.emplace_back("a package without a name");
    return;
  }
  CveAffected one{cve_component_from(name)};
  read_ranges(affected, one, out.unread);
  const auto known = std::ranges::find(out.affected, one.component, &CveAffected::component);
  if (known == out.affected.end()) {
    out.affected.push_back(std::move(one));
    return;
  }
  std::ranges::move(one.spans, std::back_inserter(known->spans));
  std::ranges::move(one.versions, std::back_inserter(known->versions));
}

// The CVE among its names is what it is called by.
void take_id(const Value& root, Cve& out) {
  out.id = root.text("id");
  for (const Value& alias : items_of(root, "aliases")) {
    if (alias.is_string()) out.aliases.emplace_back(alias.as_string());
  }
  if (out.id.starts_with("CVE-")) return;
  const auto cve = std::ranges::find_if(
      out.aliases, [](const std::string& one) { return one.starts_with("CVE-"); });
  if (cve != out.aliases.end()) std::swap(out.id, *cve);
}

std::string event_json(const CveEvent& event) {
  for (const auto& [key, kind] : kEvents) {
    if (kind != event.kind) continue;
    std::string out = "{";
    formats::write_json_string(out, key);
    out += ':';
    formats::write_json_string(out, event.version);
    return out + "}";
  }
  return "{}";
}

std::string range_json(const std::vector<CveSpan>& spans) {
  std::vector<std::string> events;
  for (const CveEvent& event : events_of(spans)) events.push_back(event_json(event));
  return formats::JsonObject()
      .text("type", "SEMVER")
      .raw("events", formats::json_array(events))
      .take();
}

// A limit ends its whole range: a span with one is a range by itself.
std::vector<std::string> ranges_json(const std::vector<CveSpan>& spans) {
  std::vector<std::string> out;
  std::vector<CveSpan> unlimited;
  for (const CveSpan& span : spans) {
    if (span.limit.empty()) {
      unlimited.push_back(span);
    } else {
      out.push_back(range_json({span}));
    }
  }
  if (!unlimited.empty()) out.push_back(range_json(unlimited));
  return out;
}

std::string affected_json(const CveAffected& one) {
  formats::JsonObject out;
  out.raw("package", formats::JsonObject()
                         .text("ecosystem", "Kubernetes")
                         .text("name", osv_package_of(one.component))
                         .take());
  const std::vector<std::string> ranges = ranges_json(one.spans);
  if (!ranges.empty()) out.raw("ranges", formats::json_array(ranges));
  if (!one.versions.empty()) out.raw("versions", formats::json_list(one.versions));
  return std::move(out).take();
}

// OSV wants RFC 3339: a day alone is none.
std::string moment(const std::string& day) { return day.size() == 10 ? day + "T00:00:00Z" : day; }

}  // namespace

Result<Cve> cve_from_osv(const Value& root) {
  if (!root.is_map()) return fail(ErrorCode::malformed, "is no object");
  Cve out;
  take_id(root, out);
  if (out.id.empty()) return fail(ErrorCode::malformed, "has no id");
  out.title = trim(root.text("summary"));
  out.details = root.text("details");
  out.published = root.text("published");
  out.modified = root.text("modified");
  out.withdrawn = root.text("withdrawn");
  take_severity(root, out);
  for (const Value& affected : items_of(root, "affected")) read_affected(affected, out);
  if (out.affected.empty() && out.unread.empty())
    out.unread.emplace_back("no package is named that is affected");
  if (const Value* own = root.find("database_specific")) {
    if (const auto severity = cve_severity_from(own->text("severity"))) out.severity = *severity;
  }
  for (const Value& reference : items_of(root, "references")) {
    const std::string_view url = reference.text("url");
    if (!url.empty()) out.sources.emplace_back(url);
  }
  rate(out);
  return out;
}

Result<Cve> read_osv(std::string_view json, const Limits& limits) {
  formats::Pool pool(1, 0);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  options.limits = limits;
  std::string text(json);
  text.append(formats::kJsonPadding, ' ');
  const auto document = TRY(
      formats::JsonReader().read(std::string_view(text).substr(0, json.size()), builder, options));
  return cve_from_osv(document.root);
}

std::string osv_json(const Cve& cve) {
  formats::JsonObject out;
  out.text("schema_version", "1.6.7").text("id", cve.id);
  out.text("modified", moment(cve.modified.empty() ? cve.published : cve.modified));
  out.text_if_any("published", moment(cve.published));
  out.text_if_any("withdrawn", moment(cve.withdrawn));
  if (!cve.aliases.empty()) out.raw("aliases", formats::json_list(cve.aliases));
  out.text_if_any("summary", cve.title).text_if_any("details", cve.details);
  if (!cve.cvss.empty()) {
    const bool fourth = cve.cvss.starts_with("CVSS:4");
    const auto severity = formats::JsonObject()
                              .text("type", fourth ? "CVSS_V4" : "CVSS_V3")
                              .text("score", cve.cvss)
                              .take();
    out.raw("severity", "[" + severity + "]");
  }
  std::vector<std::string> affected;
  for (const CveAffected& one : cve.affected) affected.push_back(affected_json(one));
  out.raw("affected", formats::json_array(affected));
  std::vector<std::string> references;
  for (const std::string& url : cve.sources)
    references.push_back(formats::JsonObject().text("type", "WEB").text("url", url).take());
  out.raw("references", formats::json_array(references));
  return std::move(out).take();
}

}  // namespace bulwark::knowledge
