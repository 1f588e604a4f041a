// SPDX-License-Identifier: Apache-2.0
// Pool: makes values canonical, so that equal strings, lists and maps of one pool are one node in
// memory.
//
// Open-addressing tables with a seed of their own per process, so that hostile input cannot aim at
// collisions. Maps find their shape by walking a tree of keys in document order; each node of the
// tree remembers the child that came last, so that objects of one kind cost a comparison per key
// and no hash.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "formats/value.h"

namespace bulwark::formats {

/// A node of the tree of keys in document order; see Pool::child.
struct KeyPath {
  std::string_view key;
  KeyPath* parent;
  KeyPath* last_child;         ///< the child that was asked for last
  const Shape* shape;          ///< null until a map ended here
  const std::uint32_t* order;  ///< slot i of the shape is value order[i] in document order; null
                               ///< when in order already
  std::uint32_t depth;
  bool duplicates;  ///< a key came twice on this path; the last one wins
};

/// What a pool holds, for reports about sharing.
struct PoolCounts {
  std::size_t strings = 0, lists = 0, maps = 0, shapes = 0;  ///< distinct ones
  std::size_t asked = 0;  ///< strings, lists and maps that were asked for
  std::size_t bytes = 0;  ///< memory in use, tables included
};

/// Not thread-safe: one pool a thread. Not copyable or movable: values point into it.
class Pool {
 public:
  /// `id` must be unique among the pools whose values meet, and not 0.
  Pool(std::uint16_t id, std::uint64_t seed);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  std::uint16_t id() const { return id_; }

  Value string(std::string_view text);
  /// A copy that is not looked up: for texts that never repeat. Not canonical.
  Value unique_string(std::string_view text);
  Value list(std::span<const Value> items);
  /// `shape` must be of this pool.
  Value map(const Shape* shape, std::span<const Value> values);
  Value unique_map(const Shape* shape, std::span<const Value> values);

  KeyPath* root() { return &root_; }
  KeyPath* child(KeyPath* parent, std::string_view key) {
    KeyPath* guess = parent->last_child;
    if (guess != nullptr && guess->key == key) return guess;
    return child_slow(parent, key);
  }
  /// Computes `end`'s shape, order and duplicates once.
  const Shape* shape_of(KeyPath* end) {
    return end->shape != nullptr ? end->shape : shape_slow(end);
  }
  /// The shape for keys that are sorted and unique.
  const Shape* shape(std::span<const std::string_view> sorted_keys);
  /// The pool's own copy of a key.
  std::string_view key(std::string_view text);

  /// Gives back what is only needed to add values: nothing can be added any more.
  void close();

  PoolCounts counts() const;

 private:
  struct Table {
    std::vector<const void*> slots = std::vector<const void*>(64, nullptr);
    std::size_t used = 0;
  };
  struct StringNode {
    std::uint32_t length;
    std::uint32_t hash;
    const char* text() const { return reinterpret_cast<const char*>(this + 1); }
  };

  std::uint32_t hash_bytes(const void* data, std::size_t size) const;
  const StringNode* string_node(std::string_view text);
  KeyPath* child_slow(KeyPath* parent, std::string_view key);
  const Shape* shape_slow(KeyPath* end);
  MapNode* new_map(const Shape* shape, std::span<const Value> values, std::uint32_t hash);
  template <class Node, class Equal, class Make>
  const Node* intern(Table& table, std::uint32_t hash, Equal equal, Make make);
  template <class Node>
  static void grow(Table& table);

  std::uint16_t id_;
  std::uint64_t seed_;
  Arena arena_;
  Table strings_, lists_, maps_, shapes_, paths_;
  KeyPath root_{};
  std::size_t asked_ = 0;
  bool closed_ = false;
};

}  // namespace bulwark::formats
