// SPDX-License-Identifier: Apache-2.0
// Who reads Secrets: by a right to read them, and by a pod that mounts them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rbac/explain.h"
#include "analyzers/rbac/model.h"

namespace bulwark::analyzers::rbac {

/// One subject and the Secrets that it reads alike.
struct SecretReaders {
  std::string name_space;          ///< empty: in every namespace
  std::vector<std::string> names;  ///< sorted; empty: all of them
  Named subject;
  std::vector<std::string> reads;   ///< "get", "list", "watch", "patch", "deletecollection"
  std::vector<std::string> by_pod;  ///< "pods", "deployments": what it may create, to mount them
  std::vector<Named> bindings;      ///< that let it
  bool operator==(const SecretReaders&) const = default;
};

/// Sorted: of every namespace first, then by namespace, names and subject. `name_space`: that one,
/// with what holds in every namespace. What is granted for the whole cluster is told once, and not
/// again in each namespace.
std::vector<SecretReaders> secret_readers(const Model& model,
                                          const std::optional<std::string>& name_space);

/// Bindings within it whose role was not read, or does not exist; indexes into Model::bindings.
std::vector<std::uint32_t> dangling_in(const Model& model,
                                       const std::optional<std::string>& name_space);

}  // namespace bulwark::analyzers::rbac
