// SPDX-License-Identifier: Apache-2.0
// Every right becomes questions, one for each verb, resource and name; the index answers them.
#include "analyzers/rbac/powers.h"

#include <algorithm>

#include "base/check.h"

namespace bulwark::analyzers::rbac {
namespace {

std::size_t at(Reach reach) { return static_cast<std::size_t>(reach); }

}  // namespace

Reach reach_of(std::string_view name_space) {
  if (name_space.empty()) return Reach::cluster;
  return name_space.starts_with("kube-") ? Reach::system : Reach::name_space;
}

bool grants_in(Place place, Reach reach) {
  return place == Place::anywhere || reach == Reach::cluster ||
         (place == Place::kube_system && reach == Reach::system);
}

Powers::Powers(const Model& model, std::uint32_t minor) : model_(model) {
  for (auto& met : met_) met.resize(model.roles().size());
  for (const Danger& danger : dangers()) {
    if (minor < danger.since_minor || minor >= danger.before_minor) continue;
    Threat threat{&danger, {}};
    for (const std::string_view need : danger.needs) {
      if (!need.empty()) threat.needs.set(number_of(need));
    }
    if (threat.needs.count() > 1) shared_ |= threat.needs;
    threats_.push_back(threat);
  }
  first_question_.push_back(questions_.size());
  for (const Question& question : questions_) find_roles(question);
}

std::size_t Powers::number_of(std::string_view need) {
  const auto known = std::find(needs_.begin(), needs_.end(), need);
  const auto number = static_cast<std::size_t>(known - needs_.begin());
  if (known != needs_.end()) return number;
  CHECK(number < kMostNeeds, "dangers have more needs than a set holds");
  needs_.push_back(need);
  first_question_.push_back(questions_.size());
  for (const NeededRight& right : parse_need(need)) ask(right, number);
  return number;
}

void Powers::ask(const NeededRight& right, std::size_t need) {
  const std::vector<std::string> resources = resources_of(right);
  for (const std::string& verb : right.verbs) {
    for (const std::string& resource : resources) ask_one(right, need, verb, resource);
  }
}

// Of a beginning those that rules name, and one for rules of everything. A star is no wildcard
// after a slash.
std::vector<std::string> Powers::resources_of(const NeededRight& right) const {
  std::vector<std::string> out;
  for (const std::string& resource : right.resources) {
    if (!resource.ends_with('/') || resource.starts_with('/')) {
      out.push_back(resource);
      continue;
    }
    out.push_back(resource + "?");
    for (NameId id = 0; id < model_.names().size(); ++id) {
      const std::string_view text = model_.text(id);
      if (text.starts_with(resource) && !text.ends_with("/*")) out.emplace_back(text);
    }
  }
  return out;
}

void Powers::ask_one(const NeededRight& right, std::size_t need, const std::string& verb,
                     const std::string& resource) {
  Question question;
  question.place = right.place;
  question.need = need;
  question.attributes.verb = verb;
  question.attributes.group = right.group;
  question.attributes.is_resource = !resource.starts_with('/');
  const std::size_t slash = question.attributes.is_resource ? resource.find('/')
                                                            : std::string::npos;
  if (!question.attributes.is_resource) question.attributes.path = resource;
  question.attributes.resource = resource.substr(0, slash);
  if (slash != std::string::npos) question.attributes.subresource = resource.substr(slash + 1);
  ask_names(right, question);
}

// A name that nobody writes is met by rules for all names alone: once is enough for these.
void Powers::ask_names(const NeededRight& right, const Question& question) {
  const auto add = [&](const std::string& name) {
    Question& kept = questions_.emplace_back(question);
    kept.attributes.name = name;
    kept.wanted = wanted(kept.attributes, model_.names());
    kept.wanted.any_name = right.any_name;
    if (kept.attributes.verb.ends_with(':')) kept.verb_begins = kept.attributes.verb;
  };
  if (right.names.empty()) add("");
  for (std::size_t i = 0; i < right.names.size(); ++i) {
    if (i == 0 || model_.names().find(right.names[i]) != kUnknown) add(right.names[i]);
  }
}

bool Powers::allows(const Question& question, const Rule& rule) const {
  const Rules& rules = model_.rules();
  if (question.verb_begins.empty()) return rules.allows(rule, question.wanted, model_.names());
  const auto verbs = rules.list(rule.verbs);
  return std::any_of(verbs.begin(), verbs.end(), [&](NameId verb) {
    return model_.text(verb).starts_with(question.verb_begins);
  });
}

void Powers::find_roles(const Question& question) {
  const auto take = [&](const Rule& rule) {
    for (const Reach reach : {Reach::cluster, Reach::system, Reach::name_space}) {
      if (grants_in(question.place, reach)) met_.at(at(reach))[rule.role].set(question.need);
    }
  };
  const std::vector<Rule>& rules = model_.rules().all;
  if (question.verb_begins.empty()) {
    for (const std::uint32_t rule :
         model_.by_resource().find(question.wanted, model_.rules(), model_.names()))
      take(rules[rule]);
    return;
  }
  bool is_written = false;  // hardly any cluster has such a verb
  for (NameId id = 0; id < model_.names().size() && !is_written; ++id)
    is_written = model_.text(id).starts_with(question.verb_begins);
  for (const Rule& rule : rules) {
    if (is_written && allows(question, rule)) take(rule);
  }
}

Needs Powers::granted_by(const Binding& binding) const {
  const auto& met = met_.at(at(reach_of(model_.text(binding.name_space))));
  Needs out;
  for (std::uint32_t role = binding.roles.first; role < binding.roles.end(); ++role)
    out |= met[role];
  return out;
}

std::uint32_t Powers::rule_for(const Binding& binding, std::size_t need) const {
  const Reach reach = reach_of(model_.text(binding.name_space));
  for (std::uint32_t role = binding.roles.first; role < binding.roles.end(); ++role) {
    const Range rules = model_.roles()[role].rules;
    for (std::uint32_t rule = rules.first; rule < rules.end(); ++rule) {
      if (meets(model_.rules().all[rule], need, reach)) return rule;
    }
  }
  CHECK(false, "a need that the binding's roles do not meet");
  return 0;
}

bool Powers::meets(const Rule& rule, std::size_t need, Reach reach) const {
  for (std::size_t i = first_question_[need]; i < first_question_[need + 1]; ++i) {
    const Question& question = questions_[i];
    if (grants_in(question.place, reach) && allows(question, rule)) return true;
  }
  return false;
}

}  // namespace bulwark::analyzers::rbac
