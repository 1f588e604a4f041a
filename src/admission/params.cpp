// SPDX-License-Identifier: Apache-2.0
// A namespaced kind is told by its objects having a namespace.
#include "admission/params.h"

#include <fmt/core.h>

#include <algorithm>

namespace bulwark::admission {
namespace {

using formats::Value;

std::string_view name_of(const Value& object, std::string_view key) {
  const Value* metadata = object.find("metadata");
  return metadata == nullptr ? std::string_view() : metadata->text(key);
}

bool is_of_kind(const Value& object, const ParamKind& kind) {
  return object.is_map() && object.text("apiVersion") == kind.api_version &&
         object.text("kind") == kind.kind;
}

}  // namespace

Result<std::vector<Value>> collect_params(const Policy& policy, const Binding& binding,
                                          const Request& request,
                                          std::span<const Value> candidates) {
  if (!policy.param_kind || !binding.params) return std::vector<Value>{Value()};
  const ParamRef& ref = *binding.params;
  std::vector<Value> out;
  const auto in_scope = [&](const Value& object) {
    const std::string_view own = name_of(object, "namespace");
    const std::string_view wanted = ref.name_space.empty() ? std::string_view(request.name_space)
                                                           : std::string_view(ref.name_space);
    return own.empty() || own == wanted;
  };
  const auto fits = [&](const Value& object) {
    return ref.name.empty() ? ref.selector.matches(object.at("metadata", "labels"))
                            : name_of(object, "name") == ref.name;
  };
  bool namespaced = false;
  for (const Value& object : candidates) {
    if (!is_of_kind(object, *policy.param_kind)) continue;
    namespaced = namespaced || !name_of(object, "namespace").empty();
    if (in_scope(object) && fits(object)) out.push_back(object);
  }
  if (namespaced && ref.name_space.empty() &&
      (request.name_space.empty() || request.of_namespace()))
    return fail(ErrorCode::malformed,
                "cannot use namespaced paramRef in policy binding that matches cluster-scoped "
                "resources");
  if (out.empty() && ref.denies_when_missing)
    return fail(ErrorCode::malformed,
                "no params found for policy binding with `Deny` parameterNotFoundAction");
  std::ranges::sort(out, [](const Value& a, const Value& b) {
    return std::pair(name_of(a, "namespace"), name_of(a, "name")) <
           std::pair(name_of(b, "namespace"), name_of(b, "name"));
  });
  return out;
}

}  // namespace bulwark::admission
