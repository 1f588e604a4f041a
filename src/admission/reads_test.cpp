// SPDX-License-Identifier: Apache-2.0
// What of an object expressions can reach.
#include "admission/reads.h"

#include <gtest/gtest.h>

#include "admission/policy.h"
#include "admission/scope.h"
#include "formats/builder.h"
#include "formats/yaml.h"

namespace bulwark::admission {
namespace {

constexpr const char* kOfConfigMap = "  paramKind: {apiVersion: v1, kind: ConfigMap}\n";
constexpr const char* kOfSecret = "  paramKind: {apiVersion: v1, kind: Secret}\n";

class ReadsTest : public ::testing::Test {
 protected:
  formats::Value read(std::string_view text) {
    const auto document = formats::YamlReader().read(text, builder_, {});
    EXPECT_TRUE(document) << document.error().text();
    return document ? document->root : formats::Value();
  }
  ValidatingPolicy policy(const std::string& expression, const std::string& rest = "") {
    Result<ValidatingPolicy> out = read_validating_policy(
        read("apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\n"
             "metadata: {name: p}\nspec:\n  matchConstraints: {resourceRules: [{apiGroups: ['*'], "
             "apiVersions: ['*'], operations: ['*'], resources: ['*']}]}\n  validations: "
             "[{expression: \"" +
             expression + "\"}]\n" + rest),
        34);
    EXPECT_TRUE(out) << out.error().text();
    return out ? *std::move(out) : ValidatingPolicy();
  }
  std::string place(const std::string& expression, const std::string& rest = "") {
    return place_of(policy(expression, rest), 0);
  }

  formats::Pool pool_{1, 42};
  formats::Builder builder_{pool_};
};

TEST_F(ReadsTest, ThePlaceIsWhatAllReadsHaveInCommon) {
  EXPECT_EQ(place("object.spec.replicas <= 3"), "spec.replicas");
  EXPECT_EQ(place("object.spec.a == 1 && object.spec.b == 2"), "spec");
  EXPECT_EQ(place("object.spec.containers.all(c, c.image != '')"), "spec.containers");
  EXPECT_EQ(place("!has(object.spec.hostNetwork) || !object.spec.hostNetwork"), "spec.hostNetwork");
  EXPECT_EQ(place("object.spec.a == 1 || object.metadata.name == 'x'"), "");
  EXPECT_EQ(place("request.namespace != 'x'"), "");
}

TEST_F(ReadsTest, VariablesAreFollowed) {
  const std::string pod =
      "  variables: [{name: t, expression: object.spec.template}, {name: pod, expression: "
      "variables.t.spec}]\n";
  EXPECT_EQ(place("variables.pod.hostPID == false", pod).substr(0, 13), "spec.template");
}

TEST_F(ReadsTest, ValuesOfSecretsAreToldFromTheirKeys) {
  EXPECT_TRUE(secret_reads(policy("object.data.a == 'x'")).object);
  EXPECT_TRUE(secret_reads(policy("object.stringData.all(k, k != '')")).object);
  EXPECT_TRUE(secret_reads(policy("object == oldObject")).object);
  EXPECT_FALSE(secret_reads(policy("has(object.data.a)")).object);
  EXPECT_FALSE(secret_reads(policy("oldObject == null")).object);
  EXPECT_FALSE(secret_reads(policy("object.type == 'Opaque'")).object);
  EXPECT_TRUE(secret_reads(policy("variables.d.a == ''",
                                  "  variables: [{name: d, expression: object.data}]\n"))
                  .object);
  EXPECT_TRUE(secret_reads(policy("oldObject.data.a == 'x'")).old_object);
  EXPECT_FALSE(secret_reads(policy("params.data.a == 'x'", kOfConfigMap)).params);
  EXPECT_TRUE(secret_reads(policy("params.data.a == 'x'", kOfSecret)).params);
}

TEST_F(ReadsTest, AnObjectIsPutIntoANamespace) {
  formats::Pool other(2, 7);
  const formats::Value object = read(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {b: c}}\n");
  const formats::Value placed = in_namespace(object, "shop", other);
  EXPECT_EQ(placed.text("kind"), "Pod");
  EXPECT_EQ(placed.at("metadata", "namespace")->as_string(), "shop");
  EXPECT_EQ(placed.at("metadata", "labels", "b")->as_string(), "c");
  EXPECT_EQ(in_namespace(read("apiVersion: v1\nkind: Pod\n"), "shop", other)
                .at("metadata", "namespace")
                ->as_string(),
            "shop");
}

TEST_F(ReadsTest, BuiltInKindsSayWhereTheyLive) {
  EXPECT_TRUE(lives_in_namespace({"apps", "v1", "Deployment"}));
  EXPECT_TRUE(lives_in_namespace({"networking.k8s.io", "v1", "NetworkPolicy"}));
  EXPECT_FALSE(lives_in_namespace({"", "v1", "Node"}));
  EXPECT_FALSE(lives_in_namespace({"example.com", "v1", "Widget"}));
}

}  // namespace
}  // namespace bulwark::admission
