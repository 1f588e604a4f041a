// SPDX-License-Identifier: Apache-2.0
#include "cel/source_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace bulwark::cel {
namespace {

/// Byte by byte: in a text whatever is not plain ASCII is taken as it is, in bytes it is escaped.
std::string quoted(std::string_view text, bool is_bytes) {
  std::string out = is_bytes ? "b\"" : "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f || (is_bytes && byte > 0x7f)) {
      out += fmt::format("\\{:03o}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string number(double value) {
  constexpr std::size_t kLongest = 32;
  char buffer[kLongest];
  const auto end = std::to_chars(buffer, buffer + kLongest, value).ptr;
  std::string out(buffer, end);
  if (out.find_first_of(".e") == std::string::npos) out += ".0";
  return out;
}

std::string constant_text(const Constant& constant) {
  const formats::Value& value = constant.value;
  if (value.is_string()) return quoted(value.as_string(), constant.is_bytes);
  if (value.is_null()) return "null";
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  if (value.is_int()) return std::to_string(value.as_int());
  if (value.is_uint()) return std::to_string(value.as_uint()) + "u";
  return number(value.as_double());
}

/// In backticks where it could not stand otherwise: any may follow a dot but keywords.
std::string field_name(std::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  const bool keyword = name == "in" || name == "true" || name == "false" || name == "null";
  const bool digit = !name.empty() && name.front() >= '0' && name.front() <= '9';
  if (plain && !keyword && !digit && !name.empty()) return std::string(name);
  return fmt::format("`{}`", name);
}

/// "_+_" -> "+"; empty for what is no operator between two operands.
std::string_view infix(std::string_view function) {
  if (function == "@in") return "in";
  if (!function.starts_with('_') || !function.ends_with('_') || function.size() < 3) return {};
  const std::string_view sign = function.substr(1, function.size() - 2);
  constexpr std::string_view kSigns = "&&||==!=<<=>>=+-*/%";
  return kSigns.find(sign) == std::string_view::npos ? std::string_view() : sign;
}

struct Writer {
  std::string out;

  void operator()(const Expr& expr) {
    std::visit([this](const auto& node) { this->write(node); }, expr.node);
  }
  void grouped(const Expr& expr) {
    out += '(';
    (*this)(expr);
    out += ')';
  }
  /// `each(item)` with commas between them.
  template <class Items, class Each>
  void list(const Items& items, const Each& each) {
    bool first = true;
    for (const auto& item : items) {
      if (!std::exchange(first, false)) out += ", ";
      each(item);
    }
  }

  void write(const Constant& node) { out += constant_text(node); }
  void write(const Identifier& node) { out += node.name; }
  void write(const Select& node) {
    CHECK(!node.test_only, "has() was expanded");
    grouped(*node.operand);
    out += '.';
    out += field_name(node.field);
  }
  void write(const Call& node) {
    if (node.target != nullptr || !write_operator(node)) write_call(node);
  }
  bool write_operator(const Call& node) {
    const std::string_view sign = infix(node.function);
    if (node.args.size() == 2 && !sign.empty()) {
      grouped(*node.args[0]);
      out += fmt::format(" {} ", sign);
      grouped(*node.args[1]);
    } else if (node.function == "_?_:_") {
      grouped(*node.args[0]);
      out += " ? ";
      grouped(*node.args[1]);
      out += " : ";
      grouped(*node.args[2]);
    } else if (node.function == "!_" || node.function == "-_") {
      out += node.function.front();
      grouped(*node.args[0]);
    } else if (node.function == "_[_]" || node.function == "_[?_]") {
      grouped(*node.args[0]);
      out += node.function == "_[_]" ? "[" : "[?";
      (*this)(*node.args[1]);
      out += ']';
    } else if (node.function == "_?._") {
      grouped(*node.args[0]);
      out += ".?";
      out += field_name(node.args[1]->as<Constant>()->value.as_string());
    } else {
      return false;
    }
    return true;
  }
  void write_call(const Call& node) {
    if (node.target != nullptr) {
      grouped(*node.target);
      out += '.';
    }
    out += node.function;
    out += '(';
    list(node.args, [this](const Expr* arg) { (*this)(*arg); });
    out += ')';
  }
  void write(const ListLiteral& node) {
    out += '[';
    std::uint32_t index = 0;
    list(node.elements, [&](const Expr* element) {
      if (std::ranges::binary_search(node.optional_indices, index++)) out += '?';
      (*this)(*element);
    });
    out += ']';
  }
  void write(const MapLiteral& node) {
    out += '{';
    list(node.entries, [this](const MapLiteral::Entry& entry) {
      if (entry.optional) out += '?';
      grouped(*entry.key);
      out += ": ";
      (*this)(*entry.value);
    });
    out += '}';
  }
  void write(const StructLiteral& node) {
    out += node.name;
    out += '{';
    list(node.fields, [this](const StructLiteral::Field& field) {
      if (field.optional) out += '?';
      out += field_name(field.name) + ": ";
      (*this)(*field.value);
    });
    out += '}';
  }
  static void write(const Comprehension&) { CHECK(false, "a macro was expanded"); }
};

}  // namespace

std::string source_text(const Expr& expr) {
  Writer writer;
  writer(expr);
  return std::move(writer.out);
}

}  // namespace bulwark::cel
