// SPDX-License-Identifier: Apache-2.0
// A list of releases, read strictly. Days compare as texts.
#include "analyzers/lifecycle/releases.h"

#include <algorithm>

#include "base/day.h"
#include "formats/builder.h"
#include "formats/fields.h"
#include "formats/path.h"
#include "formats/yaml.h"

namespace bulwark::analyzers::lifecycle {
namespace {

using formats::Fields;
using formats::Value;

Result<std::string> day(Fields& fields, std::string_view key) {
  std::string text = TRY(fields.text(key));
  if (!is_day(text)) return std::unexpected(fields.error(key, "must be a day: \"2026-11-30\""));
  return text;
}

Result<Release> read_one(const Value& value, const std::string& where) {
  Fields fields = TRY(Fields::of(value, where));
  Release out;
  const Value* minor = TRY(fields.required("minor"));
  if (!minor->is_int() || minor->as_int() < 0 || minor->as_int() > 999)
    return std::unexpected(fields.error("minor", "must be a number"));
  out.minor = static_cast<std::uint32_t>(minor->as_int());
  out.released = TRY(day(fields, "released"));
  out.maintenance = TRY(day(fields, "maintenance"));
  out.end = TRY(day(fields, "end"));
  out.last_patch = TRY(fields.optional_text("lastPatch"));
  TRY_VOID(fields.finish());
  if (out.released > out.maintenance || out.maintenance > out.end)
    return std::unexpected(fields.error("end", "is before what comes first"));
  return out;
}

}  // namespace

std::string_view name_of(Support support) {
  switch (support) {
    case Support::unknown: return "unknown";
    case Support::supported: return "supported";
    case Support::maintenance: return "maintenance";
    case Support::ended: return "ended";
  }
  return {};
}

Result<Releases> Releases::read(std::string_view yaml) {
  formats::Pool pool(1, 0);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  const formats::Document document = TRY(formats::YamlReader().read(yaml, builder, options));
  Fields fields = TRY(Fields::of(document.root, ""));
  const Value* list = TRY(fields.required("releases"));
  TRY_VOID(fields.finish());
  Releases out;
  for (std::size_t i = 0; i < list->items().size(); ++i) {
    out.all_.push_back(TRY(read_one(list->items()[i], "releases" + formats::item_step(i))));
  }
  std::ranges::sort(out.all_, {}, &Release::minor);
  const auto twice = std::ranges::adjacent_find(out.all_, {}, &Release::minor);
  if (out.all_.empty() || twice != out.all_.end())
    return std::unexpected(fields.error("releases", "must hold each release once"));
  return out;
}

const Release* Releases::find(std::uint32_t minor) const {
  const auto found = std::ranges::find(all_, minor, &Release::minor);
  return found == all_.end() ? nullptr : &*found;
}

Support Releases::support_of(std::uint32_t minor, std::string_view today) const {
  const Release* release = find(minor);
  if (release == nullptr || !is_day(today)) return Support::unknown;
  if (today >= release->end) return Support::ended;
  return today >= release->maintenance ? Support::maintenance : Support::supported;
}

}  // namespace bulwark::analyzers::lifecycle
