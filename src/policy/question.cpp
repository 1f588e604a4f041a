// SPDX-License-Identifier: Apache-2.0
// Grouping of controls, and keys over what they read.
#include "policy/question.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

#include "formats/path.h"

namespace bulwark::policy {
namespace {

using formats::Value;

// What is not there, where a walk ended early, and how many there were need values of their own in
// a key: `has(item.a.b)` is false without b and an error without a.
const Value kPresent = Value::extension(255, 0);
Value absent_mark(std::size_t steps_left) { return Value::extension(255, steps_left); }
Value cut_mark(std::size_t steps_left) { return Value::extension(252, steps_left); }
Value count_mark(std::size_t count) { return Value::extension(254, count); }
Value shape_mark(const formats::Shape* shape) {
  return Value::extension(253, reinterpret_cast<std::uint64_t>(shape));
}

std::vector<std::string> keys_of(const std::string& path) {
  std::vector<std::string> keys;
  const auto steps = formats::parse_path(path);
  if (!steps) return keys;  // read_control_file has checked it
  for (const formats::PathStep& step : *steps) keys.push_back(step.key);
  return keys;
}

}  // namespace

std::vector<Question> group_questions(const std::deque<CompiledControl>& controls) {
  std::vector<Question> questions;
  for (const CompiledControl& control : controls) {
    const std::vector<std::string> each = keys_of(control.file->each);
    const auto same = std::find_if(
        questions.begin(), questions.end(), [&](const Question& question) {
          return question.subjects == control.file->subjects && question.each == each &&
                 question.reads == control.reads;
        });
    if (same != questions.end()) {
      same->controls.push_back(&control);
    } else {
      questions.push_back({control.file->subjects, each, control.reads, {&control}});
    }
  }
  return questions;
}

KeyMaker::KeyMaker(const Question& question, std::uint64_t seed)
    : question_(question), seed_(seed) {
  std::size_t steps = 0;
  for (const cel::ReadPath& path : question.reads) steps += path.steps.size();
  caches_.resize(steps);
}

Key KeyMaker::key(std::span<const Value> slots) {
  collected_.clear();
  Cache* caches = caches_.data();
  for (const cel::ReadPath& path : question_.reads) {
    collect(slots[static_cast<std::size_t>(path.slot)], path.steps, caches);
    caches += path.steps.size();
  }
  const XXH128_hash_t hash = XXH3_128bits_withSeed(collected_.data(),
                                                   collected_.size() * sizeof(Value), seed_);
  return {hash.low64, hash.high64};
}

void KeyMaker::collect(const Value& value, std::span<const cel::ReadStep> steps, Cache* caches) {
  if (steps.empty()) {
    collected_.push_back(value);
    return;
  }
  switch (steps.front().kind) {
    case cel::ReadStep::Kind::field: return collect_field(value, steps, caches);
    case cel::ReadStep::Kind::each: return collect_each(value, steps, caches);
    case cel::ReadStep::Kind::presence: collected_.push_back(kPresent); return;
  }
}

void KeyMaker::collect_field(const Value& value, std::span<const cel::ReadStep> steps,
                             Cache* caches) {
  const formats::Shape* shape = value.shape();
  if (shape == nullptr) {  // the value itself decides what the program makes of it
    collected_.push_back(cut_mark(steps.size()));
    collected_.push_back(value);
    return;
  }
  if (caches->shape != shape) *caches = {shape, shape->slot(steps.front().field)};
  if (caches->slot < 0) {
    collected_.push_back(absent_mark(steps.size()));
    return;
  }
  collect(value.values()[static_cast<std::size_t>(caches->slot)], steps.subspan(1), caches + 1);
}

void KeyMaker::collect_each(const Value& value, std::span<const cel::ReadStep> steps,
                            Cache* caches) {
  if (!value.is_list() && !value.is_map()) {
    collected_.push_back(cut_mark(steps.size()));
    collected_.push_back(value);
    return;
  }
  collected_.push_back(value.is_list() ? count_mark(value.size()) : shape_mark(value.shape()));
  const std::span<const Value> below = value.is_list() ? value.items() : value.values();
  for (const Value& item : below) collect(item, steps.subspan(1), caches + 1);
}

// The entry of that key, or the free one where it belongs.
Memo::Entry& Memo::place(std::uint64_t low, std::uint32_t high) {
  const std::size_t mask = entries_.size() - 1;
  std::size_t at = low & mask;
  while (entries_[at].number != kFree && (entries_[at].low != low || entries_[at].high != high))
    at = (at + 1) & mask;
  return entries_[at];
}

std::int64_t Memo::find(const Key& key) {
  const std::uint32_t number = place(key.low, static_cast<std::uint32_t>(key.high)).number;
  return number == kFree ? -1 : std::int64_t{number};
}

void Memo::insert(const Key& key, std::uint32_t number) {
  if ((used_ + 1) * 4 > entries_.size() * 3) grow();
  const auto high = static_cast<std::uint32_t>(key.high);
  place(key.low, high) = {key.low, high, number};
  ++used_;
}

void Memo::grow() {
  const std::vector<Entry> old = std::exchange(entries_, std::vector<Entry>(entries_.size() * 2));
  for (const Entry& entry : old) {
    if (entry.number != kFree) place(entry.low, entry.high) = entry;
  }
}

}  // namespace bulwark::policy
