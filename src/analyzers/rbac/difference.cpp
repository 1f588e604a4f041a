// SPDX-License-Identifier: Apache-2.0
// Subject by subject: its grants that the other side does not have as they are, each broken down
// and held against everything that the other side grants to that subject in the same scope.
#include "analyzers/rbac/difference.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "analyzers/rbac/held.h"
#include "analyzers/rbac/rights.h"

namespace bulwark::analyzers::rbac {
namespace {

using Contents = std::vector<std::uint32_t>;  // sorted, each once

constexpr std::size_t kMostAtoms = 8'000'000;  // that are remembered, before all are forgotten

/// What of a rule is not covered.
struct Residue {
  std::uint32_t rule = 0;
  Range rights;
};

/// Breaks contents down and remembers what came of it. Contents are few, though bindings be many.
class Coverage {
 public:
  Coverage(const TwoSides& sides, std::vector<ExplainedRule>& rights)
      : sides_(sides), rights_(rights) {}

  /// What of `content` neither grants of the whole cluster nor those of the namespace cover.
  /// `wide`: it is granted for the whole cluster, paths included. Valid until the next call.
  const std::vector<Residue>& uncovered(std::uint32_t content, bool wide, const Contents& cluster,
                                        const Contents& local) {
    if (held_ > kMostAtoms) forget();
    Question question{content, wide, cluster, local};
    const auto known = answers_.find(question);
    if (known != answers_.end()) return known->second;
    return answers_.emplace(std::move(question), find(content, wide, cluster, local)).first->second;
  }

 private:
  using Question = std::tuple<std::uint32_t, bool, Contents, Contents>;

  void forget() {
    answers_.clear();
    sets_.clear();
    held_ = 0;
  }

  const AtomSet& set_of(const Contents& contents) {
    std::unique_ptr<const AtomSet>& set = sets_[contents];
    if (set) return *set;
    auto made = std::make_unique<AtomSet>(sides_.names());
    for (const std::uint32_t one : contents) {
      for (const Atom& atom : sides_.content(one).atoms) made->add(atom);
    }
    held_ += made->size();
    set = std::move(made);
    return *set;
  }

  std::vector<Residue> find(std::uint32_t number, bool wide, const Contents& cluster,
                            const Contents& local) {
    const Content& content = sides_.content(number);
    const AtomSet& in_cluster = set_of(cluster);
    const AtomSet& in_namespace = set_of(local);
    std::map<std::uint32_t, std::vector<Right>> by_rule;
    for (std::size_t i = 0; i < content.atoms.size(); ++i) {
      const Atom& atom = content.atoms[i];
      if (atom.is_path() && !wide) continue;
      if (!in_cluster.covers(atom) && !in_namespace.covers(atom))
        by_rule[content.of[i]].push_back(right_of(sides_.names(), atom));
    }
    std::vector<Residue> out;
    for (auto& [rule, parts] : by_rule) {
      std::vector<ExplainedRule> some = merged(std::move(parts));
      out.push_back(
          {rule,
           {static_cast<std::uint32_t>(rights_.size()), static_cast<std::uint32_t>(some.size())}});
      std::move(some.begin(), some.end(), std::back_inserter(rights_));
    }
    held_ += out.size() + cluster.size() + local.size();
    return out;
  }

  const TwoSides& sides_;
  std::vector<ExplainedRule>& rights_;
  std::map<Contents, std::unique_ptr<const AtomSet>> sets_;
  std::map<Question, std::vector<Residue>> answers_;
  std::size_t held_ = 0;
};

Side other(Side side) { return side == Side::before ? Side::after : Side::before; }

/// Everything that one side grants to somebody, by itself and by the groups that it is always in.
class Holdings {
 public:
  Holdings(const TwoSides& sides, Side side, const Principal& who) : sides_(sides), side_(side) {
    principals_ = sides.groups_of(who);
    principals_.insert(principals_.begin(), who);
  }

  bool has_as_it_is(const HeldGrant& grant) const {
    return std::any_of(principals_.begin(), principals_.end(), [&](const Principal& one) {
      return sides_.holds(side_, one, grant.scope, grant.content) ||
             (grant.scope != kEmpty && sides_.holds(side_, one, kEmpty, grant.content));
    });
  }

  /// What is granted in a scope, without what is for the whole cluster unless that is meant.
  const Contents& in(NameId scope) {
    const auto [known, added] = in_.try_emplace(scope);
    Contents& out = known->second;
    if (!added) return out;
    each_in(scope, [&](const HeldGrant& grant) { out.push_back(grant.content); });
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  /// The bindings there that grant a role which is not in the picture.
  void add_unread(NameId scope, std::set<Unread>& out) const {
    each_in(scope, [&](const HeldGrant& grant) {
      if (sides_.content(grant.content).unread) out.insert({side_, grant.binding});
    });
  }

 private:
  template <class Take>
  void each_in(NameId scope, const Take& take) const {
    for (const Principal& one : principals_) {
      const auto all = sides_.grants_of(side_, one);
      auto at = std::lower_bound(
          all.begin(), all.end(), scope,
          [](const HeldGrant& grant, NameId key) { return grant.scope < key; });
      for (; at != all.end() && at->scope == scope; ++at) take(*at);
    }
  }

  const TwoSides& sides_;
  Side side_;
  std::vector<Principal> principals_;
  std::map<NameId, Contents> in_;
};

// Changes of one subject stay together.
auto key(const Change& change) {
  return std::tuple(std::tie(change.subject.kind, change.subject.name_space, change.subject.name),
                    change.side == Side::before, change.grant.binding, change.grant.rule);
}

class Finder {
 public:
  Finder(const Model& before, const Model& after)
      : before_(before), after_(after), sides_(before, after), coverage_(sides_, out_.rights) {}

  Difference find() && {
    for (const Side side : {Side::after, Side::before}) compare(side);
    std::sort(out_.changes.begin(), out_.changes.end(),
              [](const Change& a, const Change& b) { return key(a) < key(b); });
    out_.unread.assign(unread_.begin(), unread_.end());
    return std::move(out_);
  }

 private:
  void compare(Side side) {
    const std::vector<HeldGrant>& all = sides_.grants(side);
    for (std::size_t first = 0; first < all.size();) {
      const Principal who = all[first].who;
      std::size_t end = first;
      while (end < all.size() && all[end].who == who) ++end;
      if (!who.group || sides_.names().text(who.name) != kMasters)
        compare(side, std::span(all).subspan(first, end - first));
      first = end;
    }
  }

  void compare(Side side, std::span<const HeldGrant> grants) {
    Holdings others(sides_, other(side), grants.front().who);
    for (const HeldGrant& grant : grants) {
      if (others.has_as_it_is(grant)) continue;
      if (sides_.content(grant.content).unread) {
        unread_.insert({side, grant.binding});
        continue;
      }
      add(side, grant, others);
    }
  }

  void add(Side side, const HeldGrant& grant, Holdings& others) {
    const bool wide = grant.scope == kEmpty;
    const auto& residues = coverage_.uncovered(grant.content, wide, others.in(kEmpty),
                                               wide ? none_ : others.in(grant.scope));
    if (residues.empty()) return;
    others.add_unread(kEmpty, unread_);
    if (!wide) others.add_unread(grant.scope, unread_);
    const Model& model = side == Side::before ? before_ : after_;
    const std::uint32_t first = model.roles()[grant.role].rules.first;
    for (const Residue& residue : residues) {
      const Grant by{grant.binding, grant.subject, first + residue.rule};
      out_.changes.push_back({sides_.named(grant.who), side, by, residue.rights});
    }
  }

  const Model& before_;
  const Model& after_;
  TwoSides sides_;
  Difference out_;
  Coverage coverage_;
  std::set<Unread> unread_;
  const Contents none_{};
};

}  // namespace

std::uint64_t Difference::subjects(Side side) const {
  std::uint64_t count = 0;
  const Named* last = nullptr;
  for (const Change& change : changes) {
    if (change.side != side) continue;
    if (last == nullptr || *last != change.subject) ++count;
    last = &change.subject;
  }
  return count;
}

Difference find_differences(const Model& before, const Model& after) {
  return Finder(before, after).find();
}

}  // namespace bulwark::analyzers::rbac
