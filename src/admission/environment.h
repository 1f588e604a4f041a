// SPDX-License-Identifier: Apache-2.0
// What the expressions of admission policies may name: object, oldObject, request, params,
// namespaceObject, variables and the authorizer, typed as the API server types them.
#pragma once

#include <string>
#include <string_view>

#include "admission/policy.h"
#include "base/result.h"
#include "cel/environment.h"

namespace bulwark::admission {

/// Grows with the policy's variables, in their order: an expression knows those before it.
class PolicyEnvironment {
 public:
  struct Options {
    int kubernetes_minor = cel::kNewestKubernetesMinor;
    bool params = false;
    bool authorizer = true;
    bool object_types = false;  ///< Object{...} and JSONPatch{...}, as mutations have
  };
  explicit PolicyEnvironment(const Options& options);

  /// An error when the name is taken or cannot be one.
  Result<void> add_variable(std::string_view name, const cel::Type& type);

  const cel::Environment& cel() const { return environment_; }
  const Layout& layout() const { return layout_; }

 private:
  void declare(std::string_view name, cel::Type type, Source source);

  cel::Environment environment_;
  Layout layout_;
  std::size_t variables_ = 0;
};

}  // namespace bulwark::admission
