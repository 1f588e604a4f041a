// SPDX-License-Identifier: Apache-2.0
// Vulnerabilities as they were read, whatever they were read from.
#include <fmt/core.h>

#include <vector>

#include "base/text.h"
#include "cli/cve_answer.h"
#include "cli/rbac_table.h"
#include "formats/json_object.h"
#include "knowledge/cve_osv.h"
#include "knowledge/cve_range.h"
#include "outputs/text.h"

namespace bulwark::cli {
namespace {

using formats::JsonObject;
using knowledge::Cve;
using knowledge::CveAffected;
using knowledge::CveSet;
using knowledge::CveSpan;

constexpr std::size_t kTitleWidth = 60;

std::string span_json(const CveSpan& span) {
  JsonObject out;
  out.text("introduced", span.from).text_if_any("fixed", span.fixed);
  out.text_if_any("lastAffected", span.last).text_if_any("limit", span.limit);
  return std::move(out).take();
}

std::string affected_json(const CveAffected& one) {
  JsonObject out;
  out.text("component", one.component);
  std::vector<std::string> spans;
  for (const CveSpan& span : one.spans) spans.push_back(span_json(span));
  out.raw("ranges", formats::json_array(spans));
  if (!one.versions.empty()) out.raw("versions", formats::json_list(one.versions));
  if (!one.fixed_in.empty()) out.raw("fixedIn", formats::json_list(one.fixed_in));
  return std::move(out).take();
}

std::string cve_json(const Cve& cve) {
  JsonObject out;
  out.text("id", cve.id);
  if (!cve.aliases.empty()) out.raw("aliases", formats::json_list(cve.aliases));
  out.text_if_any("title", cve.title).text_if_any("status", cve.status);
  out.text_if_any("published", cve.published).text_if_any("modified", cve.modified);
  out.text_if_any("withdrawn", cve.withdrawn);
  out.text("severity", name_of(cve.severity)).text_if_any("cvss", cve.cvss);
  if (cve.score) out.raw("score", fmt::format("{:.1f}", *cve.score));
  std::vector<std::string> affected;
  for (const CveAffected& one : cve.affected) affected.push_back(affected_json(one));
  out.raw("affected", formats::json_array(affected));
  out.raw("rangesKnown", cve.ranges_known() ? "true" : "false");
  if (!cve.unread.empty()) out.raw("unread", formats::json_list(cve.unread));
  out.text_if_any("mitigation", cve.mitigation);
  out.raw("sources", formats::json_list(cve.sources));
  return std::move(out).take();
}

template <class Some, class Write>
std::string lines(const Some& some, const Write& write) {
  std::string out = "[";
  for (const auto& one : some) out.append(out.size() > 1 ? ",\n" : "\n").append(write(one));
  return out + "]";
}

}  // namespace

std::string severity_text(const Cve& cve) {
  std::string out(name_of(cve.severity));
  if (cve.score) out += fmt::format(" {:.1f}", *cve.score);
  return out;
}

std::string cve_feed_table(const CveSet& set) {
  std::vector<Row> rows;
  std::size_t unknown = 0;
  for (const Cve& cve : set.cves) {
    if (!cve.ranges_known()) ++unknown;
    const std::string title = outputs::clip(shown(cve.title), kTitleWidth);
    if (cve.affected.empty())
      rows.push_back({shown(cve.id), severity_text(cve), "-", "ranges unknown", title});
    for (const CveAffected& one : cve.affected) {
      std::string ranges = text_of(one.spans);
      if (!one.versions.empty()) ranges += (ranges.empty() ? "" : "; ") + join(one.versions, ", ");
      if (!cve.ranges_known()) ranges += " (and more that is not understood)";
      rows.push_back(
          {shown(cve.id), severity_text(cve), shown(one.component), shown(ranges), title});
    }
  }
  std::string out = rows.empty()
                        ? ""
                        : table({"ID", "SEVERITY", "COMPONENT", "AFFECTED", "TITLE"}, rows) + "\n";
  out += fmt::format("{} vulnerabilities of {}", set.cves.size(), shown(set.name));
  if (!set.as_of.empty()) out += ", as of " + shown(set.as_of);
  if (unknown > 0) out += fmt::format("; of {} the versions are not known", unknown);
  return out + "\n";
}

std::string cve_feed_json(const CveSet& set) {
  JsonObject out;
  out.text("source", set.name).text_if_any("asOf", set.as_of);
  out.raw("cves", lines(set.cves, cve_json));
  out.raw("problems", lines(set.problems, [](const knowledge::CveProblem& one) {
            return JsonObject().text("item", one.item).text("reason", one.reason).take();
          }));
  return std::move(out).take() + "\n";
}

std::string cve_feed_osv(const CveSet& set) { return lines(set.cves, knowledge::osv_json) + "\n"; }

}  // namespace bulwark::cli
