// SPDX-License-Identifier: Apache-2.0
#include "sources/container/registry_tags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "io/loopback_server.h"

namespace bulwark::sources::container {
namespace {

using io::LoopbackReply;
using io::LoopbackRequest;
using io::reply;
using testing::ElementsAre;
using testing::HasSubstr;

/// The tags that a registry with these answers has.
Result<std::vector<std::string>> tags(
    const std::function<LoopbackReply(const LoopbackRequest&)>& answer) {
  const io::LoopbackServer server(answer);
  RegistryOptions options;
  options.plain_http = true;
  options.first_pause = std::chrono::milliseconds(1);
  options.longest_pause = std::chrono::milliseconds(5);
  return list_tags({.registry = server.host(), .repository = "team/app"}, options, {});
}

std::string page(const std::string& list) { return R"({"name":"team/app","tags":)" + list + "}"; }

TEST(RegistryTags, are_gathered_over_all_pages) {
  const auto got = tags([](const LoopbackRequest& request) {
    if (request.target == "/v2/team/app/tags/list")
      return reply(200, page(R"(["b","a"])"),
                   "Link: </v2/team/app/tags/list?last=b&n=2>; rel=\"next\"\r\n");
    if (request.target == "/v2/team/app/tags/list?last=b&n=2")
      return reply(200, page(R"(["c"])"),
                   "link: <https://elsewhere.example/v2/team/app/tags/list?p=3>;rel=next\r\n"
                   "Link: </other>; rel=\"help\"\r\n");
    return request.target == "/v2/team/app/tags/list?p=3" ? reply(200, page(R"(["a","d"])"))
                                                          : reply(404, "{}");
  });
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_THAT(*got, ElementsAre("a", "b", "c", "d"));
}

TEST(RegistryTags, end_where_pages_lead_in_a_circle) {
  const auto got = tags([](const LoopbackRequest&) {
    return reply(200, page(R"(["a"])"), "Link: </v2/team/app/tags/list?n=1>; rel=\"next\"\r\n");
  });
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_THAT(*got, ElementsAre("a"));
}

TEST(RegistryTags, may_be_none) {
  const auto got = tags([](const LoopbackRequest&) { return reply(200, page("null")); });
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_TRUE(got->empty());
}

TEST(RegistryTags, are_not_taken_for_none_where_the_answer_is_no_list) {
  for (const std::string body : {"{}", "[]", "<html>", R"({"tags":"a"})", ""}) {
    const auto got = tags([&](const LoopbackRequest&) { return reply(200, body); });
    ASSERT_FALSE(got) << body;
    EXPECT_EQ(got.error().code, ErrorCode::malformed) << body;
  }
  const auto refused = tags([](const LoopbackRequest&) { return reply(403, "{}"); });
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("does not let us read this"));
}

}  // namespace
}  // namespace bulwark::sources::container
