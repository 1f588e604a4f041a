// SPDX-License-Identifier: Apache-2.0
// The conformance tests' way of writing trees.
#include "reference_text.h"

#include <algorithm>

#include "formats/json_write.h"

namespace bulwark::cel {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t'; }

void append_utf8(std::string& out, std::uint32_t code) {
  auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
  }
  put(0x80 | (code & 0x3F));
}

/// less_int64_double and its kin.
bool compares_across_types(std::string_view overload) {
  std::size_t numbers = 0;
  for (std::string_view type : {"_int64", "_uint64", "_double"}) {
    if (overload.find(type) != std::string_view::npos) ++numbers;
  }
  return numbers == 2 && (overload.starts_with("less") || overload.starts_with("greater"));
}

std::string quoted(std::string_view text) {
  constexpr std::string_view kEscaped = "\a\b\f\n\r\t\v\"\\";
  constexpr std::string_view kLetters = "abfnrtv\"\\";
  std::string out = "\"";
  for (char c : text) {
    if (const std::size_t at = kEscaped.find(c); at != std::string_view::npos) {
      out += '\\';
      out += kLetters[at];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string constant_text(const Constant& constant) {
  const formats::Value& value = constant.value;
  if (value.is_string()) return (constant.is_bytes ? "b" : "") + quoted(value.as_string());
  if (value.is_uint()) return formats::json_text(value) + "u";
  if (!value.is_double()) return formats::json_text(value);
  std::string number = formats::json_text(value);
  return number.ends_with(".0") ? number.substr(0, number.size() - 2) : number;
}

std::string_view constant_kind(const Constant& constant) {
  switch (constant.value.kind()) {
    case formats::Kind::boolean: return "Bool";
    case formats::Kind::integer: return "Int64";
    case formats::Kind::unsigned_integer: return "Uint64";
    case formats::Kind::number: return "Double";
    case formats::Kind::string: return constant.is_bytes ? "Bytes" : "String";
    default: return "Null";
  }
}

class Writer {
 public:
  explicit Writer(const CheckedAst* checked) : checked_(checked) {}

  std::string out;

  void write(const Expr& expr) {
    std::visit([&](const auto& node) { visit(expr, node); }, expr.node);
  }

 private:
  /// What comes after a node: its kind, or its type and reference.
  void end(const Expr& expr, std::string_view kind) {
    if (checked_ == nullptr) {
      out += "^#*expr.";
      out += kind;
      out += '#';
      return;
    }
    const NodeInfo& info = checked_->info(expr);
    out += '~' + info.type.text();
    if (const auto* identifier = expr.as<Identifier>()) out += '^' + std::string(identifier->name);
    std::vector<std::string_view> overloads = info.overloads;
    std::erase_if(overloads, compares_across_types);
    std::ranges::sort(overloads);
    char before = '^';
    for (std::string_view overload : overloads) {
      out += before;
      out += overload;
      before = '|';
    }
  }
  void entry_end() {
    if (checked_ == nullptr) out += "^#*expr.Expr_CreateStruct_Entry#";
  }

  void items(const std::vector<Expr*>& exprs) {
    for (const Expr* expr : exprs) {
      if (expr != exprs.front()) out += ',';
      write(*expr);
    }
  }
  void visit(const Expr& expr, const Constant& node) {
    out += constant_text(node);
    end(expr, "Constant_" + std::string(constant_kind(node)) + "Value");
  }
  void visit(const Expr& expr, const Identifier& node) {
    out += node.name;
    end(expr, "Expr_IdentExpr");
  }
  void visit(const Expr& expr, const Select& node) {
    write(*node.operand);
    out += '.';
    out += node.field;
    if (node.test_only) out += "~test-only~";
    end(expr, "Expr_SelectExpr");
  }
  void visit(const Expr& expr, const Call& node) {
    if (node.target != nullptr) {
      write(*node.target);
      out += '.';
    }
    out += node.function;
    out += '(';
    items(node.args);
    out += ')';
    end(expr, "Expr_CallExpr");
  }
  void visit(const Expr& expr, const ListLiteral& node) {
    out += '[';
    for (std::uint32_t i = 0; i < node.elements.size(); ++i) {
      if (i > 0) out += ',';
      if (std::ranges::binary_search(node.optional_indices, i)) out += '?';
      write(*node.elements[i]);
    }
    out += ']';
    end(expr, "Expr_ListExpr");
  }
  void visit(const Expr& expr, const MapLiteral& node) {
    out += '{';
    for (const MapLiteral::Entry& entry : node.entries) {
      if (&entry != node.entries.data()) out += ',';
      if (entry.optional) out += '?';
      write(*entry.key);
      out += ':';
      write(*entry.value);
      entry_end();
    }
    out += '}';
    end(expr, "Expr_StructExpr");
  }
  void visit(const Expr& expr, const StructLiteral& node) {
    out += node.name;
    out += '{';
    for (const StructLiteral::Field& field : node.fields) {
      if (&field != node.fields.data()) out += ',';
      if (field.optional) out += '?';
      out += field.name;
      out += ':';
      write(*field.value);
      entry_end();
    }
    out += '}';
    end(expr, "Expr_StructExpr");
  }
  void visit(const Expr& expr, const Comprehension& node) {
    out += "__comprehension__(//Variable";
    out += node.iter_var;
    out += ",//Target";
    write(*node.iter_range);
    out += ",//Accumulator";
    out += node.accu_var;
    const std::pair<const char*, const Expr*> parts[] = {{",//Init", node.accu_init},
                                                         {",//LoopCondition", node.loop_condition},
                                                         {",//LoopStep", node.loop_step},
                                                         {",//Result", node.result}};
    for (const auto& [title, part] : parts) {
      out += title;
      write(*part);
    }
    out += ')';
    end(expr, "Expr_ComprehensionExpr");
  }

  const CheckedAst* checked_;
};

}  // namespace

std::string normal_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const bool escaped = text.size() > 1 && text[0] == '\\';
    const std::size_t digits = !escaped         ? 0
                               : text[1] == 'x' ? 2
                               : text[1] == 'u' ? 4
                               : text[1] == 'U' ? 8
                                                : 0;
    if (digits > 0) {
      const auto code = static_cast<std::uint32_t>(
          std::stoul(std::string(text.substr(2, digits)), nullptr, 16));
      if (digits == 2) {
        out += static_cast<char>(code);
      } else {
        append_utf8(out, code);
      }
      text.remove_prefix(2 + digits);
    } else if (escaped) {
      out += text.substr(0, 2);
      text.remove_prefix(2);
    } else {
      if (!is_blank(text[0])) out += text[0];
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string parsed_text(const Ast& ast) {
  Writer writer(nullptr);
  writer.write(*ast.root);
  std::erase_if(writer.out, is_blank);
  return std::move(writer.out);
}

std::string checked_text(const CheckedAst& checked) {
  Writer writer(&checked);
  writer.write(*checked.ast.root);
  std::erase_if(writer.out, is_blank);
  return std::move(writer.out);
}

}  // namespace bulwark::cel
