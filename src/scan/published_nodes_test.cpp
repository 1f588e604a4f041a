// SPDX-License-Identifier: Apache-2.0
#include "scan/published_nodes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "extractors/config/config_file.h"
#include "formats/base64.h"
#include "formats/json_object.h"
#include "formats/zstd.h"
#include "io/test_folder.h"
#include "scan/components.h"
#include "scan/publish_node.h"

namespace bulwark::scan {
namespace {

using Texts = std::vector<std::string>;

const std::string kNode = "{apiVersion: v1, kind: Node, metadata: {name: n1}}";

// One cluster, of which a picture was taken on the 29th.
class PublishedNodes : public ::testing::Test {
 protected:
  PublishedNodes() {
    model::Source source;
    source.name = "prod";
    source.cluster = true;
    inventory_.sources.push_back(source);
    inventory_.clusters.push_back({0, "v1.34.4", "2026-11-29T10:00:00Z"});
    inventory_.segments.push_back({std::make_unique<formats::Pool>(1, 1), {}});
    folder_.write("etc/kubernetes/admin.conf", "users: []");
    folder_.write("var/lib/kubelet/config.yaml", "readOnlyPort: 10255");
  }

  void hold(const std::string& object) {
    formats::Builder builder(*inventory_.segments[0].pool);
    const auto root = extractors::config::read_config(object, builder);
    ASSERT_TRUE(root) << root.error().text();
    model::Resource& made = inventory_.segments[0].resources.emplace_back();
    made.root = *root;
  }

  std::string config_map(const std::string& node, const std::string& taken_at) {
    model::Inventory of_node;
    const auto facts = read_node_to_publish("node:" + folder_.path(), {7, {}, node}, taken_at,
                                            of_node);
    EXPECT_TRUE(facts) << facts.error().text();
    return node_facts_config_map(*facts).value();
  }

  std::string config_map_of_text(const std::string& text) {
    return R"({apiVersion: v1, kind: ConfigMap, metadata: {name: node-n1, namespace: bulwark-nodes, )"
           R"(labels: {bulwark.dev/node-facts: v1}}, binaryData: {facts.json.zst: ")" +
           formats::encode_base64(formats::compress_zstd(text)) + "\"}}";
  }

  Texts titles() const {
    Texts out;
    for (const model::Segment& segment : inventory_.segments) {
      for (const model::Resource& one : segment.resources) {
        if (inventory_.origins.contains(&one)) out.push_back(one.title());
      }
    }
    std::ranges::sort(out);
    return out;
  }

  std::vector<const model::Resource*> documents(std::string_view kind) const {
    std::vector<const model::Resource*> out;
    for (const model::Segment& segment : inventory_.segments) {
      for (const model::Resource& one : segment.resources) {
        if (one.kind() == kind) out.push_back(&one);
      }
    }
    return out;
  }

  Texts problems() const {
    Texts out;
    for (const model::Problem& one : inventory_.problems)
      out.push_back(one.cluster + ": " + one.what + ": " + one.reason);
    return out;
  }

  io::TestFolder folder_;
  model::Inventory inventory_;
};

TEST_F(PublishedNodes, JoinAsIfEachHadBeenAudited) {
  hold(kNode);
  hold(config_map("n1", "2026-11-29T09:00:00Z"));
  EXPECT_EQ(add_published_nodes(inventory_, 7), Texts());
  EXPECT_EQ(titles(), (Texts{"Kubelet n1", "NodeFile n1:/etc/kubernetes/admin.conf",
                             "NodeFile n1:/var/lib/kubelet/config.yaml", "NodeHost n1"}));
  EXPECT_EQ(problems(), Texts());
}

TEST_F(PublishedNodes, LeaveTheWordToTheirKubeletAndAddItsFlags) {
  folder_.write("var/lib/kubelet/kubeadm-flags.env",
                "KUBELET_KUBEADM_ARGS=\"--hostname-override=db-7\"");
  hold(kNode);
  hold(config_map("n1", "2026-11-29T09:00:00Z"));
  hold(
      "{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, metadata: {name: "
      "n1}, readOnlyPort: 0}");
  add_published_nodes(inventory_, 7);
  add_components(inventory_, 7);
  const auto kubelets = documents("Kubelet");
  ASSERT_EQ(kubelets.size(), 1U);
  const formats::Value& spec = *kubelets[0]->root.find("spec");
  EXPECT_EQ(spec.at("config", "readOnlyPort")->as_int(), 0);
  EXPECT_EQ(spec.at("flags", "hostname-override")->as_string(), "db-7");
  EXPECT_EQ(inventory_.origins.at(kubelets[0]).path_of("spec.config.readOnlyPort"), "readOnlyPort");
}

TEST_F(PublishedNodes, ThatHaveToldNothingAreNamed) {
  hold(kNode);
  hold("{apiVersion: v1, kind: Node, metadata: {name: n2}}");
  hold(config_map("n1", "2026-11-29T09:00:00Z"));
  EXPECT_EQ(add_published_nodes(inventory_, 7),
            Texts{"1 of 2 nodes have not told what they run: n2"});
}

TEST_F(PublishedNodes, ThatAreNoMoreTellNothing) {
  hold(kNode);
  hold(config_map("gone", "2026-11-29T09:00:00Z"));
  const Texts notices = add_published_nodes(inventory_, 7);
  ASSERT_EQ(notices.size(), 2U);
  EXPECT_EQ(notices[0], "ConfigMap bulwark-nodes/node-gone: there is no node gone any more");
  EXPECT_EQ(titles(), Texts());
}

TEST_F(PublishedNodes, ThatToldItTooLongAgoAreAProblem) {
  hold(kNode);
  hold(config_map("n1", "2026-11-28T09:59:59Z"));
  add_published_nodes(inventory_, 7);
  EXPECT_EQ(problems(),
            Texts{"prod: node n1: what it told is of 2026-11-28T09:59:59Z, and more than "
                  "a day older than this picture"});
}

TEST_F(PublishedNodes, TellWhatTheyCouldNotRead) {
  folder_.write("var/lib/kubelet/config.yaml", "- no map");
  hold(kNode);
  hold(config_map("n1", "2026-11-29T09:00:00Z"));
  add_published_nodes(inventory_, 7);
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_TRUE(problems()[0].starts_with("prod: node n1: kubelet: ")) << problems()[0];
}

TEST_F(PublishedNodes, CannotSpeakForOthers) {
  std::string of_another = config_map("n2", "2026-11-29T09:00:00Z");
  of_another.replace(of_another.find("node-n2"), 7, "node-n1");
  hold(kNode);
  hold(of_another);
  add_published_nodes(inventory_, 7);
  EXPECT_EQ(problems(),
            Texts{"prod: ConfigMap bulwark-nodes/node-n1: they are those of node 'n2'"});
  EXPECT_EQ(titles(), Texts());
}

TEST_F(PublishedNodes, CannotSpeakOfOtherObjects) {
  hold(kNode);
  hold(config_map_of_text(
      R"({"apiVersion":"bulwark.dev/v1","kind":"NodeFacts","metadata":{"name":"n1"},"spec":)"
      R"({"takenAt":"2026-11-29T09:00:00Z","documents":[{"apiVersion":"v1","kind":"Pod",)"
      R"("metadata":{"name":"a"}}],"gaps":[]}})"));
  add_published_nodes(inventory_, 7);
  EXPECT_EQ(problems(),
            Texts{"prod: ConfigMap bulwark-nodes/node-n1: a document is not one that tells "
                  "of a node"});
}

TEST_F(PublishedNodes, ThatCannotBeReadAreAProblem) {
  hold(kNode);
  hold(config_map_of_text("no JSON"));
  add_published_nodes(inventory_, 7);
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_TRUE(problems()[0].starts_with("prod: ConfigMap bulwark-nodes/node-n1: "))
      << problems()[0];
}

TEST_F(PublishedNodes, AreOnlyBelievedInTheirNamespace) {
  std::string elsewhere = config_map("n1", "2026-11-29T09:00:00Z");
  const std::string name = R"("namespace":"bulwark-nodes")";
  elsewhere.replace(elsewhere.find(name), name.size(), R"("namespace":"shop")");
  hold(kNode);
  hold(elsewhere);
  EXPECT_EQ(add_published_nodes(inventory_, 7), Texts());
  EXPECT_EQ(titles(), Texts());
}

TEST(PublishNode, NeedsANodeThatRunsKubernetes) {
  const io::TestFolder empty;
  model::Inventory inventory;
  const auto facts = read_node_to_publish("node:" + empty.path(), {7, {}, "n1"}, "", inventory);
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().text(),
            "nothing of Kubernetes is there: no known file, and no component runs");
}

TEST(PublishNode, NeedsTheNodesName) {
  const io::TestFolder folder;
  folder.write("etc/kubernetes/admin.conf", "");
  model::Inventory inventory;
  EXPECT_FALSE(read_node_to_publish("node:" + folder.path(), {7, {}, {}}, "", inventory));
}

}  // namespace
}  // namespace bulwark::scan
