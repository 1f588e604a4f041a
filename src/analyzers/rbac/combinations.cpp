// SPDX-License-Identifier: Apache-2.0
// Each subject's shares, sorted, are walked once for the cluster and once for each namespace. Of
// the shares that come before, only those that add something are walked again: a few, however many
// there are.
#include "analyzers/rbac/combinations.h"

#include <algorithm>
#include <span>
#include <tuple>
#include <unordered_map>

#include "analyzers/rbac/entitled.h"
#include "base/check.h"

namespace bulwark::analyzers::rbac {
namespace {

constexpr std::size_t kMostThreats = 128;
using ThreatSet = std::bitset<kMostThreats>;

/// What one binding gives one subject of what takes several parts.
struct Share {
  NameId meets = kUnknown;
  bool group = false;
  NameId space = kEmpty;
  bool entitled = false;
  std::uint32_t binding = 0, subject = 0;
  Needs needs{};
  auto key() const { return std::tuple(meets, group, space, !entitled, binding, subject); }
};
using Shares = std::span<const Share>;

/// Shares that add something, in order, and what one of all that were seen is enough for.
struct Pool {
  std::vector<const Share*> adding;
  Needs needs;
  ThreatSet alone;
};

class Combiner {
 public:
  Combiner(const Model& model, const Powers& powers) : model_(model), powers_(powers) {
    const auto& threats = powers.threats();
    CHECK(threats.size() <= kMostThreats, "there are more dangers than a set holds");
    for (std::size_t i = 0; i < threats.size(); ++i) {
      if (threats[i].needs.count() > 1) several_.push_back(static_cast<std::uint32_t>(i));
    }
  }

  std::vector<Combination> combine(const std::vector<bool>& left_out) && {
    collect(left_out);
    for (std::size_t first = 0; first < shares_.size();) {
      const Shares own = find(shares_[first].meets, shares_[first].group);
      first += own.size();
      combine_one(own);
    }
    std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) {
      return std::pair(a.binding, a.subject) < std::pair(b.binding, b.subject);
    });
    return std::move(found_);
  }

 private:
  void collect(const std::vector<bool>& left_out);
  Shares find(NameId meets, bool group) const;
  static Shares within(Shares shares, NameId space);
  Pool pool_of(Shares shares) const;
  static void add(const Pool& some, Pool& pool);
  const Pool& pool_of_group(NameId group, NameId space);
  void combine_one(Shares own);
  void take(const Pool& pool, const ThreatSet& known, std::size_t others, NameId space);
  void tell(const Pool& pool, std::size_t last, std::uint32_t threat, NameId space);
  std::vector<NameId> groups_of(const Share& share) const;
  ThreatSet met(const Needs& needs) const;
  std::vector<NameId> spaces_of(Shares own, const std::vector<NameId>& groups);
  const std::vector<NameId>& spaces_of_group(NameId group);

  const Model& model_;
  const Powers& powers_;
  std::vector<std::uint32_t> several_;  // threats with several needs
  std::vector<Share> shares_;           // sorted
  std::unordered_map<NameId, std::vector<NameId>> group_spaces_;
  std::unordered_map<std::uint64_t, Pool> group_pools_;  // by group and namespace
  std::vector<Combination> found_;
};

void Combiner::collect(const std::vector<bool>& left_out) {
  for (std::uint32_t number = 0; number < model_.bindings().size(); ++number) {
    const Binding& binding = model_.bindings()[number];
    if (left_out[number]) continue;
    const Needs needs = powers_.granted_by(binding) & powers_.shared();
    if (needs.none()) continue;
    for (std::uint32_t i = binding.subjects.first; i < binding.subjects.end(); ++i) {
      const Subject& subject = model_.subjects()[i];
      const bool group = subject.kind == Subject::Kind::group;
      if (subject.meets == kUnknown || (group && model_.text(subject.name) == kMasters)) continue;
      shares_.push_back({subject.meets, group, binding.name_space,
                         is_entitled(model_, binding, subject), number, i, needs});
    }
  }
  std::sort(shares_.begin(), shares_.end(),
            [](const Share& a, const Share& b) { return a.key() < b.key(); });
}

Shares Combiner::find(NameId meets, bool group) const {
  const auto range = std::equal_range(
      shares_.begin(), shares_.end(), Share{meets, group}, [](const Share& a, const Share& b) {
        return std::pair(a.meets, a.group) < std::pair(b.meets, b.group);
      });
  return {range.first, range.second};
}

Shares Combiner::within(Shares shares, NameId space) {
  const auto range = std::equal_range(
      shares.begin(), shares.end(), Share{.space = space},
      [](const Share& a, const Share& b) { return a.space < b.space; });
  return {range.first, range.second};
}

ThreatSet Combiner::met(const Needs& needs) const {
  ThreatSet out;
  for (const std::uint32_t threat : several_)
    out.set(threat, powers_.threats()[threat].is_met_by(needs));
  return out;
}

Pool Combiner::pool_of(Shares shares) const {
  Pool pool;
  Needs last;
  for (const Share& share : shares) {
    if (share.needs != last) pool.alone |= met(share.needs);
    last = share.needs;
    if ((share.needs & ~pool.needs).none()) continue;
    pool.adding.push_back(&share);
    pool.needs |= share.needs;
  }
  return pool;
}

void Combiner::add(const Pool& some, Pool& pool) {
  pool.alone |= some.alone;
  for (const Share* share : some.adding) {
    if ((share->needs & ~pool.needs).none()) continue;
    pool.adding.push_back(share);
    pool.needs |= share->needs;
  }
}

const Pool& Combiner::pool_of_group(NameId group, NameId space) {
  const auto [at, is_new] = group_pools_.try_emplace((std::uint64_t{group} << 32U) | space);
  if (is_new) at->second = pool_of(within(find(group, true), space));
  return at->second;
}

// The groups that somebody is in because of what he is.
std::vector<NameId> Combiner::groups_of(const Share& share) const {
  const std::string_view name = model_.text(share.meets);
  std::vector<std::string> groups;
  if (!share.group) {
    groups = impersonated(std::string(name), {}).groups;
  } else if (name != kAuthenticated && name != kUnauthenticated) {
    if (name.starts_with("system:serviceaccounts:")) groups.emplace_back("system:serviceaccounts");
    groups.emplace_back(kAuthenticated);
  }
  std::vector<NameId> out;
  for (const std::string& group : groups) {
    const NameId id = model_.names().find(group);
    if (id != kUnknown && !find(id, true).empty()) out.push_back(id);
  }
  return out;
}

// One for each set of needs that the group meets in some namespace: others would tell the same.
const std::vector<NameId>& Combiner::spaces_of_group(NameId group) {
  const auto [at, is_new] = group_spaces_.try_emplace(group);
  if (!is_new) return at->second;
  std::vector<Needs> seen;
  const Shares shares = find(group, true);
  for (std::size_t i = 0; i < shares.size();) {
    const Shares here = within(shares, shares[i].space);
    i += here.size();
    Needs needs;
    for (const Share& share : here) needs |= share.needs;
    if (here.front().space == kEmpty || std::find(seen.begin(), seen.end(), needs) != seen.end())
      continue;
    seen.push_back(needs);
    at->second.push_back(here.front().space);
  }
  return at->second;
}

void Combiner::combine_one(Shares own) {
  const std::vector<NameId> groups = groups_of(own.front());
  const Pool mine = pool_of(within(own, kEmpty));
  Pool cluster;
  for (const NameId group : groups) add(pool_of_group(group, kEmpty), cluster);
  Pool whole = cluster;
  add(mine, whole);
  take(whole, {}, cluster.adding.size(), kEmpty);
  const ThreatSet known = met(whole.needs);
  for (const NameId space : spaces_of(own, groups)) {
    Pool pool = cluster;
    for (const NameId group : groups) add(pool_of_group(group, space), pool);
    const std::size_t others = pool.adding.size();
    add(mine, pool);
    add(pool_of(within(own, space)), pool);
    take(pool, known, others, space);
  }
}

// Those of his own bindings, and where he has something everywhere those of his groups.
std::vector<NameId> Combiner::spaces_of(Shares own, const std::vector<NameId>& groups) {
  std::vector<NameId> spaces;
  for (const Share& share : own) {
    if (share.space != kEmpty && (spaces.empty() || spaces.back() != share.space))
      spaces.push_back(share.space);
  }
  if (own.front().space != kEmpty) return spaces;
  for (const NameId group : groups) {
    const auto& more = spaces_of_group(group);
    spaces.insert(spaces.end(), more.begin(), more.end());
  }
  std::sort(spaces.begin(), spaces.end());
  spaces.erase(std::unique(spaces.begin(), spaces.end()), spaces.end());
  return spaces;
}

// The first `others` of the pool are those of groups.
void Combiner::take(const Pool& pool, const ThreatSet& known, std::size_t others, NameId space) {
  const ThreatSet all = met(pool.needs) & ~pool.alone & ~known;
  if (all.none()) return;
  for (const std::uint32_t threat : several_) {
    if (!all.test(threat)) continue;
    Needs needs;
    std::size_t last = 0;
    while (!powers_.threats()[threat].is_met_by(needs |= pool.adding[last]->needs)) ++last;
    if (last >= others && !pool.adding[last]->entitled) tell(pool, last, threat, space);
  }
}

void Combiner::tell(const Pool& pool, std::size_t last, std::uint32_t threat, NameId space) {
  const Share& share = *pool.adding[last];
  Combination out{share.binding, share.subject, threat, {}, space};
  Needs open = powers_.threats()[threat].needs & ~share.needs;
  for (std::size_t i = 0; i < last && open.any(); ++i) {
    if ((open & pool.adding[i]->needs).none()) continue;
    open &= ~pool.adding[i]->needs;
    out.others.push_back(pool.adding[i]->binding);
  }
  found_.push_back(std::move(out));
}

}  // namespace

std::vector<Combination> combinations(const Model& model, const Powers& powers,
                                      const std::vector<bool>& left_out) {
  return Combiner(model, powers).combine(left_out);
}

}  // namespace bulwark::analyzers::rbac
