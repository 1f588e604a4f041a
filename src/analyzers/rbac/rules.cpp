// SPDX-License-Identifier: Apache-2.0
// The matching of pkg/apis/rbac/v1/evaluation_helpers.go, on numbers.
#include "analyzers/rbac/rules.h"

#include <algorithm>

namespace bulwark::analyzers::rbac {

std::uint64_t bit_of(NameId word) {
  constexpr std::uint64_t kBits = 63;  // the last one is for "*" alone
  if (word == kAll) return std::uint64_t{1} << kBits;
  return word == kUnknown ? 0 : std::uint64_t{1} << (word % kBits);
}

bool path_matches(std::string_view of_rule, std::string_view path) {
  if (of_rule == path) return true;
  if (!of_rule.ends_with('*')) return false;
  const std::size_t last = of_rule.find_last_not_of('*');
  return path.starts_with(of_rule.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

Wanted wanted(const Attributes& attributes, const Names& names) {
  Wanted out;
  out.is_resource = attributes.is_resource;
  out.path = attributes.path;
  out.verb = names.find(attributes.verb);
  out.group = names.find(attributes.group);
  out.name = names.find(attributes.name);
  const std::string& subresource = attributes.subresource;
  out.resource = names.find(subresource.empty() ? attributes.resource
                                                : attributes.resource + "/" + subresource);
  if (!subresource.empty()) out.any_with_subresource = names.find("*/" + subresource);
  out.verb_bits = bit_of(out.verb) | bit_of(kAll);
  out.group_bits = bit_of(out.group) | bit_of(kAll);
  return out;
}

bool Rules::has(Range range, NameId word) const {
  const auto listed = list(range);
  return std::any_of(listed.begin(), listed.end(),
                     [&](NameId one) { return one == kAll || one == word; });
}

bool Rules::resource_matches(const Rule& rule, const Wanted& wanted) const {
  const auto resources = list(rule.resources);
  return std::any_of(resources.begin(), resources.end(), [&](NameId one) {
    return one == kAll || one == wanted.resource || one == wanted.any_with_subresource;
  });
}

bool Rules::path_matches(const Rule& rule, const Wanted& wanted, const Names& names) const {
  const auto paths = list(rule.paths);
  return std::any_of(paths.begin(), paths.end(),
                     [&](NameId one) { return rbac::path_matches(names.text(one), wanted.path); });
}

bool Rules::allows(const Rule& rule, const Wanted& wanted, const Names& names) const {
  if ((rule.verb_bits & wanted.verb_bits) == 0 || !has(rule.verbs, wanted.verb)) return false;
  if (!wanted.is_resource) return path_matches(rule, wanted, names);
  if ((rule.group_bits & wanted.group_bits) == 0 || !has(rule.groups, wanted.group)) return false;
  if (!resource_matches(rule, wanted)) return false;
  const auto listed = list(rule.names);
  return listed.empty() || wanted.any_name ||
         std::find(listed.begin(), listed.end(), wanted.name) != listed.end();
}

}  // namespace bulwark::analyzers::rbac
