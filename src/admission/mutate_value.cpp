// SPDX-License-Identifier: Apache-2.0
// The language's values as JSON, and as parts of a configuration.
#include "admission/mutate_value.h"

#include <cmath>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "admission/merge_path.h"
#include "admission/mutate_map.h"
#include "cel/object.h"
#include "formats/base64.h"

namespace bulwark::admission {
namespace {

using formats::Value;

// Integers beyond this are not exact in JavaScript, so protocol buffers write them as text.
constexpr std::int64_t kLargestExact = (std::int64_t{1} << 53) - 1;

Value number_value(double number) {
  const bool whole = number == std::trunc(number) && std::abs(number) < 1e18;
  return whole ? Value::integer(static_cast<std::int64_t>(number)) : Value::number(number);
}

Result<Value> patch_list(Arena& arena, const cel::Value& list) {
  std::vector<Value> items;
  for (const cel::Value& item : list.items()) items.push_back(TRY(patch_value(arena, item)));
  return Value::list_in(arena, items);
}

Result<Value> patch_map(Arena& arena, const cel::Value& map) {
  Value out = Value::map_in(arena, {}, {});
  std::optional<Error> error;
  cel::for_each_entry(map, [&](const cel::Value& key, const cel::Value& value) {
    auto entry = patch_value(arena, value);
    const bool named = key.is_string() || key.is_int() || key.is_uint() || key.is_bool();
    if (!entry) error = entry.error();
    if (!named) error = Error{ErrorCode::malformed, "a map's key is no text", {}};
    if (error) return false;
    out = with_entry(
        arena, out, key.is_string() ? std::string(key.as_string()) : cel::scalar_text(key), *entry);
    return true;
  });
  if (error) return std::unexpected(*error);
  return out;
}

// The maps and lists of an object that is no longer a pool's: it was mutated before.
void collect(const Value& value, std::unordered_set<std::uint64_t>& out) {
  if (!value.is_list() && !value.is_map()) return;
  out.insert(value.payload());
  for (const Value& item : value.items()) collect(item, out);
  for (const Value& entry : value.values()) collect(entry, out);
}

class Configuration {
 public:
  Configuration(Arena& arena, const Value& object) : arena_(arena), object_(object) {}

  Value fields(const cel::MadeObject& made);

 private:
  Value part(const cel::Value& value);
  Value inner(const cel::Value& value);
  bool is_given(const cel::Value& value);

  Arena& arena_;
  const Value& object_;
  std::unordered_set<std::uint64_t> given_;
};

// Whether it came with the request, rather than from a literal of the expression.
bool Configuration::is_given(const cel::Value& value) {
  if (value.pool() != 0) return true;
  if (given_.empty()) collect(object_, given_);
  return given_.contains(value.payload());
}

Value Configuration::fields(const cel::MadeObject& made) {
  Value out = Value::map_in(arena_, {}, {});
  for (std::size_t i = 0; i < made.fields.size(); ++i)
    out = with_entry(arena_, out, made.fields.shape()->keys[i], part(made.fields.values()[i]));
  return out;
}

// What stands in a list or map that the expression wrote.
Value Configuration::inner(const cel::Value& value) {
  const bool holds = value.is_list() || cel::is_any_map(value);
  if (holds && (!is_given(value) || !(value.is_list() || value.is_map()))) return written_part();
  return part(value);
}

// What stands in a field of an Object.
Value Configuration::part(const cel::Value& value) {
  if (cel::is_made(value)) {
    const cel::MadeObject& made = cel::object_of(value);
    return cel::is_json_patch(made) ? written_part() : fields(made);
  }
  if (value.is_null()) return written_null();
  if ((value.is_list() || value.is_map()) && is_given(value)) return value;
  if (value.is_list()) {
    std::vector<Value> items;
    for (const cel::Value& item : value.items()) items.push_back(inner(item));
    return Value::list_in(arena_, items);
  }
  if (!value.is_map()) return value;
  Value out = Value::map_in(arena_, {}, {});
  for (std::size_t i = 0; i < value.size(); ++i)
    out = with_entry(arena_, out, value.shape()->keys[i], inner(value.values()[i]));
  return out;
}

}  // namespace

Result<Value> patch_value(Arena& arena, const cel::Value& value) {
  if (cel::is_made(value)) {
    const cel::MadeObject& made = cel::object_of(value);
    if (!cel::is_json_patch(made)) return patch_map(arena, made.fields);
  }
  switch (cel::kind(value)) {
    case cel::Kind::null:
    case cel::Kind::boolean:
    case cel::Kind::string: return value;
    case cel::Kind::integer:
      if (std::abs(static_cast<double>(value.as_int())) <= static_cast<double>(kLargestExact))
        return value;
      return Value::string_in(arena, std::to_string(value.as_int()));
    case cel::Kind::unsigned_integer:
      if (value.as_uint() <= static_cast<std::uint64_t>(kLargestExact))
        return Value::integer(static_cast<std::int64_t>(value.as_uint()));
      return Value::string_in(arena, std::to_string(value.as_uint()));
    case cel::Kind::number: return number_value(value.as_double());
    case cel::Kind::list: return patch_list(arena, value);
    case cel::Kind::map:
    case cel::Kind::entry_map: return patch_map(arena, value);
    case cel::Kind::bytes:
      return Value::string_in(arena, formats::encode_base64(cel::bytes_of(value)));
    case cel::Kind::duration:
    case cel::Kind::timestamp: return Value::string_in(arena, cel::scalar_text(value));
    default:
      return fail(ErrorCode::malformed,
                  "JSONPath valueExpression evaluated to a type that could not marshal to JSON: " +
                      std::string(cel::type_name(value)));
  }
}

Value configuration_value(Arena& arena, const cel::Value& made, const Value& object) {
  return Configuration(arena, object).fields(cel::object_of(made));
}

}  // namespace bulwark::admission
