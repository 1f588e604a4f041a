// SPDX-License-Identifier: Apache-2.0
// Evaluation of attributes: variables and the fields, keys and indices that lead on from them.
#include <algorithm>
#include <cmath>
#include <optional>

#include "cel/qualifier_key.h"
#include "cel/run.h"

namespace bulwark::cel {

Value Run::lazy_variable(std::uint32_t slot) {
  if (lazy_ == nullptr) return context_.error("no such attribute(s): slot " + std::to_string(slot));
  const Result<Value> value = lazy_->get(slot);
  return value ? *value : context_.error(value.error().message);
}

Value Run::eval_variable(const Node& node) {
  if (node.extra != 0) charge(node.extra);
  if (node.first < slots_.size() && !is_unset(slots_[node.first])) [[likely]] {
    return qualify(slots_[node.first], node);
  }
  return qualify(lazy_variable(node.first), node);
}

/// Looks where the key was last time. Whatever the guess, the answer is checked against the keys
/// themselves.
const Value* Run::field(const Value& map, std::string_view key, std::uint32_t& guess) {
  const formats::Shape* shape = map.shape();
  const std::string_view* keys = shape->keys;
  const std::uint32_t count = shape->count;
  std::uint32_t at = guess;
  if (at < count && keys[at] == key) return map.values().data() + at;
  const bool absent = at <= count && (at == 0 || keys[at - 1] < key) &&
                      (at == count || key < keys[at]);
  if (absent) return nullptr;
  at = static_cast<std::uint32_t>(std::lower_bound(keys, keys + count, key) - keys);
  guess = at;
  return at < count && keys[at] == key ? map.values().data() + at : nullptr;
}

namespace {

/// A list's index as a number: integers, and doubles that are whole.
std::optional<std::int64_t> index_of(const Value& key) {
  if (key.is_int()) return key.as_int();
  if (key.is_uint() && key.as_int() >= 0) return key.as_int();
  if (key.is_double()) {
    const double d = key.as_double();
    if (d > -0x1p63 && d < 0x1p63 && d == std::trunc(d)) return static_cast<std::int64_t>(d);
  }
  return std::nullopt;
}

/// The type of a key that is none, as the message names it.
std::string key_type(const Value& key) {
  if (key.is_null()) return "<nil>";
  if (key.is_list()) return "[]interface {}";
  return is_any_map(key) ? "map[string]interface {}" : std::string(type_name(key));
}

}  // namespace

const Value* Run::member(const Value& object, const Value& key, std::uint32_t guess, Value& error) {
  if (object.is_map()) {
    if (key.is_string()) return field(object, key.as_string(), guesses_[guess]);
    if (!can_qualify(key)) error = context_.error("invalid qualifier type: " + key_type(key));
    return nullptr;
  }
  if (!can_qualify(key)) {
    error = context_.error("invalid qualifier type: " + key_type(key));
    return nullptr;
  }
  if (kind(object) == Kind::entry_map) return entry_map_of(object).find(key);
  if (object.is_list()) {
    const std::optional<std::int64_t> index = index_of(key);
    if (!index && !is_numeric(key)) {
      error = context_.error("unsupported index type '" + std::string(type_name(key)) +
                             "' in list");
      return nullptr;
    }
    if (!index) {
      error = context_.error("unsupported index value " + display_text(key) + " in list");
      return nullptr;
    }
    const auto items = object.items();
    return *index >= 0 && static_cast<std::uint64_t>(*index) < items.size()
               ? &items[static_cast<std::size_t>(*index)]
               : nullptr;
  }
  return nullptr;
}

Value Run::missing(const Value& object, const Value& key) {
  return object.is_list() ? context_.index_out_of_bounds(key) : context_.no_such_key(key);
}

/// An attribute counts 1, and 1 for each qualifier that was followed. From the first optional one
/// on (or from an optional root), what is missing makes the whole optional.none() instead of an
/// error. A root that is itself a field, as a policy's variable is, is not looked into when it is
/// optional: nothing leads on from it, as in Kubernetes.
Value Run::qualify(const Value& root, const Node& node) {
  if (node.charges) charge(1);
  if (node.count == 0 || is_error(root)) return root;
  const Value* object = &root;
  bool optional = false;
  const bool is_field = node.op == Op::variable && node.extra != 0;
  if (is_optional(root) && !is_field) {
    optional = true;
    object = optional_value(root);
    if (object == nullptr) return node.tests ? Value::boolean(false) : root;
  }
  for (std::uint32_t i = 0; i < node.count; ++i) {
    const Qualifier& qualifier = program_.qualifier(node.second + i);
    const Value computed = qualifier.node == kNoNode ? Value() : eval(qualifier.node);
    const Value& key = qualifier.node == kNoNode ? qualifier.key : computed;
    optional = optional || qualifier.optional;
    Value error;
    if (is_error(key)) {
      error = key;
    }
    const Value* next = is_error(key) ? nullptr
                        : is_made(*object)
                            ? made_member(object_of(*object), key, node, node.second + i, error)
                            : member(*object, key, node.second + i, error);
    if (!error.is_null()) {
      charge(optional ? 0 : 1);
      return label(error, qualifier.place);
    }
    const bool tested = node.tests && i + 1 == node.count;
    if (next == nullptr) {
      if (is_error(*object)) return *object;  // what is not known says so itself
      if (!optional) charge(1);
      if (tested) return Value::boolean(false);
      if (optional) return node.tests ? Value::boolean(false) : make_optional_none();
      return label(missing(*object, key), qualifier.place);
    }
    charge(1);
    object = next;
  }
  if (node.tests) return Value::boolean(true);
  return optional ? context_.optional(*object) : *object;
}

}  // namespace bulwark::cel
