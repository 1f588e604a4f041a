// SPDX-License-Identifier: Apache-2.0
// matchLabels are requirements with one value.
#include "admission/label_selector.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "formats/fields.h"

namespace bulwark::admission {

using formats::Fields;
using formats::Value;

Result<LabelSelector> LabelSelector::read(const Value* selector, const std::string& path) {
  LabelSelector out;
  if (selector == nullptr || selector->is_null()) return out;
  Fields fields = TRY(Fields::of(*selector, path));
  if (const Value* labels = fields.optional("matchLabels")) {
    if (!labels->is_map()) return std::unexpected(fields.error("matchLabels", "must be a map"));
    for (std::size_t i = 0; i < labels->size(); ++i) {
      const Value& value = labels->values()[i];
      if (!value.is_string())
        return std::unexpected(fields.error("matchLabels", "must be a map of texts"));
      out.requirements_.push_back({std::string(labels->shape()->keys[i]),
                                   Requirement::Op::in,
                                   {std::string(value.as_string())}});
    }
  }
  if (const Value* expressions = fields.optional("matchExpressions")) {
    if (!expressions->is_list())
      return std::unexpected(fields.error("matchExpressions", "must be a list"));
    for (std::size_t i = 0; i < expressions->size(); ++i) {
      out.requirements_.push_back(TRY(read_expression(
          expressions->items()[i], fmt::format("{}.matchExpressions[{}]", path, i))));
    }
  }
  TRY_VOID(fields.finish());
  return out;
}

Result<LabelSelector::Requirement> LabelSelector::read_expression(const Value& expression,
                                                                  const std::string& path) {
  Fields fields = TRY(Fields::of(expression, path));
  Requirement out;
  out.key = TRY(fields.text("key"));
  const std::string op = TRY(fields.text("operator"));
  out.values = TRY(fields.texts("values"));
  TRY_VOID(fields.finish());
  using Op = Requirement::Op;
  if (op == "In" || op == "NotIn") {
    out.op = op == "In" ? Op::in : Op::not_in;
    if (out.values.empty()) return std::unexpected(fields.error("values", "must name a value"));
  } else if (op == "Exists" || op == "DoesNotExist") {
    out.op = op == "Exists" ? Op::exists : Op::does_not_exist;
    if (!out.values.empty())
      return std::unexpected(fields.error("values", "has no meaning with " + op));
  } else {
    const std::vector<std::string> known{"In", "NotIn", "Exists", "DoesNotExist"};
    return std::unexpected(
        fields.error("operator", "'" + op + "' is no operator" + did_you_mean(op, known)));
  }
  return out;
}

bool LabelSelector::holds(const Requirement& requirement, std::optional<std::string_view> value) {
  const bool among = value &&
                     std::ranges::find(requirement.values, *value) != requirement.values.end();
  switch (requirement.op) {
    case Requirement::Op::in: return among;
    case Requirement::Op::not_in: return !among;
    case Requirement::Op::exists: return value.has_value();
    case Requirement::Op::does_not_exist: return !value;
  }
  return false;
}

bool LabelSelector::matches(const Value* labels) const {
  return std::ranges::all_of(requirements_, [&](const Requirement& one) {
    const Value* found = labels != nullptr && labels->is_map() ? labels->find(one.key) : nullptr;
    std::optional<std::string_view> value;
    if (found != nullptr && found->is_string()) value = found->as_string();
    return holds(one, value);
  });
}

std::optional<bool> LabelSelector::matches_knowing(std::string_view key,
                                                   std::string_view value) const {
  bool open = false;
  for (const Requirement& one : requirements_) {
    if (one.key != key)
      open = true;
    else if (!holds(one, value))
      return false;
  }
  return open ? std::nullopt : std::optional(true);
}

}  // namespace bulwark::admission
