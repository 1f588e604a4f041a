// SPDX-License-Identifier: Apache-2.0
#include "scan/owners.h"

#include <gtest/gtest.h>

#include "formats/json.h"

namespace bulwark::scan {
namespace {

class OwnersTest : public ::testing::Test {
 protected:
  OwnersTest() { inventory_.segments.push_back({std::make_unique<formats::Pool>(1, 7), {}}); }

  // Adds to the first segment, as from source 0 unless another is named.
  void add(std::string_view kind, std::string_view name, std::string_view owner_kind = {},
           std::string_view owner = {}, std::uint32_t source = 0) {
    std::string text = R"({"apiVersion":"v1","kind":")" + std::string(kind) +
                       R"(","metadata":{"namespace":"shop","name":")" + std::string(name) + "\"";
    if (!owner.empty()) {
      text += R"(,"ownerReferences":[{"kind":")" + std::string(owner_kind) + R"(","name":")" +
              std::string(owner) + R"(","controller":true}])";
    }
    text += "}}";
    const std::size_t size = text.size();
    text.resize(size + formats::kJsonPadding);
    formats::Builder builder(*inventory_.segments[0].pool);
    formats::JsonReader reader;
    auto document = reader.read(std::string_view(text).substr(0, size), builder, {});
    ASSERT_TRUE(document) << document.error().text();
    inventory_.segments[0].resources.push_back({.root = document->root, .source = source});
  }
  model::Source& source(std::string name) {
    inventory_.sources.emplace_back().name = std::move(name);
    return inventory_.sources.back();
  }
  std::vector<std::uint64_t> top() { return find_owners(inventory_, 7).top[0]; }

  model::Inventory inventory_;
};

TEST_F(OwnersTest, FollowsTheChainToTheTop) {
  add("Pod", "cart-1-x", "ReplicaSet", "cart-1");
  add("ReplicaSet", "cart-1", "Deployment", "cart");
  add("Deployment", "cart");
  const std::uint64_t deployment = owner_key("", "shop", "Deployment", "cart", 7);
  EXPECT_EQ(top(), (std::vector<std::uint64_t>{deployment, deployment, 0}));
}

TEST_F(OwnersTest, AnOwnerThatWasNotReadStillJoinsItsChildren) {
  add("Pod", "a", "ReplicaSet", "gone");
  add("Pod", "b", "ReplicaSet", "gone");
  const auto keys = top();
  EXPECT_NE(keys[0], 0U);
  EXPECT_EQ(keys[0], keys[1]);
}

TEST_F(OwnersTest, EqualNamesInTwoClustersShareNoOwner) {
  source("prod").cluster = true;
  source("staging").cluster = true;
  add("Pod", "a", "ReplicaSet", "cart", 0);
  add("Pod", "a", "ReplicaSet", "cart", 1);
  add("ReplicaSet", "cart", "Deployment", "cart", 1);
  const auto keys = top();
  EXPECT_EQ(keys[0], owner_key("prod", "shop", "ReplicaSet", "cart", 7));
  EXPECT_EQ(keys[1], owner_key("staging", "shop", "Deployment", "cart", 7));
}

TEST_F(OwnersTest, ManifestsOwnEachOtherAcrossFiles) {
  source("a.yaml");
  source("b.yaml");
  add("Pod", "a", "ReplicaSet", "cart", 0);
  add("ReplicaSet", "cart", "Deployment", "cart", 1);
  EXPECT_EQ(top()[0], owner_key("", "shop", "Deployment", "cart", 7));
}

TEST_F(OwnersTest, ACircleOfOwnersEnds) {
  add("ReplicaSet", "a", "ReplicaSet", "b");
  add("ReplicaSet", "b", "ReplicaSet", "a");
  EXPECT_EQ(top().size(), 2U);
}

TEST_F(OwnersTest, MirrorPodsOfANodeStandForThemselves) {
  add("Pod", "etcd", "Node", "n1");
  EXPECT_EQ(top()[0], 0U);
}

}  // namespace
}  // namespace bulwark::scan
