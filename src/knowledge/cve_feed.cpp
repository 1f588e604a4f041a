// SPDX-License-Identifier: Apache-2.0
// Where an item has OSV, that tells the ranges; else its Markdown does.
#include "knowledge/cve_feed.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_object.h"
#include "formats/path.h"
#include "formats/value_fields.h"
#include "knowledge/cve_cvss.h"
#include "knowledge/cve_markdown.h"
#include "knowledge/cve_range.h"

namespace bulwark::knowledge {
namespace {

using formats::items_of;
using formats::Value;

constexpr std::string_view kVersion = "https://jsonfeed.org/version/1.1";

bool is_about(const Cve& osv, std::string_view id) {
  return osv.id == id || std::ranges::find(osv.aliases, id) != osv.aliases.end();
}

class Items {
 public:
  explicit Items(CveSet& out, const Limits& limits) : out_(out), limits_(limits) {}

  void read(const Value& item, const std::string& where) {
    const std::string_view id = item.text("id");
    if (!item.is_map() || id.empty()) return problem(where, "has no id");
    std::vector<std::string> ids = cve_ids_in(id);
    if (ids.empty()) ids.emplace_back(id);  // an advisory that has no CVE
    for (const std::string& one : ids) read_one(item, one, ids.size() == 1);
  }

 private:
  void read_one(const Value& item, const std::string& id, bool alone) {
    Cve cve;
    cve.id = id;
    cve.title = trim(item.text("summary"));
    cve.published = item.text("date_published");
    cve.modified = item.text("date_modified");
    cve.status = item.text("status");
    for (const char* key : {"url", "external_url"}) {
      const std::string_view url = item.text(key);
      if (!url.empty()) cve.sources.emplace_back(url);
    }
    const Value* issue = item.at("_kubernetes_io", "issue_number");
    if (issue != nullptr && issue->is_int() && issue->as_int() > 0)
      cve.issue = static_cast<std::uint64_t>(issue->as_int());
    std::string_view body = item.text("content_text");
    if (body.empty()) body = item.text("content_html");
    if (!alone || cve_ids_in(body).size() > 1) body = part_about(body, id);
    cve.details = body;
    take_osv(item, alone, cve);
    read_announcement(body, cve);
    out_.cves.push_back(std::move(cve));
  }

  // The first block that is about the CVE; a block that names another one is not.
  // Blocks may stand behind all parts of an announcement of several.
  void take_osv(const Value& item, bool alone, Cve& cve) {
    if (const Value* own = item.at("_kubernetes_io", "osv"); own != nullptr && own->is_map())
      take(cve_from_osv(*own), alone, cve);
    for (const std::string_view block : osv_blocks(item.text("content_text"))) {
      if (cve.affected.empty()) take(read_osv(trim(block), limits_), alone, cve);
    }
  }

  void take(Result<Cve> osv, bool alone, Cve& cve) {
    if (!osv) return problem(cve.id, "its OSV block cannot be read: " + osv.error().text());
    if (!is_about(*osv, cve.id) && !(alone && cve_ids_in(osv->id).empty())) return;
    if (osv->affected.empty()) return;
    cve.affected = std::move(osv->affected);
    cve.unread = std::move(osv->unread);
    if (cve.cvss.empty()) cve.cvss = std::move(osv->cvss);
    if (cve.modified.empty()) cve.modified = std::move(osv->modified);
    rate(cve);
  }

  void problem(std::string item, std::string reason) {
    out_.problems.push_back({std::move(item), std::move(reason)});
  }

  CveSet& out_;
  const Limits& limits_;
};

void read_osv_list(std::span<const Value> list, const std::string& path, CveSet& out) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto cve = cve_from_osv(list[i]);
    if (!cve) {
      out.problems.push_back({path + formats::item_step(i), cve.error().text()});
      continue;
    }
    out.as_of = std::max(out.as_of,
                         (cve->modified.empty() ? cve->published : cve->modified).substr(0, 10));
    out.cves.push_back(*std::move(cve));
  }
}

Result<void> read_root(const Value& root, const Limits& limits, CveSet& out) {
  const Value* items = root.find("items");
  if (items != nullptr && items->is_list()) {
    if (const Value* own = root.find("_kubernetes_io"))
      out.as_of = own->text("updated_at").substr(0, 10);
    Items reader(out, limits);
    for (std::size_t i = 0; i < items->size(); ++i)
      reader.read(items->items()[i], "items" + formats::item_step(i));
    return {};
  }
  if (root.text("version").starts_with("https://jsonfeed.org/"))
    return fail(ErrorCode::malformed, "is a JSON Feed without items");
  if (root.is_list()) {
    read_osv_list(root.items(), "", out);
    return {};
  }
  if (const auto vulns = items_of(root, "vulns"); !vulns.empty()) {
    read_osv_list(vulns, "vulns", out);
    return {};
  }
  if (!root.text("id").empty()) {
    read_osv_list(std::span(&root, 1), "", out);
    return {};
  }
  return fail(ErrorCode::malformed, "is neither a JSON Feed nor OSV: it has no items and no id");
}

// What an announcement would say, in the words that part_about() and read_announcement() know.
std::string content_of(const Cve& cve) {
  std::string out = cve.details.empty() ? cve.title : cve.details;
  if (!cve.details.empty() && !osv_blocks(cve.details).empty()) return out;
  if (!cve.cvss.empty()) out += "\n\nCVSS Rating: " + cve.cvss;
  out += "\n\n#### Affected Versions\n\n";
  for (const CveAffected& one : cve.affected) {
    for (const CveSpan& span : one.spans)
      out += fmt::format("- {}: {}\n", one.component, text_of(span));
  }
  if (!cve.ranges_known()) out += "Not known: " + join(cve.unread, "; ") + "\n";
  if (!cve.mitigation.empty())
    out += "\n### How do I mitigate this vulnerability?\n\n" + cve.mitigation + "\n";
  Cve data = cve;
  data.details.clear();
  if (cve.ranges_known()) out += "\n```json osv\n" + osv_json(data) + "\n```\n";
  return out;
}

std::string item_json(const Cve& cve) {
  formats::JsonObject out;
  out.text("id", cve.id).text_if_any("summary", cve.title);
  out.text("content_text", content_of(cve));
  if (!cve.sources.empty()) out.text("url", cve.sources.front());
  if (cve.id.starts_with("CVE-"))
    out.text("external_url", "https://www.cve.org/cverecord?id=" + cve.id);
  // JSON Feed wants RFC 3339, a day alone is none.
  const auto moment = [](const std::string& day) {
    return day.size() == 10 ? day + "T00:00:00Z" : day;
  };
  out.text_if_any("date_published", moment(cve.published));
  out.text_if_any("date_modified", moment(cve.modified));
  out.text_if_any("status", cve.status);
  formats::JsonObject own;
  if (cve.issue != 0) own.number("issue_number", cve.issue);
  own.text("google_group_url",
           "https://groups.google.com/g/kubernetes-announce/search?q=" + cve.id);
  out.raw("_kubernetes_io", std::move(own).take());
  return std::move(out).take();
}

}  // namespace

Result<CveSet> read_cves(std::string_view json, std::string name, const Limits& limits) {
  const std::string_view start = trim(json.substr(0, 512));
  if (start.starts_with('<'))
    return fail(ErrorCode::malformed, "is HTML or XML, where JSON is expected", std::move(name));
  formats::Pool pool(1, 0);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  options.limits = limits;
  std::string text(json);
  text.append(formats::kJsonPadding, ' ');
  auto document = formats::JsonReader().read(std::string_view(text).substr(0, json.size()), builder,
                                             options);
  if (!document) {
    Error error = std::move(document).error();
    error.where = error.where.empty() ? name : name + ":" + error.where;
    return std::unexpected(std::move(error));
  }
  CveSet out;
  out.name = name;
  auto read = read_root(document->root, limits, out);
  if (!read) {
    Error error = std::move(read).error();
    error.where = std::move(name);
    return std::unexpected(std::move(error));
  }
  return out;
}

std::string feed_json(const CveSet& set) {
  formats::JsonObject out;
  out.text("version", kVersion).text("title", "Known vulnerabilities of Kubernetes");
  out.text("home_page_url",
           "https://kubernetes.io/docs/reference/issues-security/official-cve-feed/");
  out.text("description", "What is known from " + set.name);
  if (!set.as_of.empty())
    out.raw("_kubernetes_io",
            formats::JsonObject().text("updated_at", set.as_of + "T00:00:00Z").take());
  std::string items = "[";
  for (const Cve& cve : set.cves)
    items.append(items.size() > 1 ? ",\n" : "\n").append(item_json(cve));
  out.raw("items", items + "]");
  return std::move(out).take() + "\n";
}

}  // namespace bulwark::knowledge
