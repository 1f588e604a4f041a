// SPDX-License-Identifier: Apache-2.0
// From a parser's events to canonical lists and maps.
#include "formats/builder.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace bulwark::formats {
namespace {

// Maps with more keys than this (a ConfigMap with hundreds of files) are not worth a branch in the
// tree of keys.
constexpr std::uint32_t kLongestPath = 64;

}  // namespace

void Builder::begin_map(Sharing sharing) {
  frames_.push_back({pool_.root(), values_.size(), keys_.size(), sharing});
}

void Builder::begin_list() {
  frames_.push_back({nullptr, values_.size(), keys_.size(), Sharing::shared});
}

void Builder::key(std::string_view name) {
  Frame& frame = frames_.back();
  if (frame.path->depth < kLongestPath) {
    frame.path = pool_.child(frame.path, name);
  } else {
    keys_.push_back(pool_.key(name));
  }
}

void Builder::drop_key() {
  Frame& frame = frames_.back();
  if (keys_.size() > frame.first_key) {
    keys_.pop_back();
  } else {
    frame.path = frame.path->parent;
  }
}

bool Builder::end_map() {
  const Frame frame = frames_.back();
  if (keys_.size() > frame.first_key) return end_large_map(frame);
  const Shape* shape = pool_.shape_of(frame.path);
  std::span<const Value> values(values_.data() + frame.first_value,
                                values_.size() - frame.first_value);
  CHECK(values.size() == frame.path->depth, "a map has one value per key");
  if (frame.path->order != nullptr) {
    sorted_.resize(shape->count);
    for (std::uint32_t i = 0; i < shape->count; ++i) sorted_[i] = values[frame.path->order[i]];
    values = sorted_;
  }
  const Value map = frame.sharing == Sharing::unique ? pool_.unique_map(shape, values)
                                                     : pool_.map(shape, values);
  values_.resize(frame.first_value);
  frames_.pop_back();
  values_.push_back(map);
  return frame.path->duplicates;
}

bool Builder::end_large_map(const Frame& frame) {
  std::vector<std::string_view> names(kLongestPath);
  for (const KeyPath* at = frame.path; at->depth > 0; at = at->parent)
    names[at->depth - 1] = at->key;
  names.insert(names.end(), keys_.begin() + static_cast<std::ptrdiff_t>(frame.first_key),
               keys_.end());
  CHECK(values_.size() - frame.first_value == names.size(), "a map has one value per key");
  std::vector<std::uint32_t> order(names.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return names[a] < names[b]; });
  std::vector<std::string_view> sorted_names;
  sorted_.clear();
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i + 1 < order.size() && names[order[i]] == names[order[i + 1]]) continue;
    sorted_names.push_back(names[order[i]]);
    sorted_.push_back(values_[frame.first_value + order[i]]);
  }
  const Shape* shape = pool_.shape(sorted_names);
  const Value map = frame.sharing == Sharing::unique ? pool_.unique_map(shape, sorted_)
                                                     : pool_.map(shape, sorted_);
  values_.resize(frame.first_value);
  keys_.resize(frame.first_key);
  frames_.pop_back();
  values_.push_back(map);
  return sorted_names.size() != names.size();
}

void Builder::end_list() {
  const Frame frame = frames_.back();
  const Value list = pool_.list(
      {values_.data() + frame.first_value, values_.size() - frame.first_value});
  values_.resize(frame.first_value);
  frames_.pop_back();
  values_.push_back(list);
}

Value Builder::finish() {
  CHECK(frames_.empty() && values_.size() == 1, "finish() comes after exactly one value");
  const Value out = values_.back();
  values_.clear();
  return out;
}

void Builder::reset() {
  frames_.clear();
  values_.clear();
  keys_.clear();
}

}  // namespace bulwark::formats
