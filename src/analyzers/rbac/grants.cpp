// SPDX-License-Identifier: Apache-2.0
// Binding by binding what its roles are enough for, then what somebody puts together from several.
#include "analyzers/rbac/grants.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "analyzers/rbac/combinations.h"
#include "analyzers/rbac/entitled.h"
#include "analyzers/rbac/explain.h"
#include "analyzers/rbac/grant_text.h"
#include "analyzers/rbac/powers.h"
#include "analyzers/references/analyze.h"
#include "formats/path.h"

namespace bulwark::analyzers::rbac {
namespace {

// "v1.34.4-eks" -> 34
std::uint32_t minor_of(const model::Inventory& inventory, std::string_view cluster,
                       std::uint32_t otherwise) {
  constexpr std::string_view kMajor = "v1.";
  for (const model::Cluster& one : inventory.clusters) {
    const std::string_view version = one.server_version;
    if (inventory.sources[one.source].name != cluster || !version.starts_with(kMajor)) continue;
    std::uint32_t minor = 0;
    const char* end = version.data() + version.size();
    if (std::from_chars(version.data() + kMajor.size(), end, minor).ec == std::errc()) return minor;
  }
  return otherwise;
}

bool is_in_every_cluster(const Named& role) {
  return role.kind == "ClusterRole" && (role.name == "admin" || role.name == "edit" ||
                                        role.name == "view" || role.name.starts_with("system:"));
}

// Something is not known that any of these controls may depend on.
void keep_from_answers(const std::string& what, const std::vector<std::string_view>& controls,
                       references::Findings& findings) {
  for (const std::string_view control : controls) findings.unsure.try_emplace(control, what);
  findings.unknown.push_back(what);
}

class Judge {
 public:
  Judge(const Model& model, std::uint32_t minor, const GrantOptions& options,
        references::Findings& findings)
      : model_(model), powers_(model, minor), options_(options), findings_(findings) {
    find_everything();
  }

  void judge() {
    const std::vector<Combination> all = combinations(model_, powers_, everything_);
    auto combined = all.begin();
    for (std::uint32_t binding = 0; binding < model_.bindings().size(); ++binding) {
      grants_.clear();
      const std::vector<std::uint32_t> told = told_subjects(binding);
      if (!told.empty()) {
        alone(binding, told);
        unknown(model_.bindings()[binding]);
      }
      for (; combined != all.end() && combined->binding == binding; ++combined) add(*combined);
      for (const auto& [control, grant] : grants_) write(grant);
    }
  }

 private:
  void find_everything();
  std::vector<std::uint32_t> told_subjects(std::uint32_t binding) const;
  void alone(std::uint32_t binding, const std::vector<std::uint32_t>& told);
  void add(const Combination& one);
  void unknown(const Binding& binding);
  void write(const DangerousGrant& grant);
  bool is_wanted(std::string_view control) const;
  std::string_view control_of(const Binding& binding, const Danger& danger) const;

  const Model& model_;
  Powers powers_;
  const GrantOptions& options_;
  references::Findings& findings_;
  std::vector<bool> everything_;                       // by binding
  std::map<std::string_view, DangerousGrant> grants_;  // of the binding, by control
};

bool Judge::is_wanted(std::string_view control) const {
  const auto& wanted = options_.controls;
  return std::find(wanted.begin(), wanted.end(), control) != wanted.end();
}

// Empty where it is nothing to tell.
std::string_view Judge::control_of(const Binding& binding, const Danger& danger) const {
  if (reach_of(model_.text(binding.name_space)) != Reach::name_space)
    return danger.control == kInNamespace ? kEverything : danger.control;
  return danger.in_namespace ? kInNamespace : std::string_view();
}

void Judge::find_everything() {
  everything_.resize(model_.bindings().size());
  for (std::size_t i = 0; i < everything_.size(); ++i) {
    const Needs needs = powers_.granted_by(model_.bindings()[i]);
    everything_[i] = std::any_of(
        powers_.threats().begin(), powers_.threats().end(), [&](const Threat& threat) {
          return threat.danger->number == kEverythingNumber && threat.is_met_by(needs);
        });
  }
}

std::vector<std::uint32_t> Judge::told_subjects(std::uint32_t number) const {
  const Binding& binding = model_.bindings()[number];
  std::vector<std::uint32_t> out;
  std::set<std::pair<NameId, bool>> seen;
  for (std::uint32_t i = binding.subjects.first; i < binding.subjects.end(); ++i) {
    const Subject& subject = model_.subjects()[i];
    if (!is_told(model_, binding, subject)) continue;
    if (seen.emplace(subject.meets, subject.kind == Subject::Kind::group).second) out.push_back(i);
  }
  return out;
}

// Of everything nothing else is told.
void Judge::alone(std::uint32_t number, const std::vector<std::uint32_t>& told) {
  const Binding& binding = model_.bindings()[number];
  const Needs needs = powers_.granted_by(binding);
  const auto& threats = powers_.threats();
  for (std::uint32_t i = 0; i < threats.size(); ++i) {
    const Danger& danger = *threats[i].danger;
    if (!threats[i].is_met_by(needs)) continue;
    const std::string_view control = control_of(binding, danger);
    if (control.empty()) continue;
    DangerousGrant& grant = grants_[control];
    grant.binding = number;
    grant.control = control;
    grant.subjects = told;
    if (std::none_of(grant.threats.begin(), grant.threats.end(), [&](std::uint32_t known) {
          return threats[known].danger->number == danger.number &&
                 threats[known].danger->leads_to == danger.leads_to;
        }))
      grant.threats.push_back(i);
    if (everything_[number]) return;
  }
}

void Judge::add(const Combination& one) {
  const Binding& binding = model_.bindings()[one.binding];
  const std::string_view control = control_of(binding, *powers_.threats()[one.threat].danger);
  if (control.empty() || !is_told(model_, binding, model_.subjects()[one.subject])) return;
  DangerousGrant& grant = grants_[control];
  grant.binding = one.binding;
  grant.control = control;
  if (std::find(grant.subjects.begin(), grant.subjects.end(), one.subject) == grant.subjects.end())
    grant.subjects.push_back(one.subject);
  grant.combined.push_back(one);
}

// What a role grants that was not read. Of a cluster that was read whole there is no such role.
void Judge::unknown(const Binding& binding) {
  if (!binding.dangling() || model_.knows_roles()) return;
  const Named role = granted_role(model_, binding);
  if (options_.complete && !model_.is_cluster() && !is_in_every_cluster(role)) return;
  keep_from_answers(role.title(), options_.controls, findings_);
}

void Judge::write(const DangerousGrant& grant) {
  if (!is_wanted(grant.control)) return;
  const Binding& binding = model_.bindings()[grant.binding];
  const bool one_of_several = grant.subjects.size() == 1 && binding.subjects.count > 1;
  std::string path = "roleRef";
  if (one_of_several)
    path = "subjects" + formats::item_step(grant.subjects.front() - binding.subjects.first);
  findings_.found.push_back({grant.control, binding.object, std::move(path),
                             text_of(model_, powers_, grant),
                             static_cast<std::uint32_t>(grant.subjects.size())});
}

// What could not be understood; what could not be read the report tells by itself.
void tell_faults(const Model& model, const std::vector<std::string_view>& controls,
                 references::Findings& findings) {
  for (const Gap& gap : model.gaps()) {
    if (gap.of_object)
      keep_from_answers(fmt::format("{} ({})", gap.what, gap.reason), controls, findings);
  }
}

}  // namespace

references::Findings find_grants(const model::Inventory& inventory, const GrantOptions& options) {
  references::Findings findings;
  if (options.controls.empty()) return findings;
  for (const std::string_view cluster : references::cluster_names(inventory)) {
    const auto model = Model::build(inventory, cluster);
    if (model->bindings().empty()) continue;
    Judge(*model, minor_of(inventory, cluster, options.minor), options, findings).judge();
    tell_faults(*model, options.controls, findings);
  }
  return findings;
}

std::vector<std::string_view> grant_controls() {
  std::set<std::string_view> ids;
  for (const Danger& danger : dangers()) ids.insert(danger.control);
  return {ids.begin(), ids.end()};
}

}  // namespace bulwark::analyzers::rbac
