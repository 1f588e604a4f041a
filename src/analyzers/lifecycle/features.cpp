// SPDX-License-Identifier: Apache-2.0
// Two lists, read strictly.
#include "analyzers/lifecycle/features.h"

#include "formats/builder.h"
#include "formats/fields.h"
#include "formats/path.h"
#include "formats/yaml.h"

namespace bulwark::analyzers::lifecycle {
namespace {

using formats::Fields;
using formats::Value;

// Nothing where the key is absent.
Result<std::optional<std::uint32_t>> minor(Fields& fields, std::string_view key) {
  const Value* value = fields.optional(key);
  if (value == nullptr) return std::optional<std::uint32_t>();
  if (!value->is_int() || value->as_int() < 0 || value->as_int() > 999)
    return std::unexpected(fields.error(key, "must be a minor version: 34"));
  return std::optional(static_cast<std::uint32_t>(value->as_int()));
}

Result<Brought> read_brought(const Value& value, const std::string& where) {
  Fields fields = TRY(Fields::of(value, where));
  Brought out;
  out.name = TRY(fields.text("name"));
  const auto from = TRY(minor(fields, "from"));
  out.stable = TRY(minor(fields, "stable"));
  out.what = TRY(fields.text("what"));
  out.needs = TRY(fields.optional_text("needs"));
  out.control = TRY(fields.optional_text("control"));
  TRY_VOID(fields.finish());
  if (!from && !out.stable) return std::unexpected(fields.error("from", "is missing"));
  out.from = from ? *from : *out.stable;
  if (out.stable && *out.stable < out.from)
    return std::unexpected(fields.error("stable", "is before it is on"));
  return out;
}

Result<Taken> read_taken(const Value& value, const std::string& where) {
  Fields fields = TRY(Fields::of(value, where));
  Taken out;
  out.name = TRY(fields.text("name"));
  const auto since = TRY(minor(fields, "since"));
  out.what = TRY(fields.text("what"));
  out.instead = TRY(fields.text("instead"));
  out.control = TRY(fields.optional_text("control"));
  TRY_VOID(fields.finish());
  if (!since) return std::unexpected(fields.error("since", "is missing"));
  out.since = *since;
  return out;
}

}  // namespace

Result<Features> Features::read(std::string_view yaml) {
  formats::Pool pool(1, 0);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  const formats::Document document = TRY(formats::YamlReader().read(yaml, builder, options));
  Fields fields = TRY(Fields::of(document.root, ""));
  const Value* brings = TRY(fields.required("brings"));
  const Value* takes = TRY(fields.required("takes"));
  TRY_VOID(fields.finish());
  Features out;
  for (std::size_t i = 0; i < brings->items().size(); ++i) {
    out.brings.push_back(TRY(read_brought(brings->items()[i], "brings" + formats::item_step(i))));
  }
  for (std::size_t i = 0; i < takes->items().size(); ++i) {
    out.takes.push_back(TRY(read_taken(takes->items()[i], "takes" + formats::item_step(i))));
  }
  return out;
}

}  // namespace bulwark::analyzers::lifecycle
