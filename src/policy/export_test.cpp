// SPDX-License-Identifier: Apache-2.0
// Exported policies, held to what their controls say: every expression compiles where it is meant
// for, and every example of the catalogue gets the same verdict from the policy.
#include "policy/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "cel/compile.h"
#include "cel/evaluator.h"
#include "formats/yaml.h"
#include "model/kinds.h"
#include "policy/catalogue.h"
#include "policy/embedded.h"
#include "policy/examples.h"
#include "policy/export_literal.h"
#include "policy/export_text.h"
#include "policy/export_yaml.h"

namespace bulwark::policy {
namespace {

using formats::Value;

enum PolicySlot : std::uint8_t {
  kPolicyObject,
  kPolicyOldObject,
  kPolicyRequest,
  kPolicyNamespaceObject,
  kPolicyVariables
};

/// A policy in the environment that an API server of one version compiles new expressions in.
class CompiledPolicy : public cel::LazyVariables {
 public:
  CompiledPolicy(const ExportedPolicy& policy, int kube_minor) : policy_(policy) {
    cel::EnvironmentOptions options;
    options.kubernetes_minor = kube_minor - 1;
    cel::Environment environment(options);
    for (const char* name : {"object", "oldObject", "request", "namespaceObject"})
      EXPECT_TRUE(environment.declare(name, cel::Type::dyn()));
    for (const ExportedVariable& variable : policy.variables) {
      add(variables_, variable.expression, environment);
      if (!variables_.empty()) {
        EXPECT_TRUE(
            environment.declare("variables." + variable.name, variables_.back().result_type()));
      }
    }
    if (!policy.match_condition.empty())
      add(conditions_, policy.match_condition, environment, cel::Type::boolean());
    for (const ExportedValidation& validation : policy.validations) {
      add(validations_, validation.expression, environment, cel::Type::boolean());
      if (!validation.message_expression.empty())
        add(messages_, validation.message_expression, environment, cel::Type::string());
    }
  }

  bool matches(const Value& object) const {
    const model::GroupVersion api = model::split_api_version(object.text("apiVersion"));
    const std::string resource = model::resource_of(object.text("kind"));
    return std::any_of(policy_.rules.begin(), policy_.rules.end(), [&](const ExportedRule& rule) {
      return rule.group == api.group && (rule.version == "*" || rule.version == api.version) &&
             std::find(rule.resources.begin(), rule.resources.end(), resource) !=
                 rule.resources.end();
    });
  }

  /// Nothing when all holds, else what the first validation that does not says; "error: ...".
  std::string verdict(const Value& object, const Value& request = Value()) {
    slots_.assign(kPolicyVariables + variables_.size(), cel::unset_value());
    slots_[kPolicyObject] = object;
    slots_[kPolicyOldObject] = Value();
    slots_[kPolicyRequest] = request;
    const cel::Evaluator::Hold hold(evaluator_);
    for (std::size_t i = 0; i < validations_.size(); ++i) {
      const auto good = evaluator_.run(validations_[i], slots_, this);
      if (!good) return "error: " + good.error().text();
      if (good->as_bool()) continue;
      if (i >= messages_.size()) return "no message";
      const auto message = evaluator_.run(messages_[i], slots_, this);
      return message ? std::string(message->as_string()) : "no message: " + message.error().text();
    }
    return {};
  }

  /// Whether an update from `old` is looked at.
  bool looks_at_update(const Value& object, const Value& old) {
    slots_.assign(kPolicyVariables + variables_.size(), cel::unset_value());
    slots_[kPolicyObject] = object;
    slots_[kPolicyOldObject] = old;
    const auto result = evaluator_.run(conditions_.at(0), slots_, this);
    EXPECT_TRUE(result);
    return result && result->as_bool();
  }

  Result<Value> get(std::uint32_t slot) override {
    return evaluator_.run(variables_.at(slot - kPolicyVariables), slots_, this);
  }

 private:
  void add(std::vector<cel::Program>& programs, const std::string& expression,
           const cel::Environment& environment, std::optional<cel::Type> type = {}) {
    auto program = cel::compile(expression, environment);
    ASSERT_TRUE(program) << policy_.control->file->control.id << ": " << program.error().text();
    if (type) {
      EXPECT_EQ(program->result_type(), *type) << expression;
    }
    programs.push_back(*std::move(program));
  }

  const ExportedPolicy& policy_;
  std::vector<cel::Program> variables_, conditions_, validations_, messages_;
  cel::Evaluator evaluator_;
  std::vector<Value> slots_;
};

class Export : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const EmbeddedFile& file : embedded_controls())
      ASSERT_TRUE(catalogue_.add(file.path, file.text));
  }
  Value read(std::string_view yaml) {
    const auto document = catalogue_.read_document(yaml);
    EXPECT_TRUE(document) << yaml;
    return document ? *document : Value();
  }
  /// The control that is compiled last; it and its policy live in the test.
  const CompiledControl& compile(const ControlFile& file, std::uint32_t minor = kNewestMinor) {
    auto compiled = compile_control(file, *rule_at(file, minor), file.parameters);
    EXPECT_TRUE(compiled) << file.control.id;
    return controls_.emplace_back(*std::move(compiled));
  }
  Result<ExportedPolicy> export_text(const std::string& rule) {
    Catalogue own;
    EXPECT_TRUE(own.add(
        "x", "id: x\ntitle: T\nlayer: container\nseverity: low\nwhy: w\nfix: {text: f}\n" + rule));
    catalogues_.push_back(std::move(own));
    return export_control(compile(catalogues_.back().controls().front()), 34);
  }

  Catalogue catalogue_;
  std::deque<Catalogue> catalogues_;
  std::deque<CompiledControl> controls_;
};

TEST_F(Export, CompilesForTheVersionThatItIsMeantFor) {
  for (const std::uint32_t minor : {30U, 34U, kNewestMinor}) {
    std::size_t exported = 0;
    for (const ControlFile& file : catalogue_.controls()) {
      if (file.engine != Engine::cel) continue;
      const auto policy = export_control(compile(file), minor);
      if (!policy) continue;
      CompiledPolicy(*policy, static_cast<int>(minor));
      ++exported;
    }
    EXPECT_GT(exported, 150U) << minor;
  }
}

TEST_F(Export, GivesEveryExampleTheVerdictOfItsControl) {
  std::size_t judged = 0;
  for (const ControlFile& whole : catalogue_.controls()) {
    if (whole.engine != Engine::cel) continue;
    for (const Example& example : whole.examples) {
      const std::uint32_t minor = example.minor.value_or(kNewestMinor);
      if (rule_at(whole, minor) == nullptr) continue;
      ControlFile file = whole;
      file.examples = {example};
      const auto policy = export_control(compile(file, minor), kNewestMinor);
      if (!policy) continue;
      CompiledPolicy compiled(*policy, kNewestMinor);
      const auto results = run_examples(file, [&](const Value& object, formats::Pool&) {
        if (!compiled.matches(object)) return object;
        const std::string verdict = compiled.verdict(object);
        EXPECT_EQ(verdict.empty(), example.pass) << file.control.id << ": " << verdict;
        EXPECT_FALSE(verdict.starts_with("error") || verdict.starts_with("no message:"))
            << file.control.id << ": " << verdict;
        ++judged;
        return object;
      });
      ASSERT_TRUE(results);
    }
  }
  EXPECT_GT(judged, 700U);
}

TEST_F(Export, JudgesConnectionsAsTheirExamplesSay) {
  std::size_t judged = 0;
  for (const ControlFile& file : catalogue_.controls()) {
    if (!is_about_connections(file)) continue;
    const auto policy = export_control(compile(file), 30);
    ASSERT_TRUE(policy) << policy.error().text();
    ASSERT_EQ(policy->rules.size(), 1U);
    EXPECT_EQ(policy->rules[0].operations, std::vector<std::string>{"CONNECT"});
    EXPECT_EQ(policy->match_condition, "");
    CompiledPolicy compiled(*policy, 30);
    for (const Example& example : file.examples) {
      const std::string verdict = compiled.verdict(*example.value.find("object"),
                                                   *example.value.find("request"));
      EXPECT_EQ(verdict.empty(), example.pass) << file.control.id << ": " << verdict;
      EXPECT_FALSE(verdict.starts_with("error")) << verdict;
      ++judged;
    }
  }
  EXPECT_GE(judged, 8U);
}

TEST_F(Export, WritesTheOperationsOfARule) {
  const auto policy = export_control(compile(*catalogue_.find("pod-shell")), 34);
  ASSERT_TRUE(policy) << policy.error().text();
  const std::string yaml = policy_yaml(*policy, {});
  const Value object = read(yaml.substr(0, yaml.rfind("\n---\n") + 1));
  const Value& rule = object.at("spec", "matchConstraints", "resourceRules")->items()[0];
  EXPECT_EQ(rule.find("operations")->items()[0].as_string(), "CONNECT");
  EXPECT_EQ(rule.find("resources")->items()[1].as_string(), "pods/attach");
  EXPECT_EQ(object.at("spec", "matchConditions"), nullptr);
}

TEST_F(Export, NamesEachContainerThatFails) {
  const auto policy = export_control(compile(*catalogue_.find("privileged-container")), 34);
  ASSERT_TRUE(policy) << policy.error().text();
  CompiledPolicy compiled(*policy, 34);
  EXPECT_EQ(compiled.verdict(read(R"(
apiVersion: batch/v1
kind: CronJob
metadata: {name: c}
spec:
  jobTemplate:
    spec:
      template:
        spec:
          initContainers: [{name: i, securityContext: {privileged: true}}]
          containers: [{name: a, securityContext: {privileged: true}}, {name: b}]
)")),
            "container a runs privileged: it has every capability and every device of the node; "
            "container i runs privileged: it has every capability and every device of the node");
}

TEST_F(Export, LooksAtAnUpdateOnlyWhenItChangesWhatTheControlReads) {
  const auto policy = export_control(compile(*catalogue_.find("privileged-container")), 34);
  ASSERT_TRUE(policy);
  CompiledPolicy compiled(*policy, 34);
  const Value old = read(
      "{apiVersion: v1, kind: Pod, metadata: {name: a, finalizers: [x]}, spec: {containers: []}}");
  EXPECT_FALSE(compiled.looks_at_update(
      read("{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: []}}"), old));
  EXPECT_TRUE(compiled.looks_at_update(
      read("{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: b}]}}"),
      old));
  EXPECT_TRUE(compiled.looks_at_update(old, Value()));
}

TEST_F(Export, AppliesTheConditionOnlyWhereItHolds) {
  const auto policy = export_text(
      "for: v1/services\nwhen: object.spec.type == 'NodePort'\nrequire: object.spec.missing == 1");
  ASSERT_TRUE(policy) << policy.error().text();
  CompiledPolicy compiled(*policy, 34);
  EXPECT_EQ(compiled.verdict(read("{spec: {type: ClusterIP}}")), "");
  EXPECT_TRUE(compiled.verdict(read("{spec: {type: NodePort}}")).starts_with("error"));
}

TEST_F(Export, SaysWhyThereIsNoPolicy) {
  const auto reason = [&](const std::string& rule) {
    const auto policy = export_text(rule);
    return policy ? "exported" : policy.error().message;
  };
  EXPECT_THAT(reason("for: '*/*/*'\nrequire: 'true'"), ::testing::HasSubstr("every kind"));
  EXPECT_THAT(reason("for: v1/secrets\nrequire: has(object.metadata.resourceVersion)"),
              ::testing::HasSubstr("where an object lies"));
  EXPECT_THAT(
      reason("for: admissionregistration.k8s.io/*/validatingadmissionpolicies\nrequire: 'true'"),
      ::testing::HasSubstr("asks no policy"));
  EXPECT_THAT(reason("for: pod.containers\nrequire: '[1].all(item, item == 1)'"),
              ::testing::HasSubstr("declares 'item' anew"));
  EXPECT_THAT(reason("for: pod\nrequire: '[3, 1].sort() == [1, 3]'"), ::testing::HasSubstr("1.35"));
}

TEST_F(Export, WritesParametersIntoThePolicy) {
  EXPECT_EQ(cel_literal(read("{a: [], b: ['it''s'], c: 1}")),
            "{'a': dyn([]), 'b': dyn(['it\\'s']), 'c': dyn(1)}");
  EXPECT_EQ(cel_literal(read("[1.0e+3, 2.5]")), "[dyn(1000), dyn(2.5)]");
  EXPECT_EQ(cel_literal(read("[a, \"b\\n\\\\\"]")), "['a', 'b\\n\\\\']");
}

TEST(ExportText, FindsNamesButNotFieldsAndLoopVariables) {
  const std::string
      text = "item.pod.exists(c, c.item == variables . extra && has(object.x)) ? params : 'item'";
  const auto names = names_of(text);
  ASSERT_TRUE(names);
  EXPECT_EQ(
      replace_names(text, *names,
                    {{"item", "I"}, {"variables.extra", "(E)"}, {"object", "O"}, {"c", "no"}}),
      "I.pod.exists(c, c.item == (E) && has(O.x)) ? params : 'item'");
}

TEST_F(Export, IsTwoObjectsThatYamlReadersTake) {
  const auto policy = export_control(compile(*catalogue_.find("env-credential")), 34);
  ASSERT_TRUE(policy) << policy.error().text();
  ExportBinding binding;
  binding.actions = {PolicyAction::deny, PolicyAction::audit};
  binding.excluded_namespaces = {"kube-system"};
  const std::string yaml = policy_yaml(*policy, binding);
  const std::size_t second = yaml.rfind("\n---\n");
  const Value first = read(yaml.substr(0, second + 1));
  EXPECT_EQ(first.text("kind"), "ValidatingAdmissionPolicy");
  EXPECT_EQ(first.at("spec", "validations")->items()[0].text("expression"),
            policy->validations[0].expression);
  const Value bound = read(yaml.substr(second + 1));
  EXPECT_EQ(bound.at("spec")->text("policyName"), "bulwark-env-credential");
  EXPECT_EQ(bound.at("spec", "validationActions")->size(), 2U);
  EXPECT_NE(bound.at("spec", "matchResources", "namespaceSelector"), nullptr);
}

}  // namespace
}  // namespace bulwark::policy
