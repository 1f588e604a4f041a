// SPDX-License-Identifier: Apache-2.0
// Evaluates by the tree; how deep it is, is the parser's to limit.
#include "analyzers/network/label_expression.h"

#include <fmt/core.h>

#include <algorithm>

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

std::optional<std::string_view> label(const Value* labels, std::string_view key) {
  const Value* value = labels == nullptr ? nullptr : labels->find(key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return value->as_string();
}

}  // namespace

std::optional<std::string_view> Labelled::find(LabelOwner owner, std::string_view key) const {
  switch (owner) {
    case LabelOwner::own: return label(labels, key);
    case LabelOwner::name_space:
      return name_space == nullptr ? std::nullopt : label(name_space->labels, key);
    case LabelOwner::service_account: return label(service_account_labels, key);
    case LabelOwner::namespace_name:
      if (name_space == nullptr) return std::nullopt;
      return std::string_view(name_space->name);
    case LabelOwner::service_account_name:
      if (service_account.empty()) return std::nullopt;
      return service_account;
    case LabelOwner::orchestrator:
      if (!is_pod) return std::nullopt;
      return "k8s";
  }
  return std::nullopt;
}

LabelExpression LabelExpression::of(Operator op, LabelOwner owner, std::string key,
                                    std::vector<std::string> values) {
  LabelExpression out;
  out.op = op;
  out.owner = owner;
  out.key = std::move(key);
  out.values = std::move(values);
  return out;
}

LabelExpression LabelExpression::both(LabelExpression a, LabelExpression b) {
  if (a.is_everything()) return b;
  if (b.is_everything()) return a;
  LabelExpression out;
  out.op = Operator::conjunction;
  out.parts.push_back(std::move(a));
  out.parts.push_back(std::move(b));
  return out;
}

bool LabelExpression::holds(const Labelled& of) const {
  const auto part = [&](const LabelExpression& one) { return one.holds(of); };
  if (op == Operator::everything) return true;
  if (op == Operator::negation) return !parts.front().holds(of);
  if (op == Operator::conjunction) return std::ranges::all_of(parts, part);
  if (op == Operator::disjunction) return std::ranges::any_of(parts, part);
  const auto value = of.find(owner, key);
  if (op == Operator::has) return value.has_value();
  if (!value) return op == Operator::not_in;
  const auto is = [&](const std::string& one) {
    if (op == Operator::contains) return value->contains(one);
    if (op == Operator::starts_with) return value->starts_with(one);
    if (op == Operator::ends_with) return value->ends_with(one);
    return *value == one;
  };
  return std::ranges::any_of(values, is) == (op != Operator::not_in);
}

// Lengths first: a key or a value may have any byte.
std::string LabelExpression::text() const {
  std::string out = fmt::format("({} {} {}:{}", static_cast<int>(op), static_cast<int>(owner),
                                key.size(), key);
  for (const std::string& value : values) out += fmt::format(" {}:{}", value.size(), value);
  for (const LabelExpression& part : parts) out += part.text();
  return out + ")";
}

}  // namespace bulwark::analyzers::network
