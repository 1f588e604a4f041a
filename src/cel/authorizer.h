// SPDX-License-Identifier: Apache-2.0
// What expressions may ask about permissions, and who answers: the interface that a user of the
// language plugs in, and the values that he gives to its variables.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/result.h"
#include "cel/type.h"
#include "cel/value.h"

namespace bulwark::cel {

/// A resource, or all of a kind when `name` is empty. Selectors are as they were written;
/// Kubernetes leaves out those that do not parse.
struct ResourceQuestion {
  std::string_view group;
  std::string_view resource;
  std::string_view subresource;
  std::string_view space;  ///< its namespace; empty: all of them, or none
  std::string_view name;
  std::string_view field_selector;
  std::string_view label_selector;
};

struct PermissionQuestion {
  /// Who wants to: a service account, or (when its name is empty) whoever the authorizer stands
  /// for.
  std::string_view account_namespace;
  std::string_view account_name;
  std::string_view verb;
  std::string_view path;      ///< a path of the API that is no resource; empty: see `resource`
  ResourceQuestion resource;  ///< when there is no path
};

struct Permission {
  enum class Verdict : std::uint8_t { allowed, denied, no_opinion };
  Verdict verdict = Verdict::no_opinion;
  std::string reason;
  std::string error;  ///< what went wrong while it was decided; empty: nothing
};

class Authorizer {
 public:
  virtual ~Authorizer() = default;
  /// An Error means that it cannot be known: the evaluation fails with it.
  virtual Result<Permission> decide(const PermissionQuestion& question) = 0;
};

/// The variable `authorizer` has this type and value. What answers is the Evaluator's
/// set_authorizer(): without one, whoever asks fails.
Type authorizer_type();
Value make_authorizer(Arena& arena);

/// The variable `authorizer.requestResource`.
Type resource_check_type();
Value make_resource_check(Arena& arena, const ResourceQuestion& resource);

}  // namespace bulwark::cel
