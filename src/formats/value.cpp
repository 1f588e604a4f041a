// SPDX-License-Identifier: Apache-2.0
// The 16 bytes of a Value: layout, look-ups, deep equality.
#include "formats/value.h"

#include <algorithm>

#include "base/arena.h"
#include "base/check.h"

namespace bulwark::formats {
namespace {

constexpr std::uint32_t kLinearKeys = 12;

}  // namespace

int Shape::slot(std::string_view key) const {
  if (count <= kLinearKeys) {
    for (std::uint32_t i = 0; i < count; ++i) {
      if (keys[i] == key) return static_cast<int>(i);
    }
    return -1;
  }
  const std::string_view* end = keys + count;
  const std::string_view* found = std::lower_bound(keys, end, key);
  return found != end && *found == key ? static_cast<int>(found - keys) : -1;
}

Value Value::number(double d) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &d, 8);
  return Value(Kind::number, bits);
}

Value Value::string_in(Arena& arena, std::string_view text) {
  return text.size() <= kInlineBytes ? short_string(text) : string_at(arena.copy(text));
}

Value Value::list_in(Arena& arena, std::span<const Value> items) {
  auto* node = static_cast<ListNode*>(arena.allocate(sizeof(ListNode) + items.size_bytes()));
  *node = {static_cast<std::uint32_t>(items.size()), 0};
  if (!items.empty())
    std::memcpy(reinterpret_cast<char*>(node + 1), items.data(), items.size_bytes());
  return list_at(node);
}

Value Value::map_in(Arena& arena, std::span<const std::string_view> keys,
                    std::span<const Value> values) {
  CHECK(keys.size() == values.size(), "a map has one value per key");
  auto* names = arena.allocate_array<std::string_view>(keys.size());
  std::copy(keys.begin(), keys.end(), names);
  auto* shape = static_cast<Shape*>(arena.allocate(sizeof(Shape)));
  *shape = {static_cast<std::uint32_t>(keys.size()), 0, names};
  auto* node = static_cast<MapNode*>(arena.allocate(sizeof(MapNode) + values.size_bytes()));
  *node = {shape, 0, 0};
  if (!values.empty())
    std::memcpy(reinterpret_cast<char*>(node + 1), values.data(), values.size_bytes());
  return map_at(node);
}

double Value::as_double() const {
  const std::uint64_t bits = payload();
  double out = 0;
  std::memcpy(&out, &bits, 8);
  return out;
}

const Value* Value::find(std::string_view key) const {
  if (!is_map()) return nullptr;
  const auto* node = target<MapNode>();
  const int slot = node->shape->slot(key);
  return slot < 0 ? nullptr : node->values() + slot;
}

std::string_view Value::text(std::string_view key) const {
  const Value* found = find(key);
  return found != nullptr && found->is_string() ? found->as_string() : std::string_view{};
}

bool deep_equal(const Value& a, const Value& b) {
  if (a.identical(b)) return true;
  if (a.kind() != b.kind()) return false;
  if (a.pool() != 0 && a.pool() == b.pool()) return false;
  if (a.is_string()) return a.as_string() == b.as_string();
  if (a.is_double()) return a.as_double() == b.as_double();
  if (a.size() != b.size()) return false;
  if (a.is_list())
    return std::equal(a.items().begin(), a.items().end(), b.items().begin(), deep_equal);
  if (!a.is_map()) return false;
  const Shape* left = a.shape();
  const Shape* right = b.shape();
  if (left != right && !std::equal(left->keys, left->keys + left->count, right->keys)) return false;
  return std::equal(a.values().begin(), a.values().end(), b.values().begin(), deep_equal);
}

}  // namespace bulwark::formats
