// SPDX-License-Identifier: Apache-2.0
// Finds names in the syntax tree and replaces them in the text.
#include "policy/export_text.h"

#include <algorithm>

#include "cel/parser.h"

namespace bulwark::policy {
namespace {

constexpr std::string_view kVariables = "variables";

// Walks by recursion: the parser bounds the depth.
class Names {
 public:
  explicit Names(std::string_view source) : source_(source) {}

  void walk(const cel::Expr& expr) {
    std::visit([&](const auto& node) { visit(expr, node); }, expr.node);
  }

  // A macro may have copied a part of the tree: the same place counts once.
  Result<NamesOfExpression> finish() && {
    if (whole_variables_) {
      return fail(ErrorCode::unsupported, "'variables' is used as a whole");
    }
    for (auto& [offset, name] : found_) names_.free.push_back(std::move(name));
    return std::move(names_);
  }

 private:
  void visit(const cel::Expr& expr, const cel::Identifier& identifier) {
    if (is_local(identifier.name)) return;
    if (identifier.name == kVariables) whole_variables_ = true;
    add(identifier.name, expr.position.offset, identifier.name.size());
  }

  void visit(const cel::Expr& expr, const cel::Select& select) {
    const auto* root = select.operand->as<cel::Identifier>();
    if (root == nullptr || root->name != kVariables || is_local(kVariables) || select.test_only)
      return walk(*select.operand);
    const std::size_t begin = select.operand->position.offset;
    const std::size_t field = source_.find(select.field, expr.position.offset);
    add(std::string(kVariables) + "." + std::string(select.field), begin,
        field + select.field.size() - begin);
  }

  void visit(const cel::Expr& /*expr*/, const cel::Call& call) {
    if (call.target != nullptr) walk(*call.target);
    for (const cel::Expr* argument : call.args) walk(*argument);
  }

  void visit(const cel::Expr& /*expr*/, const cel::ListLiteral& list) {
    for (const cel::Expr* element : list.elements) walk(*element);
  }

  void visit(const cel::Expr& /*expr*/, const cel::MapLiteral& map) {
    for (const cel::MapLiteral::Entry& entry : map.entries) {
      walk(*entry.key);
      walk(*entry.value);
    }
  }

  void visit(const cel::Expr& /*expr*/, const cel::StructLiteral& literal) {
    for (const cel::StructLiteral::Field& field : literal.fields) walk(*field.value);
  }

  void visit(const cel::Expr& /*expr*/, const cel::Comprehension& loop) {
    walk(*loop.iter_range);
    walk(*loop.accu_init);
    const std::size_t outside = locals_.size();
    for (const std::string_view name : {loop.iter_var, loop.iter_var2, loop.accu_var}) {
      if (name.empty()) continue;
      locals_.push_back(name);
      names_.bound.emplace(name);
    }
    walk(*loop.loop_condition);
    walk(*loop.loop_step);
    walk(*loop.result);
    locals_.resize(outside);
  }

  void visit(const cel::Expr& /*expr*/, const cel::Constant& /*constant*/) {}

  bool is_local(std::string_view name) const {
    return std::find(locals_.begin(), locals_.end(), name) != locals_.end();
  }

  void add(std::string_view name, std::size_t offset, std::size_t length) {
    found_.try_emplace(offset, FreeName{std::string(name), offset, length});
  }

  std::string_view source_;
  std::vector<std::string_view> locals_;
  std::map<std::size_t, FreeName> found_;
  NamesOfExpression names_;
  bool whole_variables_ = false;
};

}  // namespace

Result<NamesOfExpression> names_of(std::string_view expression) {
  const cel::Ast ast = TRY(cel::parse(expression));
  Names names(ast.source());
  names.walk(*ast.root);
  return std::move(names).finish();
}

std::string replace_names(std::string_view expression, const NamesOfExpression& names,
                          const Replacements& replacements) {
  std::string out;
  std::size_t done = 0;
  for (const FreeName& name : names.free) {
    const auto found = replacements.find(name.name);
    if (found == replacements.end()) continue;
    out.append(expression.substr(done, name.offset - done)).append(found->second);
    done = name.offset + name.length;
  }
  return out.append(expression.substr(done));
}

}  // namespace bulwark::policy
