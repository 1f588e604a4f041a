// SPDX-License-Identifier: Apache-2.0
// What functions there are: the tables that the checker resolves calls by. A library is one file
// with one table.
#pragma once

#include <span>
#include <string_view>

namespace bulwark::cel {

/// The newest Kubernetes minor version that the tables know.
inline constexpr int kNewestKubernetesMinor = 37;
/// The first minor version with a?.b, [?a], {?a: b}, optMap(); and with macros over two variables.
inline constexpr int kOptionalsSince = 28;
inline constexpr int kTwoVariablesSince = 32;

/// One way to call a function. `signature` is "int, list(A) -> bool"; for a member function the
/// receiver comes first. Single capital letters are type parameters, dotted names are opaque types.
struct OverloadDeclaration {
  std::string_view function;
  std::string_view id;
  enum class Style : bool { global, member } style;
  std::string_view signature;
  int since = 0;  ///< the first Kubernetes minor version that has it
};

std::span<const OverloadDeclaration> standard_declarations();
std::span<const OverloadDeclaration> optional_declarations();
std::span<const OverloadDeclaration> string_declarations();
std::span<const OverloadDeclaration> list_declarations();
/// What only an environment with EnvironmentOptions::object_types has.
std::span<const OverloadDeclaration> json_patch_declarations();
/// sets, and Kubernetes' own regex and lists.
std::span<const OverloadDeclaration> kubernetes_declarations();
// Kubernetes' libraries with types of their own.
std::span<const OverloadDeclaration> network_declarations();
std::span<const OverloadDeclaration> url_declarations();
std::span<const OverloadDeclaration> quantity_declarations();
std::span<const OverloadDeclaration> semver_declarations();
std::span<const OverloadDeclaration> format_declarations();
std::span<const OverloadDeclaration> authorizer_declarations();

/// Every table, for whoever looks for a function whatever its version.
std::span<const std::span<const OverloadDeclaration>> all_declarations();

}  // namespace bulwark::cel
