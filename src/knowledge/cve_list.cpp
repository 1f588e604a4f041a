// SPDX-License-Identifier: Apache-2.0
// A wrong key, an unknown severity or a version that is none is an error.
#include "knowledge/cve_list.h"

#include <algorithm>
#include <utility>

#include "base/day.h"
#include "formats/builder.h"
#include "formats/fields.h"
#include "formats/path.h"
#include "formats/yaml.h"
#include "knowledge/cve_cvss.h"
#include "knowledge/cve_version.h"

namespace bulwark::knowledge {
namespace {

using formats::Fields;
using formats::Value;

Result<std::string> day(Fields& fields, std::string_view key) {
  std::string text = TRY(fields.optional_text(key));
  if (!text.empty() && !is_day(text))
    return std::unexpected(fields.error(key, "must be a day: \"2026-11-30\""));
  return text;
}

Result<std::string> version(Fields& fields, std::string_view key) {
  std::string text = TRY(fields.optional_text(key));
  if (!text.empty() && !parse_cve_version(text))
    return std::unexpected(fields.error(key, "must be a version"));
  return text;
}

Result<CveSpan> read_span(const Value& value, const std::string& where) {
  Fields fields = TRY(Fields::of(value, where));
  CveSpan out;
  std::string from = TRY(version(fields, "from"));
  if (!from.empty()) out.from = std::move(from);
  out.fixed = TRY(version(fields, "fixed"));
  out.last = TRY(version(fields, "last"));
  out.limit = TRY(version(fields, "limit"));
  TRY_VOID(fields.finish());
  return out;
}

Result<CveAffected> read_affected(const Value& value, const std::string& where) {
  Fields fields = TRY(Fields::of(value, where));
  CveAffected out;
  out.component = TRY(fields.text("component"));
  out.fixed_in = TRY(fields.texts("fixedIn"));
  const Value* ranges = TRY(fields.required("ranges"));
  TRY_VOID(fields.finish());
  for (std::size_t i = 0; i < ranges->items().size(); ++i)
    out.spans.push_back(
        TRY(read_span(ranges->items()[i], where + ".ranges" + formats::item_step(i))));
  if (out.spans.empty()) return std::unexpected(fields.error("ranges", "must hold one at least"));
  return out;
}

Result<void> read_rating(Fields& fields, Cve& out) {
  out.cvss = TRY(fields.optional_text("cvss"));
  const std::string severity = TRY(fields.optional_text("severity"));
  if (!severity.empty()) {
    const auto known = cve_severity_from(severity);
    if (!known) return std::unexpected(fields.error("severity", "is none that is known"));
    out.severity = *known;
  }
  rate(out);
  if (!out.cvss.empty() && !out.score)
    return std::unexpected(fields.error("cvss", "must be a vector of CVSS 3"));
  return {};
}

Result<Cve> read_one(const Value& value, const std::string& where) {
  Fields fields = TRY(Fields::of(value, where));
  Cve out;
  out.id = TRY(fields.text("id"));
  out.title = TRY(fields.text("title"));
  out.published = TRY(day(fields, "published"));
  out.withdrawn = TRY(day(fields, "withdrawn"));
  TRY_VOID(read_rating(fields, out));
  out.mitigation = TRY(fields.optional_text("mitigation"));
  out.sources = TRY(fields.texts("sources"));
  TRY_VOID(fields.optional_text("kept"));
  const Value* affected = TRY(fields.required("affected"));
  TRY_VOID(fields.finish());
  for (std::size_t i = 0; i < affected->items().size(); ++i)
    out.affected.push_back(
        TRY(read_affected(affected->items()[i], where + ".affected" + formats::item_step(i))));
  if (out.affected.empty() || out.sources.empty())
    return std::unexpected(fields.error("affected", "and sources must hold one at least"));
  return out;
}

}  // namespace

Result<void> read_cve_list(std::string_view yaml, CveSet& out) {
  formats::Pool pool(1, 0);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  const formats::Document document = TRY(formats::YamlReader().read(yaml, builder, options));
  Fields fields = TRY(Fields::of(document.root, ""));
  const std::string as_of = TRY(fields.text("asOf"));
  if (!is_day(as_of)) return std::unexpected(fields.error("asOf", "must be a day"));
  out.as_of = std::max(out.as_of, as_of);
  const Value* list = TRY(fields.required("cves"));
  TRY_VOID(fields.finish());
  for (std::size_t i = 0; i < list->items().size(); ++i) {
    out.cves.push_back(TRY(read_one(list->items()[i], "cves" + formats::item_step(i))));
    out.cves.back().modified = as_of;
  }
  return {};
}

}  // namespace bulwark::knowledge
