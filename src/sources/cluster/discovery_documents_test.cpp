// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/discovery_documents.h"

#include <gmock/gmock.h>

#include "sources/cluster/test_json.h"

namespace bulwark::sources::cluster {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> names(const Discovery& discovery) {
  std::vector<std::string> out;
  for (const ResourceType& type : discovery.types) {
    out.push_back(type.api_version() + " " + type.resource + " " + type.kind +
                  (type.namespaced ? " namespaced" : "") + (type.listable ? " listable" : ""));
  }
  return out;
}

TEST(DiscoveryDocuments, AggregatedFormGivesTypesAndTellsStaleVersions) {
  TestJson json;
  const formats::Value document = json.read(R"({
    "kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","items":[
     {"metadata":{"name":"apps"},"versions":[{"version":"v1","freshness":"Current","resources":[
       {"resource":"deployments","responseKind":{"group":"apps","version":"v1","kind":"Deployment"},
        "scope":"Namespaced","verbs":["get","list"],"subresources":[{"subresource":"scale"}]}]}]},
     {"metadata":{"name":"down.example.com"},"versions":[{"version":"v1","freshness":"Stale"}]}]})");
  ASSERT_TRUE(is_aggregated(document));
  Discovery discovery;
  add_aggregated(document, discovery);
  EXPECT_THAT(names(discovery), ElementsAre("apps/v1 deployments Deployment namespaced listable"));
  ASSERT_EQ(discovery.unavailable.size(), 1U);
  EXPECT_EQ(discovery.unavailable[0].group, "down.example.com");
}

TEST(DiscoveryDocuments, OlderFormPutsThePreferredVersionFirst) {
  TestJson json;
  const auto versions = *group_versions(json.read(R"({"kind":"APIGroupList","groups":[
    {"name":"autoscaling","versions":[{"version":"v1"},{"version":"v2"}],
     "preferredVersion":{"version":"v2"}}]})"));
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(versions[0].version, "v2");
  Discovery discovery;
  EXPECT_TRUE(add_resource_list(json.read(R"({"kind":"APIResourceList","resources":[
    {"name":"nodes","kind":"Node","namespaced":false,"verbs":["list"]},
    {"name":"nodes/status","kind":"Node","verbs":["get"]},
    {"name":"bindings","kind":"Binding","namespaced":true,"verbs":["create"]}]})"),
                                {"", "v1"}, discovery));
  EXPECT_THAT(names(discovery),
              ElementsAre("v1 nodes Node listable", "v1 bindings Binding namespaced"));
}

TEST(DiscoveryDocuments, OtherShapesGiveNothing) {
  TestJson json;
  for (const char* text :
       {"{}", R"({"items":7})", R"({"items":[1,{"versions":[{"resources":[2]}]}]})",
        R"({"groups":[{"versions":["x"]}],"resources":[3]})"}) {
    Discovery discovery;
    const formats::Value document = json.read(text);
    EXPECT_FALSE(is_aggregated(document)) << text;
    EXPECT_FALSE(add_resource_list(document, {"", "v1"}, discovery)) << text;
    EXPECT_FALSE(group_versions(document)) << text;
    EXPECT_TRUE(discovery.types.empty()) << text;
  }
}

}  // namespace
}  // namespace bulwark::sources::cluster
