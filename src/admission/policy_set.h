// SPDX-License-Identifier: Apache-2.0
// PolicySet: the policies of a user with the bindings that turn them on and the objects that they
// take as parameters.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "admission/policy.h"
#include "base/result.h"

namespace bulwark::admission {

/// A policy or binding that cannot be used, and why.
struct Unusable {
  std::string file;
  std::string what;  ///< "ValidatingAdmissionPolicy no-latest"
  std::string why;
};

/// Fill it, finish() it, then it is const and any number of threads may use it. The values of
/// parameters must outlive it.
class PolicySet {
 public:
  explicit PolicySet(int kubernetes_minor) : minor_(kubernetes_minor) {}

  /// Whether add() takes documents of this kind.
  static bool is_policy(const formats::Value& document);

  /// A document of a policies' file. One that is no policy and no binding may serve as a parameter.
  void add(const formats::Value& document, std::string file);
  /// Gives a policy that no binding of the set names one (that denies), since whoever runs a policy
  /// alone wants its verdict; and tells bindings of policies that are not there.
  void finish();

  int kubernetes_minor() const { return minor_; }
  bool empty() const { return validating_.empty() && mutating_.empty(); }
  const std::deque<ValidatingPolicy>& validating() const { return validating_; }
  const std::deque<MutatingPolicy>& mutating() const { return mutating_; }
  const std::vector<Binding>& bindings() const { return bindings_; }
  std::vector<const Binding*> bindings_of(const Policy& policy) const;
  const std::vector<formats::Value>& others() const { return others_; }
  const std::vector<Unusable>& unusable() const { return unusable_; }

 private:
  void add_policy(const formats::Value& document, PolicyKind kind, std::string file);
  void add_binding(const formats::Value& document, PolicyKind kind, std::string file);
  void bind(const Policy& policy);
  /// Of all policies of a kind, the unusable ones too.
  std::vector<std::string>& names(PolicyKind kind) {
    return names_.at(static_cast<std::size_t>(kind));
  }

  int minor_;
  std::deque<ValidatingPolicy> validating_;
  std::deque<MutatingPolicy> mutating_;
  std::vector<Binding> bindings_;
  std::vector<formats::Value> others_;
  std::vector<Unusable> unusable_;
  std::array<std::vector<std::string>, 2> names_;
};

}  // namespace bulwark::admission
