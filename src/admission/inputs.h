// SPDX-License-Identifier: Apache-2.0
// Inputs: what expressions see of a request, made once for all policies.
#pragma once

#include <string_view>

#include "admission/request.h"
#include "base/arena.h"
#include "cel/value.h"

namespace bulwark::admission {

/// What an expression fails with where it asks for what is not known here: who asks, the namespace,
/// what an authorizer would say. Then there is no verdict: unknown is never a pass.
inline constexpr std::string_view kNotKnown = "not known here: ";

/// Neither copyable nor movable: its values live in it. `request` must outlive it.
class Inputs {
 public:
  explicit Inputs(const Request& request);

  const Request& request() const { return request_; }
  formats::Value object() const;
  formats::Value old_object() const;
  /// The `request` of expressions.
  const formats::Value& request_value() const { return request_value_; }
  /// `namespaceObject`: null for what is in no namespace, and for a Namespace.
  const formats::Value& name_space() const { return name_space_; }
  const formats::Value& authorizer() const { return authorizer_; }

 private:
  formats::Value unknown(std::string_view what);
  formats::Value user_value();
  formats::Value make_request();
  formats::Value make_namespace();

  const Request& request_;
  Arena arena_{std::size_t{16} << 10};
  formats::Value request_value_, name_space_, authorizer_;
};

}  // namespace bulwark::admission
