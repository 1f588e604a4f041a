// SPDX-License-Identifier: Apache-2.0
// Each part of an atom as it is, or as the word that is wider.
#include "analyzers/rbac/cover.h"

#include <algorithm>
#include <array>
#include <string>

namespace bulwark::analyzers::rbac {
namespace {

// "*/exec" of "pods/exec"; kUnknown where no rule says it.
NameId any_with_subresource(const Names& names, NameId resource) {
  const std::string_view text = names.text(resource);
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return kUnknown;
  return names.find(std::string("*").append(text.substr(slash)));
}

}  // namespace

std::size_t AtomHash::operator()(const Atom& atom) const {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
  constexpr unsigned kHalf = 32;
  std::uint64_t out = 0;
  for (const NameId part : {atom.verb, atom.group, atom.resource, atom.name}) {
    out = (out ^ part) * kOdd;
    out ^= out >> kHalf;
  }
  return out;
}

std::vector<Atom> atoms_of(const Rules& rules, const Rule& rule) {
  std::vector<Atom> out;
  for (const NameId verb : rules.list(rule.verbs)) {
    for (const NameId group : rules.list(rule.groups)) {
      for (const NameId resource : rules.list(rule.resources)) {
        if (rule.names.count == 0) out.push_back({verb, group, resource, kUnknown});
        for (const NameId name : rules.list(rule.names))
          out.push_back({verb, group, resource, name});
      }
    }
    for (const NameId path : rules.list(rule.paths)) {
      if (path != kEmpty) out.push_back({verb, kUnknown, path, kUnknown});
    }
  }
  return out;
}

void AtomSet::add(const Atom& atom) {
  if (!atoms_.insert(atom).second || !atom.is_path()) return;
  const std::string_view path = names_->text(atom.resource);
  if (path.ends_with('*')) paths_[atom.verb].push_back(path);
}

bool AtomSet::has(NameId verb, NameId group, NameId resource, NameId name) const {
  if (resource == kUnknown) return false;
  if (atoms_.contains({verb, group, resource, kUnknown})) return true;
  return name != kUnknown && atoms_.contains({verb, group, resource, name});
}

bool AtomSet::covers_path(const Atom& atom) const {
  const std::string_view path = names_->text(atom.resource);
  for (const NameId verb : {atom.verb, kAll}) {
    if (atoms_.contains({verb, kUnknown, atom.resource, kUnknown})) return true;
    const auto wide = paths_.find(verb);
    if (wide == paths_.end()) continue;
    if (std::any_of(wide->second.begin(), wide->second.end(),
                    [&](std::string_view one) { return path_matches(one, path); }))
      return true;
  }
  return false;
}

bool AtomSet::covers(const Atom& atom) const {
  if (atoms_.empty()) return false;
  if (atom.is_path()) return covers_path(atom);
  const std::array<NameId, 3> resources{atom.resource, kAll,
                                        any_with_subresource(*names_, atom.resource)};
  for (const NameId verb : {atom.verb, kAll}) {
    for (const NameId group : {atom.group, kAll}) {
      for (const NameId resource : resources) {
        if (has(verb, group, resource, atom.name)) return true;
      }
    }
  }
  return false;
}

}  // namespace bulwark::analyzers::rbac
