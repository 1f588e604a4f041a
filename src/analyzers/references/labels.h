// SPDX-License-Identifier: Apache-2.0
// Which of many sets of labels a selector selects, without looking at each of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formats/value.h"

namespace bulwark::analyzers::references {

/// A selector as both of Kubernetes' forms: a map of labels, and expressions. Points into the value
/// that it was made of.
struct Selection {
  const formats::Value* labels = nullptr;
  const formats::Value* expressions = nullptr;

  /// Selects everything.
  bool is_empty() const { return labels_size() == 0 && expressions_size() == 0; }
  std::size_t labels_size() const { return labels == nullptr ? 0 : labels->size(); }
  std::size_t expressions_size() const { return expressions == nullptr ? 0 : expressions->size(); }
};

/// Of a Service: a bare map of labels.
Selection selection_of_map(const formats::Value* labels);
/// Of anything newer: matchLabels and matchExpressions.
Selection selection_of(const formats::Value* selector);
/// "app=cart, tier in (a, b)", for messages.
std::string text_of(const Selection& selection);

/// Whose labels are looked at: those of a template lack what controllers give to the pods that they
/// make, so that a selector by such a label may always match.
enum class LabelsOf : std::uint8_t { templates, objects };

/// Whether controllers put the label on the pods that they make, each with a value of its own.
bool is_given_label(std::string_view key);

/// An operator that nobody knows is taken to match.
bool selects(const Selection& selection, const formats::Value* labels, LabelsOf of);

/// Sets of labels by number, found by the label that fewest of them have.
class LabelIndex {
 public:
  explicit LabelIndex(LabelsOf of) : of_(of) {}

  /// The number of a set is the count of sets before it. `labels` may be null.
  void add(const formats::Value* labels);
  std::vector<std::uint32_t> find(const Selection& selection) const;
  std::size_t size() const { return sets_.size(); }

 private:
  const std::vector<std::uint32_t>* fewest(const Selection& selection) const;

  LabelsOf of_;
  std::vector<const formats::Value*> sets_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_label_;
};

}  // namespace bulwark::analyzers::references
