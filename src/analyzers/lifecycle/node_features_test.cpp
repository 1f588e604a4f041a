// SPDX-License-Identifier: Apache-2.0
#include "analyzers/lifecycle/node_features.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "analyzers/lifecycle/test_programs.h"

namespace bulwark::analyzers::lifecycle {
namespace {

constexpr const char* kNewKernel = "6.8.0-1015-gke";
constexpr const char* kNewRuntime = "containerd://2.1.0";

void add_node(test::Picture& picture, std::string_view kubelet, std::string_view kernel,
              std::string_view runtime, std::string_view os = "linux") {
  picture.add(fmt::format(
      R"({{"apiVersion":"v1","kind":"Node","metadata":{{"name":"n1"}},"status":{{"nodeInfo":)"
      R"({{"kubeletVersion":"{}","kernelVersion":"{}","containerRuntimeVersion":"{}",)"
      R"("operatingSystem":"{}"}}}}}})",
      kubelet, kernel, runtime, os));
}

void add_kubelet(test::Picture& picture, std::string_view name, std::string_view config,
                 std::string_view space = "") {
  picture.add(
      fmt::format(R"({{"apiVersion":"bulwark.dev/v1","kind":"Kubelet","metadata":{{"name":"{}",)"
                  R"("namespace":"{}"}},"spec":{{"config":{}}}}})",
                  name, space, config));
}

NodeFeatures only(const test::Picture& picture, std::optional<std::uint32_t> api_server = 36) {
  const auto all = node_features(picture.inventory, "shop", api_server);
  EXPECT_EQ(all.size(), 1U);
  return all.at(0);
}

// "yes", "no: Linux 5.15.0 (6.3 is needed)", ...
std::string users(const NodeFeatures& node) {
  std::string out(name_of(node.user_namespaces));
  for (const std::string& why : node.why) out += ": " + why;
  return out;
}

std::string users(std::string_view kubelet, std::string_view kernel, std::string_view runtime,
                  std::optional<std::uint32_t> api_server = 36, std::string_view os = "linux") {
  test::Picture picture;
  add_node(picture, kubelet, kernel, runtime, os);
  return users(only(picture, api_server));
}

TEST(NodeFeatures, UserNamespacesNeedKernelRuntimeAndKubelet) {
  EXPECT_EQ(users("v1.36.1", kNewKernel, kNewRuntime), "yes");
  EXPECT_EQ(users("v1.36.1", "5.15.0", kNewRuntime), "no: Linux 5.15.0 (6.3 is needed)");
  EXPECT_EQ(users("v1.36.1", kNewKernel, "containerd://1.7.22"),
            "no: containerd 1.7.22 (2.0 is needed)");
  EXPECT_EQ(users("v1.36.1", kNewKernel, "cri-o://1.24.6"), "no: cri-o 1.24.6 (1.25 is needed)");
  EXPECT_EQ(users("v1.27.1", kNewKernel, kNewRuntime), "no: kubelet 1.27 (1.33 is needed)");
  EXPECT_EQ(users("v1.36.1", kNewKernel, kNewRuntime, 27), "no: API server 1.27 (1.33 is needed)");
  EXPECT_EQ(users("v1.36.1", "10.0.20348", "containerd://2.1.0", 36, "windows"),
            "no: Windows has none");
}

TEST(NodeFeatures, AKernelOrRuntimeThatIsNotKnownIsUnknown) {
  EXPECT_EQ(users("v1.36.1", "", kNewRuntime), "unknown: which kernel runs");
  EXPECT_EQ(users("v1.36.1", kNewKernel, ""), "unknown: which container runtime runs");
  EXPECT_EQ(users("v1.36.1", kNewKernel, "docker://27.1.1"),
            "unknown: whether the runtime docker can");
  EXPECT_EQ(users("", kNewKernel, kNewRuntime), "unknown: which kubelet runs");
  EXPECT_EQ(users("v1.36.1", kNewKernel, kNewRuntime, std::nullopt),
            "unknown: which API server runs");
  EXPECT_EQ(users("v1.36.1", "5.14.0-427.el9.x86_64", kNewRuntime),
            "unknown: Linux 5.14.0-427.el9.x86_64 (6.3 is needed)");
  test::Picture bare;
  bare.add(R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"}})");
  EXPECT_EQ(only(bare).user_namespaces, Known::unknown);
}

TEST(NodeFeatures, WhatIsMissingIsCertainWhateverElseIsNotKnown) {
  EXPECT_EQ(users("v1.36.1", "5.15.0", ""), "no: Linux 5.15.0 (6.3 is needed)");
}

TEST(NodeFeatures, TheFeatureGateDecidesInVersionsThatHaveIt) {
  EXPECT_EQ(users("v1.31.1", kNewKernel, kNewRuntime),
            "unknown: whether UserNamespacesSupport is on in kubelet 1.31");
  const auto with = [](std::string_view version, std::string_view gates) {
    test::Picture picture;
    add_node(picture, version, kNewKernel, kNewRuntime);
    add_kubelet(picture, "n1", gates);
    return users(only(picture));
  };
  EXPECT_EQ(with("v1.31.1", R"({"featureGates":{"UserNamespacesSupport":true}})"), "yes");
  EXPECT_EQ(with("v1.31.1", R"({"featureGates":{"Other":true}})"),
            "no: kubelet 1.31 with UserNamespacesSupport off");
  EXPECT_EQ(with("v1.34.1", R"({"featureGates":{"UserNamespacesSupport":false}})"),
            "no: kubelet 1.34 with UserNamespacesSupport off");
  EXPECT_EQ(with("v1.34.1", R"({"featureGates":{}})"), "yes");
}

TEST(NodeFeatures, SeccompDefaultIsOfTheKubeletsOwnDocumentBeforeThatOfKubeadm) {
  test::Picture picture;
  add_node(picture, "v1.36.1", kNewKernel, kNewRuntime);
  EXPECT_EQ(only(picture).seccomp_default, Known::unknown);
  add_kubelet(picture, "kubelet-config", R"({"seccompDefault":true})", "kube-system");
  EXPECT_EQ(only(picture).seccomp_default, Known::yes);
  EXPECT_EQ(only(picture).seccomp_by, "Kubelet kube-system/kubelet-config");
  add_kubelet(picture, "n1", R"({"seccompDefault":false})");
  EXPECT_EQ(only(picture).seccomp_default, Known::no);
  EXPECT_EQ(only(picture).seccomp_by, "Kubelet n1");
}

}  // namespace
}  // namespace bulwark::analyzers::lifecycle
