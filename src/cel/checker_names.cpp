// SPDX-License-Identifier: Apache-2.0
// Names and the fields that selections reach.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cel/checker.h"
#include "cel/object.h"
#include "cel/scoped_name.h"

namespace bulwark::cel {

void Checker::visit(Expr& expr, Identifier& identifier) {
  if (resolve_name(expr, identifier.name)) return;
  wrong(expr.position, "undeclared reference to '" + std::string(identifier.name) + "'" +
                           did_you_mean(identifier.name, known_names()));
  set(expr, Type::error());
}

/// Turns `expr` into the identifier that `name` resolves to: a loop's variable, a declared
/// variable, or a type.
bool Checker::resolve_name(Expr& expr, std::string_view name) {
  if (const Local* local = find_local(name)) {
    info(expr) = NodeInfo{local->type, Reference::local, 0, false, {}};
    expr.node = Identifier{local->name};
    return true;
  }
  for (const std::string& candidate : scoped_names(name, environment_.options().container)) {
    if (const Variable* variable = environment_.variable(candidate)) {
      info(expr) = NodeInfo{
          variable->type, Reference::variable, variable->slot, variable->field, {}};
      expr.node = Identifier{checked_.ast.text(candidate)};
      return true;
    }
    if (const Type* type = environment_.type_name(candidate)) {
      info(expr) = NodeInfo{Type::type(*type), Reference::type, 0, false, {}};
      expr.node = Identifier{checked_.ast.text(candidate)};
      return true;
    }
  }
  return false;
}

const Checker::Local* Checker::find_local(std::string_view name) const {
  auto found = std::find_if(locals_.rbegin(), locals_.rend(),
                            [&](const Local& l) { return l.name == name; });
  return found == locals_.rend() ? nullptr : &*found;
}

const Identifier* Checker::unbound_name(const Expr& expr) const {
  const auto* name = expr.as<Identifier>();
  const bool bound = name != nullptr && (find_local(name->name) != nullptr ||
                                         environment_.variable(name->name) != nullptr);
  return bound ? nullptr : name;
}

std::vector<std::string> Checker::known_names() const {
  std::vector<std::string> names = environment_.variable_names();
  for (const Local& local : locals_) names.emplace_back(local.name);
  return names;
}

/// The dotted name of `expr`, unless its root is a loop's variable, whose fields they then are.
std::string Checker::namespaced_name(const Expr& expr) const {
  std::string name = qualified_name(expr);
  if (find_local(std::string_view(name).substr(0, name.find('.'))) != nullptr) return {};
  return name;
}

/// Whether selections on this name can be a declared dotted name at all: most are fields.
bool Checker::may_be_dotted_name(const Select& select) const {
  if (select.test_only) return false;
  if (!environment_.options().container.empty()) return true;
  const Expr* root = select.operand;
  while (const auto* inner = root->as<Select>()) root = inner->operand;
  const auto* identifier = root->as<Identifier>();
  return identifier != nullptr && environment_.is_namespace(identifier->name);
}

void Checker::visit(Expr& expr, Select& select) {
  std::string name = may_be_dotted_name(select) ? namespaced_name(expr) : std::string{};
  if (!name.empty() && resolve_name(expr, name)) return;
  if (is_unknown_in_namespace(select)) {
    name = qualified_name(*select.operand) + "." + std::string(select.field);
    if (environment_.variable(name) != nullptr) {  // has(variables.caps)
      expr.node = Constant{formats::Value::boolean(true)};
      return set(expr, Type::boolean());
    }
    wrong(select.operand->position,
          "undeclared reference to '" + name + "'" + did_you_mean(name, known_names()));
    return set(expr, Type::error());
  }
  check(*select.operand);
  Type field = field_type(expr, *select.operand, select.field);
  set(expr, select.test_only ? Type::boolean() : std::move(field));
}

/// variables.typo, where only variables.caps is declared: better told as one name.
bool Checker::is_unknown_in_namespace(const Select& select) const {
  const Identifier* root = unbound_name(*select.operand);
  if (root == nullptr) return false;
  std::string prefix = std::string(root->name) + ".";
  return std::ranges::any_of(environment_.variables(), [&](const Variable& variable) {
    return variable.name.starts_with(prefix);
  });
}

/// The type of a message's field; dyn when nothing is known of the message.
Type Checker::message_field(const Expr& expr, std::string_view message, std::string_view field) {
  const MessageFields* fields = environment_.message(message);
  if (fields == nullptr)
    return message == kJsonPatchType && field != "value" ? Type::string() : Type::dyn();
  if (const auto found = fields->find(field); found != fields->end()) return found->second;
  std::vector<std::string> known;
  for (const auto& [name, type] : *fields) known.push_back(name);
  wrong(expr.position, "undefined field '" + std::string(field) + "'" + did_you_mean(field, known));
  return Type::error();
}

/// The type of `operand.field`; optional when the operand is.
Type Checker::field_type(const Expr& expr, const Expr& operand, std::string_view field) {
  Type target = unifier_.resolve(type_of(operand));
  bool optional = target.is(TypeKind::optional);
  if (optional) target = target.param(0);
  Type result = Type::dyn();
  switch (target.kind()) {
    case TypeKind::map: result = target.param(1); break;
    case TypeKind::type_param: unifier_.assignable(Type::dyn(), target); break;
    case TypeKind::dyn:
    case TypeKind::error: break;
    case TypeKind::message: result = message_field(expr, target.name(), field); break;
    default:
      wrong(expr.position, "type '" + unifier_.resolve_to_dyn(target).text() +
                               "' has no fields, so no '." + std::string(field) + "'");
  }
  return optional ? Type::optional(std::move(result)) : result;
}

}  // namespace bulwark::cel
