// SPDX-License-Identifier: Apache-2.0
// Every name of both models gets one number; rules become lists of numbers, which are compared.
#include "analyzers/rbac/held.h"

#include <algorithm>

namespace bulwark::analyzers::rbac {
namespace {

constexpr std::string_view kAccounts = "system:serviceaccounts";
constexpr std::string_view kAnonymous = "system:anonymous";

using Key = std::u32string;

// A rule as numbers: each list with its length before it.
void write_rule(const Model& model, const Rule& rule, const std::vector<NameId>& common, Key& key) {
  for (const Range list : {rule.verbs, rule.groups, rule.resources, rule.names, rule.paths}) {
    key += static_cast<char32_t>(list.count);
    for (const NameId word : model.rules().list(list)) key += static_cast<char32_t>(common[word]);
  }
}

void break_down(const Model& model, const Rule& rule, const std::vector<NameId>& common,
                std::uint32_t number, Content& content) {
  const auto in_common = [&](NameId id) { return id == kUnknown ? kUnknown : common[id]; };
  for (const Atom& atom : atoms_of(model.rules(), rule)) {
    content.atoms.push_back({in_common(atom.verb), in_common(atom.group), in_common(atom.resource),
                             in_common(atom.name)});
    content.of.push_back(number);
  }
}

}  // namespace

TwoSides::TwoSides(const Model& before, const Model& after) {
  read(Side::before, before);
  read(Side::after, after);
}

std::vector<std::uint32_t> TwoSides::read_roles(const Model& model,
                                                const std::vector<NameId>& common) {
  std::vector<std::uint32_t> out;
  Key key;
  for (const Role& role : model.roles()) {
    key.clear();
    for (std::uint32_t i = role.rules.first; i < role.rules.end(); ++i)
      write_rule(model, model.rules().all[i], common, key);
    const auto [known, added] = known_.try_emplace(key,
                                                   static_cast<std::uint32_t>(contents_.size()));
    out.push_back(known->second);
    if (!added) continue;
    Content& content = contents_.emplace_back();
    for (std::uint32_t i = role.rules.first; i < role.rules.end(); ++i)
      break_down(model, model.rules().all[i], common, i - role.rules.first, content);
  }
  return out;
}

// The same unread role is the same content, on whichever side; its key is like no rules' (the
// length of their first list comes first).
std::uint32_t TwoSides::unread(NameId name_space, NameId kind, NameId name) {
  const Key key{static_cast<char32_t>(kUnknown), static_cast<char32_t>(name_space),
                static_cast<char32_t>(kind), static_cast<char32_t>(name)};
  const auto [known, added] = known_.try_emplace(key, static_cast<std::uint32_t>(contents_.size()));
  if (added) contents_.emplace_back().unread = true;
  return known->second;
}

void TwoSides::read(Side side, const Model& model) {
  std::vector<NameId> common;
  common.reserve(model.names().size());
  for (NameId id = 0; id < model.names().size(); ++id)
    common.push_back(names_.intern(model.text(id)));
  const std::vector<std::uint32_t> content_of = read_roles(model, common);
  std::vector<HeldGrant>& grants = grants_[index(side)];
  for (std::uint32_t number = 0; number < model.bindings().size(); ++number) {
    const Binding& binding = model.bindings()[number];
    const NameId scope = common[binding.name_space];
    for (std::uint32_t i = binding.subjects.first; i < binding.subjects.end(); ++i) {
      const Subject& subject = model.subjects()[i];
      if (subject.meets == kUnknown) continue;
      const Principal who{common[subject.meets], subject.kind == Subject::Kind::group};
      for (std::uint32_t role = binding.roles.first; role < binding.roles.end(); ++role)
        grants.push_back({who, scope, content_of[role], number, i, role});
      if (!binding.dangling() || model.knows_roles()) continue;
      const bool wide = model.text(binding.role_kind) == "ClusterRole";
      const std::uint32_t content = unread(wide ? kEmpty : scope, common[binding.role_kind],
                                           common[binding.role_name]);
      grants.push_back({who, scope, content, number, i, kUnknown});
    }
  }
  std::sort(grants.begin(), grants.end());
}

std::span<const HeldGrant> TwoSides::grants_of(Side side, const Principal& who) const {
  const std::vector<HeldGrant>& all = grants(side);
  const auto first = std::lower_bound(
      all.begin(), all.end(), who,
      [](const HeldGrant& one, const Principal& key) { return one.who < key; });
  const auto end = std::upper_bound(
      first, all.end(), who,
      [](const Principal& key, const HeldGrant& one) { return key < one.who; });
  return {first, end};
}

bool TwoSides::holds(Side side, const Principal& who, NameId scope, std::uint32_t content) const {
  const std::vector<HeldGrant>& all = grants(side);
  const HeldGrant wanted{who, scope, content, 0, 0, 0};
  const auto at = std::lower_bound(all.begin(), all.end(), wanted);
  return at != all.end() && at->who == who && at->scope == scope && at->content == content;
}

void TwoSides::add_group(std::vector<Principal>& groups, std::string_view name) const {
  const NameId known = names_.find(name);
  if (known != kUnknown) groups.push_back({known, true});
}

// Whoever is in a group other than system:unauthenticated is authenticated.
std::vector<Principal> TwoSides::groups_of(const Principal& who) const {
  std::vector<Principal> out;
  const std::string_view name = names_.text(who.name);
  if (who.group) {
    if (name == kAuthenticated || name == kUnauthenticated) return out;
    if (name.starts_with(kAccounts) && name.substr(kAccounts.size()).starts_with(':'))
      add_group(out, kAccounts);
  } else if (const auto account = account_of(name)) {
    add_group(out, kAccounts);
    add_group(out, std::string(kAccounts) + ":" + account->name_space);
  }
  add_group(out, !who.group && name == kAnonymous ? kUnauthenticated : kAuthenticated);
  return out;
}

Named TwoSides::named(const Principal& who) const {
  const std::string_view name = names_.text(who.name);
  if (who.group) return {"Group", "", std::string(name)};
  if (auto account = account_of(name))
    return {"ServiceAccount", std::move(account->name_space), std::move(account->name)};
  return {"User", "", std::string(name)};
}

}  // namespace bulwark::analyzers::rbac
