// SPDX-License-Identifier: Apache-2.0
#include "admission/step.h"

#include "cel/quote.h"
#include "cel/value.h"

namespace bulwark::admission {

std::string shown(const formats::Value& value) {
  if (cel::is_error(value)) return "error: " + cel::failure_text(cel::failure_of(value));
  return value.is_string() ? cel::quoted_text(value.as_string()) : cel::display_text(value);
}

void PartsRecorder::begin(std::string_view text) {
  open_.push_back(parts.size());
  if (parts.size() == kMostParts) {
    open_.back() = kMostParts;
    ++left_out;
    return;
  }
  parts.push_back({std::string(text), {}, open_.size() - 1, 0});
}

void PartsRecorder::end(const formats::Value& value, std::uint64_t cost) {
  const std::size_t at = open_.back();
  open_.pop_back();
  if (at == kMostParts) return;
  parts[at].value = shown(value);
  parts[at].cost = cost;
}

}  // namespace bulwark::admission
