// SPDX-License-Identifier: Apache-2.0
// Numbers back to names.
#include "analyzers/rbac/explain.h"

#include "base/text.h"

namespace bulwark::analyzers::rbac {
namespace {

std::vector<std::string> texts(const Model& model, Range range) {
  std::vector<std::string> out;
  for (const NameId word : model.rules().list(range)) out.emplace_back(model.text(word));
  return out;
}

Named role_name(const Model& model, const Role& role) {
  return {role.name_space == kEmpty ? "ClusterRole" : "Role",
          std::string(model.text(role.name_space)), std::string(model.text(role.name))};
}

}  // namespace

std::string Named::title() const {
  return kind + " " + (name_space.empty() ? "" : name_space + "/") + name;
}

std::string ExplainedRule::text() const {
  std::string out = join(verbs, ", ") + " on ";
  if (!paths.empty()) return out + join(paths, ", ");
  std::vector<std::string> what;
  for (const std::string& group : groups) {
    for (const std::string& resource : resources)
      what.push_back(group.empty() ? resource : resource + "." + group);
  }
  out += join(what, ", ");
  return names.empty() ? out : out + " named " + join(names, ", ");
}

Named binding_name(const Model& model, const Binding& binding) {
  return {binding.name_space == kEmpty ? "ClusterRoleBinding" : "RoleBinding",
          std::string(model.text(binding.name_space)), std::string(model.text(binding.name))};
}

Named granted_role(const Model& model, const Binding& binding) {
  const std::string kind(model.text(binding.role_kind));
  const bool wide = kind == "ClusterRole";
  return {kind, wide ? "" : std::string(model.text(binding.name_space)),
          std::string(model.text(binding.role_name))};
}

Named subject_name(const Model& model, const Subject& subject) {
  return {std::string(name(subject.kind)), std::string(model.text(subject.name_space)),
          std::string(model.text(subject.name))};
}

Chain explain(const Model& model, const Grant& grant) {
  const Rule& rule = model.rules().all[grant.rule];
  Chain chain;
  chain.subject = subject_name(model, model.subjects()[grant.subject]);
  chain.binding = binding_name(model, model.bindings()[grant.binding]);
  chain.role = role_name(model, model.roles()[rule.role]);
  if (rule.source != rule.role) chain.source = role_name(model, model.roles()[rule.source]);
  chain.built_in = model.roles()[rule.source].built_in;
  chain.number = rule.number;
  chain.rule = {texts(model, rule.verbs), texts(model, rule.groups), texts(model, rule.resources),
                texts(model, rule.names), texts(model, rule.paths)};
  return chain;
}

}  // namespace bulwark::analyzers::rbac
