// SPDX-License-Identifier: Apache-2.0
// Cover: whether rules grant at least what others grant, as Kubernetes decides it for escalation
// (pkg/apis/rbac/validation, Covers).
//
// What must be covered is broken into atoms, one verb on one resource of one group and name, or on
// one path. An atom is covered where a single rule covers it, which is where one of the few atoms
// that are as wide or wider in each part is among that rule's own: so each is a handful of
// look-ups.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyzers/rbac/names.h"
#include "analyzers/rbac/rules.h"

namespace bulwark::analyzers::rbac {

struct Atom {
  NameId verb = kUnknown;
  NameId group = kUnknown;     ///< kUnknown: `resource` is a path
  NameId resource = kUnknown;  ///< "pods/exec"
  NameId name = kUnknown;      ///< kUnknown: whatever the name is
  bool is_path() const { return group == kUnknown; }
  bool operator==(const Atom&) const = default;
};

struct AtomHash {
  std::size_t operator()(const Atom& atom) const;
};

/// The atoms of a rule: for each verb those of its resources, then those of its paths. An empty
/// path is none.
std::vector<Atom> atoms_of(const Rules& rules, const Rule& rule);

/// What some rules grant, all in one scope.
class AtomSet {
 public:
  /// `names` has the texts of all atoms, and must outlive this.
  explicit AtomSet(const Names& names) : names_(&names) {}

  void add(const Atom& atom);
  bool covers(const Atom& atom) const;
  std::size_t size() const { return atoms_.size(); }

 private:
  bool has(NameId verb, NameId group, NameId resource, NameId name) const;
  bool covers_path(const Atom& atom) const;

  const Names* names_;
  std::unordered_set<Atom, AtomHash> atoms_;
  std::unordered_map<NameId, std::vector<std::string_view>> paths_;  // by verb: those with `*`
};

}  // namespace bulwark::analyzers::rbac
