// SPDX-License-Identifier: Apache-2.0
// What the words of a gap may hide.
#include "model/gap.h"

#include <gtest/gtest.h>

namespace bulwark::model {
namespace {

TEST(Gap, ATypeHidesItsOwnObjectsAlone) {
  EXPECT_TRUE(gap_may_hide("roles.rbac.authorization.k8s.io in namespace shop",
                           "rbac.authorization.k8s.io", "roles"));
  EXPECT_FALSE(gap_may_hide("secrets", "rbac.authorization.k8s.io", "roles"));
  EXPECT_TRUE(gap_may_hide("secrets", "", "secrets"));
}

TEST(Gap, AGroupThatDoesNotAnswerHidesItsOwnTypesAlone) {
  EXPECT_TRUE(gap_may_hide("everything in apps/v1", "apps", "deployments"));
  EXPECT_FALSE(gap_may_hide("everything in example.com/v1", "apps", "deployments"));
  EXPECT_TRUE(gap_may_hide("everything in /v1", "", "pods"));
}

TEST(Gap, AWholeClusterMayHideAnything) {
  EXPECT_TRUE(gap_may_hide("the whole cluster", "apps", "deployments"));
}

TEST(Gap, OfPodsAndConfigMapsMayHideWhatComponentsRunWith) {
  EXPECT_TRUE(gap_may_hide("pods in namespace kube-system", "bulwark.dev", "kubeapiservers"));
  EXPECT_TRUE(gap_may_hide("everything in apps/v1", "bulwark.dev", "kubeproxies"));
  EXPECT_FALSE(gap_may_hide("secrets", "bulwark.dev", "kubeapiservers"));
  EXPECT_FALSE(gap_may_hide("everything in batch/v1", "bulwark.dev", "kubeapiservers"));
  constexpr auto kNode = "kubeletconfigurations.kubelet.config.k8s.io of node n1";
  EXPECT_TRUE(gap_may_hide(kNode, "bulwark.dev", "kubelets"));
  EXPECT_TRUE(gap_may_hide(kNode, "kubelet.config.k8s.io", "kubeletconfigurations"));
  EXPECT_FALSE(gap_may_hide(kNode, "bulwark.dev", "etcds"));
  EXPECT_FALSE(gap_may_hide("pods", "bulwark.dev", "kubelets"));
}

}  // namespace
}  // namespace bulwark::model
