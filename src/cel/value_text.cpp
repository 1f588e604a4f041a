// SPDX-License-Identifier: Apache-2.0
// Values and failures in words.
#include <string>

#include "cel/number_text.h"
#include "cel/object.h"
#include "cel/time_text.h"
#include "cel/value.h"

namespace bulwark::cel {
namespace {

void append_display(std::string& out, const Value& value, int depth) {
  if (depth > 16 || out.size() > 4096) {
    out += "...";
    return;
  }
  std::string_view separator;
  switch (kind(value)) {
    case Kind::list:
      out += '[';
      for (const Value& item : value.items()) {
        out += separator;
        append_display(out, item, depth + 1);
        separator = ", ";
      }
      out += ']';
      break;
    case Kind::map:
    case Kind::entry_map:
      out += '{';
      for_each_entry(value, [&](const Value& key, const Value& item) {
        out += separator;
        append_display(out, key, depth + 1);
        out += ": ";
        append_display(out, item, depth + 1);
        separator = ", ";
        return true;
      });
      out += '}';
      break;
    case Kind::optional:
      if (const Value* inner = optional_value(value)) {
        out += "optional(";
        append_display(out, *inner, depth + 1);
        out += ')';
      } else {
        out += "optional.none()";
      }
      break;
    case Kind::made:
      out += object_of(value).type_name;
      append_display(out, object_of(value).fields, depth + 1);
      break;
    case Kind::error: out += failure_text(failure_of(value)); break;
    default: out += scalar_text(value);
  }
}

}  // namespace

std::string_view type_name(const Value& value) {
  switch (kind(value)) {
    case Kind::null: return "null_type";
    case Kind::boolean: return "bool";
    case Kind::integer: return "int";
    case Kind::unsigned_integer: return "uint";
    case Kind::number: return "double";
    case Kind::string: return "string";
    case Kind::list: return "list";
    case Kind::map:
    case Kind::entry_map: return "map";
    case Kind::bytes: return "bytes";
    case Kind::duration: return "google.protobuf.Duration";
    case Kind::timestamp: return "google.protobuf.Timestamp";
    case Kind::type: return "type";
    case Kind::optional: return "optional_type";
    case Kind::opaque: return opaque_of(value).operations->type_name;
    case Kind::made: return object_of(value).type_name;
    default: return "error";
  }
}

std::string scalar_text(const Value& value) {
  switch (kind(value)) {
    case Kind::null: return "null";
    case Kind::boolean: return value.as_bool() ? "true" : "false";
    case Kind::integer: return std::to_string(value.as_int());
    case Kind::unsigned_integer: return std::to_string(value.as_uint());
    case Kind::number: return double_text(value.as_double());
    case Kind::string: return std::string(value.as_string());
    case Kind::bytes:
    case Kind::type: return std::string(bytes_of(value));
    case Kind::duration: return duration_text(nanoseconds_of(value));
    case Kind::timestamp: return timestamp_text(value);
    case Kind::opaque: return opaque_of(value).operations->text(opaque_of(value));
    default: return std::string(type_name(value));
  }
}

std::string failure_text(const Failure& failure) {
  switch (failure.reason) {
    case Failure::Reason::no_such_key: return "no such key: " + display_text(failure.detail);
    case Failure::Reason::index_out_of_bounds:
      return "index out of bounds: " + display_text(failure.detail);
    case Failure::Reason::no_such_overload:
      return failure.text.empty() ? "no such overload"
                                  : "no such overload: " + std::string(failure.text);
    case Failure::Reason::text:
    case Failure::Reason::limit: break;
  }
  return std::string(failure.text);
}

std::string display_text(const Value& value) {
  std::string out;
  append_display(out, value, 0);
  return out;
}

}  // namespace bulwark::cel
