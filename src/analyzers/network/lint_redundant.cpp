// SPDX-License-Identifier: Apache-2.0
// A rule of a NetworkPolicy is redundant where all that it allows is allowed without it; one of a
// tier where the first that fits decides, when it never is the first.
//
// What a rule decides on is its subjects' classes with the nodes that it names; of nodes that no
// rule of the class names one stands for all. Rules are tried from the last one, and those that
// were found redundant are not counted on for the others: all of them can go together.
#include <algorithm>
#include <set>

#include "analyzers/network/decision.h"
#include "analyzers/network/lint.h"

namespace bulwark::analyzers::network {
namespace {

class Finder {
 public:
  explicit Finder(const LintPicture& picture) : picture_(picture) {}

  void find(std::vector<Lint>& out) {
    Policies rest = picture_.policies;
    for (std::size_t i = rest.all.size(); i-- > 0;) {
      for (const Direction direction : {Direction::egress, Direction::ingress}) {
        if (!rest.all[i].decides(direction)) continue;
        try_rules(rest, i, direction, out);
      }
    }
  }

 private:
  void try_rules(Policies& rest, std::size_t at, Direction direction, std::vector<Lint>& out) {
    Policy& policy = rest.all[at];
    auto& rules = direction == Direction::ingress ? policy.ingress_rules : policy.egress_rules;
    if (policy.subjects->empty()) return;  // told as such
    Around around = touching(rest, policy, direction);
    for (std::size_t i = rules.size(); i-- > 0;) {
      if (!has_peers(rules[i])) continue;  // told as such
      const bool needed = is_unordered(policy) ? alters(around, direction, i)
                                               : decides(around, direction, i);
      if (needed) continue;
      out.push_back({"redundant-rule", policy.resource, rules[i].path,
                     is_unordered(policy) ? "other rules allow all that it allows"
                                          : "has no effect: what it is for is decided before it"});
      rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(i));
      around.rules(direction).erase(around.rules(direction).begin() +
                                    static_cast<std::ptrdiff_t>(i));
    }
  }

  /// Policies with a pod in common with one of them; no others can matter.
  struct Around {
    Policies policies;
    std::size_t at = 0;  ///< of that one

    const Policy& policy() const { return policies.all[at]; }
    std::vector<PolicyRule>& rules(Direction direction) {
      Policy& own = policies.all[at];
      return direction == Direction::ingress ? own.ingress_rules : own.egress_rules;
    }
  };

  static Around touching(const Policies& all, const Policy& policy, Direction direction) {
    Around out;
    out.policies.tiers = all.tiers;
    for (const Policy& one : all.all) {
      const bool common = std::ranges::any_of(*policy.subjects,
                                              [&](EndpointId pod) { return is_subject(one, pod); });
      if (&one == &policy) out.at = out.policies.all.size();
      if (one.decides(direction) && common) out.policies.all.push_back(one);
    }
    return out;
  }

  // Whether anything is allowed otherwise without it.
  bool alters(const Around& around, Direction direction, std::size_t number) const {
    Policies without = around.policies;
    Policy& own = without.all[around.at];
    auto& rules = direction == Direction::ingress ? own.ingress_rules : own.egress_rules;
    rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(number));
    return any_pair(around, direction, number, [&](EndpointId pod, const FarEnd& other) {
      return allowed_of(decide(around.policies, picture_.endpoints, direction, pod, other)) !=
             allowed_of(decide(without, picture_.endpoints, direction, pod, other));
    });
  }

  // Whether it is asked about anything at all: of those where the first that fits decides.
  bool decides(const Around& around, Direction direction, std::size_t number) const {
    const PolicyRule* own = &around.policy().rules(direction)[number];
    return any_pair(around, direction, number, [&](EndpointId pod, const FarEnd& other) {
      return std::ranges::any_of(decide(around.policies, picture_.endpoints, direction, pod, other),
                                 [&](const Decision& one) { return one.rule == own; });
    });
  }

  // One of each class that it selects, with each whom the rule is for.
  template <class Is>
  bool any_pair(const Around& around, Direction direction, std::size_t number, const Is& is) const {
    std::set<NodeId> classes;
    const std::vector<FarEnd> far = others(around.policies, direction);
    return std::ranges::any_of(*around.policy().subjects, [&](EndpointId pod) {
      if (!classes.insert(picture_.reach.node_of(pod)).second) return false;
      return std::ranges::any_of(far, [&](const FarEnd& other) {
        return is_peer(around.policy().rules(direction)[number], other) && is(pod, other);
      });
    });
  }

  // One of each node that some rule names, and one that none does.
  std::vector<FarEnd> others(const Policies& of, Direction direction) const {
    std::vector<const PolicyRule*> naming;
    bool by_receiver = false;  // a name of a port may be another number at each
    for (const Policy& policy : of.all) {
      for (const PolicyRule& rule : policy.rules(direction)) {
        if (!rule.any_peer) naming.push_back(&rule);
        by_receiver = by_receiver || (direction == Direction::egress &&
                                      std::ranges::any_of(rule.ports, [](const PortMatch& one) {
                                        return !one.name.empty();
                                      }));
      }
    }
    std::vector<FarEnd> out;
    bool has_unnamed = false;
    for (const FarEnd& one : everybody(direction)) {
      const bool named = std::ranges::any_of(
          naming, [&](const PolicyRule* rule) { return is_peer(*rule, one); });
      if (named || by_receiver || !has_unnamed) out.push_back(one);
      has_unnamed = has_unnamed || !named;
    }
    return out;
  }

  std::vector<FarEnd> everybody(Direction direction) const {
    std::vector<FarEnd> out;
    for (const auto& pods : picture_.reach.classes()) out.push_back({pods.front(), {}});
    for (const AddressRange& range : picture_.reach.outside(direction)) out.push_back({{}, range});
    out.emplace_back();
    return out;
  }

  const LintPicture& picture_;
};

}  // namespace

void lint_redundant(const LintPicture& picture, std::vector<Lint>& out) {
  Finder(picture).find(out);
}

}  // namespace bulwark::analyzers::network
