// SPDX-License-Identifier: Apache-2.0
// Unifier: finds what type parameters stand for while an expression is checked.
#pragma once

#include <span>
#include <vector>

#include "cel/type.h"

namespace bulwark::cel {

/// Binds fresh type variables as types meet. Bindings only become more general; a failed match
/// leaves none behind.
class Unifier {
 public:
  /// A type parameter that stands for nothing yet.
  Type fresh();
  /// `types` with their type parameters ("A") replaced by fresh variables, the same name by the
  /// same variable.
  std::vector<Type> instantiate(std::span<const Type> types);

  /// Whether a value of type `from` may stand where `to` is wanted; binds variables on success.
  bool assignable(const Type& from, const Type& to);
  bool assignable(std::span<const Type> from, std::span<const Type> to);

  /// `type` with everything that is bound put in.
  Type resolve(const Type& type) const;
  /// The same, with dyn for what stands for nothing.
  Type resolve_to_dyn(const Type& type) const;

  /// Whichever of two assignable types says less.
  Type most_general(const Type& a, const Type& b) const;

 private:
  struct Undo {
    std::size_t variable;
    Type before;
    bool was_bound;
  };
  struct Binding {
    Type type;
    bool bound = false;
  };
  enum class Substitution { valid, valid_unbound, invalid, invalid_bound };

  static std::size_t number(const Type& variable);
  const Binding* find(const Type& type) const;
  void bind(const Type& variable, Type type);
  void roll_back(std::size_t mark);
  bool match(const Type& from, const Type& to);
  bool match_all(std::span<const Type> from, std::span<const Type> to);
  Substitution substitute(const Type& type, const Type& variable);
  bool occurs_in(const Type& variable, const Type& type) const;
  bool less_specific(const Type& a, const Type& b) const;
  Type replace(const Type& type, bool unbound_to_dyn, std::size_t& budget) const;

  std::vector<Binding> bindings_;
  std::vector<Undo> undo_;
};

/// `type` with other parameters.
Type with_params(const Type& type, std::vector<Type> params);

}  // namespace bulwark::cel
