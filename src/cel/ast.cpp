// SPDX-License-Identifier: Apache-2.0
// The syntax tree: copying and printing. Both recurse no deeper than the parser let the tree grow.
#include "cel/ast.h"

#include "formats/json_write.h"

namespace bulwark::cel {
namespace {

std::string constant_text(const Constant& constant) {
  const formats::Value& value = constant.value;
  if (value.is_string()) {
    std::string out = constant.is_bytes ? "b\"" : "\"";
    for (char c : value.as_string()) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    return out + '"';
  }
  if (value.is_null()) return "null";
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  if (value.is_int()) return std::to_string(value.as_int());
  if (value.is_uint()) return std::to_string(value.as_uint()) + "u";
  return formats::json_text(value);
}

/// Writes a tree in one line.
struct Printer {
  std::string out;

  void list(const std::vector<Expr*>& items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out += ", ";
      print(*items[i]);
    }
  }
  void print(const Expr& expr) {
    std::visit([this](const auto& node) { (*this)(node); }, expr.node);
  }
  void operator()(const Constant& node) { out += constant_text(node); }
  void operator()(const Identifier& node) { out += node.name; }
  void operator()(const Select& node) {
    if (node.test_only) out += "has(";
    print(*node.operand);
    out += '.';
    out += node.field;
    if (node.test_only) out += ')';
  }
  void operator()(const Call& node) {
    if (node.target != nullptr) {
      print(*node.target);
      out += '.';
    }
    out += node.function;
    out += '(';
    list(node.args);
    out += ')';
  }
  void operator()(const ListLiteral& node) {
    out += '[';
    std::size_t optional = 0;
    for (std::size_t i = 0; i < node.elements.size(); ++i) {
      if (i > 0) out += ", ";
      if (optional < node.optional_indices.size() && node.optional_indices[optional] == i) {
        out += '?';
        ++optional;
      }
      print(*node.elements[i]);
    }
    out += ']';
  }
  void operator()(const MapLiteral& node) {
    out += '{';
    for (const MapLiteral::Entry& entry : node.entries) {
      if (&entry != node.entries.data()) out += ", ";
      if (entry.optional) out += '?';
      print(*entry.key);
      out += ": ";
      print(*entry.value);
    }
    out += '}';
  }
  void operator()(const StructLiteral& node) {
    out += node.name;
    out += '{';
    for (const StructLiteral::Field& field : node.fields) {
      if (&field != node.fields.data()) out += ", ";
      if (field.optional) out += '?';
      out += field.name;
      out += ": ";
      print(*field.value);
    }
    out += '}';
  }
  void operator()(const Comprehension& node) {
    out += "fold(";
    out += node.iter_var;
    if (!node.iter_var2.empty()) {
      out += ", ";
      out += node.iter_var2;
    }
    out += " in ";
    print(*node.iter_range);
    out += "; ";
    out += node.accu_var;
    out += " = ";
    print(*node.accu_init);
    for (const Expr* part : {node.loop_condition, node.loop_step, node.result}) {
      out += "; ";
      print(*part);
    }
    out += ')';
  }
};

/// Replaces every child of a node by a copy.
struct Copier {
  Ast& ast;

  void child(Expr*& expr) const {
    if (expr != nullptr) expr = ast.copy(*expr);
  }
  void operator()(Constant&) const {}
  void operator()(Identifier&) const {}
  void operator()(Select& node) const { child(node.operand); }
  void operator()(Call& node) const {
    child(node.target);
    for (Expr*& arg : node.args) child(arg);
  }
  void operator()(ListLiteral& node) const {
    for (Expr*& element : node.elements) child(element);
  }
  void operator()(MapLiteral& node) const {
    for (MapLiteral::Entry& entry : node.entries) {
      child(entry.key);
      child(entry.value);
    }
  }
  void operator()(StructLiteral& node) const {
    for (StructLiteral::Field& field : node.fields) child(field.value);
  }
  void operator()(Comprehension& node) const {
    for (Expr** part :
         {&node.iter_range, &node.accu_init, &node.loop_condition, &node.loop_step, &node.result}) {
      child(*part);
    }
  }
};

}  // namespace

Expr* Ast::copy(const Expr& expr) {
  Expr::Node node = expr.node;
  std::visit(Copier{*this}, node);
  Expr* out = add(expr.position, std::move(node));
  out->span = expr.span;
  return out;
}

std::string Ast::debug_text() const {
  if (root == nullptr) return {};
  Printer printer;
  printer.print(*root);
  return std::move(printer.out);
}

}  // namespace bulwark::cel
