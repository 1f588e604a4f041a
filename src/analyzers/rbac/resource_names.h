// SPDX-License-Identifier: Apache-2.0
// Resource names: what a user types ("deploy", "pods/exec", "widgets.example.com") to what rules
// name.
//
// Known are Kubernetes' own resources, those of the definitions and objects in the picture, and
// whatever some rule names. Anything else is refused with a suggestion: a question about a name
// that was misspelt would get a wrong "no".
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzers/rbac/model.h"
#include "base/result.h"

namespace bulwark::analyzers::rbac {

struct ResourceName {
  std::string group, resource, subresource;
  bool namespaced = true;
  bool operator==(const ResourceName&) const = default;
};

class ResourceNames {
 public:
  /// Of the model's cluster, or the manifests.
  ResourceNames(const model::Inventory& inventory, std::string_view cluster, const Model& model);

  /// A plural, kind or short name, with `.group` or `.version.group` where it is not plain, and
  /// `/subresource`; or `*`.
  Result<ResourceName> resolve(std::string_view text) const;
  /// An error for a verb that neither Kubernetes nor any rule knows.
  Result<void> check_verb(std::string_view verb) const;

 private:
  struct Known {
    std::string group, resource;
    std::vector<std::string> names;  ///< lower case: plural, kind, short names
    std::vector<std::string> subresources;
    bool namespaced = true, any_subresource = false;
  };
  void add_built_in();
  void add_definition(const formats::Value& definition);
  void add_object(const model::Resource& object);
  void add_rules(const Model& model);
  void add(Known known);
  const Known* find(std::string_view name, std::string_view group, bool any_group) const;
  std::unexpected<Error> unknown(std::string_view text) const;
  Result<void> check_subresource(const Known& known, std::string_view subresource) const;

  std::vector<Known> known_;
  std::set<std::pair<std::string, std::string>> added_;  ///< group and plural of each
  std::vector<std::string> verbs_;
  std::vector<std::string> ruled_;  ///< resources of rules with a subresource, sorted: "pods/exec"
};

}  // namespace bulwark::analyzers::rbac
