// SPDX-License-Identifier: Apache-2.0
// Reads clusters that a loopback server plays.
#include "sources/cluster/read_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "sources/cluster/api_client_fixture.h"
#include "sources/cluster/inventory_receiver.h"

namespace bulwark::sources::cluster {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kCore =
    R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":""},"versions":[{"version":"v1","resources":[
      {"resource":"pods","responseKind":{"kind":"Pod"},"scope":"Namespaced","verbs":["list"]}]}]}]})";
constexpr const char* kNoGroups = R"({"kind":"APIGroupDiscoveryList","items":[]})";

std::string pods(const std::vector<std::string>& names, const std::string& token) {
  std::string items;
  for (const std::string& name : names) {
    items += (items.empty() ? "" : ",") +
             (R"({"metadata":{"namespace":"shop","name":")" + name + "\"}}");
  }
  return R"({"kind":"PodList","apiVersion":"v1","metadata":{"continue":")" + token +
         R"("},"items":[)" + items + "]}";
}

class ReadClusterTest : public testing::Test {
 protected:
  // By the first part of the target that fits, the longest first.
  void answer(const std::string& target, std::string body, int status = 200) {
    answers_[target] = {status, std::move(body)};
  }

  Result<Reading> read(unsigned workers = 2, std::vector<std::string> namespaces = {}) {
    LoopbackServer server([this](const LoopbackRequest& request) { return find(request); });
    Access access;
    access.context = "lab";
    access.server = server.url();
    ApiOptions api;
    api.tries = 1;
    ApiClient client(access, api);
    ReadOptions options;
    options.workers = workers;
    options.namespaces = std::move(namespaces);
    options.only = only_;
    InventoryReceiver receiver(1, workers, 0, 7);
    Result<Reading> reading = read_cluster(client, options, receiver);
    receiver.finish(inventory_);
    return reading;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const model::Segment& segment : inventory_.segments) {
      for (const model::Resource& resource : segment.resources) out.emplace_back(resource.name());
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  std::vector<GroupResource> only_;

 private:
  LoopbackReply find(const LoopbackRequest& request) {
    for (auto at = answers_.rbegin(); at != answers_.rend(); ++at) {
      if (request.target.starts_with(at->first)) return reply(at->second.first, at->second.second);
    }
    return reply(404, R"({"kind":"Status","message":"nothing here"})");
  }
  std::map<std::string, std::pair<int, std::string>> answers_;
  model::Inventory inventory_;
};

TEST_F(ReadClusterTest, PagesAreFollowedToTheLast) {
  answer("/api", kCore);
  answer("/apis", kNoGroups);
  answer("/api/v1/pods", pods({"a", "b"}, "2"));
  answer("/api/v1/pods?limit=500&continue=2", pods({"c"}, ""));
  const Result<Reading> reading = read();
  ASSERT_TRUE(reading) << reading.error().text();
  EXPECT_THAT(reading->problems, IsEmpty());
  EXPECT_THAT(names(), ElementsAre("a", "b", "c"));
}

TEST_F(ReadClusterTest, AListThatIsNotInOrderIsNoBaseToGoOnFrom) {
  answer("/api", kCore);
  answer("/apis", kNoGroups);
  answer("/api/v1/pods", pods({"m", "z"}, "2"));
  answer("/api/v1/pods?limit=500&continue=2", pods({"a", "b"}, "3"));
  answer("/api/v1/pods?limit=500&continue=3", R"({"kind":"Status","message":"too old"})", 410);
  const Result<Reading> reading = read();
  ASSERT_TRUE(reading) << reading.error().text();
  ASSERT_EQ(reading->problems.size(), 1U);
  EXPECT_EQ(reading->problems[0].what, "pods");
  EXPECT_THAT(reading->problems[0].reason, HasSubstr("too old"));
}

TEST_F(ReadClusterTest, ARefusalNamesThePermissionThatIsMissing) {
  answer("/api", kCore);
  answer("/apis", kNoGroups);
  answer("/api/v1/namespaces/shop/pods", R"({"kind":"Status","message":"no"})", 403);
  const Result<Reading> reading = read(1, {"shop"});
  ASSERT_TRUE(reading) << reading.error().text();
  ASSERT_EQ(reading->problems.size(), 1U);
  EXPECT_EQ(reading->problems[0].reason, "missing permission: list pods in namespace shop (no)");
  EXPECT_EQ(reading->problems[0].code, ErrorCode::denied);
}

TEST_F(ReadClusterTest, OnlyWhatIsAskedForIsReadAndWhatIsNotServedIsAGap) {
  answer("/api", kCore);
  answer("/apis", kNoGroups);
  answer("/api/v1/pods", pods({"a"}, ""));
  only_ = {{"example.com", "widgets"}};
  const Result<Reading> reading = read();
  ASSERT_TRUE(reading) << reading.error().text();
  EXPECT_THAT(names(), IsEmpty());
  ASSERT_EQ(reading->problems.size(), 1U);
  EXPECT_EQ(reading->problems[0].what, "widgets.example.com");
  EXPECT_EQ(reading->problems[0].code, ErrorCode::not_found);
}

TEST_F(ReadClusterTest, AnAnswerThatIsNoDiscoveryIsNotAnEmptyServer) {
  for (const char* groups : {"{}", R"({"kind":"Status"})", R"({"kind":"APIResourceList"})"}) {
    answer("/api", kCore);
    answer("/apis", groups);
    EXPECT_FALSE(read()) << groups;
  }
}

}  // namespace
}  // namespace bulwark::sources::cluster
