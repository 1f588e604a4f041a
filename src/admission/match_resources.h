// SPDX-License-Identifier: Apache-2.0
// MatchResources: which requests a policy or a binding is about, as
// admissionregistration.k8s.io/v1 MatchResources says it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "admission/label_selector.h"
#include "admission/request.h"

namespace bulwark::admission {

struct ResourceRule {
  enum class Scope : std::uint8_t { all, cluster, namespaced };
  std::vector<std::string> operations, groups, versions, resources;  ///< "*" allowed
  std::vector<std::string> names;                                    ///< empty: all
  Scope scope = Scope::all;
};

struct MatchResources {
  LabelSelector namespaces, objects;
  std::vector<ResourceRule> excluded;
  std::vector<ResourceRule> rules;  ///< empty: everything
  bool equivalent = true;           ///< matchPolicy: other versions of the same resource too

  /// `value` is a MatchResources. Errors name the field below `path`.
  static Result<MatchResources> read(const formats::Value& value, const std::string& path);
};

struct Match {
  enum class Is : std::uint8_t { no, yes, unknown };
  Is is = Is::no;
  std::string why;  ///< of unknown
};

/// Unknown when the selector of namespaces asks for labels of one that is not known here, and when
/// the rules name only other versions of the resource: the API server converts the object to one of
/// them, which is not done here.
Match match(const MatchResources& resources, const Request& request);

}  // namespace bulwark::admission
