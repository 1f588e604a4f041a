// SPDX-License-Identifier: Apache-2.0
// Unification as the API server's checker does it: dyn matches anything, null matches what protobuf
// lets be null, and a variable that met a more general type takes that one.
#include "cel/unifier.h"

#include <charconv>
#include <map>

namespace bulwark::cel {
namespace {

bool is_dyn(const Type& type) { return type.is(TypeKind::dyn) || type.is(TypeKind::error); }

bool takes_null(const Type& type) {
  switch (type.kind()) {
    case TypeKind::null:
    case TypeKind::opaque:
    case TypeKind::optional:
    case TypeKind::message:
    case TypeKind::duration:
    case TypeKind::timestamp: return true;
    default: return false;
  }
}

bool has_inner_types(const Type& type) {
  return type.is(TypeKind::list) || type.is(TypeKind::map) || type.is(TypeKind::optional) ||
         type.is(TypeKind::opaque);
}

}  // namespace

Type with_params(const Type& type, std::vector<Type> params) {
  switch (type.kind()) {
    case TypeKind::list: return Type::list(std::move(params[0]));
    case TypeKind::map: return Type::map(std::move(params[0]), std::move(params[1]));
    case TypeKind::optional: return Type::optional(std::move(params[0]));
    case TypeKind::type: return Type::type(std::move(params[0]));
    case TypeKind::opaque: return Type::opaque(type.name(), std::move(params));
    default: return type;
  }
}

Type Unifier::fresh() {
  bindings_.emplace_back();
  return Type::type_param(std::to_string(bindings_.size() - 1));
}

namespace {

Type renamed(const Type& type, std::map<std::string, Type>& names, Unifier& unifier) {
  if (type.is(TypeKind::type_param)) {
    auto [found, is_new] = names.try_emplace(type.name());
    if (is_new) found->second = unifier.fresh();
    return found->second;
  }
  if (type.params().empty()) return type;
  std::vector<Type> params;
  for (const Type& param : type.params()) params.push_back(renamed(param, names, unifier));
  return with_params(type, std::move(params));
}

}  // namespace

std::vector<Type> Unifier::instantiate(std::span<const Type> types) {
  std::map<std::string, Type> names;
  std::vector<Type> out;
  for (const Type& type : types) out.push_back(renamed(type, names, *this));
  return out;
}

std::size_t Unifier::number(const Type& variable) {
  std::size_t out = 0;
  const std::string& name = variable.name();
  std::from_chars(name.data(), name.data() + name.size(), out);
  return out;
}

const Unifier::Binding* Unifier::find(const Type& type) const {
  if (!type.is(TypeKind::type_param)) return nullptr;
  std::size_t index = number(type);
  return index < bindings_.size() && bindings_[index].bound ? &bindings_[index] : nullptr;
}

void Unifier::bind(const Type& variable, Type type) {
  std::size_t index = number(variable);
  undo_.push_back({index, bindings_[index].type, bindings_[index].bound});
  bindings_[index] = {std::move(type), true};
}

void Unifier::roll_back(std::size_t mark) {
  for (; undo_.size() > mark; undo_.pop_back()) {
    bindings_[undo_.back().variable] = {undo_.back().before, undo_.back().was_bound};
  }
}

bool Unifier::assignable(const Type& from, const Type& to) {
  return assignable({&from, 1}, {&to, 1});
}

bool Unifier::assignable(std::span<const Type> from, std::span<const Type> to) {
  undo_.clear();
  if (match_all(from, to)) return true;
  roll_back(0);
  return false;
}

bool Unifier::match_all(std::span<const Type> from, std::span<const Type> to) {
  if (from.size() != to.size()) return false;
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (!match(from[i], to[i])) return false;
  }
  return true;
}

bool Unifier::match(const Type& from, const Type& to) {
  if (to.is(TypeKind::type_param)) {
    Substitution found = substitute(from, to);
    if (found == Substitution::valid || found == Substitution::valid_unbound) return true;
    if (found == Substitution::invalid_bound) return false;
  }
  if (from.is(TypeKind::type_param)) {
    Substitution found = substitute(to, from);
    return found == Substitution::valid || found == Substitution::valid_unbound;
  }
  if (is_dyn(from) || is_dyn(to)) return true;
  if (from.is(TypeKind::null)) return takes_null(to);
  if (to.is(TypeKind::null)) return takes_null(from);
  if (from.kind() != to.kind()) return false;
  if (from.is(TypeKind::type)) return true;
  if (has_inner_types(from))
    return from.name() == to.name() && match_all(from.params(), to.params());
  return from == to;
}

Unifier::Substitution Unifier::substitute(const Type& type, const Type& variable) {
  if (type == variable) return Substitution::valid;
  if (const Binding* binding = find(variable)) {
    Type bound = binding->type;
    if (type == bound) return Substitution::valid;
    std::size_t mark = undo_.size();
    if (!match(type, bound)) {
      roll_back(mark);
      return Substitution::invalid_bound;
    }
    Type general = most_general(type, bound);
    if (!occurs_in(variable, general)) bind(variable, std::move(general));
    return Substitution::valid;
  }
  if (occurs_in(variable, type)) return Substitution::invalid;
  bind(variable, type);
  return Substitution::valid_unbound;
}

bool Unifier::occurs_in(const Type& variable, const Type& type) const {
  if (variable == type) return true;
  if (const Binding* binding = find(type)) return occurs_in(variable, binding->type);
  for (const Type& param : type.params()) {
    if (occurs_in(variable, param)) return true;
  }
  return false;
}

Type Unifier::most_general(const Type& a, const Type& b) const {
  return less_specific(a, b) ? a : b;
}

bool Unifier::less_specific(const Type& a, const Type& b) const {
  if (is_dyn(a) || a.is(TypeKind::type_param)) return true;
  if (is_dyn(b) || b.is(TypeKind::type_param)) return false;
  if (a.kind() != b.kind() || a.name() != b.name()) return false;
  if (a.is(TypeKind::type)) return true;
  if (!has_inner_types(a)) return a == b;
  if (a.params().size() != b.params().size()) return false;
  for (std::size_t i = 0; i < a.params().size(); ++i) {
    if (!less_specific(a.params()[i], b.params()[i])) return false;
  }
  return true;
}

// Bindings can share what they are bound to, so that putting them in doubles the type at every
// level: past the budget it is dyn, as any type that heavy is.
Type Unifier::resolve(const Type& type) const {
  std::size_t budget = 4 * Type::kHeaviest;
  return replace(type, false, budget);
}

Type Unifier::resolve_to_dyn(const Type& type) const {
  std::size_t budget = 4 * Type::kHeaviest;
  return replace(type, true, budget);
}

Type Unifier::replace(const Type& type, bool unbound_to_dyn, std::size_t& budget) const {
  if (budget == 0) return Type::dyn();
  --budget;
  if (type.is(TypeKind::type_param)) {
    if (const Binding* binding = find(type)) return replace(binding->type, unbound_to_dyn, budget);
    return unbound_to_dyn ? Type::dyn() : type;
  }
  if (type.params().empty()) return type;
  std::vector<Type> params;
  for (const Type& param : type.params()) params.push_back(replace(param, unbound_to_dyn, budget));
  return with_params(type, std::move(params));
}

}  // namespace bulwark::cel
