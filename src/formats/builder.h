// SPDX-License-Identifier: Apache-2.0
// Builder: turns the events of a parser (map begins, key, scalar, map ends) into one canonical
// Value.
#pragma once

#include <string_view>
#include <vector>

#include "formats/pool.h"
#include "formats/value.h"

namespace bulwark::formats {

enum class Sharing : bool {
  shared,  ///< looked up, so that equal ones are one
  unique,  ///< kept as it is: a resource's root and its metadata, which are never equal to
           ///< another's
};

/// Calls must be well nested, a key before each value of a map. The parser that drives it enforces
/// depth and size. `pool` must outlive the builder and every value that it finishes.
class Builder {
 public:
  explicit Builder(Pool& pool) : pool_(pool) {}

  void begin_map(Sharing sharing = Sharing::shared);
  void key(std::string_view name);
  /// Takes the last key back: it has no value after all (a null that the API server would not see).
  void drop_key();
  /// True when a key came more than once; the last one was taken.
  bool end_map();
  void begin_list();
  void end_list();
  void scalar(Value value) { values_.push_back(value); }
  void string(std::string_view text) { values_.push_back(pool_.string(text)); }
  /// A string that never repeats (a uid, a name): copied, not looked up.
  void unique_string(std::string_view text) { values_.push_back(pool_.unique_string(text)); }

  /// The value that was completed last. It must be there.
  const Value& last() const { return values_.back(); }

  /// Open maps and lists.
  std::size_t depth() const { return frames_.size(); }
  /// The finished value; the builder is ready for the next one. All maps and lists must have ended.
  Value finish();
  /// Forgets what was begun.
  void reset();

  Pool& pool() { return pool_; }

 private:
  struct Frame {
    KeyPath* path;            ///< null for a list
    std::size_t first_value;  ///< in values_
    std::size_t first_key;    ///< in keys_, for maps with very many keys
    Sharing sharing;
  };
  bool end_large_map(const Frame& frame);

  Pool& pool_;
  std::vector<Frame> frames_;
  std::vector<Value> values_;
  std::vector<Value> sorted_;
  std::vector<std::string_view> keys_;
};

}  // namespace bulwark::formats
