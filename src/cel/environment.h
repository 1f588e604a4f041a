// SPDX-License-Identifier: Apache-2.0
// Environment: what an expression may name: variables with their slots, types, and the functions of
// a Kubernetes version.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cel/declarations.h"
#include "cel/parser.h"
#include "cel/type.h"

namespace bulwark::cel {

struct Variable {
  std::string name;  ///< may be dotted: "variables.caps"
  Type type;
  std::uint32_t slot = 0;  ///< its place in an activation; slots run from 0 in order of declaration
  bool field = false;      ///< costs what the selection of a field does
};

/// Fields of a message type, by name.
using MessageFields = std::map<std::string, Type, std::less<>>;

struct Overload {
  std::string_view id;
  bool member = false;
  std::vector<Type> params;  ///< the receiver first
  Type result;
};

struct EnvironmentOptions {
  int kubernetes_minor = kNewestKubernetesMinor;
  /// [1, 'a'] is an error, as in Kubernetes.
  bool homogeneous_literals = true;
  /// Object, Object.spec ... and JSONPatch can be made, as in MutatingAdmissionPolicies.
  bool object_types = false;
  /// Names are looked up in this namespace and the ones around it first; Kubernetes has none.
  std::string container{};
};

/// Build it, declare, then compile any number of expressions against it (const calls are
/// thread-safe). A variable that is declared later gets a higher slot, so what was compiled before
/// stays right.
class Environment {
 public:
  explicit Environment(EnvironmentOptions options = {});

  /// The new variable's slot; an error when the name is taken or is no (dotted) name.
  Result<std::uint32_t> declare(std::string_view name, Type type);

  /// The same for `object.name` where the object is never asked for as a whole, as policies'
  /// `variables` are: each field is a variable.
  Result<std::uint32_t> declare_field(std::string_view object, std::string_view name, Type type);
  /// From now on a selection on a Type::message(name) is checked: it has these fields and no
  /// others.
  void declare_message(std::string_view name, MessageFields fields);

  const Variable* variable(std::string_view name) const;
  /// The fields of a declared message type; nullptr when nothing is known of it.
  const MessageFields* message(std::string_view name) const;
  /// Whether a dotted variable or type begins with `name` (or with `name` behind a leading dot).
  bool is_namespace(std::string_view name) const;
  std::span<const Variable> variables() const { return variables_; }
  /// Empty when there is no such function.
  std::span<const Overload> function(std::string_view name) const;
  /// The first Kubernetes minor version with a function of this name (0: always had it); -1 when
  /// none has.
  static int function_since(std::string_view name);
  /// The type that `name` stands for as a value ("int", "list"); nullptr when it is no type.
  const Type* type_name(std::string_view name) const;
  const EnvironmentOptions& options() const { return options_; }
  ParseOptions parse_options() const;
  /// Every name in scope, for "did you mean".
  std::vector<std::string> variable_names() const;
  std::vector<std::string> function_names() const;

 private:
  void add(std::span<const OverloadDeclaration> declarations);

  EnvironmentOptions options_;
  std::vector<Variable> variables_;
  std::map<std::string, std::uint32_t, std::less<>> slots_;
  std::map<std::string, std::vector<Overload>, std::less<>> functions_;
  std::map<std::string, Type, std::less<>> types_;
  std::map<std::string, MessageFields, std::less<>> messages_;
  std::set<std::string, std::less<>> namespaces_;
};

}  // namespace bulwark::cel
