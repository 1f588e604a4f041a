// SPDX-License-Identifier: Apache-2.0
// Calls: which function a name means in its namespace, and which of its overloads fit.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cel/checker.h"
#include "cel/scoped_name.h"

namespace bulwark::cel {
namespace {

/// Namespaces of functions that other users of the language have and Kubernetes has not.
bool is_foreign_namespace(std::string_view name) {
  return name == "math" || name == "base64" || name == "cel" || name == "proto" || name == "net" ||
         name == "regex";
}

}  // namespace

void Checker::visit(Expr& expr, Call& call) {
  for (Expr* arg : call.args) {
    if (call.target == nullptr) check(*arg);
  }
  if (call.function == "_?._") return optional_select(expr, call);
  if (call.target == nullptr) return resolve_call(expr, call, global_name(call.function));
  if (drop_namespace(call)) {
    for (Expr* arg : call.args) check(*arg);
    return resolve_call(expr, call, std::string(call.function));
  }
  if (is_missing_namespace(call)) {
    wrong(expr.position, unknown_function(call));
    return set(expr, Type::error());
  }
  check(*call.target);
  for (Expr* arg : call.args) check(*arg);
  resolve_call(expr, call, std::string(call.function));
}

/// A namespace that other versions, or other users of the language, have: sets.contains()
/// before 1.29, math.abs().
bool Checker::is_missing_namespace(const Call& call) const {
  const Identifier* root = unbound_name(*call.target);
  if (root == nullptr) return false;
  if (is_foreign_namespace(root->name)) return true;
  return Environment::function_since(std::string(root->name) + "." + std::string(call.function)) >=
         0;
}

std::string Checker::global_name(std::string_view function) const {
  for (std::string& candidate : scoped_names(function, environment_.options().container)) {
    if (!environment_.function(candidate).empty()) return std::move(candidate);
  }
  return std::string(function);
}

/// optional.of(x) is no call on a variable `optional`: it becomes a call of "optional.of" without
/// a target.
bool Checker::drop_namespace(Call& call) {
  std::string prefix = namespaced_name(*call.target);
  if (prefix.empty()) return false;
  std::string name = prefix + "." + std::string(call.function);
  for (const std::string& candidate : scoped_names(name, environment_.options().container)) {
    if (environment_.function(candidate).empty()) continue;
    call.function = checked_.ast.text(candidate);
    call.target = nullptr;
    return true;
  }
  return false;
}

void Checker::optional_select(Expr& expr, Call& call) {
  const auto* field = call.args[1]->as<Constant>();
  Type result = field_type(expr, *call.args[0], field->value.as_string());
  if (!result.is(TypeKind::optional)) result = Type::optional(std::move(result));
  set(expr, std::move(result));
  info(expr).overloads = {"select_optional_field"};
}

void Checker::resolve_call(Expr& expr, Call& call, const std::string& name) {
  std::span<const Overload> overloads = environment_.function(name);
  if (overloads.empty()) {
    wrong(expr.position, unknown_function(call));
    return set(expr, Type::error());
  }
  if (name != call.function) call.function = checked_.ast.text(name);
  std::vector<Type> args;
  if (call.target != nullptr) args.push_back(type_of(*call.target));
  for (const Expr* arg : call.args) args.push_back(type_of(*arg));
  std::optional<Type> result;
  for (const Overload& overload : overloads) {
    if (overload.member == (call.target != nullptr)) try_overload(expr, overload, args, result);
  }
  if (!result) wrong(expr.position, no_overload(call, args));
  set(expr, result.value_or(Type::error()));
}

/// When `overload` fits, adds it to the candidates. Different results of several candidates make
/// dyn.
void Checker::try_overload(const Expr& expr, const Overload& overload,
                           const std::vector<Type>& args, std::optional<Type>& result) {
  if (overload.params.size() != args.size()) return;
  std::vector<Type> types = overload.params;
  types.push_back(overload.result);
  types = unifier_.instantiate(types);
  if (!unifier_.assignable(args, std::span(types).first(args.size()))) return;
  info(expr).overloads.push_back(overload.id);
  Type found = unifier_.resolve(types.back());
  if (!result) {
    result = std::move(found);
  } else if (!result->is(TypeKind::dyn) && !(found == *result)) {
    result = Type::dyn();
  }
}

std::string Checker::unknown_function(const Call& call) const {
  std::string full(call.function);
  if (call.target != nullptr) {
    std::string prefix = qualified_name(*call.target);
    if (!prefix.empty()) full = prefix + "." + full;
  }
  for (const std::string& name : {full, std::string(call.function)}) {
    if (int since = Environment::function_since(name);
        since > environment_.options().kubernetes_minor) {
      return "the function '" + name + "' exists since Kubernetes 1." + std::to_string(since);
    }
  }
  if (is_foreign_namespace(std::string_view(full).substr(0, full.find('.')))) {
    return "the function '" + full + "' is not part of Kubernetes' CEL";
  }
  return "undeclared reference to the function '" + std::string(call.function) + "'" +
         did_you_mean(call.function, environment_.function_names());
}

std::string Checker::no_overload(const Call& call, const std::vector<Type>& args) const {
  std::string out = "found no matching overload for '" + std::string(call.function) +
                    "' applied to '";
  std::size_t first = call.target != nullptr ? 1 : 0;
  if (first == 1) out += unifier_.resolve_to_dyn(args[0]).text() + ".";
  out += '(';
  for (std::size_t i = first; i < args.size(); ++i) {
    if (i > first) out += ", ";
    out += unifier_.resolve_to_dyn(args[i]).text();
  }
  return out + ")'";
}

}  // namespace bulwark::cel
