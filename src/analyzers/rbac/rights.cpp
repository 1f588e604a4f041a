// SPDX-License-Identifier: Apache-2.0
// What is equal but for one part becomes one, part after part: verbs, names, resources, groups.
// Each step joins rights into full products, so that none is added.
#include "analyzers/rbac/rights.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace bulwark::analyzers::rbac {
namespace {

using Words = std::vector<std::string>;

// As people list them; others follow by name.
std::size_t rank(const std::string& verb) {
  static constexpr std::array<std::string_view, 8> kUsual{
      "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"};
  return static_cast<std::size_t>(std::find(kUsual.begin(), kUsual.end(), verb) - kUsual.begin());
}

void sort_verbs(Words& verbs) {
  std::sort(verbs.begin(), verbs.end(), [](const std::string& a, const std::string& b) {
    return std::pair(rank(a), std::string_view(a)) < std::pair(rank(b), std::string_view(b));
  });
}

// Lists by the parts that they share; each list in the order of `rights`, which are sorted.
template <class Key>
using Lists = std::map<Key, Words>;

std::vector<ExplainedRule> of_resources(const std::vector<Right>& rights) {
  using Thing = std::tuple<std::string, std::string>;  // group, resource
  Lists<std::tuple<Thing, bool, std::string>> verbs;   // whether any name, the name
  for (const Right& right : rights)
    verbs[{{right.group, right.resource}, right.any_name, right.name}].push_back(right.verb);
  Lists<std::tuple<Thing, Words, bool>> names;
  for (auto& [key, list] : verbs) {
    sort_verbs(list);
    const auto& [thing, any, name] = key;
    Words& own = names[{thing, list, any}];
    if (!any) own.push_back(name);
  }
  Lists<std::tuple<std::string, Words, Words>> resources;  // group, verbs, names
  for (const auto& [key, list] : names) {
    const auto& [thing, with, any] = key;
    resources[{std::get<0>(thing), with, list}].push_back(std::get<1>(thing));
  }
  Lists<std::tuple<Words, Words, Words>> groups;  // resources, verbs, names
  for (const auto& [key, list] : resources) {
    const auto& [group, with, of] = key;
    groups[{list, with, of}].push_back(group);
  }
  std::vector<ExplainedRule> out;
  for (const auto& [key, list] : groups) {
    const auto& [what, with, of] = key;
    out.push_back({with, list, what, of, {}});
  }
  std::sort(out.begin(), out.end(), [](const ExplainedRule& a, const ExplainedRule& b) {
    return std::tie(a.groups, a.resources, a.names, a.verbs) <
           std::tie(b.groups, b.resources, b.names, b.verbs);
  });
  return out;
}

std::vector<ExplainedRule> of_paths(const std::vector<Right>& rights) {
  Lists<std::string> verbs;
  for (const Right& right : rights) verbs[right.path].push_back(right.verb);
  Lists<Words> paths;
  for (auto& [path, list] : verbs) {
    sort_verbs(list);
    paths[list].push_back(path);
  }
  std::vector<ExplainedRule> out;
  for (const auto& [with, list] : paths) out.push_back({with, {}, {}, {}, list});
  std::sort(out.begin(), out.end(), [](const ExplainedRule& a, const ExplainedRule& b) {
    return a.paths < b.paths;  // each path stands in one list
  });
  return out;
}

}  // namespace

std::vector<ExplainedRule> merged(std::vector<Right> rights) {
  std::sort(rights.begin(), rights.end());
  rights.erase(std::unique(rights.begin(), rights.end()), rights.end());
  std::set<std::tuple<std::string, std::string, std::string>> whole;
  std::vector<Right> resources, paths;
  for (const Right& right : rights) {
    if (right.path.empty() && right.any_name)
      whole.emplace(right.verb, right.group, right.resource);
  }
  for (Right& right : rights) {
    const bool wider = !right.any_name && whole.contains({right.verb, right.group, right.resource});
    if (!wider) (right.path.empty() ? resources : paths).push_back(std::move(right));
  }
  std::vector<ExplainedRule> out = of_resources(resources);
  std::vector<ExplainedRule> also = of_paths(paths);
  std::move(also.begin(), also.end(), std::back_inserter(out));
  return out;
}

Right right_of(const Names& names, const Atom& atom) {
  const auto text = [&](NameId id) { return std::string(names.text(id)); };
  if (atom.is_path()) return {text(atom.verb), {}, {}, {}, text(atom.resource)};
  const bool any = atom.name == kUnknown;
  const std::string name = any ? "" : text(atom.name);
  return {text(atom.verb), text(atom.group), text(atom.resource), name, {}, any};
}

std::vector<Right> parts_of(const ExplainedRule& rule) {
  std::vector<Right> out;
  for (const std::string& verb : rule.verbs) {
    for (const std::string& group : rule.groups) {
      for (const std::string& resource : rule.resources) {
        if (rule.names.empty()) out.push_back({verb, group, resource});
        for (const std::string& name : rule.names)
          out.push_back({verb, group, resource, name, {}, false});
      }
    }
    for (const std::string& path : rule.paths) out.push_back({verb, {}, {}, {}, path});
  }
  return out;
}

}  // namespace bulwark::analyzers::rbac
