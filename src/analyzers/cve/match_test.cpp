// SPDX-License-Identifier: Apache-2.0
// Which components are found, and which vulnerabilities they have.
#include "analyzers/cve/match.h"

#include <gtest/gtest.h>

#include "analyzers/lifecycle/test_programs.h"

namespace bulwark::analyzers::cve {
namespace {

using lifecycle::test::Picture;

std::string text_of(const std::vector<Running>& running) {
  std::string out;
  for (const Running& one : running)
    out += one.component + " " + one.version + " (" + one.places.front().title + ")\n";
  return out;
}

Picture& image(Picture& picture, std::string_view name) {
  picture.add(fmt::format(
      R"({{"apiVersion":"apps/v1","kind":"Deployment","metadata":{{"name":"d","namespace":"n"}},)"
      R"("spec":{{"template":{{"spec":{{"containers":[{{"name":"c","image":"{}"}}]}}}}}}}})",
      name));
  return picture;
}

TEST(CveRunning, finds_programs_runtimes_and_addons) {
  Picture picture;
  picture.component("ClusterVersion", "v1.29.3").node("n1", "v1.29.3-eks-adc7111");
  picture.add(R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"n2"},"status":{"nodeInfo":)"
              R"({"kubeletVersion":"v1.28.1","containerRuntimeVersion":"containerd://1.7.11"}}})");
  image(picture, "registry.k8s.io/ingress-nginx/controller:v1.11.2@sha256:00");
  image(picture, "harbor.site:5000/copies/coredns/coredns:1.11.1");
  image(picture, "nginx:1.27");
  EXPECT_EQ(text_of(running_components(picture.inventory, "shop")),
            "containerd 1.7.11 (Node n2)\n"
            "coredns 1.11.1 (Deployment n/d)\n"
            "ingress-nginx v1.11.2 (Deployment n/d)\n"
            "kube-apiserver v1.29.3 (API server)\n"
            "kubelet v1.28.1 (kubelet n2)\n"
            "kubelet v1.29.3-eks-adc7111 (kubelet n1)\n");
}

TEST(CveRunning, knows_that_an_addon_is_there_whose_version_is_not_told) {
  Picture picture("");
  image(picture, "registry.k8s.io/ingress-nginx/controller@sha256:00");
  image(picture, "registry.k8s.io/ingress-nginx/controller:latest");
  const auto running = running_components(picture.inventory, "");
  ASSERT_EQ(running.size(), 1U);
  EXPECT_EQ(running[0].version, "");
  EXPECT_EQ(running[0].places.size(), 2U);
}

TEST(CveRunning, does_not_count_a_controllers_pods_again) {
  Picture picture;
  image(picture, "coredns:1.11.1");
  picture.add(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"d-1","ownerReferences":)"
              R"([{"kind":"ReplicaSet","controller":true}]},"spec":{"containers":)"
              R"([{"image":"coredns:1.11.1"}]}})");
  picture.add(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"static","ownerReferences":)"
              R"([{"kind":"Node","controller":true}]},"spec":{"containers":)"
              R"([{"image":"registry.k8s.io/etcd:3.5.9-0"}]}})");
  EXPECT_EQ(text_of(running_components(picture.inventory, "shop")),
            "coredns 1.11.1 (Deployment n/d)\netcd 3.5.9-0 (Pod static)\n");
}

knowledge::Cve cve(std::string id, std::string component, std::vector<knowledge::CveSpan> spans) {
  knowledge::Cve out;
  out.id = std::move(id);
  out.affected.push_back({std::move(component), std::move(spans)});
  return out;
}

knowledge::CveSet set() {
  knowledge::CveSet out;
  out.cves.push_back(
      cve("CVE-2024-0001", "kubelet", {{"0", "1.28.12", {}, {}}, {"1.29.0", "1.29.7", {}, {}}}));
  out.cves.push_back(
      cve("CVE-2024-0002", "kubernetes", {{"0", "1.29.9", {}, {}}, {"1.30.0", "1.30.4", {}, {}}}));
  out.cves.push_back(cve("CVE-2024-0003", "kubelet", {{}}));
  out.cves[0].severity = knowledge::CveSeverity::low;
  out.cves[1].severity = knowledge::CveSeverity::high;
  return out;
}

std::string text_of(const Matched& one) {
  std::string out;
  for (const Hit& hit : one.hits) out += hit.cve->id + " -> " + hit.fixed + "; ";
  return out + one.clears + " ends " + std::to_string(one.cleared);
}

TEST(CveMatch, names_what_is_there_and_where_to_go) {
  const auto known = set();
  const auto found = match({{"kubelet", "v1.29.3", {}}}, known);
  EXPECT_EQ(text_of(found[0]),
            "CVE-2024-0002 -> 1.29.9; CVE-2024-0001 -> 1.29.7; CVE-2024-0003 -> ; 1.29.9 ends 2");
  EXPECT_EQ(text_of(match({{"kubelet", "1.27.0", {}}}, known)[0]),
            "CVE-2024-0002 -> 1.29.9; CVE-2024-0001 -> 1.28.12; CVE-2024-0003 -> ; 1.29.9 ends 2");
  EXPECT_EQ(text_of(match({{"kubelet", "1.29.3", {}}}, known, {.ignore_unfixed = true})[0]),
            "CVE-2024-0002 -> 1.29.9; CVE-2024-0001 -> 1.29.7; 1.29.9 ends 2");
  EXPECT_EQ(text_of(match({{"kube-proxy", "1.30.3", {}}}, known)[0]),
            "CVE-2024-0002 -> 1.30.4; 1.30.4 ends 1");
  EXPECT_TRUE(match({{"coredns", "1.11.1", {}}}, known)[0].hits.empty());
}

TEST(CveMatch, tells_a_vendors_build) {
  const auto known = set();
  for (const char* version :
       {"v1.29.3-eks-adc7111", "v1.29.3-gke.1234", "v1.29.3+k3s1", "v1.29.3+rke2r1"}) {
    const auto found = match({{"kubelet", version, {}}}, known);
    EXPECT_EQ(found[0].hits.size(), 3U) << version;
    EXPECT_TRUE(found[0].vendor_build) << version;
  }
  EXPECT_FALSE(match({{"kubelet", "v1.29.3", {}}}, known)[0].vendor_build);
}

TEST(CveMatch, takes_nothing_unknown_for_good) {
  auto known = set();
  for (const char* version : {"", "latest", "v0.0.0-20220101120000-0123456789ab"})
    EXPECT_FALSE(match({{"kubelet", version, {}}}, known)[0].unknown.empty()) << version;
  // Of what is in no advisory nothing is asked.
  EXPECT_TRUE(match({{"coredns", "", {}}}, known)[0].unknown.empty());
  known.cves[0].unread.emplace_back("half of it");
  EXPECT_EQ(unread_ranges(known, UnreadOf::components),
            std::vector<std::string>{"CVE-2024-0001: half of it"});
}

TEST(CveMatch, does_not_ask_for_what_is_no_component_of_a_cluster) {
  knowledge::CveSet known;
  known.cves.push_back(cve("GO-1", "example.com/library", {}));
  known.cves[0].unread.emplace_back("no range");
  EXPECT_TRUE(unread_ranges(known, UnreadOf::components).empty());
  EXPECT_EQ(unread_ranges(known, UnreadOf::all).size(), 1U);
}

TEST(CveMatch, leaves_out_what_was_withdrawn) {
  auto known = set();
  for (auto& one : known.cves) one.withdrawn = "2024-01-01";
  EXPECT_TRUE(match({{"kubelet", "1.29.3", {}}}, known)[0].hits.empty());
}

}  // namespace
}  // namespace bulwark::analyzers::cve
