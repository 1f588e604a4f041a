// SPDX-License-Identifier: Apache-2.0
// Builds the two objects of a policy.
#include "policy/export_yaml.h"

#include "formats/builder.h"
#include "formats/pool.h"
#include "formats/yaml_write.h"

namespace bulwark::policy {
namespace {

using formats::Builder;

constexpr std::string_view kApiVersion = "admissionregistration.k8s.io/v1";

class Objects {
 public:
  Objects(const ExportedPolicy& policy, const ExportBinding& binding)
      : policy_(policy),
        binding_(binding),
        control_(policy.control->file->control),
        name_("bulwark-" + control_.id) {}

  std::string policy() {
    begin("ValidatingAdmissionPolicy");
    text("failurePolicy", binding_.fail_closed ? "Fail" : "Ignore");
    rules();
    if (!policy_.match_condition.empty()) {
      list("matchConditions");
      builder_.begin_map();
      text("name", "new-or-changed");
      text("expression", policy_.match_condition);
      builder_.end_map();
      builder_.end_list();
    }
    variables();
    validations();
    return finish();
  }

  std::string binding() {
    begin("ValidatingAdmissionPolicyBinding");
    text("policyName", name_);
    list("validationActions");
    for (const PolicyAction action : binding_.actions) builder_.string(action_text(action));
    builder_.end_list();
    if (!binding_.excluded_namespaces.empty()) excluded_namespaces();
    return finish();
  }

 private:
  static std::string_view action_text(PolicyAction action) {
    switch (action) {
      case PolicyAction::deny: return "Deny";
      case PolicyAction::warn: return "Warn";
      case PolicyAction::audit: break;
    }
    return "Audit";
  }

  void begin(std::string_view kind) {
    builder_.begin_map();
    text("apiVersion", kApiVersion);
    text("kind", kind);
    map("metadata");
    text("name", name_);
    map("labels");
    text("app.kubernetes.io/managed-by", "bulwark");
    text("bulwark/layer", model::name(control_.layer));
    text("bulwark/severity", model::name(control_.severity));
    builder_.end_map();
    map("annotations");
    text("bulwark/title", control_.title);
    text("bulwark/why", control_.why);
    text("bulwark/fix", control_.fix.text);
    builder_.end_map();
    builder_.end_map();
    map("spec");
  }

  std::string finish() {
    builder_.end_map();
    builder_.end_map();
    return "---\n" + formats::yaml_text(builder_.finish());
  }

  void rules() {
    map("matchConstraints");
    text("matchPolicy", "Equivalent");
    list("resourceRules");
    for (const ExportedRule& rule : policy_.rules) {
      builder_.begin_map();
      texts("apiGroups", {rule.group});
      texts("apiVersions", {rule.version});
      texts("operations", rule.operations);
      texts("resources", rule.resources);
      builder_.end_map();
    }
    builder_.end_list();
    builder_.end_map();
  }

  void variables() {
    if (policy_.variables.empty()) return;
    list("variables");
    for (const ExportedVariable& variable : policy_.variables) {
      builder_.begin_map();
      text("name", variable.name);
      text("expression", variable.expression);
      builder_.end_map();
    }
    builder_.end_list();
  }

  void validations() {
    list("validations");
    for (const ExportedValidation& validation : policy_.validations) {
      builder_.begin_map();
      text("expression", validation.expression);
      text("message", control_.title);
      if (!validation.message_expression.empty())
        text("messageExpression", validation.message_expression);
      builder_.end_map();
    }
    builder_.end_list();
  }

  void excluded_namespaces() {
    map("matchResources");
    map("namespaceSelector");
    list("matchExpressions");
    builder_.begin_map();
    text("key", "kubernetes.io/metadata.name");
    text("operator", "NotIn");
    texts("values", binding_.excluded_namespaces);
    builder_.end_map();
    builder_.end_list();
    builder_.end_map();
    builder_.end_map();
  }

  void map(std::string_view key) {
    builder_.key(key);
    builder_.begin_map();
  }
  void list(std::string_view key) {
    builder_.key(key);
    builder_.begin_list();
  }
  void text(std::string_view key, std::string_view text) {
    builder_.key(key);
    builder_.string(text);
  }
  void texts(std::string_view key, const std::vector<std::string>& texts) {
    list(key);
    for (const std::string& text : texts) builder_.string(text);
    builder_.end_list();
  }

  const ExportedPolicy& policy_;
  const ExportBinding& binding_;
  const model::Control& control_;
  std::string name_;
  formats::Pool pool_{1, 0};
  Builder builder_{pool_};
};

}  // namespace

std::string policy_yaml(const ExportedPolicy& policy, const ExportBinding& binding) {
  Objects objects(policy, binding);
  return objects.policy() + objects.binding();
}

}  // namespace bulwark::policy
