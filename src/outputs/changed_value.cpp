// SPDX-License-Identifier: Apache-2.0
// What names a value decides first whether it is a credential, then its own shape.
#include "outputs/changed_value.h"

#include "formats/json_write.h"
#include "formats/secret_key.h"
#include "formats/stand_in.h"
#include "outputs/view.h"

namespace bulwark::outputs {
namespace {

using formats::kMask;

std::optional<std::string> text_of(const model::ChangedField& field,
                                   const std::optional<formats::Value>& value) {
  if (!value) return std::nullopt;
  std::string text = value->is_string() ? std::string(value->as_string())
                                        : formats::json_text(*value);
  const bool credential = formats::names_secret(field.named) &&
                          formats::may_be_secret(field.named, text) && !value->is_map();
  if (field.secret || credential) return std::string(kMask);
  return clean_text(text);
}

}  // namespace

std::string ShownChange::values() const {
  if (before == after) return "another value";
  return before.value_or("(not there)") + " -> " + after.value_or("(not there)");
}

ShownChange shown(const model::ChangedField& field) {
  return {clean_name(field.path), text_of(field, field.before), text_of(field, field.after)};
}

}  // namespace bulwark::outputs
