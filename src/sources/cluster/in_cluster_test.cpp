// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/test_folder.h"
#include "sources/cluster/access.h"

namespace bulwark::sources::cluster {
namespace {

using testing::HasSubstr;

constexpr std::string_view kConfig = R"(
current-context: prod
clusters: [{name: east, cluster: {server: "https://east.example"}}]
contexts: [{name: prod, context: {cluster: east}}]
)";

class InCluster : public testing::Test {
 protected:
  InCluster() {
    environment_.service_host = "10.0.0.1";
    environment_.service_port = "443";
    environment_.service_account_folder = folder_.path("account");
    folder_.write("account/token", "sesame\n");
    folder_.write("account/ca.crt", "-----BEGIN CERTIFICATE-----");
    folder_.write("account/namespace", "shop\n");
  }
  io::TestFolder folder_;
  Environment environment_;
};

TEST_F(InCluster, IsUsedWhereThereIsNoKubeconfig) {
  const Result<Access> found = find_access("", "", environment_);
  ASSERT_TRUE(found) << found.error().text();
  EXPECT_EQ(found->context, "in-cluster");
  EXPECT_EQ(found->server, "https://10.0.0.1:443");
  EXPECT_EQ(found->name_space, "shop");
  EXPECT_EQ(found->token_file, folder_.path("account/token"));
  EXPECT_EQ(found->tls.ca, "-----BEGIN CERTIFICATE-----");
}

TEST_F(InCluster, PutsAnAddressOfVersion6InBrackets) {
  environment_.service_host = "fd00::1";
  EXPECT_EQ(in_cluster_access(environment_)->server, "https://[fd00::1]:443");
}

TEST_F(InCluster, YieldsToAKubeconfig) {
  environment_.kubeconfig = folder_.write("config", kConfig);
  EXPECT_EQ(find_access("", "", environment_)->context, "prod");
  environment_.kubeconfig = folder_.path("missing");
  EXPECT_EQ(find_access("", "", environment_)->context, "in-cluster");
}

TEST_F(InCluster, KnowsNoContexts) {
  const Result<Access> found = find_access("", "prod", environment_);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().text(), HasSubstr("no context 'prod': there is no kubeconfig"));
}

TEST_F(InCluster, SaysThatThePodHasNoToken) {
  environment_.service_account_folder = folder_.path("none");
  const Result<Access> found = find_access("", "", environment_);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().text(), HasSubstr("automountServiceAccountToken"));
}

TEST_F(InCluster, SaysWhereItLookedWhenThereIsNothing) {
  environment_ = {};
  environment_.home = "/nowhere";
  const Result<Access> found = find_access("", "", environment_);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().text(),
            "there is no cluster to talk to: no kubeconfig, and this is no pod (looked at "
            "/nowhere/.kube/config)");
}

}  // namespace
}  // namespace bulwark::sources::cluster
