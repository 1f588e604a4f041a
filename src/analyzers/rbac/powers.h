// SPDX-License-Identifier: Apache-2.0
// Powers: which needs of the dangers each role of a model meets, found by the index of rules: one
// look-up for each right that counts, whatever the number of roles.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "analyzers/rbac/dangers.h"
#include "analyzers/rbac/model.h"
#include "analyzers/rbac/need.h"

namespace bulwark::analyzers::rbac {

inline constexpr std::size_t kMostNeeds = 128;
/// Needs by their numbers.
using Needs = std::bitset<kMostNeeds>;

/// A danger as the needs that it takes.
struct Threat {
  const Danger* danger = nullptr;
  Needs needs;
  /// Whether what grants `some` in all does, and so may `all` of it.
  bool is_met_by(const Needs& some) const { return (needs & ~some).none(); }
};

/// Where bindings of a namespace grant.
enum class Reach : std::uint8_t { cluster, system, name_space };
/// Of the namespace of a binding; those of kube-system, kube-public and kube-node-lease are the
/// system's.
Reach reach_of(std::string_view name_space);
/// Whether a right that counts in `place` is one there.
bool grants_in(Place place, Reach reach);

/// `model` must outlive it.
class Powers {
 public:
  /// The dangers of Kubernetes 1.`minor`.
  Powers(const Model& model, std::uint32_t minor);

  /// In the order of their table.
  const std::vector<Threat>& threats() const { return threats_; }
  /// What a binding grants to each of its subjects.
  Needs granted_by(const Binding& binding) const;
  /// The first rule of the binding's roles that meets the need, which is one of granted_by().
  std::uint32_t rule_for(const Binding& binding, std::size_t need) const;
  /// The needs of dangers that have several.
  const Needs& shared() const { return shared_; }

 private:
  /// A right in the numbers of the model. `attributes` are pointed into.
  struct Question {
    Attributes attributes;
    Wanted wanted;
    Place place = Place::anywhere;
    std::size_t need = 0;
    std::string_view verb_begins;  ///< instead of all else
  };
  std::size_t number_of(std::string_view need);
  void ask(const NeededRight& right, std::size_t need);
  void ask_one(const NeededRight& right, std::size_t need, const std::string& verb,
               const std::string& resource);
  void ask_names(const NeededRight& right, const Question& question);
  void find_roles(const Question& question);
  bool allows(const Question& question, const Rule& rule) const;
  bool meets(const Rule& rule, std::size_t need, Reach reach) const;
  std::vector<std::string> resources_of(const NeededRight& right) const;

  const Model& model_;
  std::vector<std::string_view> needs_;
  std::deque<Question> questions_;  // need by need
  std::vector<std::size_t> first_question_;
  std::vector<Threat> threats_;
  Needs shared_;
  std::array<std::vector<Needs>, 3> met_;  // by reach, by role
};

}  // namespace bulwark::analyzers::rbac
