// SPDX-License-Identifier: Apache-2.0
#include "analyzers/rbac/secret_readers.h"

#include "analyzers/rbac/scheduling.h"
#include "analyzers/rbac/secret_names.h"
#include "analyzers/rbac/test_model.h"

namespace bulwark::analyzers::rbac {
namespace {

const std::string kRole = "kind: Role, metadata: {name: r, namespace: shop}, rules: ";
const std::string kBinding =
    "kind: RoleBinding, metadata: {name: b, namespace: shop}, roleRef: {kind: Role, name: r}, "
    "subjects: [{kind: User, name: jane}]";

TEST(RbacSecretReaders, NamesOfSeveralRulesAreOneAnswer) {
  const Estate estate({kRole + "[{verbs: [get], apiGroups: [''], resources: [secrets], "
                               "resourceNames: [tls]}, {verbs: [get, watch], apiGroups: [''], "
                               "resources: [secrets], resourceNames: [key, tls]}]",
                       kBinding});
  const auto readers = secret_readers(*estate.model(), "shop");
  ASSERT_EQ(readers.size(), 1U);
  EXPECT_EQ(readers[0].names, (std::vector<std::string>{"key", "tls"}));
  EXPECT_EQ(readers[0].reads, (std::vector<std::string>{"get", "watch"}));
  EXPECT_EQ(readers[0].bindings, (std::vector<Named>{{"RoleBinding", "shop", "b"}}));
  EXPECT_TRUE(secret_readers(*estate.model(), "blog").empty());
  EXPECT_EQ(secret_readers(*estate.model(), std::nullopt), readers);
}

TEST(RbacSecretReaders, TheAnswersToAPatchAndADeletecollectionHoldThem) {
  const auto reads = [](const std::string& verb, const std::string& names) {
    const Estate estate({kRole + "[{verbs: [" + verb +
                             "], apiGroups: [''], resources: [secrets], resourceNames: [" + names +
                             "]}]",
                         kBinding});
    const auto readers = secret_readers(*estate.model(), "shop");
    return readers.empty() ? std::vector<std::string>{} : readers[0].reads;
  };
  EXPECT_EQ(reads("patch", "tls"), std::vector<std::string>{"patch"});
  EXPECT_EQ(reads("deletecollection", ""), std::vector<std::string>{"deletecollection"});
  EXPECT_TRUE(reads("deletecollection", "tls").empty());
  EXPECT_TRUE(reads("update, delete, create", "").empty());
}

TEST(RbacSecretReaders, APodThatMountsThemReads) {
  const Estate estate({kRole + "[{verbs: [patch], apiGroups: [apps], resources: [deployments]}, "
                               "{verbs: [create], apiGroups: [''], resources: [pods], "
                               "resourceNames: [x]}]",
                       kBinding});
  const auto readers = secret_readers(*estate.model(), "shop");
  ASSERT_EQ(readers.size(), 1U);
  EXPECT_TRUE(readers[0].names.empty());
  EXPECT_TRUE(readers[0].reads.empty());
  EXPECT_EQ(readers[0].by_pod, std::vector<std::string>{"deployments"});
}

TEST(RbacSecretReaders, WhatHoldsForTheClusterIsToldOnce) {
  const Estate estate(
      {"kind: ClusterRole, metadata: {name: r}, rules: [{verbs: [list], apiGroups: ['*'], "
       "resources: ['*']}]",
       "kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: r}, "
       "subjects: [{kind: User, name: jane}]"});
  const auto readers = secret_readers(*estate.model(), std::nullopt);
  ASSERT_EQ(readers.size(), 1U);
  EXPECT_EQ(readers[0].name_space, "");
  EXPECT_EQ(secret_readers(*estate.model(), "shop"), readers);
}

TEST(RbacSecretNames, OfManifestsAreWhatIsHeldAndNamed) {
  const Estate estate(
      {"apiVersion: v1, kind: Secret, metadata: {name: own, namespace: shop}",
       "apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop}, spec: {imagePullSecrets: "
       "[{name: pull}], volumes: [{name: a, secret: {secretName: file}}, {name: b, projected: "
       "{sources: [{secret: {name: part}}]}}], containers: [{name: c, env: [{name: E, valueFrom: "
       "{secretKeyRef: {name: variable, key: k}}}], envFrom: [{secretRef: {name: all}}]}]}",
       "apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: web}, "
       "spec: {tls: [{secretName: tls}]}",
       kRole + "[{verbs: [get], apiGroups: [''], resources: [secrets], resourceNames: [ruled]}]"});
  const SecretNames names = secret_names(estate.inventory, "", *estate.model());
  EXPECT_FALSE(names.listed);
  using Set = std::set<std::string>;
  EXPECT_EQ(names.by_namespace,
            (std::map<std::string, Set>{
                {"shop", Set{"all", "file", "own", "part", "pull", "ruled", "variable"}},
                {"web", Set{"tls"}}}));
}

TEST(RbacSecretNames, OfAClusterAreItsSecretsUnlessTheyCouldNotBeListed) {
  Estate estate({"apiVersion: v1, kind: Secret, metadata: {name: own, namespace: shop}",
                 kRole + "[{verbs: [get], apiGroups: [''], resources: [secrets], resourceNames: "
                         "[gone]}]"},
                "c");
  EXPECT_TRUE(secret_names(estate.inventory, "c", *estate.model()).listed);
  EXPECT_EQ(secret_names(estate.inventory, "c", *estate.model()).by_namespace.at("shop").size(),
            1U);
  estate.gap("secrets");
  EXPECT_FALSE(secret_names(estate.inventory, "c", *estate.model()).listed);
  EXPECT_EQ(secret_names(estate.inventory, "c", *estate.model()).by_namespace.at("shop").size(),
            2U);
}

TEST(RbacScheduling, IsDecidedByWhoBindsChangesNodesOrEvicts) {
  const Estate estate(
      {kRole + "[{verbs: [create], apiGroups: [''], resources: [pods/eviction, nodes]}]", kBinding,
       "kind: ClusterRole, metadata: {name: n}, rules: [{verbs: [patch], apiGroups: [''], "
       "resources: [nodes]}, {verbs: [update], apiGroups: [coordination.k8s.io], resources: "
       "[leases], resourceNames: [kube-scheduler]}]",
       "kind: ClusterRoleBinding, metadata: {name: n}, roleRef: {kind: ClusterRole, name: n}, "
       "subjects: [{kind: User, name: joe}]",
       "kind: ClusterRoleBinding, metadata: {name: admin}, roleRef: {kind: ClusterRole, name: "
       "cluster-admin}, subjects: [{kind: User, name: root}]"});
  const auto said = [&](const std::optional<std::string>& space) {
    std::vector<std::string> out;
    for (const SchedulingGrant& one : scheduling_grants(*estate.model(), space))
      out.push_back(std::string(one.may) + " " + one.chain.subject.name);
    return out;
  };
  EXPECT_EQ(
      said(std::nullopt),
      (std::vector<std::string>{"do everything root", "lead in the scheduler's place joe",
                                "change nodes: labels, taints, cordon joe", "evict pods jane"}));
  EXPECT_EQ(said("blog").size(), 3U);
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
