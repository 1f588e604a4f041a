// SPDX-License-Identifier: Apache-2.0
// Inputs: what expressions see of a request, made once for all policies.
#pragma once

#include <string_view>

#include "admission/request.h"
#include "base/arena.h"
#include "cel/value.h"

namespace bulwark::admission {

/// How the failure of an expression begins that asks for what cannot be known here: who makes the
/// request, its namespace, what an authorizer would say (that one is the engine's). Then there is
/// no verdict: unknown is never a pass.
inline constexpr std::string_view kNotKnown = "it is not known ";

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
  /// `authorizer.requestResource`: the question whether the request itself is allowed.
  const formats::Value& request_check() const { return request_check_; }

 private:
  formats::Value unknown(std::string_view what);
  formats::Value user_value();
  formats::Value make_request();
  formats::Value make_namespace();

  const Request& request_;
  Arena arena_{std::size_t{16} << 10};
  formats::Value request_value_, name_space_, authorizer_, request_check_;
};

}  // namespace bulwark::admission
