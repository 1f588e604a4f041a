// SPDX-License-Identifier: Apache-2.0
#include "analyzers/rbac/node_authorizer.h"

#include <gtest/gtest.h>

#include "analyzers/rbac/test_model.h"

namespace bulwark::analyzers::rbac {
namespace {

const Identity kNodeA{"system:node:a", {"system:nodes", "system:authenticated"}};

std::string pod(const std::string& name, const std::string& node, const std::string& spec,
                const std::string& more = {}) {
  return "apiVersion: v1, kind: Pod, metadata: {name: " + name + ", namespace: shop" + more +
         "}, spec: {nodeName: " + node + ", " + spec + "}";
}

class Nodes {
 public:
  Nodes(std::initializer_list<std::string> objects,
        NodeAuthorizerOptions options = {.minor = 37, .other_types_read = true})
      : estate_(objects, "prod"), options_(options) {}

  void gap(std::string what) { estate_.gap(std::move(what)); }
  void only(std::string name_space) {
    estate_.inventory.clusters[0].namespaces = {std::move(name_space)};
  }
  Decision decide(const Attributes& what, const Identity& who = kNodeA) const {
    const NodeAuthorizer node(estate_.inventory, "prod", options_);
    return authorize(*estate_.model(), &node, who, what);
  }
  bool may(const Attributes& what) const {
    const Decision decision = decide(what);
    EXPECT_EQ(decision.node_open, "");
    EXPECT_EQ(decision.is == Verdict::allowed, !decision.by_node.empty());
    return decision.is == Verdict::allowed;
  }

 private:
  Estate estate_;
  NodeAuthorizerOptions options_;
};

NodeAuthorizerOptions of_minor(std::uint32_t minor) {
  return {.minor = minor, .other_types_read = true};
}

TEST(NodeAuthorizer, AllowsWhatAPodOfTheNodeNamesAndNothingOfOtherPods) {
  const Nodes nodes{
      pod("web", "a",
          "imagePullSecrets: [{name: pull}], serviceAccountName: web,"
          "initContainers: [{name: i, envFrom: [{secretRef: {name: init}}]}],"
          "containers: [{name: c, env: [{name: K, valueFrom: {secretKeyRef: {name: env, key: k}}},"
          "{name: L, valueFrom: {configMapKeyRef: {name: env, key: k}}}]}],"
          "volumes: [{name: s, secret: {secretName: volume}}, {name: m, configMap: {name: volume}},"
          "{name: p, projected: {sources: [{secret: {name: projected}}]}},"
          "{name: d, csi: {driver: x, nodePublishSecretRef: {name: driver}}}]"),
      pod("other", "b", "volumes: [{name: s, secret: {secretName: foreign}}]")};
  for (const char* name : {"pull", "init", "env", "volume", "projected", "driver"}) {
    for (const char* question : {"get secrets", "list secrets", "watch secrets"})
      EXPECT_TRUE(nodes.may(asked(question, "shop", name))) << question << " " << name;
  }
  EXPECT_TRUE(nodes.may(asked("get configmaps", "shop", "env")));
  EXPECT_TRUE(nodes.may(asked("get configmaps", "shop", "volume")));
  EXPECT_TRUE(nodes.may(asked("create serviceaccounts/token", "shop", "web")));
  EXPECT_TRUE(nodes.may(asked("get serviceaccounts", "shop", "web")));
  EXPECT_FALSE(nodes.may(asked("get secrets", "shop", "foreign")));
  EXPECT_FALSE(nodes.may(asked("get secrets", "shop")));
  EXPECT_FALSE(nodes.may(asked("list secrets", "shop")));
  EXPECT_FALSE(nodes.may(asked("get secrets", "bank", "pull")));
  EXPECT_FALSE(nodes.may(asked("update secrets", "shop", "pull")));
  EXPECT_FALSE(nodes.may(asked("get configmaps", "shop", "pull")));
  EXPECT_FALSE(nodes.may(asked("create serviceaccounts/token", "shop", "default")));
}

TEST(NodeAuthorizer, SaysByWhichObjectItAllows) {
  const Nodes nodes{pod("web", "a", "imagePullSecrets: [{name: pull}]")};
  EXPECT_EQ(nodes.decide(asked("get secrets", "shop", "pull")).by_node,
            "Pod shop/web of this node names it");
  EXPECT_EQ(nodes.decide(asked("get pods", "shop", "web")).by_node, "Pod shop/web is of this node");
}

TEST(NodeAuthorizer, FollowsAPodToTheVolumeOfItsClaimAndToTheVolumesSecrets) {
  const Nodes nodes{
      pod("db", "a", "volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]"),
      "apiVersion: v1, kind: PersistentVolume, metadata: {name: pv}, spec: {claimRef: {namespace: "
      "shop, name: data}, csi: {driver: x, nodeStageSecretRef: {namespace: store, name: stage},"
      "controllerPublishSecretRef: {namespace: store, name: publish}}}",
      "apiVersion: v1, kind: PersistentVolume, metadata: {name: free}, spec: {rbd: {secretRef: "
      "{name: stage}}}"};
  EXPECT_TRUE(nodes.may(asked("get persistentvolumeclaims", "shop", "data")));
  EXPECT_TRUE(nodes.may(asked("patch persistentvolumeclaims/status", "shop", "data")));
  EXPECT_TRUE(nodes.may(asked("get persistentvolumes", "", "pv")));
  EXPECT_TRUE(nodes.may(asked("get secrets", "store", "stage")));
  EXPECT_FALSE(nodes.may(asked("get secrets", "store", "publish")));
  EXPECT_FALSE(nodes.may(asked("get secrets", "shop", "stage")));
  EXPECT_FALSE(nodes.may(asked("get persistentvolumes", "", "free")));
  EXPECT_FALSE(nodes.may(asked("get persistentvolumes", "shop", "pv")));
  EXPECT_FALSE(nodes.may(asked("list persistentvolumes", "", "pv")));
}

TEST(NodeAuthorizer, KnowsClaimsThatAreMadeForAPodByTheirNames) {
  const Nodes nodes{
      "apiVersion: v1, kind: Pod, metadata: {name: ai, namespace: shop}, spec: {nodeName: a, "
      "volumes: [{name: tmp, ephemeral: {volumeClaimTemplate: {}}}], resourceClaims: [{name: gpu, "
      "resourceClaimTemplateName: t}, {name: net, resourceClaimName: shared}, {name: late, "
      "resourceClaimTemplateName: t}]}, status: {resourceClaimStatuses: [{name: gpu, "
      "resourceClaimName: ai-gpu-x1}], extendedResourceClaimStatus: {resourceClaimName: ai-ext}}"};
  EXPECT_TRUE(nodes.may(asked("get persistentvolumeclaims", "shop", "ai-tmp")));
  for (const char* name : {"ai-gpu-x1", "shared", "ai-ext"})
    EXPECT_TRUE(nodes.may(asked("get resource.k8s.io resourceclaims", "shop", name))) << name;
  EXPECT_FALSE(nodes.may(asked("get resource.k8s.io resourceclaims", "shop", "t")));
}

TEST(NodeAuthorizer, LetsAMirrorPodRelateNothing) {
  const Nodes nodes{pod("static", "a", "imagePullSecrets: [{name: pull}]",
                        ", annotations: {kubernetes.io/config.mirror: x}")};
  EXPECT_TRUE(nodes.may(asked("get pods", "shop", "static")));
  EXPECT_FALSE(nodes.may(asked("get secrets", "shop", "pull")));
}

TEST(NodeAuthorizer, LimitsAKubeletToItsOwnObjects) {
  const Nodes nodes{
      "apiVersion: storage.k8s.io/v1, kind: VolumeAttachment, metadata: {name: va}, spec: "
      "{nodeName: a}",
      "apiVersion: resource.k8s.io/v1, kind: ResourceSlice, metadata: {name: rs}, spec: {nodeName: "
      "b}"};
  EXPECT_TRUE(nodes.may(asked("get storage.k8s.io volumeattachments", "", "va")));
  EXPECT_FALSE(nodes.may(asked("get resource.k8s.io resourceslices", "", "rs")));
  EXPECT_TRUE(nodes.may(asked("update coordination.k8s.io leases", "kube-node-lease", "a")));
  EXPECT_FALSE(nodes.may(asked("update coordination.k8s.io leases", "kube-node-lease", "b")));
  EXPECT_FALSE(nodes.may(asked("update coordination.k8s.io leases", "kube-system", "a")));
  EXPECT_TRUE(nodes.may(asked("delete storage.k8s.io csinodes", "", "a")));
  EXPECT_FALSE(nodes.may(asked("delete storage.k8s.io csinodes", "", "b")));
  EXPECT_TRUE(nodes.may(asked("get nodes", "", "a")));
  EXPECT_FALSE(nodes.may(asked("get nodes", "", "b")));
  EXPECT_FALSE(nodes.may(asked("list nodes")));
  EXPECT_TRUE(nodes.may(asked("list services")));
  EXPECT_FALSE(nodes.may(asked("get /metrics")));
}

TEST(NodeAuthorizer, JudgesByTheVersionOfTheServer) {
  const auto may = [](std::uint32_t minor, const Attributes& what) {
    return Nodes({}, of_minor(minor)).may(what);
  };
  EXPECT_TRUE(may(31, asked("list pods")));
  EXPECT_FALSE(may(32, asked("list pods")));
  EXPECT_TRUE(may(31, asked("deletecollection resource.k8s.io resourceslices")));
  EXPECT_FALSE(may(30, asked("deletecollection resource.k8s.io resourceslices")));
  EXPECT_FALSE(may(36, asked("create certificates.k8s.io podcertificaterequests", "shop")));
  EXPECT_TRUE(may(37, asked("create certificates.k8s.io podcertificaterequests", "shop")));
  EXPECT_FALSE(may(34, asked("create events.k8s.io events", "shop")));
  EXPECT_TRUE(may(35, asked("create events.k8s.io events", "shop")));
  EXPECT_TRUE(may(99, asked("create events.k8s.io events", "shop")));
}

TEST(NodeAuthorizer, LeavesOpenWhatDependsOnAnUnknownVersion) {
  const Nodes nodes({}, {.minor = {}, .other_types_read = true});
  EXPECT_NE(nodes.decide(asked("list pods")).node_open, "");
  EXPECT_TRUE(nodes.may(asked("list services")));
  EXPECT_FALSE(nodes.may(asked("delete services", "shop", "x")));
}

TEST(NodeAuthorizer, LeavesANoOpenWhereWhatItGoesByWasNotRead) {
  Nodes gap{pod("web", "a", "imagePullSecrets: [{name: pull}]")};
  gap.gap("persistentvolumes");
  EXPECT_TRUE(gap.may(asked("get secrets", "shop", "pull")));
  EXPECT_EQ(gap.decide(asked("get secrets", "shop", "x")).node_open,
            "persistentvolumes: missing permission");
  EXPECT_FALSE(gap.may(asked("get configmaps", "shop", "x")));
  EXPECT_FALSE(gap.may(asked("list secrets", "shop")));

  Nodes part{};
  part.only("shop");
  EXPECT_NE(part.decide(asked("get configmaps", "bank", "x")).node_open, "");

  const Nodes snapshot({}, {.minor = 37});
  EXPECT_FALSE(snapshot.may(asked("get configmaps", "shop", "x")));
  EXPECT_NE(snapshot.decide(asked("get storage.k8s.io volumeattachments", "", "x")).node_open, "");
}

TEST(NodeAuthorizer, IsAskedByNobodyButKubelets) {
  const Nodes nodes{};
  const Attributes list = asked("list services");
  EXPECT_EQ(nodes.decide(list, {"system:node:a", {"system:authenticated"}}).is, Verdict::no);
  EXPECT_EQ(nodes.decide(list, {"jane", {"system:nodes"}}).is, Verdict::no);
  EXPECT_EQ(nodes.decide(list, {"system:node:", {"system:nodes"}}).is, Verdict::no);
  const Estate estate({}, "prod");
  EXPECT_NE(authorize(*estate.model(), nullptr, kNodeA, list).node_open, "");
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
