// SPDX-License-Identifier: Apache-2.0
// The tables that make values canonical, and the tree of keys that finds shapes.
#include "formats/pool.h"

#include <algorithm>
#include <numeric>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/check.h"

namespace bulwark::formats {
namespace {

// Shapes and paths as the tables want them: with their hash under that name.
struct ShapeNode {
  Shape shape;
  std::uint32_t hash;
};

}  // namespace

Pool::Pool(std::uint16_t id, std::uint64_t seed) : id_(id), seed_(seed) {
  CHECK(id != 0, "pool 0 means not canonical");
}

std::uint32_t Pool::hash_bytes(const void* data, std::size_t size) const {
  return static_cast<std::uint32_t>(XXH3_64bits_withSeed(data, size, seed_));
}

// Nodes are found by their 32-bit hash, which every node carries, so that a table can grow without
// their bytes.
template <class Node>
void Pool::grow(Table& table) {
  std::vector<const void*> old = std::move(table.slots);
  table.slots.assign(old.size() * 2, nullptr);
  const std::size_t mask = table.slots.size() - 1;
  for (const void* node : old) {
    if (node == nullptr) continue;
    std::size_t at = static_cast<const Node*>(node)->hash & mask;
    while (table.slots[at] != nullptr) at = (at + 1) & mask;
    table.slots[at] = node;
  }
}

template <class Node, class Equal, class Make>
const Node* Pool::intern(Table& table, std::uint32_t hash, Equal equal, Make make) {
  CHECK(!closed_, "a closed pool takes nothing more");
  ++asked_;
  if ((table.used + 1) * 4 > table.slots.size() * 3) grow<Node>(table);
  const std::size_t mask = table.slots.size() - 1;
  std::size_t at = hash & mask;
  while (table.slots[at] != nullptr) {
    const auto* node = static_cast<const Node*>(table.slots[at]);
    if (node->hash == hash && equal(*node)) return node;
    at = (at + 1) & mask;
  }
  const Node* node = make();
  table.slots[at] = node;
  ++table.used;
  return node;
}

const Pool::StringNode* Pool::string_node(std::string_view text) {
  CHECK(text.size() <= 0xFFFFFFFF, "a text of more than 4 GiB");
  const std::uint32_t hash = hash_bytes(text.data(), text.size());
  return intern<StringNode>(
      strings_, hash,
      [&](const StringNode& node) {
        return node.length == text.size() &&
               std::memcmp(node.text(), text.data(), text.size()) == 0;
      },
      [&] {
        auto* node = static_cast<StringNode*>(arena_.allocate(sizeof(StringNode) + text.size()));
        *node = {static_cast<std::uint32_t>(text.size()), hash};
        if (!text.empty()) std::memcpy(reinterpret_cast<char*>(node + 1), text.data(), text.size());
        return node;
      });
}

Value Pool::string(std::string_view text) {
  if (text.size() <= Value::kInlineBytes) return Value::short_string(text);
  return Value::string_at({string_node(text)->text(), text.size()}, id_);
}

Value Pool::unique_string(std::string_view text) {
  if (text.size() <= Value::kInlineBytes) return Value::short_string(text);
  return Value::string_at(arena_.copy(text));
}

std::string_view Pool::key(std::string_view text) {
  return {string_node(text)->text(), text.size()};
}

Value Pool::list(std::span<const Value> items) {
  const std::uint32_t hash = hash_bytes(items.data(), items.size_bytes());
  const auto* node = intern<ListNode>(
      lists_, hash,
      [&](const ListNode& other) {
        return other.count == items.size() &&
               (items.empty() || std::memcmp(other.items(), items.data(), items.size_bytes()) == 0);
      },
      [&] {
        auto* made = static_cast<ListNode*>(arena_.allocate(sizeof(ListNode) + items.size_bytes()));
        *made = {static_cast<std::uint32_t>(items.size()), hash};
        if (!items.empty())
          std::memcpy(reinterpret_cast<char*>(made + 1), items.data(), items.size_bytes());
        return made;
      });
  return Value::list_at(node, id_);
}

MapNode* Pool::new_map(const Shape* shape, std::span<const Value> values, std::uint32_t hash) {
  CHECK(shape->count == values.size(), "a map has one value per key");
  auto* made = static_cast<MapNode*>(arena_.allocate(sizeof(MapNode) + values.size_bytes()));
  *made = {shape, hash, 0};
  if (!values.empty())
    std::memcpy(reinterpret_cast<char*>(made + 1), values.data(), values.size_bytes());
  return made;
}

Value Pool::map(const Shape* shape, std::span<const Value> values) {
  const std::uint32_t hash = hash_bytes(values.data(), values.size_bytes()) ^ shape->hash;
  const auto* node = intern<MapNode>(
      maps_, hash,
      [&](const MapNode& other) {
        return other.shape == shape && (values.empty() || std::memcmp(other.values(), values.data(),
                                                                      values.size_bytes()) == 0);
      },
      [&] { return new_map(shape, values, hash); });
  return Value::map_at(node, id_);
}

Value Pool::unique_map(const Shape* shape, std::span<const Value> values) {
  return Value::map_at(new_map(shape, values, 0));
}

const Shape* Pool::shape(std::span<const std::string_view> sorted_keys) {
  std::vector<std::string_view> keys;
  keys.reserve(sorted_keys.size());
  for (const std::string_view text : sorted_keys) keys.push_back(key(text));
  // The pool's own keys are unique, so a shape is its keys' addresses and sizes.
  const std::uint32_t hash = hash_bytes(keys.data(), keys.size() * sizeof(std::string_view));
  return &intern<ShapeNode>(
              shapes_, hash,
              [&](const ShapeNode& other) {
                return std::equal(keys.begin(), keys.end(), other.shape.keys,
                                  other.shape.keys + other.shape.count);
              },
              [&] {
                auto* names = arena_.allocate_array<std::string_view>(keys.size());
                std::copy(keys.begin(), keys.end(), names);
                auto* node = static_cast<ShapeNode*>(arena_.allocate(sizeof(ShapeNode)));
                *node = {{static_cast<std::uint32_t>(keys.size()), hash, names}, hash};
                return node;
              })
              ->shape;
}

KeyPath* Pool::child_slow(KeyPath* parent, std::string_view text) {
  const std::string_view name = key(text);
  const std::array<const void*, 2> identity{parent, name.data()};
  const std::uint32_t hash = hash_bytes(identity.data(), sizeof(identity));
  struct PathNode {
    KeyPath path;
    std::uint32_t hash;
  };
  const auto* node = intern<PathNode>(
      paths_, hash,
      [&](const PathNode& other) {
        return other.path.parent == parent && other.path.key.data() == name.data();
      },
      [&] {
        auto* made = static_cast<PathNode*>(arena_.allocate(sizeof(PathNode)));
        *made = {{name, parent, nullptr, nullptr, nullptr, parent->depth + 1, false}, hash};
        return made;
      });
  // The table hands out const nodes; a path's guess and shape are filled in later.
  parent->last_child = const_cast<KeyPath*>(
      &node->path);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  return parent->last_child;
}

const Shape* Pool::shape_slow(KeyPath* end) {
  std::vector<std::string_view> keys(end->depth);
  for (KeyPath* at = end; at->depth > 0; at = at->parent) keys[at->depth - 1] = at->key;
  std::vector<std::uint32_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return keys[a] < keys[b]; });
  // Of equal keys the last one in the document wins: it is the last of its run, since the sort is
  // stable.
  std::vector<std::uint32_t> kept;
  std::vector<std::string_view> sorted;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i + 1 < order.size() && keys[order[i]] == keys[order[i + 1]]) continue;
    kept.push_back(order[i]);
    sorted.push_back(keys[order[i]]);
  }
  end->duplicates = kept.size() != keys.size();
  if (end->duplicates || !std::is_sorted(kept.begin(), kept.end())) {
    auto* stored = arena_.allocate_array<std::uint32_t>(kept.size());
    std::copy(kept.begin(), kept.end(), stored);
    end->order = stored;
  }
  end->shape = shape(sorted);
  return end->shape;
}

void Pool::close() {
  closed_ = true;
  for (Table* table : {&strings_, &lists_, &maps_, &shapes_, &paths_})
    std::vector<const void*>().swap(table->slots);
}

PoolCounts Pool::counts() const {
  const std::size_t slots = strings_.slots.size() + lists_.slots.size() + maps_.slots.size() +
                            shapes_.slots.size() + paths_.slots.size();
  return {strings_.used, lists_.used, maps_.used,
          shapes_.used,  asked_,      arena_.reserved_bytes() + slots * sizeof(void*)};
}

}  // namespace bulwark::formats
