// SPDX-License-Identifier: Apache-2.0
// The indexes of a model: sorted lists, each found by its key in logarithmic time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyzers/rbac/names.h"
#include "analyzers/rbac/rules.h"
#include "analyzers/rbac/subjects.h"

namespace bulwark::analyzers::rbac {

struct Binding;

/// From a user or group to the bindings that name it.
class SubjectIndex {
 public:
  struct Entry {
    NameId meets = kUnknown;
    bool group = false;
    std::uint32_t binding = 0;
    std::uint32_t subject = 0;  ///< index into Model::subjects
    auto operator<=>(const Entry&) const = default;
  };

  void build(std::span<const Binding> bindings, std::span<const Subject> subjects);
  /// In the order of the bindings, of which those outside of `within` are left out.
  std::span<const Entry> find(NameId meets, bool group, Range within) const;

 private:
  std::vector<Entry> entries_;
};

/// From a role to the bindings that grant it.
class RoleIndex {
 public:
  void build(std::span<const Binding> bindings, std::size_t roles);
  /// Sorted, without those outside of `within`.
  std::span<const std::uint32_t> find(std::uint32_t role, Range within) const;

 private:
  std::vector<std::uint32_t> first_, bindings_;  // first_[role] .. first_[role + 1]
};

/// From what is asked for to the rules that may allow it.
class RuleIndex {
 public:
  void build(const Rules& rules, std::size_t names);
  /// The rules that allow it, sorted.
  std::vector<std::uint32_t> find(const Wanted& wanted, const Rules& rules,
                                  const Names& names) const;

 private:
  std::span<const std::uint32_t> of(NameId resource) const;

  std::vector<std::uint32_t> first_, rules_;            // by resource; first_[id] .. first_[id + 1]
  std::vector<std::uint32_t> path_first_, path_rules_;  // by place in paths_
  std::vector<NameId> paths_;                           // all that rules name
};

}  // namespace bulwark::analyzers::rbac
