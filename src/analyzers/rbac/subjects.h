// SPDX-License-Identifier: Apache-2.0
// Whom bindings name, and as whom a request comes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rbac/names.h"

namespace bulwark::analyzers::rbac {

inline constexpr std::string_view kMasters = "system:masters";
inline constexpr std::string_view kAuthenticated = "system:authenticated";
inline constexpr std::string_view kUnauthenticated = "system:unauthenticated";

/// As whom a request comes: the authenticator's answer, or whom SubjectAccessReview names.
struct Identity {
  std::string user;
  std::vector<std::string> groups;

  bool is_master() const;  ///< of the group that is never refused anything
  /// A kubelet, which the Node authorizer may allow what RBAC does not.
  bool is_node() const;
};

/// "system:serviceaccount:shop:cart"
std::string account_user(std::string_view name_space, std::string_view name);

struct Account {
  std::string name_space, name;
};
/// The service account that a user name stands for, where it is well-formed.
std::optional<Account> account_of(std::string_view user);

/// The identity that impersonating `user` gives, as the API server fills it up: a service account
/// without named groups gets its own ones; everybody gets system:authenticated unless named to be
/// unauthenticated, and system:anonymous the opposite.
Identity impersonated(std::string user, std::vector<std::string> groups);

/// One entry of a binding's subjects.
struct Subject {
  enum class Kind : std::uint8_t { user, group, service_account, unknown };
  Kind kind = Kind::unknown;
  NameId name_space = kEmpty;  ///< of a service account: its own, else the binding's
  NameId name = kEmpty;
  /// What must be met: a user's or a group's name, a service account's user name; kUnknown where it
  /// is nobody, as is an account of a ClusterRoleBinding without a namespace.
  NameId meets = kUnknown;
};

/// "User", "Group", "ServiceAccount"
std::string_view name(Subject::Kind kind);
Subject::Kind subject_kind_from(std::string_view name);

}  // namespace bulwark::analyzers::rbac
