// SPDX-License-Identifier: Apache-2.0
// Writes literals.
#include "policy/export_literal.h"

#include <fmt/core.h>

#include <set>
#include <span>
#include <vector>

#include "base/text.h"
#include "formats/json_write.h"

namespace bulwark::policy {
namespace {

using formats::Kind;
using formats::Value;

std::string text_literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    switch (c) {
      case '\'': out += "\\'"; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  return out + "'";
}

std::string double_literal(const Value& value) {
  const std::string text = formats::json_text(value);
  return text.find_first_of(".eE") == std::string::npos ? text + ".0" : text;
}

// The same for literals that the checker gives the same type.
std::string type_of(const Value& value) {
  if (!value.is_list() && !value.is_map())
    return std::to_string(static_cast<unsigned>(value.kind()));
  const std::span<const Value> elements = value.is_list() ? value.items() : value.values();
  std::set<std::string> types;
  for (const Value& element : elements) types.insert(type_of(element));
  const std::string of = types.empty() ? "" : types.size() == 1 ? *types.begin() : "dyn";
  return (value.is_list() ? "[" : "{") + of + "]";
}

std::vector<std::string> elements_of(std::span<const Value> values) {
  std::set<std::string> types;
  for (const Value& value : values) types.insert(type_of(value));
  std::vector<std::string> out;
  for (const Value& value : values) {
    const std::string literal = cel_literal(value);
    out.push_back(types.size() > 1 ? "dyn(" + literal + ")" : literal);
  }
  return out;
}

}  // namespace

std::string cel_literal(const Value& value) {
  switch (value.kind()) {
    case Kind::string: return text_literal(value.as_string());
    case Kind::number: return double_literal(value);
    case Kind::unsigned_integer: return formats::json_text(value) + "u";
    case Kind::list: return "[" + join(elements_of(value.items()), ", ") + "]";
    case Kind::map: {
      std::vector<std::string> entries = elements_of(value.values());
      for (std::size_t i = 0; i < entries.size(); ++i)
        entries[i] = text_literal(value.shape()->keys[i]) + ": " + entries[i];
      return "{" + join(entries, ", ") + "}";
    }
    default: return formats::json_text(value);
  }
}

}  // namespace bulwark::policy
