// SPDX-License-Identifier: Apache-2.0
// Merging apply configurations: built-in kinds of both releases, and custom kinds by their
// definitions.
#include "admission/apply_configuration.h"

#include <gtest/gtest.h>

#include <string>

#include "admission/schema_structural.h"
#include "admission/schema_table.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_write.h"

namespace bulwark::admission {
namespace {

using formats::Value;

class ApplyConfiguration : public testing::Test {
 protected:
  Value read(std::string text) {
    const std::size_t size = text.size();
    text.append(formats::kJsonPadding, '\0');
    formats::DocumentOptions options;
    options.resource = false;
    options.drop_nulls = false;
    auto document = reader_.read(std::string_view(text).substr(0, size), builder_, options);
    EXPECT_TRUE(document.has_value()) << text;
    return document ? document->root : Value();
  }

  // The merged object without its type, or the error.
  std::string applied(const Schema& schema, const std::string& object, const std::string& patch) {
    const auto result = apply_configuration(arena_, schema, read(object), read(patch));
    return result ? formats::json_text(*result) : result.error().message;
  }

  std::string applied(const std::string& kind, const std::string& object, const std::string& patch,
                      std::uint32_t minor = 37) {
    const auto schema = built_in_schema(minor, kind == "Deployment" ? "apps/v1" : "v1", kind);
    return schema ? applied(*schema, object, patch) : "no such kind";
  }

  Result<Schema> custom(const std::string& schema) {
    return custom_schema(read(R"({"metadata":{"name":"crons.x"},"spec":{"versions":[{"name":"v1",)"
                              R"("schema":{"openAPIV3Schema":)" +
                              schema + "}}]}}"),
                         "v1");
  }

 private:
  formats::Pool pool_{1, 7};
  formats::Builder builder_{pool_};
  formats::JsonReader reader_;
  Arena arena_;
};

TEST_F(ApplyConfiguration, MergesContainersByName) {
  EXPECT_EQ(
      applied(
          "Pod",
          R"({"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"a","image":"x"},{"name":"b"}]}})",
          R"({"spec":{"containers":[{"name":"a","stdin":true}]}})"),
      R"({"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"x","name":"a","stdin":true},{"name":"b"}]}})");
}

TEST_F(ApplyConfiguration, TakesTheDefaultOfAKeyThatIsLeftOut) {
  EXPECT_EQ(
      applied(
          "Pod",
          R"({"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"a","ports":[{"containerPort":80,"protocol":"TCP"}]}]}})",
          R"({"spec":{"containers":[{"name":"a","ports":[{"containerPort":80,"name":"web"}]}]}})"),
      R"({"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"a","ports":[{"containerPort":80,"name":"web","protocol":"TCP"}]}]}})");
}

TEST_F(ApplyConfiguration, AddsToASetOnlyWhatItLacks) {
  EXPECT_EQ(
      applied("Pod", R"({"apiVersion":"v1","kind":"Pod","metadata":{"finalizers":["a","b"]}})",
              R"({"metadata":{"finalizers":["c","b"]}})"),
      R"({"apiVersion":"v1","kind":"Pod","metadata":{"finalizers":["a","c","b"]}})");
}

TEST_F(ApplyConfiguration, RefusesAtomicPlaces) {
  EXPECT_EQ(
      applied("Pod", R"({"apiVersion":"v1","kind":"Pod"})",
              R"({"spec":{"nodeSelector":{"a":"b"},"containers":[{"name":"a","command":["x"]}]}})"),
      "invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: "
      ".spec.containers[0].command, .spec.nodeSelector");
}

TEST_F(ApplyConfiguration, RefusesFieldsThatTheKindDoesNotHave) {
  EXPECT_EQ(applied("Deployment", R"({"apiVersion":"apps/v1","kind":"Deployment"})",
                    R"({"spec":{"replicaz":1}})"),
            "failed to convert patch object to typed object: .spec.replicaz: field not declared in "
            "schema");
}

TEST_F(ApplyConfiguration, RefusesDuplicateKeys) {
  EXPECT_EQ(applied("Pod", R"({"apiVersion":"v1","kind":"Pod"})",
                    R"({"spec":{"containers":[{"name":"a"},{"name":"a"}]}})"),
            "failed to convert patch object to typed object: .spec.containers: duplicate entries "
            "for key [name=\"a\"]");
}

TEST_F(ApplyConfiguration, RefusesItemsWithoutAnyKey) {
  const auto schema = custom(R"({"type":"object","properties":{"rules":{"type":"array",
    "x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["id","to"],"items":{"type":"object",
    "properties":{"id":{"type":"string"},"to":{"type":"string"},"n":{"type":"integer"}}}}}})");
  ASSERT_TRUE(schema.has_value()) << schema.error().text();
  EXPECT_EQ(applied(*schema, R"({"apiVersion":"x/v1","kind":"Cron"})", R"({"rules":[{"n":1}]})"),
            "failed to convert patch object to typed object: .rules: element 0: associative list "
            "with keys has an element that omits all key fields [\"id\" \"to\"] (and doesn't have "
            "default values for any key fields)");
}

TEST_F(ApplyConfiguration, TakesAnEmptyNameForOneThatIsLeftOut) {
  // The published schemas give required names an empty default.
  EXPECT_EQ(applied("Pod", R"({"apiVersion":"v1","kind":"Pod"})",
                    R"({"spec":{"volumes":[{"emptyDir":{}}]}})"),
            R"({"apiVersion":"v1","kind":"Pod","spec":{"volumes":[{"emptyDir":{}}]}})");
}

TEST_F(ApplyConfiguration, KnowsWhatOnlyOneReleaseHas) {
  EXPECT_FALSE(built_in_schema(34, "storagemigration.k8s.io/v1", "StorageVersionMigration"));
  EXPECT_TRUE(built_in_schema(37, "storagemigration.k8s.io/v1", "StorageVersionMigration"));
  EXPECT_TRUE(built_in_schema(99, "storagemigration.k8s.io/v1", "StorageVersionMigration"));
  EXPECT_TRUE(built_in_schema(20, "v1", "Pod"));
  EXPECT_FALSE(built_in_schema(37, "v1", "PodList"));
  EXPECT_FALSE(built_in_schema(37, "example.com/v1", "Pod"));
}

TEST_F(ApplyConfiguration, MergesCustomResourcesAsTheirDefinitionSays) {
  const auto schema = custom(
      R"({"type":"object","properties":{"spec":{"type":"object","properties":{
    "rules":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["id"],
             "items":{"type":"object","properties":{"id":{"type":"string"},"n":{"type":"integer"}}}},
    "whole":{"type":"array","items":{"type":"string"}}}}}})");
  ASSERT_TRUE(schema.has_value()) << schema.error().text();
  EXPECT_EQ(
      applied(
          *schema,
          R"({"apiVersion":"x/v1","kind":"Cron","metadata":{"labels":{"a":"1"}},"spec":{"rules":[{"id":"a"},{"id":"b","n":1}]}})",
          R"({"metadata":{"labels":{"b":"2"}},"spec":{"rules":[{"id":"b","n":2}]}})"),
      R"({"apiVersion":"x/v1","kind":"Cron","metadata":{"labels":{"a":"1","b":"2"}},"spec":{"rules":[{"id":"a"},{"id":"b","n":2}]}})");
  EXPECT_EQ(
      applied(*schema, R"({"apiVersion":"x/v1","kind":"Cron"})", R"({"spec":{"whole":["x"]}})"),
      "invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.whole");
  EXPECT_EQ(applied(*schema, R"({"apiVersion":"x/v1","kind":"Cron"})", R"({"spec":{"other":1}})"),
            "failed to convert patch object to typed object: .spec.other: field not declared in "
            "schema");
}

TEST_F(ApplyConfiguration, KeepsWhatACustomResourcePreserves) {
  const auto schema = custom(
      R"({"type":"object","properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}})");
  ASSERT_TRUE(schema.has_value()) << schema.error().text();
  EXPECT_EQ(applied(*schema, R"({"apiVersion":"x/v1","kind":"Cron","spec":{"a":{"b":1}}})",
                    R"({"spec":{"a":{"c":2},"d":true}})"),
            R"({"apiVersion":"x/v1","kind":"Cron","spec":{"a":{"b":1,"c":2},"d":true}})");
}

TEST_F(ApplyConfiguration, TellsWhereADefinitionIsWrong) {
  const auto odd = custom(R"({"type":"object","properties":{"spec":{"type":"text"}}})");
  ASSERT_FALSE(odd.has_value());
  EXPECT_EQ(odd.error().text(),
            "spec.versions[0].schema.openAPIV3Schema.properties.spec: unrecognized type: 'text'");
  const auto missing = custom_schema(read(R"({"metadata":{"name":"crons.x"}})"), "v2");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().message, "the definition crons.x has no version v2");
}

}  // namespace
}  // namespace bulwark::admission
