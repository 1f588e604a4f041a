// SPDX-License-Identifier: Apache-2.0
// A row for each vulnerability of each component, then where to go and what helps until then.
#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "cli/cve_answer.h"
#include "cli/rbac_table.h"
#include "formats/json_object.h"
#include "model/locator.h"
#include "outputs/text.h"
#include "scan/file_locator.h"

namespace bulwark::cli {
namespace {

namespace cve = analyzers::cve;
using cve::Hit;
using cve::Matched;
using formats::JsonObject;
using knowledge::Cve;
using scan::CveCheck;

constexpr std::size_t kWidth = 80;
constexpr std::size_t kTitleWidth = 60;

std::string version_text(const Matched& one) {
  return one.running.version.empty() ? "not told" : shown(one.running.version);
}

std::string item(const std::string& first, std::string_view text) {
  std::string out;
  for (const std::string& line : outputs::wrap(shown(text), kWidth - 4))
    out += (out.empty() ? first : "    ") + line + "\n";
  return out;
}

// "kubelet n1, kubelet n2 and 3 more".
std::string places_text(const Matched& one) {
  constexpr std::size_t kShown = 3;
  std::string out;
  const auto& places = one.running.places;
  for (std::size_t i = 0; i < std::min(places.size(), kShown); ++i)
    out += (i == 0 ? "" : ", ") + places[i].title;
  if (places.size() > kShown) out += fmt::format(" and {} more", places.size() - kShown);
  return out;
}

std::string rows_of(const CveCheck& check) {
  std::vector<Row> rows;
  for (const Matched& one : check.components) {
    for (const Hit& hit : one.hits)
      rows.push_back({shown(one.running.component), version_text(one), shown(hit.cve->id),
                      severity_text(*hit.cve), hit.fixed.empty() ? "none" : shown(hit.fixed),
                      outputs::clip(shown(hit.cve->title), kTitleWidth)});
  }
  if (rows.empty()) return "No known vulnerability.\n";
  return table({"COMPONENT", "VERSION", "CVE", "SEVERITY", "FIXED IN", "TITLE"}, rows);
}

std::string components_of(const CveCheck& check) {
  std::string out = "\nComponents\n";
  for (const Matched& one : check.components) {
    std::string text = fmt::format("{} {}: ", one.running.component, version_text(one));
    if (!one.unknown.empty() && one.hits.empty()) {
      text += "not known";
    } else if (one.hits.empty()) {
      text += "none known";
    } else {
      text += fmt::format("{} known", one.hits.size());
      if (!one.clears.empty())
        text += fmt::format(", {} ends {}", one.clears,
                            one.cleared == one.hits.size()
                                ? "all of them"
                                : fmt::format("{} of them", one.cleared));
    }
    if (one.vendor_build && !one.hits.empty())
      text += "; a vendor's build, who may have mended them without another number: ask the vendor";
    out += item("  ", text + " (" + places_text(one) + ")");
  }
  return out;
}

std::string mitigations_of(const CveCheck& check) {
  std::vector<const Cve*> all;
  for (const Matched& one : check.components) {
    for (const Hit& hit : one.hits) {
      if (!hit.cve->mitigation.empty() && std::ranges::find(all, hit.cve) == all.end())
        all.push_back(hit.cve);
    }
  }
  if (all.empty()) return {};
  std::string out = "\nUntil then\n";
  for (const Cve* one : all)
    out += item("  ", one->id + ": " + outputs::clip(shown(one->mitigation), 300));
  return out;
}

class Places {
 public:
  explicit Places(const CveCheck& check) : locator_(check.inventory) {}

  std::string json(const cve::Place& one) {
    JsonObject out;
    out.text("title", one.title);
    if (one.resource == nullptr) return std::move(out).take();
    const model::Place place = locator_.locate(*one.resource, one.path);
    out.text_if_any("path", one.path).text_if_any("file", place.file);
    if (place.line > 0) out.number("line", place.line);
    return std::move(out).take();
  }

 private:
  scan::FileLocator locator_;
};

std::string hit_json(const Matched& one, const Hit& hit) {
  JsonObject out;
  out.text("cve", hit.cve->id).text_if_any("title", hit.cve->title);
  out.text("severity", name_of(hit.cve->severity)).text_if_any("cvss", hit.cve->cvss);
  if (hit.cve->score) out.raw("score", fmt::format("{:.1f}", *hit.cve->score));
  out.text_if_any("fixed", hit.fixed);
  out.text("confidence", one.vendor_build ? "vendor build" : "version");
  out.text_if_any("mitigation", hit.cve->mitigation);
  out.raw("sources", formats::json_list(hit.cve->sources));
  return std::move(out).take();
}

std::string matched_json(const Matched& one, Places& places) {
  JsonObject out;
  out.text("component", one.running.component).text("version", one.running.version);
  std::vector<std::string> where, hits;
  for (const cve::Place& place : one.running.places) where.push_back(places.json(place));
  out.raw("places", formats::json_array(where));
  out.raw("vendorBuild", one.vendor_build ? "true" : "false");
  for (const Hit& hit : one.hits) hits.push_back("\n" + hit_json(one, hit));
  out.raw("vulnerabilities", formats::json_array(hits));
  out.text_if_any("clearedBy", one.clears);
  if (!one.clears.empty()) out.number("cleared", one.cleared);
  if (!one.unknown.empty()) out.raw("unknown", formats::json_list(one.unknown));
  return std::move(out).take();
}

}  // namespace

std::string cve_check_table(const CveCheck& check, const std::string& today) {
  std::string out = rows_of(check) + components_of(check) + mitigations_of(check);
  out += fmt::format("\n{} vulnerabilities are known from {}", check.set.cves.size(),
                     shown(check.set.name));
  if (!check.set.as_of.empty()) {
    out += ", as of " + shown(check.set.as_of);
    if (check.set.as_of.substr(0, 7) != today.substr(0, 7))
      out += "; what was found since then is not among them (--feed reads more)";
  }
  return out + "\n";
}

std::string cve_check_json(const CveCheck& check) {
  Places places(check);
  JsonObject out;
  out.text_if_any("cluster", check.cluster).text("source", check.set.name);
  out.text_if_any("asOf", check.set.as_of).number("known", check.set.cves.size());
  std::string components = "[";
  for (const Matched& one : check.components)
    components.append(components.size() > 1 ? ",\n" : "\n").append(matched_json(one, places));
  out.raw("components", components + "]");
  out.raw("unknown", formats::json_list(check.unknown));
  return std::move(out).take() + "\n";
}

}  // namespace bulwark::cli
