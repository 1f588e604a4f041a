// SPDX-License-Identifier: Apache-2.0
// Question: controls that look at the same subjects and read the same paths, and the key under
// which their answers are remembered. Equal questions are asked once: live pods are never equal,
// but what a control reads of them is.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <unordered_map>
#include <vector>

#include "cel/read_set.h"
#include "policy/compiled_control.h"

namespace bulwark::policy {

/// Immutable, shared by all threads.
struct Question {
  std::vector<SubjectKind> subjects;
  std::vector<std::string> each;  ///< keys on the way to the list whose elements are the items;
                                  ///< empty: no list
  std::vector<cel::ReadPath> reads;
  std::vector<const CompiledControl*> controls;
};

/// Controls grouped into questions; `controls` must outlive the result.
std::vector<Question> group_questions(const std::deque<CompiledControl>& controls);

/// A seeded hash over canonical values. The seed differs per process, so that nobody can prepare
/// two subjects that collide; of the 96 bits that are compared, by chance it happens once in 2^48
/// subjects.
struct Key {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  bool operator==(const Key&) const = default;
};

/// Makes the keys of one question for the resources of one pool. Remembers where fields stood last.
/// Not thread-safe.
class KeyMaker {
 public:
  KeyMaker(const Question& question, std::uint64_t seed);

  /// `slots` are the values of kObject to kItem.
  Key key(std::span<const formats::Value> slots);

 private:
  struct Cache {
    const formats::Shape* shape = nullptr;
    int slot = -1;
  };
  void collect(const formats::Value& value, std::span<const cel::ReadStep> steps, Cache* caches);
  void collect_field(const formats::Value& value, std::span<const cel::ReadStep> steps,
                     Cache* caches);
  void collect_each(const formats::Value& value, std::span<const cel::ReadStep> steps,
                    Cache* caches);

  const Question& question_;
  std::uint64_t seed_;
  std::vector<Cache> caches_;  // one per step of every path, in order
  std::vector<formats::Value> collected_;
};

/// Key -> number, in open addressing: looked up tens of millions of times in a large scan.
class Memo {
 public:
  /// The number stored for `key`, or -1.
  std::int64_t find(const Key& key);
  /// `key` must be new; `number` below 2^32 - 1.
  void insert(const Key& key, std::uint32_t number);
  std::size_t size() const { return used_; }

 private:
  /// 16 bytes, four to a cache line: 96 bits of the key are as good as all of them.
  struct Entry {
    std::uint64_t low = 0;
    std::uint32_t high = 0;
    std::uint32_t number = kFree;
  };
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;

  Entry& place(std::uint64_t low, std::uint32_t high);
  void grow();

  std::vector<Entry> entries_ = std::vector<Entry>(16);
  std::size_t used_ = 0;
};

}  // namespace bulwark::policy
