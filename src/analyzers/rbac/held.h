// SPDX-License-Identifier: Apache-2.0
// Held: the grants of two models in common numbers, sorted by who holds them, so that what is the
// same on both sides is found by looking for an equal entry.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzers/rbac/cover.h"
#include "analyzers/rbac/difference.h"
#include "analyzers/rbac/model.h"

namespace bulwark::analyzers::rbac {

/// Whom a binding names: a user (also a service account, by its user name) or a group.
struct Principal {
  NameId name = kUnknown;
  bool group = false;
  auto operator<=>(const Principal&) const = default;
};

/// What a role grants, in common numbers. Roles with the same rules in the same order share one.
struct Content {
  bool unread = false;            ///< the role is not in the picture
  std::vector<Atom> atoms;        ///< in the order of the rules
  std::vector<std::uint32_t> of;  ///< for each atom the number of its rule in the role
};

struct HeldGrant {
  Principal who;
  NameId scope = kEmpty;                             ///< namespace; kEmpty: the whole cluster
  std::uint32_t content = 0;                         ///< index into TwoSides' contents
  std::uint32_t binding = 0, subject = 0, role = 0;  ///< indexes into the lists of its model
  auto operator<=>(const HeldGrant&) const = default;
};

class TwoSides {
 public:
  /// Both models must outlive this.
  TwoSides(const Model& before, const Model& after);

  const Names& names() const { return names_; }
  const Content& content(std::uint32_t number) const { return contents_[number]; }
  /// Sorted.
  const std::vector<HeldGrant>& grants(Side side) const { return grants_[index(side)]; }
  std::span<const HeldGrant> grants_of(Side side, const Principal& who) const;
  /// Whether this very grant is there.
  bool holds(Side side, const Principal& who, NameId scope, std::uint32_t content) const;
  /// Groups that whoever is meant is always in.
  std::vector<Principal> groups_of(const Principal& who) const;
  /// The principal as a binding names it.
  Named named(const Principal& who) const;

 private:
  static std::size_t index(Side side) { return side == Side::before ? 0 : 1; }
  void read(Side side, const Model& model);
  std::vector<std::uint32_t> read_roles(const Model& model, const std::vector<NameId>& common);
  std::uint32_t unread(NameId name_space, NameId kind, NameId name);  // of that role
  void add_group(std::vector<Principal>& groups, std::string_view name) const;

  Names names_;
  std::vector<Content> contents_;
  std::unordered_map<std::u32string, std::uint32_t> known_;  // by rules, as numbers
  std::array<std::vector<HeldGrant>, 2> grants_;
};

}  // namespace bulwark::analyzers::rbac
