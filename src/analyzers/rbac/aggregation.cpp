// SPDX-License-Identifier: Apache-2.0
// One walk over the roles that are selected for each aggregated role, bounded in all.
#include "analyzers/rbac/aggregation.h"

#include <algorithm>
#include <set>

#include "analyzers/references/labels.h"
#include "base/text.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::rbac {
namespace {

using formats::Value;
using references::LabelIndex;

constexpr std::size_t kMostSteps = 4'000'000;  // from one role to another: selected, and walked

using Edges = std::vector<std::vector<std::uint32_t>>;

std::vector<std::uint32_t> selected(const model::Resource& role, const LabelIndex& labels) {
  std::vector<std::uint32_t> out;
  for (const Value& selector :
       formats::items_of(*role.root.find("aggregationRule"), "clusterRoleSelectors")) {
    if (!selector.is_map()) continue;
    const auto some = labels.find(references::selection_of(&selector));
    out.insert(out.end(), some.begin(), some.end());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

struct Walk {
  std::vector<std::uint32_t> reached;  // sorted
  bool finished = true;
};

class Walker {
 public:
  Walker(const Edges& edges, std::size_t roles) : edges_(edges), seen_(roles, kNever) {}

  // Whatever `from` reaches; itself only by way of another one.
  Walk walk(std::uint32_t from) {
    Walk walk;
    std::vector<std::uint32_t> open{from};
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      for (const std::uint32_t next : edges_[at]) {
        if (++steps_ > kMostSteps) return {{}, false};
        if (next == at || seen_[next] == from) continue;
        seen_[next] = from;
        walk.reached.push_back(next);
        open.push_back(next);
      }
    }
    std::sort(walk.reached.begin(), walk.reached.end());
    return walk;
  }

 private:
  static constexpr std::uint32_t kNever = 0xFFFFFFFF;
  const Edges& edges_;
  std::vector<std::uint32_t> seen_;  // by whose walk
  std::size_t steps_ = 0;
};

bool has(const std::vector<std::uint32_t>& sorted, std::uint32_t one) {
  return std::binary_search(sorted.begin(), sorted.end(), one);
}

// The names of roles that reach each other, each cycle once.
std::vector<std::string> cycles_among(const std::vector<const model::Resource*>& roles,
                                      const Edges& reached) {
  std::set<std::string> cycles;
  for (std::uint32_t i = 0; i < roles.size(); ++i) {
    if (!has(reached[i], i)) continue;
    std::vector<std::string> members;
    for (const std::uint32_t other : reached[i]) {
      if (has(reached[other], i)) members.emplace_back(roles[other]->name());
    }
    cycles.insert(join(members, ", "));
  }
  return {cycles.begin(), cycles.end()};
}

}  // namespace

bool is_aggregated(const model::Resource& role) {
  const Value* rule = role.root.find("aggregationRule");
  return rule != nullptr && rule->is_map();
}

Aggregation aggregate(const std::vector<const model::Resource*>& roles) {
  Aggregation out;
  out.sources.resize(roles.size());
  LabelIndex labels(references::LabelsOf::objects);
  for (const model::Resource* role : roles) labels.add(role->root.at("metadata", "labels"));
  Edges edges(roles.size());
  std::size_t selections = 0;
  for (std::uint32_t i = 0; i < roles.size(); ++i) {
    if (!is_aggregated(*roles[i])) continue;
    if (selections < kMostSteps) {
      edges[i] = selected(*roles[i], labels);
      selections += edges[i].size();
    } else {
      out.unfinished.push_back(i);
    }
  }
  Walker walker(edges, roles.size());
  std::vector<std::vector<std::uint32_t>> reached(roles.size());
  for (std::uint32_t i = 0; i < roles.size(); ++i) {
    if (!is_aggregated(*roles[i])) continue;
    Walk walk = walker.walk(i);
    if (!walk.finished) out.unfinished.push_back(i);
    reached[i] = std::move(walk.reached);
  }
  for (std::uint32_t i = 0; i < roles.size(); ++i) {
    for (const std::uint32_t other : reached[i]) {
      if (!is_aggregated(*roles[other]) || has(reached[other], other))
        out.sources[i].push_back(other);
    }
  }
  out.cycles = cycles_among(roles, reached);
  return out;
}

}  // namespace bulwark::analyzers::rbac
