// SPDX-License-Identifier: Apache-2.0
// A walk down a mutated object that rebuilds it as its types hold it.
#include "admission/mutate_decode.h"

#include <fmt/core.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "admission/merge_path.h"

namespace bulwark::admission {
namespace {

using formats::Value;

class Decoder {
 public:
  Decoder(Arena& arena, const Schema& schema, Decoding decoding)
      : arena_(arena), schema_(schema), decoding_(decoding) {}

  Result<Value> decode(TypeId id, const Value& value);
  const std::vector<std::string>& unknown() const { return unknown_; }

 private:
  Result<Value> decode_scalar(const SchemaType& type, const Value& value);
  Result<Value> decode_integer(int bits, const Value& value);
  Result<Value> decode_list(const ListType& list, const Value& value);
  Result<Value> decode_map(const MapType& map, const Value& value);
  Result<Value> below(std::string_view step, TypeId id, const Value& value);
  std::unexpected<Error> cannot_hold(std::string_view wanted, const Value& value) const;
  Value empty_value(TypeId id) const;
  std::string place() const { return path_.starts_with('.') ? path_.substr(1) : path_; }

  Arena& arena_;
  const Schema& schema_;
  Decoding decoding_;
  std::string path_;
  std::vector<std::string> unknown_;
};

std::string_view json_word(const Value& value) {
  if (value.is_bool()) return "bool";
  if (value.is_string()) return "string";
  if (value.is_list()) return "array";
  return value.is_map() ? "object" : "number";
}

std::unexpected<Error> Decoder::cannot_hold(std::string_view wanted, const Value& value) const {
  if (decoding_ == Decoding::conversion)
    return fail(ErrorCode::malformed,
                fmt::format("cannot convert {} to {}", go_type(value), wanted));
  return fail(ErrorCode::malformed,
              fmt::format("json: cannot unmarshal {} into field {} of type {}", json_word(value),
                          place(), wanted));
}

// What a null leaves behind where there must be something.
Value Decoder::empty_value(TypeId id) const {
  const SchemaType& type = schema_.at(id);
  const bool open = type.map && type.scalar != Scalar::none;
  if (open) return {};
  if (type.map) return Value::map_in(arena_, {}, {});
  if (type.scalar == Scalar::string) return Value::short_string("");
  if (type.scalar == Scalar::numeric) return Value::integer(0);
  if (type.scalar == Scalar::boolean) return Value::boolean(false);
  return {};
}

Result<Value> Decoder::decode_integer(int bits, const Value& value) {
  const std::string_view wanted = bits == 32 ? "int32" : "int64";
  if (value.is_double()) {
    const double number = value.as_double();
    const double bound = bits == 32 ? 2147483648.0 : 9223372036854775808.0;
    if (number != std::trunc(number) || number >= bound || number < -bound)
      return cannot_hold(wanted, value);
    return Value::integer(static_cast<std::int64_t>(number));
  }
  if (!value.is_int()) return cannot_hold(wanted, value);
  const bool fits = bits == 64 || (value.as_int() <= std::numeric_limits<std::int32_t>::max() &&
                                   value.as_int() >= std::numeric_limits<std::int32_t>::min());
  if (!fits) return cannot_hold(wanted, value);
  return value;
}

Result<Value> Decoder::decode_scalar(const SchemaType& type, const Value& value) {
  if (type.integer_bits != 0) return decode_integer(type.integer_bits, value);
  if (type.scalar == Scalar::string && !value.is_string()) return cannot_hold("string", value);
  if (type.scalar == Scalar::boolean && !value.is_bool()) return cannot_hold("bool", value);
  if (type.scalar == Scalar::numeric && !value.is_int() && !value.is_double())
    return cannot_hold("float64", value);
  return value;
}

Result<Value> Decoder::below(std::string_view step, TypeId id, const Value& value) {
  const std::size_t length = path_.size();
  path_ += step;
  auto out = decode(id, value);
  path_.resize(length);
  return out;
}

Result<Value> Decoder::decode_list(const ListType& list, const Value& value) {
  std::vector<Value> items;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const Value& item = value.items()[i];
    items.push_back(item.is_null() ? empty_value(list.element)
                                   : TRY(below(index_step(i), list.element, item)));
  }
  return Value::list_in(arena_, items);
}

Result<Value> Decoder::decode_map(const MapType& map, const Value& value) {
  std::vector<std::string_view> keys;
  std::vector<Value> values;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string_view key = value.shape()->keys[i];
    const Value& entry = value.values()[i];
    const FieldType* field = map.field(key);
    if (field == nullptr && !map.element) {
      unknown_.push_back(
          fmt::format("unknown field \"{}{}{}\"", place(), path_.empty() ? "" : ".", key));
      continue;
    }
    if (field != nullptr && entry.is_null()) continue;
    const TypeId type = field != nullptr ? field->type : *map.element;
    keys.push_back(key);
    values.push_back(entry.is_null() ? empty_value(type)
                                     : TRY(below(field_step(key), type, entry)));
  }
  return Value::map_in(arena_, keys, values);
}

Result<Value> Decoder::decode(TypeId id, const Value& value) {
  const SchemaType& type = schema_.at(id);
  if (value.is_map() && type.map) return decode_map(*type.map, value);
  if (value.is_list() && type.list) return decode_list(*type.list, value);
  if (type.scalar != Scalar::none && !value.is_map() && !value.is_list())
    return decode_scalar(type, value);
  if (type.scalar == Scalar::untyped) return value;  // a quantity or a time: its own reader judges
  return cannot_hold(type.map ? "object" : type.list ? "array" : "scalar", value);
}

}  // namespace

Result<Value> decode_mutated(Arena& arena, const Schema& schema, const Value& object,
                             Decoding decoding) {
  if (schema.custom) return object;
  Decoder decoder(arena, schema, decoding);
  const Value out = TRY(decoder.decode(schema.root, object));
  if (decoder.unknown().empty()) return out;
  std::string text = "strict decoding error: ";
  for (std::size_t i = 0; i < decoder.unknown().size(); ++i)
    text += (i == 0 ? "" : ", ") + decoder.unknown()[i];
  return fail(ErrorCode::malformed, std::move(text));
}

}  // namespace bulwark::admission
