// SPDX-License-Identifier: Apache-2.0
// The 16 bytes of a Value: layout, look-ups, deep equality.
#include "formats/value.h"

#include <algorithm>

#include "base/arena.h"
#include "base/check.h"

namespace bulwark::formats {
namespace {

constexpr unsigned char kNotInline = 0xFF;
constexpr std::uint32_t kLinearKeys = 12;

template <class Node>
const Node* node_of(const Value& value) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the payload is the pointer
  return reinterpret_cast<const Node*>(value.payload());
}

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

Value Value::short_string(std::string_view text) {
  CHECK(text.size() <= kInlineBytes, "a short string is too long");
  Value out;
  if (!text.empty()) std::memcpy(out.raw_.data(), text.data(), text.size());
  out.raw_[14] = static_cast<unsigned char>(text.size());
  out.raw_[15] = static_cast<unsigned char>(Kind::string);
  return out;
}

Value Value::pointer(Kind kind, const void* at, std::uint32_t aux, std::uint16_t pool) {
  Value out(kind, reinterpret_cast<std::uint64_t>(at));
  std::memcpy(out.raw_.data() + 8, &aux, 4);
  std::memcpy(out.raw_.data() + 12, &pool, 2);
  return out;
}

Value Value::string_at(std::string_view text, std::uint16_t pool) {
  if (text.size() <= kInlineBytes) return short_string(text);
  Value out = pointer(Kind::string, text.data(), static_cast<std::uint32_t>(text.size()), pool);
  out.raw_[14] = kNotInline;
  return out;
}

Value Value::list_at(const ListNode* node, std::uint16_t pool) {
  return pointer(Kind::list, node, node->count, pool);
}

Value Value::map_at(const MapNode* node, std::uint16_t pool) {
  return pointer(Kind::map, node, node->shape->count, pool);
}

Value Value::extension(std::uint8_t kind, std::uint64_t payload, std::uint32_t aux) {
  CHECK(kind >= static_cast<std::uint8_t>(Kind::extension), "an extension has a kind of its own");
  Value out(static_cast<Kind>(kind), payload);
  std::memcpy(out.raw_.data() + 8, &aux, 4);
  return out;
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

std::string_view Value::as_string() const& {
  if (raw_[14] != kNotInline) return {reinterpret_cast<const char*>(raw_.data()), raw_[14]};
  return {node_of<char>(*this), aux()};
}

std::size_t Value::size() const { return is_list() || is_map() ? aux() : 0; }

std::span<const Value> Value::items() const {
  if (!is_list()) return {};
  const auto* node = node_of<ListNode>(*this);
  return {node->items(), node->count};
}

const Shape* Value::shape() const { return is_map() ? node_of<MapNode>(*this)->shape : nullptr; }

std::span<const Value> Value::values() const {
  if (!is_map()) return {};
  const auto* node = node_of<MapNode>(*this);
  return {node->values(), node->shape->count};
}

const Value* Value::find(std::string_view key) const {
  if (!is_map()) return nullptr;
  const auto* node = node_of<MapNode>(*this);
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
