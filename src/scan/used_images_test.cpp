// SPDX-License-Identifier: Apache-2.0
// Which images run, by what workloads and the status of their pods say.
#include "scan/used_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "io/test_folder.h"
#include "sources/code/load.h"

namespace bulwark::scan {
namespace {

using testing::ElementsAre;

constexpr const char*
    kDigest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

class UsedImages : public testing::Test {
 protected:
  // "name reference: users"
  std::vector<std::string> read(const std::string& text) {
    folder_.write("a.yaml", text);
    model::Inventory inventory;
    sources::code::LoadOptions options;
    options.document.keep_status = true;
    const std::vector<std::string> targets{folder_.path()};
    EXPECT_TRUE(sources::code::load(targets, options, inventory));
    std::vector<std::string> out;
    for (const UsedImage& one : used_images(inventory)) {
      std::string line = one.name + " " + one.reference + ":";
      for (const std::string& user : one.users) line += " " + user + ";";
      out.push_back(line);
    }
    return out;
  }

  io::TestFolder folder_;
};

TEST_F(UsedImages, AreToldOnceWithAllThatUseThem) {
  EXPECT_THAT(read(R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec: {template: {spec: {
  initContainers: [{name: i, image: "tools:1"}],
  containers: [{name: a, image: "shop/cart:1"}, {name: b, image: "tools:1"}]}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: night}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: "tools:1"}, {name: c}]}}}}}
)"),
              ElementsAre("shop/cart:1 shop/cart:1: Deployment shop/cart;",
                          "tools:1 tools:1: CronJob night; Deployment shop/cart;"));
}

TEST_F(UsedImages, AreThoseThatPodsSayTheyRun) {
  const std::string pod = std::string(R"(
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: cart-1, namespace: shop, ownerReferences: [{kind: Deployment, name: cart, controller: true}]}
spec: {template: {spec: {containers: [{name: a, image: "shop/cart:1"}]}}}
---
apiVersion: v1
kind: Pod
metadata: {name: cart-1-x, namespace: shop, ownerReferences: [{kind: ReplicaSet, name: cart-1, controller: true}]}
spec: {containers: [{name: a, image: "shop/cart:1"}, {name: local, image: "built:here"}]}
status: {containerStatuses: [
  {name: a, image: "docker.io/shop/cart:1", imageID: "docker-pullable://docker.io/shop/cart@)") +
                          kDigest + R"("},
  {name: local, imageID: "sha256:bbbb"}, {name: gone, imageID: "x@)" +
                          kDigest + R"("}]}
)";
  EXPECT_THAT(read(pod), ElementsAre("built:here built:here: Deployment shop/cart;",
                                     std::string("shop/cart:1 docker.io/shop/cart@") + kDigest +
                                         ": Deployment shop/cart;"));
}

// A tag that has moved: each pod runs what it had when it was started.
TEST_F(UsedImages, OfOneTagWithTwoDigestsAreToldForThemselves) {
  const std::string other = "sha256:" + std::string(64, 'b');
  const auto pod = [](const std::string& name, const std::string& digest) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + "}\n" +
           "spec: {containers: [{name: a, image: \"x:1\"}]}\n" +
           "status: {containerStatuses: [{name: a, imageID: \"x@" + digest + "\"}]}\n---\n";
  };
  EXPECT_THAT(read(pod("old", kDigest) + pod("new", other) +
                   "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: d}\n"
                   "spec: {template: {spec: {containers: [{name: a, image: \"x:1\"}]}}}\n"),
              ElementsAre(std::string("x:1@sha256:aaaaaaaaaaaa docker.io/library/x@") + kDigest +
                              ": DaemonSet d; Pod old;",
                          "x:1@sha256:bbbbbbbbbbbb docker.io/library/x@" + other +
                              ": DaemonSet d; Pod new;"));
}

TEST_F(UsedImages, AreTakenAsTheyStandWhereTheyAreNoReference) {
  EXPECT_THAT(read(R"(
apiVersion: v1
kind: Pod
metadata: {name: odd}
spec: {containers: [{name: a, image: "${IMAGE}"}, {name: b, image: 7}, {name: c, image: ""}]}
status: {containerStatuses: 5}
)"),
              ElementsAre("${IMAGE} ${IMAGE}: Pod odd;"));
  EXPECT_THAT(read("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"), ElementsAre());
}

}  // namespace
}  // namespace bulwark::scan
