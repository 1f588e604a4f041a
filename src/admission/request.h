// SPDX-License-Identifier: Apache-2.0
// Request: what an admission policy is asked about, as admission.k8s.io/v1 AdmissionRequest has it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/value.h"

namespace bulwark::admission {

enum class Operation : std::uint8_t { create, update, remove, connect };
/// "CREATE", "UPDATE", "DELETE", "CONNECT".
std::string_view name(Operation operation);
std::optional<Operation> operation_from(std::string_view name);

struct GroupVersionResource {
  std::string group, version, resource;
  bool operator==(const GroupVersionResource&) const = default;
};
struct GroupVersionKind {
  std::string group, version, kind;
  bool operator==(const GroupVersionKind&) const = default;
};

/// authentication.k8s.io/v1 UserInfo.
struct User {
  std::string name, uid;
  std::vector<std::string> groups;
  std::vector<std::pair<std::string, std::vector<std::string>>> extra;
};

/// Values must outlive the request.
struct Request {
  Operation operation = Operation::create;
  GroupVersionKind kind;
  GroupVersionResource resource;
  std::string subresource;
  std::string name;
  std::string name_space;                             ///< empty: cluster-scoped
  const formats::Value* object = nullptr;             ///< null on DELETE
  const formats::Value* old_object = nullptr;         ///< null on CREATE
  const formats::Value* name_space_object = nullptr;  ///< null when it is not known
  std::optional<User> user{};                         ///< who asks, where that is known
  bool dry_run = false;
  /// What stands for values of Secrets, in objects and parameters, is not what a cluster has:
  /// policies that ask for them cannot be judged.
  bool secret_values_dropped = false;

  /// The request about one object: kind, resource, name and namespace as the object says. `object`
  /// is what is written; the old state on DELETE.
  static Request about(const formats::Value& object, Operation operation);

  bool of_namespace() const { return kind.group.empty() && kind.kind == "Namespace"; }
};

}  // namespace bulwark::admission
