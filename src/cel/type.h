// SPDX-License-Identifier: Apache-2.0
// Type: what the checker knows about an expression's value; immutable, cheap to copy, compared by
// structure.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::cel {

enum class TypeKind : std::uint8_t {
  error,  ///< the checker could not tell; never in a CheckedAst
  dyn,
  null,
  boolean,
  integer,
  unsigned_integer,
  number,
  string,
  bytes,
  duration,
  timestamp,
  list,        ///< params: element
  map,         ///< params: key, value
  optional,    ///< params: value
  type,        ///< params: the type that this is the type of; none when unknown
  opaque,      ///< name, params: a library's own type (a URL, an IP address, a quantity)
  message,     ///< name
  type_param,  ///< name: a placeholder in a declaration, or a not yet bound one
};

/// A list, map, optional, opaque or named type shares its parts; the others are their kind alone.
/// A type of more than kHeaviest parts is dyn: an expression can double a type at every step, and
/// hostile ones do.
class Type {
 public:
  static constexpr std::size_t kHeaviest = 1000;

  Type() = default;  ///< dyn
  static Type of(TypeKind kind) { return Type(kind, nullptr); }
  static Type error() { return of(TypeKind::error); }
  static Type dyn() { return of(TypeKind::dyn); }
  static Type null() { return of(TypeKind::null); }
  static Type boolean() { return of(TypeKind::boolean); }
  static Type integer() { return of(TypeKind::integer); }
  static Type unsigned_integer() { return of(TypeKind::unsigned_integer); }
  static Type number() { return of(TypeKind::number); }
  static Type string() { return of(TypeKind::string); }
  static Type bytes() { return of(TypeKind::bytes); }
  static Type duration() { return of(TypeKind::duration); }
  static Type timestamp() { return of(TypeKind::timestamp); }
  static Type list(Type element);
  static Type map(Type key, Type value);
  static Type optional(Type value);
  static Type type(Type of);
  static Type any_type() { return of(TypeKind::type); }  ///< the type `type`, with no parameter
  static Type opaque(std::string_view name, std::vector<Type> params = {});
  static Type message(std::string_view name);
  static Type type_param(std::string_view name);

  TypeKind kind() const { return kind_; }
  bool is(TypeKind kind) const { return kind_ == kind; }
  /// The name of an opaque, message or type_param type; empty for the others.
  const std::string& name() const;
  const std::vector<Type>& params() const;
  /// The parameter at `index`, or dyn when there is none.
  Type param(std::size_t index) const;

  /// As in messages and test data: "list(int)", "map(string, dyn)", "optional_type(int)".
  std::string text() const;

  bool operator==(const Type& other) const;

 private:
  struct Parts {
    std::string name;
    std::vector<Type> params;
    std::size_t weight = 1;  ///< of the type and its params
  };
  static Type with_parts(TypeKind kind, std::string_view name, std::vector<Type> params);
  std::size_t weight() const { return parts_ == nullptr ? 1 : parts_->weight; }
  Type(TypeKind kind, std::shared_ptr<const Parts> parts) : parts_(std::move(parts)), kind_(kind) {}

  std::shared_ptr<const Parts> parts_;
  TypeKind kind_ = TypeKind::dyn;
};

}  // namespace bulwark::cel
