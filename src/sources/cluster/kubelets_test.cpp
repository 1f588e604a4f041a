// SPDX-License-Identifier: Apache-2.0
// Asks kubelets behind an API server that a loopback server plays.
#include "sources/cluster/kubelets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "sources/cluster/api_client_fixture.h"
#include "sources/cluster/configz.h"
#include "sources/cluster/inventory_receiver.h"

namespace bulwark::sources::cluster {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kReviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
constexpr const char* kAllowed = R"({"kind":"SelfSubjectAccessReview","status":{"allowed":true}})";
constexpr const char*
    kNotAllowed = R"({"kind":"SelfSubjectAccessReview","status":{"allowed":false}})";
constexpr const char* kConfig =
    R"({"kubeletconfig":{"readOnlyPort":10255,"staticPodURLHeader":{"Authorization":["secret"]}}})";

class KubeletsTest : public testing::Test {
 protected:
  void answer(const std::string& target, std::string body, int status = 200) {
    answers_[target] = {status, std::move(body)};
  }
  void configz(const std::string& node, std::string body, int status = 200) {
    answer("/api/v1/nodes/" + node + "/proxy/configz", std::move(body), status);
  }

  Reading read(std::vector<std::string> nodes) {
    LoopbackServer server([this](const LoopbackRequest& request) {
      const std::lock_guard lock(mutex_);
      asked_.push_back(request.target);
      const auto found = answers_.find(request.target);
      if (found == answers_.end()) return reply(404, R"({"kind":"Status","message":"no"})");
      return reply(found->second.first, found->second.second);
    });
    Access access;
    access.context = "lab";
    access.server = server.url();
    ApiOptions api;
    api.queries_per_second = 0;
    api.first_pause = std::chrono::milliseconds(1);
    ApiClient client(access, api);
    ReadOptions options;
    options.kubelets = wanted_;
    InventoryReceiver receiver(1, 2, 0, 7);
    Reading reading;
    read_kubelets(client, options, std::move(nodes), receiver, reading);
    receiver.finish(inventory_);
    return reading;
  }

  std::vector<const model::Resource*> read_objects() const {
    std::vector<const model::Resource*> out;
    for (const model::Segment& segment : inventory_.segments) {
      for (const model::Resource& resource : segment.resources) out.push_back(&resource);
    }
    return out;
  }

  KubeletsWanted wanted_{.any = true};
  std::vector<std::string> asked_;

 private:
  std::mutex mutex_;
  std::map<std::string, std::pair<int, std::string>> answers_;
  model::Inventory inventory_;
};

TEST_F(KubeletsTest, AnsweredMakeAnObjectThatIsNamedAfterTheNode) {
  answer(kReviews, kAllowed, 201);
  configz("n1", kConfig);
  const Reading reading = read({"n1"});
  EXPECT_THAT(reading.problems, IsEmpty());
  EXPECT_EQ(reading.objects, 1U);
  ASSERT_EQ(read_objects().size(), 1U);
  const model::Resource& object = *read_objects()[0];
  EXPECT_EQ(object.kind(), "KubeletConfiguration");
  EXPECT_EQ(object.name(), "n1");
  EXPECT_EQ(object.root.find("readOnlyPort")->as_int(), 10255);
  EXPECT_EQ(object.root.find("staticPodURLHeader"), nullptr) << "it may hold a token";
}

TEST_F(KubeletsTest, AreNotAskedWhereThatIsNotAllowedAndOneProblemSaysSo) {
  answer(kReviews, kNotAllowed, 201);
  const Reading reading = read({"n1", "n2", "n3"});
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_EQ(reading.problems[0].what, kKubeletConfigurations);
  EXPECT_EQ(reading.problems[0].code, ErrorCode::cancelled) << "nobody asked for it";
  EXPECT_THAT(reading.problems[0].reason, HasSubstr("it needs get nodes/proxy"));
  EXPECT_THAT(asked_, ElementsAre(kReviews));
}

TEST_F(KubeletsTest, ThatAUserAskedForAreAGapWhereItIsNotAllowed) {
  wanted_.asked_for = true;
  const char* refusal = R"({"kind":"Status","message":"jane cannot"})";
  configz("n1", refusal, 403);
  configz("n2", refusal, 403);
  const Reading reading = read({"n1", "n2"});
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_EQ(reading.problems[0].what, kKubeletConfigurations);
  EXPECT_EQ(reading.problems[0].code, ErrorCode::denied);
  EXPECT_EQ(reading.problems[0].reason, "missing permission: get nodes/proxy (jane cannot)");
}

TEST_F(KubeletsTest, ThatDoNotAnswerAreProblemsOfTheirNodesAlone) {
  answer(kReviews, kAllowed, 201);
  configz("down", R"({"kind":"Status","message":"dial tcp: refused"})", 503);
  configz("good", kConfig);
  configz("lies", "<html>");
  configz("shut", "Forbidden (user=kube-apiserver)", 403);
  const Reading reading = read({"down", "good", "lies", "shut"});
  EXPECT_EQ(reading.objects, 1U);
  std::map<std::string, std::string> told;
  for (const model::Problem& one : reading.problems) told[one.what] = one.reason;
  const std::string what = std::string(kKubeletConfigurations) + " of node ";
  ASSERT_EQ(told.size(), 3U);
  EXPECT_THAT(told[what + "down"], HasSubstr("dial tcp: refused"));
  EXPECT_NE(told[what + "lies"], "");
  EXPECT_THAT(told[what + "shut"], HasSubstr("Forbidden (user=kube-apiserver)"));
  EXPECT_EQ(std::ranges::count(asked_, "/api/v1/nodes/down/proxy/configz"), 1) << "asked once";
}

TEST_F(KubeletsTest, AreLeftInPeaceWhenNoneOfManyIsReached) {
  wanted_.asked_for = true;
  std::vector<std::string> nodes;
  for (int i = 0; i < 200; ++i) {
    nodes.push_back("n" + std::to_string(i));
    configz(nodes.back(), R"({"kind":"Status","message":"dial tcp: refused"})", 503);
  }
  const Reading reading = read(nodes);
  EXPECT_LT(asked_.size(), 60U);
  EXPECT_EQ(reading.problems.size(), asked_.size() + 1);
}

TEST_F(KubeletsTest, BeyondTheWantedNumberAreLeftOutAndCounted) {
  answer(kReviews, kAllowed, 201);
  wanted_.most = 2;
  for (const char* node : {"a1", "a2", "b1", "b2"}) configz(node, kConfig);
  const Reading reading = read({"b2", "a1", "b1", "a2"});
  std::ranges::sort(asked_);
  EXPECT_THAT(asked_, ElementsAre("/api/v1/nodes/a1/proxy/configz",
                                  "/api/v1/nodes/b1/proxy/configz", kReviews));
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_THAT(reading.problems[0].what, HasSubstr("of 2 of 4 nodes"));
  EXPECT_EQ(reading.problems[0].code, ErrorCode::cancelled);
}

TEST_F(KubeletsTest, OfNobodyAreAskedByNone) {
  wanted_.most = 0;
  const Reading reading = read({"n1"});
  EXPECT_THAT(asked_, IsEmpty());
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_THAT(reading.problems[0].reason, HasSubstr("--node-config none"));
}

TEST(Spread, TakesNamesFromEverywhere) {
  EXPECT_THAT(spread({"b", "a"}, 5), ElementsAre("a", "b"));
  EXPECT_THAT(spread({"f", "e", "d", "c", "b", "a"}, 3), ElementsAre("a", "c", "e"));
  EXPECT_THAT(spread({}, 3), IsEmpty());
}

}  // namespace
}  // namespace bulwark::sources::cluster
