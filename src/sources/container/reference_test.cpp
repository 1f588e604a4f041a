// SPDX-License-Identifier: Apache-2.0
// References, platforms, challenges and targets as users and registries write them.
#include "sources/container/reference.h"

#include <gtest/gtest.h>

#include "sources/container/challenge.h"
#include "sources/container/open_image.h"

namespace bulwark::sources::container {
namespace {

std::string whole(std::string_view text) {
  const auto reference = parse_reference(text);
  return reference ? reference->text() : std::string(name(reference.error().code));
}

TEST(Reference, has_dockers_defaults) {
  EXPECT_EQ(whole("nginx"), "docker.io/library/nginx:latest");
  EXPECT_EQ(whole("team/app:1.2"), "docker.io/team/app:1.2");
  EXPECT_EQ(whole("index.docker.io/nginx"), "docker.io/library/nginx:latest");
  EXPECT_EQ(whole("registry.k8s.io/pause:3.9"), "registry.k8s.io/pause:3.9");
  EXPECT_EQ(whole("localhost/app"), "localhost/app:latest");
  EXPECT_EQ(whole("localhost:5000/a/b__c-d.e:V_1"), "localhost:5000/a/b__c-d.e:V_1");
  EXPECT_EQ(whole("[::1]:5000/app"), "[::1]:5000/app:latest");
}

TEST(Reference, may_have_tag_and_digest) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  EXPECT_EQ(whole("app@" + digest), "docker.io/library/app@" + digest);
  EXPECT_EQ(whole("r.example/app:1@" + digest), "r.example/app:1@" + digest);
  EXPECT_EQ(whole("app@sha256:abc"), "malformed");
  EXPECT_EQ(whole("app@md5:" + std::string(32, 'a')), "malformed");
}

TEST(Reference, refuses_what_is_none) {
  for (const char* text :
       {"", ":", "App/", "a//b", "a:", "a/B", "-a", "a-", "a..b", "a___b", "a:b/c d",
        "https://x.example/a", "x.example:port/a", "../etc/passwd", "a:.tag", "r.example/", "a b"})
    EXPECT_EQ(whole(text), "malformed") << text;
  EXPECT_EQ(whole("a/" + std::string(300, 'b')), "malformed");
  EXPECT_EQ(whole("a:" + std::string(129, 'b')), "malformed");
}

// Docker's "library/" counts.
TEST(Reference, is_no_longer_than_it_may_be_when_it_is_whole) {
  EXPECT_TRUE(parse_reference(std::string(247, 'a')));
  EXPECT_FALSE(parse_reference(std::string(248, 'a')));
}

TEST(Platform, fits_what_it_can_run) {
  const Platform arm = *parse_platform("linux/arm/v7");
  EXPECT_EQ(*parse_platform("x86_64"), (Platform{"linux", "amd64", ""}));
  EXPECT_GT(platform_fit(arm, {"linux", "arm", "v7"}), platform_fit(arm, {"linux", "arm", "v6"}));
  EXPECT_GT(platform_fit(arm, {"linux", "arm", "v6"}), platform_fit(arm, {"linux", "arm", "v5"}));
  EXPECT_EQ(platform_fit({"linux", "arm", "v6"}, {"linux", "arm", "v7"}), 0);
  EXPECT_EQ(platform_fit(arm, {"linux", "arm64", "v8"}), 0);
  EXPECT_EQ(platform_fit({"linux", "arm64", ""}, {"linux", "arm64", "v8"}), 100);
  EXPECT_EQ(platform_fit({"linux", "amd64", ""}, {"windows", "amd64", ""}), 0);
  for (const char* text : {"", "/", "a/b/c/d", "linux/"})
    EXPECT_FALSE(parse_platform(text).has_value()) << text;
}

TEST(Challenge, is_read_with_its_parameters) {
  const auto some = parse_challenges(
      R"(Bearer realm="https://auth.example/token?a=b,c",service="reg \"x\"", scope=repo, Basic realm=x)");
  ASSERT_EQ(some.size(), 2U);
  EXPECT_EQ(some[0].scheme, "bearer");
  EXPECT_EQ(some[0].parameter("realm"), "https://auth.example/token?a=b,c");
  EXPECT_EQ(some[0].parameter("service"), "reg \"x\"");
  EXPECT_EQ(some[0].parameter("scope"), "repo");
  EXPECT_EQ(some[1].scheme, "basic");
  EXPECT_TRUE(parse_challenges("").empty());
  EXPECT_TRUE(parse_challenges("=\"\",,=").empty());
}

TEST(Target, is_a_path_where_it_looks_like_one_and_else_a_reference) {
  EXPECT_EQ(parse_target("oci:/x:tag"), (Target{Transport::oci, "/x:tag"}));
  EXPECT_EQ(parse_target("dir:/"), (Target{Transport::folder, "/"}));
  EXPECT_EQ(parse_target("docker://nginx"), (Target{Transport::registry, "nginx"}));
  EXPECT_EQ(parse_target("nginx:1.25"), (Target{Transport::registry, "nginx:1.25"}));
  EXPECT_EQ(parse_target("./app"), (Target{Transport::path, "./app"}));
  EXPECT_EQ(parse_target("containerd:nginx"), (Target{Transport::containerd, "nginx"}));
}

}  // namespace
}  // namespace bulwark::sources::container
