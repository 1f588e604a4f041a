// SPDX-License-Identifier: Apache-2.0
// Planning of everything but loops (compiler_loops.cpp) and calls (compiler_calls.cpp).
#include "cel/compiler.h"

#include <algorithm>

#include "cel/check.h"
#include "cel/compile.h"
#include "cel/qualifier_key.h"

namespace bulwark::cel {

Result<Program> compile(std::string_view source, const Environment& environment) {
  const CheckedAst checked = TRY(check(source, environment));
  return Compiler(checked).compile();
}

Result<Program> compile(const CheckedAst& checked) { return Compiler(checked).compile(); }

Compiler::Compiler(const CheckedAst& checked) : checked_(checked) {
  program_.arena_ = std::make_unique<Arena>(4096);
  program_.source_ = checked.ast.source();
  program_.result_type_ = checked.type();
  program_.kubernetes_minor_ = checked.kubernetes_minor;
  program_.places_.resize(checked.ast.size() + 1);
  program_.spans_.resize(checked.ast.size() + 1);
  for (std::uint32_t id = 1; id <= checked.ast.size(); ++id) {
    program_.places_[id] = checked.ast.node(id).position;
    program_.spans_[id] = checked.ast.node(id).span;
  }
}

Result<Program> Compiler::compile() {
  program_.root_ = TRY(plan(*checked_.ast.root));
  program_.reads_ = read_set(checked_);
  for (std::size_t i = 0; i < chains_.size(); ++i) {
    Node& node = program_.nodes_[i];
    if (chains_[i].empty()) continue;
    node.second = static_cast<std::uint32_t>(program_.qualifiers_.size());
    node.count = static_cast<std::uint32_t>(chains_[i].size());
    program_.qualifiers_.insert(program_.qualifiers_.end(), chains_[i].begin(), chains_[i].end());
  }
  std::ranges::sort(program_.slots_);
  const auto repeated = std::ranges::unique(program_.slots_);
  program_.slots_.erase(repeated.begin(), repeated.end());
  return std::move(program_);
}

std::unexpected<Error> Compiler::wrong(const Expr& expr, ErrorCode code,
                                       std::string message) const {
  return fail(code, std::move(message), expr.position.text());
}

NodeIndex Compiler::add(Op op, const Expr& expr) {
  Node node;
  node.op = op;
  node.place = expr.id;
  program_.nodes_.push_back(node);
  chains_.emplace_back();
  return static_cast<NodeIndex>(program_.nodes_.size() - 1);
}

NodeIndex Compiler::add_constant(const Expr& expr, const Value& value) {
  const NodeIndex index = add(Op::constant, expr);
  at(index).first = static_cast<std::uint32_t>(program_.constants_.size());
  program_.constants_.push_back(value);
  return index;
}

std::uint32_t Compiler::add_operands(std::span<const NodeIndex> operands) {
  const auto first = static_cast<std::uint32_t>(program_.operands_.size());
  program_.operands_.insert(program_.operands_.end(), operands.begin(), operands.end());
  return first;
}

const Value* Compiler::constant_at(NodeIndex index) {
  return at(index).op == Op::constant ? &program_.constants_[at(index).first] : nullptr;
}

Compiler::Planned Compiler::plan(const Expr& expr) {
  if (++depth_ > kMostDepth)
    return wrong(expr, ErrorCode::limit, "the expression is nested too deeply");
  Planned planned = plan_node(expr);
  --depth_;
  return planned;
}

Compiler::Planned Compiler::plan_node(const Expr& expr) {
  if (const auto* node = expr.as<Constant>()) return plan_constant(expr, *node);
  if (const auto* node = expr.as<Identifier>()) return plan_identifier(expr, node->name);
  if (const auto* node = expr.as<Select>()) return plan_select(expr, *node);
  if (const auto* node = expr.as<Call>()) return plan_call(expr, *node);
  if (const auto* node = expr.as<ListLiteral>()) return plan_list(expr, *node);
  if (const auto* node = expr.as<MapLiteral>()) return plan_map(expr, *node);
  if (const auto* node = expr.as<Comprehension>()) return plan_comprehension(expr, *node);
  return plan_object(expr, std::get<StructLiteral>(expr.node));
}

Compiler::Planned Compiler::plan_constant(const Expr& expr, const Constant& constant) {
  if (!constant.value.is_string()) return add_constant(expr, constant.value);
  const std::string_view text = program_.arena_->copy(constant.value.as_string());
  return add_constant(expr, constant.is_bytes ? make_bytes(text) : Value::string_at(text));
}

namespace {

/// The name of a type that stands as a value: without its parameters, as type() gives it.
std::string_view runtime_name(const Type& type) {
  switch (type.kind()) {
    case TypeKind::null: return "null_type";
    case TypeKind::boolean: return "bool";
    case TypeKind::integer: return "int";
    case TypeKind::unsigned_integer: return "uint";
    case TypeKind::number: return "double";
    case TypeKind::string: return "string";
    case TypeKind::bytes: return "bytes";
    case TypeKind::duration: return "google.protobuf.Duration";
    case TypeKind::timestamp: return "google.protobuf.Timestamp";
    case TypeKind::list: return "list";
    case TypeKind::map: return "map";
    case TypeKind::optional: return "optional_type";
    case TypeKind::type: return "type";
    case TypeKind::opaque:
    case TypeKind::message: return type.name();
    default: return "dyn";
  }
}

}  // namespace

Compiler::Planned Compiler::plan_identifier(const Expr& expr, std::string_view name) {
  const NodeInfo& info = checked_.info(expr);
  if (info.reference == Reference::type) {
    return add_constant(expr, make_type(program_.arena_->copy(runtime_name(info.type.param(0)))));
  }
  if (info.reference == Reference::variable) {
    const NodeIndex index = add(Op::variable, expr);
    at(index).first = info.slot;
    at(index).charges = true;
    at(index).extra = info.field ? 1 : 0;
    program_.slots_.push_back(info.slot);
    return index;
  }
  const auto found = std::ranges::find(scope_.rbegin(), scope_.rend(), name, &Local::name);
  if (found == scope_.rend())
    return wrong(expr, ErrorCode::internal, "unknown name: " + std::string(name));
  const NodeIndex index = add(found->lazy_init == kNoNode ? Op::local : Op::lazy_local, expr);
  at(index).first = found->index;
  at(index).extra = found->lazy_init;
  at(index).charges = true;
  return index;
}

/// The attribute that qualifiers of `operand` belong to: itself when it is one, or a new one around
/// it.
NodeIndex Compiler::attribute_of(NodeIndex operand, const Expr& expr) {
  const Op op = at(operand).op;
  const bool attribute = op == Op::variable || op == Op::local || op == Op::lazy_local ||
                         op == Op::qualified;
  if (attribute && !at(operand).tests) return operand;
  const NodeIndex index = add(Op::qualified, expr);
  at(index).first = operand;
  // A conditional is an attribute too, and the only one that costs nothing itself.
  at(index).charges = op != Op::conditional;
  return index;
}

void Compiler::add_qualifier(NodeIndex attribute, Qualifier qualifier) {
  chains_[attribute].push_back(qualifier);
  at(attribute).place = qualifier.place;
}

/// As a branch of a conditional or an index, an attribute counts its qualifiers only.
void Compiler::uncharge(NodeIndex node) {
  const Op op = at(node).op;
  if (op == Op::variable || op == Op::local || op == Op::lazy_local || op == Op::qualified)
    at(node).charges = false;
}

Compiler::Planned Compiler::plan_select(const Expr& expr, const Select& select) {
  const NodeIndex operand = TRY(plan(*select.operand));
  const NodeIndex attribute = attribute_of(operand, expr);
  const std::string_view field = program_.arena_->copy(select.field);
  const bool of_made = checked_.info(*select.operand).type.is(TypeKind::message);
  add_qualifier(attribute, {Value::string_at(field), kNoNode, false, of_made, expr.id});
  if (select.test_only) {
    at(attribute).tests = true;
    at(attribute).charges = false;
  }
  return attribute;
}

namespace {

/// dyn(x), which Kubernetes' planner does not see through.
bool is_dyn(const Expr& expr) {
  const auto* call = expr.as<Call>();
  return call != nullptr && call->function == "dyn";
}

}  // namespace

Compiler::Planned Compiler::plan_index(const Expr& expr, std::span<Expr* const> arguments,
                                       bool optional) {
  const NodeIndex operand = TRY(plan(*arguments[0]));
  const NodeIndex index = TRY(plan(*arguments[1]));
  const NodeIndex attribute = attribute_of(operand, expr);
  Qualifier qualifier{Value(), kNoNode, optional, false, expr.id};
  const Value* constant = constant_at(index);
  if (constant != nullptr && can_qualify(*constant)) {
    qualifier.key = *constant;
  } else if (constant != nullptr && !is_dyn(*arguments[1])) {
    return wrong(*arguments[1], ErrorCode::malformed,
                 "invalid qualifier type: " + std::string(type_name(*constant)));
  } else {
    uncharge(index);
    qualifier.node = index;
  }
  add_qualifier(attribute, qualifier);
  return attribute;
}

Compiler::Planned Compiler::plan_list(const Expr& expr, const ListLiteral& list) {
  std::vector<NodeIndex> operands;
  std::vector<Value> constants;
  for (const Expr* element : list.elements) {
    operands.push_back(TRY(plan(*element)));
    if (const Value* constant = constant_at(operands.back())) constants.push_back(*constant);
  }
  if (constants.size() == operands.size() && list.optional_indices.empty()) {
    return add_constant(expr, Value::list_in(*program_.arena_, constants));
  }
  for (const std::uint32_t optional : list.optional_indices) operands[optional] |= kOptionalOperand;
  const NodeIndex index = add(Op::list, expr);
  at(index).first = add_operands(operands);
  at(index).count = static_cast<std::uint32_t>(operands.size());
  at(index).optionals = !list.optional_indices.empty();
  return index;
}

Compiler::Planned Compiler::plan_map(const Expr& expr, const MapLiteral& map) {
  std::vector<NodeIndex> operands;
  std::vector<EntryMap::Entry> constants;
  bool optionals = false;
  for (const MapLiteral::Entry& entry : map.entries) {
    const NodeIndex key = TRY(plan(*entry.key));
    const NodeIndex value = TRY(plan(*entry.value));
    operands.push_back(key);
    operands.push_back(entry.optional ? value | kOptionalOperand : value);
    optionals = optionals || entry.optional;
    const Value *key_constant = constant_at(key), *value_constant = constant_at(value);
    if (key_constant != nullptr && value_constant != nullptr)
      constants.push_back({*key_constant, *value_constant});
  }
  if (constants.size() * 2 == operands.size() && !optionals) {
    return add_constant(expr, make_map(*program_.arena_, constants));
  }
  const NodeIndex index = add(Op::map, expr);
  at(index).first = add_operands(operands);
  at(index).count = static_cast<std::uint32_t>(map.entries.size());
  at(index).optionals = optionals;
  return index;
}

Compiler::Planned Compiler::plan_object(const Expr& expr, const StructLiteral& object) {
  ObjectPlan plan_of{program_.arena_->copy(object.name), {}};
  std::vector<NodeIndex> operands;
  for (const StructLiteral::Field& field : object.fields) {
    const NodeIndex value = TRY(plan(*field.value));
    operands.push_back(field.optional ? value | kOptionalOperand : value);
    plan_of.fields.push_back(program_.arena_->copy(field.name));
  }
  const NodeIndex index = add(Op::object, expr);
  at(index).first = add_operands(operands);
  at(index).count = static_cast<std::uint32_t>(operands.size());
  at(index).second = static_cast<std::uint32_t>(program_.objects_.size());
  program_.objects_.push_back(std::move(plan_of));
  return index;
}

}  // namespace bulwark::cel
