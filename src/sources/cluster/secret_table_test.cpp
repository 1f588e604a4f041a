// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/secret_table.h"

#include <gtest/gtest.h>

#include "sources/cluster/test_json.h"

namespace bulwark::sources::cluster {
namespace {

constexpr const char* kColumns =
    R"("columnDefinitions":[{"name":"Name"},{"name":"Type"},{"name":"Data"},{"name":"Age"}])";

std::string table(const std::string& rows) {
  return std::string(R"({"kind":"Table","apiVersion":"meta.k8s.io/v1",)") + kColumns +
         R"(,"rows":)" + rows + "}";
}

TEST(SecretTable, ARowBecomesASecretWithItsNumberOfKeys) {
  TestJson json;
  const auto secrets = secrets_of_table(
      json.read(table(
          R"([{"cells":["db","Opaque",2,"3d"],"object":{"metadata":{"name":"db","namespace":"shop"}}}])")),
      json.pool());
  ASSERT_TRUE(secrets) << secrets.error().text();
  ASSERT_EQ(secrets->size(), 1U);
  EXPECT_EQ(
      formats::json_text((*secrets)[0]),
      R"({"apiVersion":"v1","dataCount":2,"kind":"Secret","metadata":{"name":"db","namespace":"shop"},"type":"Opaque"})");
}

TEST(SecretTable, MetadataComesWithoutTheAppliedObject) {
  formats::Pool pool(1, 7);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.table = true;
  std::string text = table(R"([{"cells":["db","Opaque",1,"3d"],"object":{"metadata":{"name":"db",
      "managedFields":[{"manager":"kubectl"}],"annotations":{"team":"shop",
      "kubectl.kubernetes.io/last-applied-configuration":"{\"data\":{\"password\":\"Y2FuYXJ5\"}}"}}}}])");
  const std::size_t size = text.size();
  text.resize(size + formats::kJsonPadding);
  const auto document = formats::JsonReader().read({text.data(), size}, builder, options);
  ASSERT_TRUE(document) << document.error().text();
  EXPECT_EQ(
      formats::json_text((*secrets_of_table(document->root, pool))[0]),
      R"({"apiVersion":"v1","dataCount":1,"kind":"Secret","metadata":{"annotations":{"team":"shop"},"name":"db"},"type":"Opaque"})");
}

TEST(SecretTable, AnEmptyTableHasNoSecret) {
  TestJson json;
  EXPECT_TRUE(secrets_of_table(json.read(table("[]")), json.pool())->empty());
  EXPECT_TRUE(secrets_of_table(json.read(table("null")), json.pool())->empty());
}

TEST(SecretTable, WhatIsNoTableOfSecretsIsRefused) {
  TestJson json;
  for (const std::string& text : {
           std::string(R"({"kind":"SecretList","items":[{"data":{"a":"Yg=="}}]})"),
           std::string(R"({"kind":"Table","rows":[]})"),
           table(R"([{"cells":["db"],"object":{"metadata":{"name":"db"}}}])"),
           table(R"([{"cells":["db","Opaque",2,"3d"]}])"),
           table(R"([{"cells":["db","Opaque","two","3d"],"object":{"metadata":{"name":"db"}}}])"),
       }) {
    EXPECT_FALSE(secrets_of_table(json.read(text), json.pool())) << text;
  }
}

}  // namespace
}  // namespace bulwark::sources::cluster
