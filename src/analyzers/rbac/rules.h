// SPDX-License-Identifier: Apache-2.0
// Rules of roles, and what is asked of them: a rule allows when verb, group, resource and name
// match, each as Kubernetes' RBAC authorizer matches it.
//
// A resource matches by `*` (subresources included), by itself, or by `*/sub`; `pods` is not
// `pods/exec`, and `pods/*` is no wildcard. Names that a rule lists must be met exactly, so that it
// allows no request without a name. A path matches by itself or by a prefix that ends with `*`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rbac/names.h"

namespace bulwark::analyzers::rbac {

/// A part of a list that somebody else holds.
struct Range {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint32_t end() const { return first + count; }
  bool contains(std::uint32_t i) const { return i >= first && i < end(); }
};

/// Its lists are ranges of Rules::words.
struct Rule {
  std::uint64_t verb_bits = 0, group_bits = 0;  ///< of the lists; see bit_of()
  Range verbs, groups, resources, names, paths;
  std::uint32_t role = 0;    ///< index into Model::roles: whose rule it is
  std::uint32_t source = 0;  ///< the same: who wrote it, another one when it was aggregated
  std::uint32_t number = 0;  ///< in the list of whoever wrote it, from 0
};

/// A request as the API server's authorizers see it. Nothing is checked: a resource that nobody
/// serves is one that only `*` matches.
struct Attributes {
  std::string verb;
  std::string group, resource, subresource, name_space, name;
  std::string path;  ///< of the API that is no resource; asked when `is_resource` is false
  bool is_resource = true;
};

/// Attributes in the numbers of a model.
struct Wanted {
  NameId verb = kUnknown, group = kUnknown;
  NameId resource = kUnknown;              ///< "pods/exec"
  NameId any_with_subresource = kUnknown;  ///< "*/exec"; kUnknown without a subresource
  NameId name = kUnknown;
  std::uint64_t verb_bits = 0, group_bits = 0;  ///< a rule without any of these does not match
  std::string_view path;                        ///< points into the attributes
  bool is_resource = true;
  bool any_name = false;  ///< a rule with names matches whatever they are
};

class Rules {
 public:
  std::vector<Rule> all;
  std::vector<NameId> words;

  std::span<const NameId> list(Range range) const {
    return std::span<const NameId>(words).subspan(range.first, range.count);
  }
  bool allows(const Rule& rule, const Wanted& wanted, const Names& names) const;

 private:
  bool has(Range range, NameId word) const;
  bool resource_matches(const Rule& rule, const Wanted& wanted) const;
  bool path_matches(const Rule& rule, const Wanted& wanted, const Names& names) const;
};

/// A quick way to see that a list lacks a word: lists that have it have its bit.
std::uint64_t bit_of(NameId word);

/// `attributes` must outlive the result.
Wanted wanted(const Attributes& attributes, const Names& names);

/// Whether a path of a rule stands for the path of a request.
bool path_matches(std::string_view of_rule, std::string_view path);

}  // namespace bulwark::analyzers::rbac
