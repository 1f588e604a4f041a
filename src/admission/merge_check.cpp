// SPDX-License-Identifier: Apache-2.0
// One walk down an object and its schema for what does not fit, one for what is atomic.
#include "admission/merge_check.h"

#include <fmt/core.h>

#include <set>

namespace bulwark::admission {
namespace {

using formats::Value;

std::string printed(const Value& value) { return fmt::format("&{{{}}}", go_text(value)); }

class Checker {
 public:
  Checker(const Schema& schema, Duplicates duplicates) : schema_(schema), duplicates_(duplicates) {}

  void check(TypeId id, const Value& value);
  std::vector<MergeError> errors() && { return std::move(errors_); }

 private:
  void check_scalar(Scalar scalar, const Value& value);
  void check_list(const ListType& list, const Value& value);
  void check_map(const MapType& map, const Value& value);
  void descend(std::string_view step, TypeId id, const Value& value);
  void report(std::string message) { errors_.push_back({path_, std::move(message)}); }

  const Schema& schema_;
  Duplicates duplicates_;
  std::string path_;
  std::vector<MergeError> errors_;
};

// What JSON has; anything else that an expression may give (a null of its own, bytes, times,
// unsigned integers) fits no type.
bool is_number(const Value& value) { return value.is_int() || value.is_double(); }

bool is_scalar(const Value& value) {
  return is_number(value) || value.is_string() || value.is_bool();
}

// The form that the value has, where the type leaves the choice; else the form that the type wants.
void Checker::check(TypeId id, const Value& value) {
  const SchemaType& type = schema_.at(id);
  if (is_scalar(value) && type.scalar != Scalar::none) return check_scalar(type.scalar, value);
  if (value.is_list() && type.list) return check_list(*type.list, value);
  if (type.map) return check_map(*type.map, value);
  if (type.scalar != Scalar::none) return check_scalar(type.scalar, value);
  check_list(*type.list, value);
}

void Checker::check_scalar(Scalar scalar, const Value& value) {
  if (value.is_null()) return;
  switch (scalar) {
    case Scalar::numeric:
      if (!is_number(value))
        report(fmt::format("expected numeric (int or float), got {}", go_type(value)));
      break;
    case Scalar::string:
      if (!value.is_string())
        report(fmt::format("expected string, got &value.valueUnstructured{{Value:{}}}",
                           go_syntax(value)));
      break;
    case Scalar::boolean:
      if (!value.is_bool()) report(fmt::format("expected boolean, got {}", printed(value)));
      break;
    case Scalar::untyped:
      if (!is_scalar(value)) report(fmt::format("expected any scalar, got {}", printed(value)));
      break;
    case Scalar::none: break;
  }
}

void Checker::check_list(const ListType& list, const Value& value) {
  if (value.is_null()) return;
  if (!value.is_list()) return report(fmt::format("expected list, got {}", printed(value)));
  std::set<std::string> seen;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const Value& item = value.items()[i];
    if (list.relation == ListRelation::atomic) {
      descend(index_step(i), list.element, item);
      continue;
    }
    const auto step = item_step(schema_, list, item);
    if (!step) return report(fmt::format("element {}: {}", i, step.error().message));
    if (!seen.insert(*step).second && duplicates_ == Duplicates::refused)
      report(fmt::format("duplicate entries for key {}", *step));
    descend(*step, list.element, item);
  }
}

void Checker::check_map(const MapType& map, const Value& value) {
  if (value.is_null()) return;
  if (!value.is_map()) return report(fmt::format("expected map, got {}", printed(value)));
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string_view key = value.shape()->keys[i];
    const FieldType* field = map.field(key);
    if (field == nullptr && !map.element) {
      errors_.push_back({path_ + field_step(key), "field not declared in schema"});
      return;
    }
    descend(field_step(key), field != nullptr ? field->type : *map.element, value.values()[i]);
  }
}

void Checker::descend(std::string_view step, TypeId id, const Value& value) {
  const std::size_t length = path_.size();
  path_ += step;
  check(id, value);
  path_.resize(length);
}

void find_atomic(const Schema& schema, TypeId id, const Value& value, const std::string& path,
                 std::vector<std::string>& out) {
  const SchemaType& type = schema.at(id);
  if (value.is_map() && type.map) {
    if (type.map->atomic) out.push_back(path);
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string_view key = value.shape()->keys[i];
      // Entries that are no fields are not looked into: so does the API server.
      if (const FieldType* field = type.map->field(key))
        find_atomic(schema, field->type, value.values()[i], path + field_step(key), out);
    }
  }
  if (value.is_list() && type.list) {
    if (type.list->relation == ListRelation::atomic) out.push_back(path);
    for (std::size_t i = 0; i < value.size(); ++i)
      find_atomic(schema, type.list->element, value.items()[i], path + index_step(i), out);
  }
}

}  // namespace

std::vector<MergeError> check_against(const Schema& schema, const Value& object,
                                      Duplicates duplicates) {
  Checker checker(schema, duplicates);
  checker.check(schema.root, object);
  return std::move(checker).errors();
}

std::vector<std::string> atomic_places(const Schema& schema, const Value& object) {
  std::vector<std::string> out;
  find_atomic(schema, schema.root, object, "", out);
  return out;
}

}  // namespace bulwark::admission
