// SPDX-License-Identifier: Apache-2.0
// Label selectors as the API machinery reads them.
#include "analyzers/references/labels.h"

#include <algorithm>
#include <array>

namespace bulwark::analyzers::references {
namespace {

using formats::Value;

// Labels that a controller puts on the pods that it makes, beside those of the template.
constexpr std::array<std::string_view, 10> kGiven{"apps.kubernetes.io/pod-index",
                                                  "batch.kubernetes.io/controller-uid",
                                                  "batch.kubernetes.io/job-completion-index",
                                                  "batch.kubernetes.io/job-name",
                                                  "controller-revision-hash",
                                                  "controller-uid",
                                                  "job-name",
                                                  "pod-template-hash",
                                                  "rollouts-pod-template-hash",
                                                  "statefulset.kubernetes.io/pod-name"};

const Value* label(const Value* labels, std::string_view key) {
  return labels == nullptr ? nullptr : labels->find(key);
}

bool expression_holds(const Value& expression, const Value* labels, LabelsOf of) {
  const std::string_view key = expression.text("key");
  if (of == LabelsOf::templates && is_given_label(key)) return true;
  const std::string_view op = expression.text("operator");
  const Value* own = label(labels, key);
  if (op == "Exists") return own != nullptr;
  if (op == "DoesNotExist") return own == nullptr;
  if (op != "In" && op != "NotIn") return true;
  const Value* values = expression.find("values");
  const bool among = own != nullptr && values != nullptr &&
                     std::any_of(values->items().begin(), values->items().end(),
                                 [&](const Value& one) { return formats::deep_equal(one, *own); });
  return (op == "In") == among;
}

std::string key_of(std::string_view key, const Value& value) {
  std::string out(key);
  out += '\n';
  if (value.is_string()) out += value.as_string();
  return out;
}

void append_part(std::string& out, std::string_view part) {
  if (!out.empty()) out += ", ";
  out += part;
}

std::string expression_text(const Value& expression) {
  std::string out(expression.text("key"));
  out.append(" ").append(expression.text("operator"));
  std::string values;
  if (const Value* list = expression.find("values")) {
    for (const Value& value : list->items()) {
      if (value.is_string()) append_part(values, value.as_string());
    }
  }
  return values.empty() ? out : out + " (" + values + ")";
}

}  // namespace

Selection selection_of_map(const Value* labels) { return {labels, nullptr}; }

Selection selection_of(const Value* selector) {
  if (selector == nullptr) return {};
  return {selector->find("matchLabels"), selector->find("matchExpressions")};
}

std::string text_of(const Selection& selection) {
  std::string out;
  for (std::size_t i = 0; i < selection.labels_size(); ++i) {
    const Value* value = i < selection.labels->values().size() ? &selection.labels->values()[i]
                                                               : nullptr;
    if (value == nullptr) continue;
    std::string part(selection.labels->shape()->keys[i]);
    part += '=';
    if (value->is_string()) part += value->as_string();
    append_part(out, part);
  }
  if (selection.expressions != nullptr) {
    for (const Value& one : selection.expressions->items()) append_part(out, expression_text(one));
  }
  return out;
}

bool is_given_label(std::string_view key) {
  return std::find(kGiven.begin(), kGiven.end(), key) != kGiven.end();
}

bool selects(const Selection& selection, const Value* labels, LabelsOf of) {
  if (selection.labels != nullptr) {
    const auto wanted = selection.labels->values();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const std::string_view key = selection.labels->shape()->keys[i];
      if (of == LabelsOf::templates && is_given_label(key)) continue;
      const Value* own = label(labels, key);
      if (own == nullptr || !formats::deep_equal(*own, wanted[i])) return false;
    }
  }
  if (selection.expressions == nullptr) return true;
  const auto expressions = selection.expressions->items();
  return std::all_of(expressions.begin(), expressions.end(),
                     [&](const Value& one) { return expression_holds(one, labels, of); });
}

void LabelIndex::add(const Value* labels) {
  const auto number = static_cast<std::uint32_t>(sets_.size());
  sets_.push_back(labels);
  if (labels == nullptr) return;
  for (std::size_t i = 0; i < labels->values().size(); ++i) {
    by_label_[key_of(labels->shape()->keys[i], labels->values()[i])].push_back(number);
  }
}

// Null: no label is asked for, so that every set must be looked at.
const std::vector<std::uint32_t>* LabelIndex::fewest(const Selection& selection) const {
  static const std::vector<std::uint32_t> kNone;
  const std::vector<std::uint32_t>* best = nullptr;
  if (selection.labels == nullptr) return best;
  const auto wanted = selection.labels->values();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string_view key = selection.labels->shape()->keys[i];
    if (of_ == LabelsOf::templates && is_given_label(key)) continue;
    const auto found = by_label_.find(key_of(key, wanted[i]));
    if (found == by_label_.end()) return &kNone;
    if (best == nullptr || found->second.size() < best->size()) best = &found->second;
  }
  return best;
}

std::vector<std::uint32_t> LabelIndex::find(const Selection& selection) const {
  std::vector<std::uint32_t> out;
  if (const std::vector<std::uint32_t>* some = fewest(selection)) {
    for (const std::uint32_t number : *some) {
      if (selects(selection, sets_[number], of_)) out.push_back(number);
    }
    return out;
  }
  for (std::uint32_t number = 0; number < sets_.size(); ++number) {
    if (selects(selection, sets_[number], of_)) out.push_back(number);
  }
  return out;
}

}  // namespace bulwark::analyzers::references
