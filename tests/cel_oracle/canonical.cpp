// SPDX-License-Identifier: Apache-2.0
// Writes values and types for comparison.
#include "canonical.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "cel/object.h"
#include "cel/utf8.h"

namespace bulwark::cel_oracle {
namespace {

using cel::Kind;
using cel::Value;

template <class Number>
std::string printed(const char* format, Number number) {
  char text[64];
  std::snprintf(text, sizeof(text), format, number);
  return text;
}

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes)
    out += printed("%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return out;
}

std::string number_text(double number) {
  if (number != number) return "NaN";
  if (number - number != 0) return number > 0 ? "+Inf" : "-Inf";
  return printed("%.17g", number);
}

std::string quoted(std::string_view text) {
  if (!cel::is_valid_utf8(text)) return "text(" + hex(text) + ")";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      out += printed("\\x%02x", static_cast<unsigned>(byte));
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out.append(out.empty() ? "" : ", ").append(part);
  return out;
}

std::string list_text(const Value& value) {
  std::vector<std::string> parts;
  for (const Value& item : value.items()) parts.push_back(canonical(item));
  return "[" + joined(parts) + "]";
}

std::string map_text(const Value& value) {
  std::vector<std::string> parts;
  cel::for_each_entry(value, [&](const Value& key, const Value& item) {
    parts.push_back(canonical(key) + ": " + canonical(item));
    return true;
  });
  std::ranges::sort(parts);
  return "{" + joined(parts) + "}";
}

std::string object_text(const cel::MadeObject& object) {
  if (!cel::is_json_patch(object)) {
    Arena arena;
    return std::string(object.type_name) + canonical(*cel::plain_value(arena, object.fields));
  }
  const auto field = [&](std::string_view name) {
    return ", " + std::string(name) + ": " + canonical(*cel::object_field(object, name));
  };
  const Value* value = object.fields.find("value");
  return "JSONPatch{" + field("op").substr(2) + field("path") + field("from") +
         ", value: " + (value == nullptr ? "absent" : canonical(*value)) + "}";
}

}  // namespace

std::string canonical(const Value& value) {
  switch (cel::kind(value)) {
    case Kind::null: return "null";
    case Kind::boolean: return value.as_bool() ? "true" : "false";
    case Kind::integer: return std::to_string(value.as_int());
    case Kind::unsigned_integer: return std::to_string(value.as_uint()) + "u";
    case Kind::number: return "double(" + number_text(value.as_double()) + ")";
    case Kind::string: return quoted(value.as_string());
    case Kind::bytes: return "bytes(" + hex(cel::bytes_of(value)) + ")";
    case Kind::timestamp:
      return "timestamp(" + std::to_string(cel::seconds_of(value)) + ", " +
             std::to_string(cel::subsecond_of(value)) + ")";
    case Kind::duration: return "duration(" + std::to_string(cel::nanoseconds_of(value)) + ")";
    case Kind::type: return "type(" + std::string(cel::type_name_of(value)) + ")";
    case Kind::optional: {
      const Value* inner = cel::optional_value(value);
      return inner == nullptr ? "optional.none()" : "optional(" + canonical(*inner) + ")";
    }
    case Kind::list: return list_text(value);
    case Kind::map:
    case Kind::entry_map: return map_text(value);
    case Kind::made: return object_text(cel::object_of(value));
    default: return std::string(cel::type_name(value));
  }
}

std::string canonical(const cel::Type& type) {
  std::string name;
  switch (type.kind()) {
    case cel::TypeKind::null: return "null_type";
    case cel::TypeKind::duration: return "google.protobuf.Duration";
    case cel::TypeKind::timestamp: return "google.protobuf.Timestamp";
    case cel::TypeKind::list: name = "list"; break;
    case cel::TypeKind::map: name = "map"; break;
    case cel::TypeKind::optional: name = "optional_type"; break;
    case cel::TypeKind::type: name = "type"; break;
    default: return type.text();
  }
  std::vector<std::string> parts;
  for (const cel::Type& param : type.params()) parts.push_back(canonical(param));
  return parts.empty() ? name : name + "(" + joined(parts) + ")";
}

}  // namespace bulwark::cel_oracle
