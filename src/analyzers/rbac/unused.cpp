// SPDX-License-Identifier: Apache-2.0
// For each subject everything that it asked for, for each rule the atoms that these met.
#include "analyzers/rbac/unused.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>

#include "analyzers/rbac/cover.h"
#include "analyzers/rbac/least.h"
#include "analyzers/rbac/rights.h"

namespace bulwark::analyzers::rbac {
namespace {

using Requests = std::vector<Attributes>;

/// Everybody's requests, each made once.
class Everybody {
 public:
  Everybody(const Model& model, const Usage& usage) : model_(model) {
    for (const auto& [user, person] : usage.people()) {
      const auto number = static_cast<std::uint32_t>(requests_.size());
      requests_.push_back(usage.requests(person));
      users_.emplace(user, number);
      for (const std::string& group : person.groups) groups_[group].push_back(number);
    }
  }

  /// Of whoever is the subject, or in it.
  std::vector<const Requests*> of(const Subject& subject) const {
    const std::string name(model_.text(subject.meets));
    std::vector<const Requests*> out;
    if (subject.kind != Subject::Kind::group) {
      const auto found = users_.find(name);
      if (found != users_.end()) out.push_back(&requests_[found->second]);
      return out;
    }
    const auto found = groups_.find(name);
    if (found == groups_.end()) return out;
    for (const std::uint32_t number : found->second) out.push_back(&requests_[number]);
    return out;
  }

 private:
  const Model& model_;
  std::vector<Requests> requests_;
  std::map<std::string, std::uint32_t, std::less<>> users_;
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> groups_;
};

/// One rule, and which of its atoms requests met.
class Meter {
 public:
  Meter(const Model& model, const Rule& rule, bool wide) : model_(model), rule_(rule) {
    for (const Atom& atom : atoms_of(model.rules(), rule)) {
      if (atom.is_path() && !wide) continue;
      atoms_.push_back(atom);
      if (atom.is_path()) paths_.push_back(atom);
      known_.insert(atom);
    }
  }

  void take(const Attributes& asked) {
    const Wanted what = wanted(asked, model_.names());
    if (known_.empty() || !model_.rules().allows(rule_, what, model_.names())) return;
    used_.push_back(
        right_of(asked, rule_.names.count == 0 ? ObjectNames::left_out : ObjectNames::kept));
    what.is_resource ? meet_resource(what) : meet_path(what);
  }

  RuleUse use(const Grant& grant) && {
    std::vector<Right> unused, wider;
    for (const Atom& atom : atoms_) {
      if (!met_.contains(atom)) {
        unused.push_back(right_of(model_.names(), atom));
      } else if (is_wild(atom)) {
        wider.push_back(right_of(model_.names(), atom));
      }
    }
    return {grant, merged(std::move(used_)), merged(std::move(unused)), merged(std::move(wider))};
  }

 private:
  void meet_resource(const Wanted& what) {
    const NameId name = rule_.names.count == 0 ? kUnknown : what.name;
    for (const NameId verb : {what.verb, kAll}) {
      for (const NameId group : {what.group, kAll}) {
        for (const NameId resource : {what.resource, what.any_with_subresource, kAll})
          meet({verb, group, resource, name});
      }
    }
  }

  void meet_path(const Wanted& what) {
    for (const Atom& atom : paths_) {
      const bool verb = atom.verb == kAll || atom.verb == what.verb;
      if (verb && path_matches(model_.text(atom.resource), what.path)) met_.insert(atom);
    }
  }

  bool is_wild(const Atom& atom) const {
    if (atom.verb == kAll || atom.group == kAll) return true;
    const std::string_view text = model_.text(atom.resource);
    return atom.is_path() ? text.ends_with('*') : text == "*" || text.starts_with("*/");
  }

  void meet(const Atom& atom) {
    if (atom.group != kUnknown && known_.contains(atom)) met_.insert(atom);
  }

  const Model& model_;
  const Rule& rule_;
  std::vector<Atom> atoms_, paths_;
  std::unordered_set<Atom, AtomHash> known_, met_;
  std::vector<Right> used_;
};

BindingUse use_of(const Model& model, std::uint32_t number, std::uint32_t subject,
                  const std::vector<const Requests*>& requests) {
  const Binding& binding = model.bindings()[number];
  const bool wide = binding.name_space == kEmpty;
  const std::string_view space = model.text(binding.name_space);
  BindingUse out{number, subject, {}};
  for (std::uint32_t role = binding.roles.first; role < binding.roles.end(); ++role) {
    const Range rules = model.roles()[role].rules;
    for (std::uint32_t rule = rules.first; rule < rules.end(); ++rule) {
      Meter meter(model, model.rules().all[rule], wide);
      for (const Requests* some : requests) {
        for (const Attributes& asked : *some) {
          if (wide || (asked.is_resource && asked.name_space == space)) meter.take(asked);
        }
      }
      out.rules.push_back(std::move(meter).use({number, subject, rule}));
    }
  }
  return out;
}

}  // namespace

bool BindingUse::used() const {
  return std::any_of(rules.begin(), rules.end(),
                     [](const RuleUse& rule) { return !rule.used.empty(); });
}

std::vector<BindingUse> binding_uses(const Model& model, const Usage& usage,
                                     const std::function<bool(const Subject&)>& wanted) {
  const Everybody everybody(model, usage);
  std::vector<BindingUse> out;
  for (std::uint32_t number = 0; number < model.bindings().size(); ++number) {
    const Range subjects = model.bindings()[number].subjects;
    for (std::uint32_t i = subjects.first; i < subjects.end(); ++i) {
      const Subject& subject = model.subjects()[i];
      if (subject.meets == kUnknown || !wanted(subject)) continue;
      out.push_back(use_of(model, number, i, everybody.of(subject)));
    }
  }
  return out;
}

}  // namespace bulwark::analyzers::rbac
