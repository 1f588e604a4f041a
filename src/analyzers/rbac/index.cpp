// SPDX-License-Identifier: Apache-2.0
// Keys that are small numbers are counted into buckets, the others sorted.
#include "analyzers/rbac/index.h"

#include <algorithm>
#include <tuple>

#include "analyzers/rbac/model.h"

namespace bulwark::analyzers::rbac {
namespace {

struct Pair {
  std::uint32_t key, value;
};

// Afterwards the values of a key are values[first[key]] .. values[first[key + 1]], in the order of
// the pairs.
void bucket(std::span<const Pair> pairs, std::size_t keys, std::vector<std::uint32_t>& first,
            std::vector<std::uint32_t>& values) {
  first.assign(keys + 1, 0);
  values.resize(pairs.size());
  for (const Pair& pair : pairs) ++first[pair.key + 1];
  for (std::size_t key = 0; key < keys; ++key) first[key + 1] += first[key];
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  for (const Pair& pair : pairs) values[next[pair.key]++] = pair.value;
}

std::span<const std::uint32_t> values_of(std::uint32_t key, const std::vector<std::uint32_t>& first,
                                         const std::vector<std::uint32_t>& values) {
  return std::span(values).subspan(first[key], first[key + 1] - first[key]);
}

}  // namespace

void SubjectIndex::build(std::span<const Binding> bindings, std::span<const Subject> subjects) {
  for (std::uint32_t binding = 0; binding < bindings.size(); ++binding) {
    const Range own = bindings[binding].subjects;
    for (std::uint32_t i = own.first; i < own.end(); ++i) {
      if (subjects[i].meets == kUnknown) continue;
      const bool group = subjects[i].kind == Subject::Kind::group;
      entries_.push_back({subjects[i].meets, group, binding, i});
    }
  }
  std::sort(entries_.begin(), entries_.end());
}

std::span<const SubjectIndex::Entry> SubjectIndex::find(NameId meets, bool group,
                                                        Range within) const {
  const auto before = [&](std::uint32_t binding) {
    return std::lower_bound(entries_.begin(), entries_.end(), Entry{meets, group, binding, 0});
  };
  return {before(within.first), before(within.end())};
}

void RoleIndex::build(std::span<const Binding> bindings, std::size_t roles) {
  std::vector<Pair> pairs;
  pairs.reserve(bindings.size());
  for (std::uint32_t binding = 0; binding < bindings.size(); ++binding) {
    const Range granted = bindings[binding].roles;
    for (std::uint32_t role = granted.first; role < granted.end(); ++role)
      pairs.push_back({role, binding});
  }
  bucket(pairs, roles, first_, bindings_);
}

std::span<const std::uint32_t> RoleIndex::find(std::uint32_t role, Range within) const {
  const auto all = values_of(role, first_, bindings_);
  return {std::lower_bound(all.begin(), all.end(), within.first),
          std::lower_bound(all.begin(), all.end(), within.end())};
}

void RuleIndex::build(const Rules& rules, std::size_t names) {
  std::vector<Pair> resources, paths;
  for (std::uint32_t i = 0; i < rules.all.size(); ++i) {
    for (const NameId one : rules.list(rules.all[i].resources)) resources.push_back({one, i});
    for (const NameId one : rules.list(rules.all[i].paths)) paths.push_back({one, i});
  }
  bucket(resources, names, first_, rules_);
  for (const Pair& pair : paths) paths_.push_back(pair.key);
  std::sort(paths_.begin(), paths_.end());
  paths_.erase(std::unique(paths_.begin(), paths_.end()), paths_.end());
  for (Pair& pair : paths) {
    const auto at = std::lower_bound(paths_.begin(), paths_.end(), pair.key);
    pair.key = static_cast<std::uint32_t>(at - paths_.begin());
  }
  bucket(paths, paths_.size(), path_first_, path_rules_);
}

std::span<const std::uint32_t> RuleIndex::of(NameId resource) const {
  if (resource == kUnknown) return {};
  return values_of(resource, first_, rules_);
}

std::vector<std::uint32_t> RuleIndex::find(const Wanted& wanted, const Rules& rules,
                                           const Names& names) const {
  std::vector<std::uint32_t> found;
  const auto take = [&](std::span<const std::uint32_t> some) {
    for (const std::uint32_t rule : some) {
      if (rules.allows(rules.all[rule], wanted, names)) found.push_back(rule);
    }
  };
  if (wanted.is_resource) {
    take(of(wanted.resource));
    if (wanted.any_with_subresource != wanted.resource) take(of(wanted.any_with_subresource));
    if (wanted.resource != kAll) take(of(kAll));
  } else {
    for (std::uint32_t i = 0; i < paths_.size(); ++i) {
      if (path_matches(names.text(paths_[i]), wanted.path))
        take(values_of(i, path_first_, path_rules_));
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace bulwark::analyzers::rbac
