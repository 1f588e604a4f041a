// SPDX-License-Identifier: Apache-2.0
// What `bulwark policy eval` prints of an object that mutating policies changed.
#include "cli/policy_eval_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/builder.h"
#include "formats/yaml.h"

namespace bulwark::cli {
namespace {

using admission::Operation;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kPolicy = R"(
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: patient}
spec:
  reinvocationPolicy: Never
  matchConstraints:
    resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  mutations:
  - patchType: ApplyConfiguration
    applyConfiguration: {expression: 'Object{spec: Object.spec{terminationGracePeriodSeconds: 5}}'}
)";

constexpr std::string_view kValidating = R"(
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: counted}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  validations: [{expression: 'size(object.spec.containers[0].env) == 1'}]
)";

constexpr std::string_view kPod = R"(
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec: {containers: [{name: c, env: [{name: DB_PASSWORD, value: correct-horse-battery}]}]}
)";

class PolicyEvalOutput : public testing::Test {
 protected:
  formats::Value read(std::string_view text) {
    const auto document = formats::YamlReader().read(text, builder_, {});
    EXPECT_TRUE(document) << document.error().text();
    return document ? document->root : formats::Value();
  }

  void ask(std::string_view object) {
    policies_.add(read(kPolicy), "p.yaml");
    policies_.finish();
    object_ = read(object);
    request_ = admission::Request::about(object_, Operation::create);
    verdict_ = admission::review(policies_, request_, evaluator_, &traces_);
  }
  std::string text() { return eval_text({verdict_, request_, place_, &traces_}); }
  std::string json() { return eval_json({verdict_, request_, place_, &traces_}); }

  formats::Pool pool_{1, 42};
  formats::Builder builder_{pool_};
  admission::PolicySet policies_{37};
  admission::Evaluator evaluator_;
  formats::Value object_;
  admission::Request request_;
  admission::Verdict verdict_;
  std::vector<admission::TraceOfPolicy> traces_;
  const std::string place_ = "pod.yaml:1";
};

TEST_F(PolicyEvalOutput, ShowsTheChangeAsADiffWithoutCredentials) {
  ask(kPod);
  EXPECT_THAT(text(), HasSubstr("pod.yaml:1: Pod shop/a: admitted\n"
                                "  mutated by patient with patient: spec.mutations[0]\n"
                                "--- a/pod.yaml:1\n+++ b/pod.yaml:1\n"));
  EXPECT_THAT(text(), HasSubstr("\n+  terminationGracePeriodSeconds: 5\n"));
  EXPECT_THAT(text(), Not(HasSubstr("battery")));
  EXPECT_THAT(text(), HasSubstr("  patient by patient\n    spec.mutations[0].applyConfiguration"
                                ".expression = Object{"));
}

TEST_F(PolicyEvalOutput, HasTheMutatedObjectAsItIsInJson) {
  ask(kPod);
  EXPECT_THAT(json(), HasSubstr(R"("changes":[{"policy":"patient","binding":"patient",)"
                                R"("mutation":0,"round":1}],"object":{"apiVersion":"v1",)"));
  EXPECT_THAT(json(), HasSubstr(R"("value":"correct-horse-battery"}])"));
  EXPECT_THAT(json(), HasSubstr(R"("terminationGracePeriodSeconds":5}})"));
}

TEST_F(PolicyEvalOutput, ExplainsPartByPartWithoutCredentials) {
  policies_.add(read(kValidating), "v.yaml");
  ask(kPod);
  EXPECT_THAT(text(),
              HasSubstr("    spec.validations[0].expression = true (cost 7)\n"
                        "      size(object.spec.containers[0].env) == 1\n"
                        "        size(object.spec.containers[0].env) = 1 (cost 6)\n"
                        "          object.spec.containers[0].env = [{name: DB_PASSWORD, value: "));
  EXPECT_THAT(text(), Not(HasSubstr("battery")));
  EXPECT_THAT(json(),
              HasSubstr("\"parts\":[{\"expression\":\"size(object.spec.containers[0].env)\","
                        "\"value\":\"1\",\"depth\":0,\"cost\":6},{"));
  EXPECT_THAT(json(), HasSubstr(",\"partsLeftOut\":0}"));
  const std::string explained = json().substr(json().find("\"explain\""));
  EXPECT_THAT(explained, Not(HasSubstr("battery")));
}

TEST_F(PolicyEvalOutput, HasNoObjectWhereNothingChanged) {
  ask("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n");
  EXPECT_THAT(json(), Not(HasSubstr("\"object\"")));
  EXPECT_THAT(json(), Not(HasSubstr("\"changes\"")));
  EXPECT_EQ(text(), "pod.yaml:1: ConfigMap shop/a: admitted, no policy matches\n");
}

}  // namespace
}  // namespace bulwark::cli
