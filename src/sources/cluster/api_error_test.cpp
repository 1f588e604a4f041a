// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sources/cluster/api_client.h"

namespace bulwark::sources::cluster {
namespace {

using testing::HasSubstr;

ApiResponse answer(int status, std::string body, std::string type = "application/json") {
  ApiResponse out;
  out.status = status;
  out.body = std::move(body);
  out.content_type = std::move(type);
  return out;
}

TEST(ApiError, RepeatsTheWordsOfTheServersStatus) {
  const Error error = api_error(
      answer(403, R"({"kind":"Status","message":"pods is forbidden: User \"jane\" cannot list",)"
                  R"("reason":"Forbidden","code":403})"),
      "pods");
  EXPECT_EQ(error.code, ErrorCode::denied);
  EXPECT_EQ(error.text(), "pods: pods is forbidden: User \"jane\" cannot list");
  EXPECT_EQ(api_error(answer(404, R"({"kind":"Status","reason":"NotFound"})"), "x").message,
            "NotFound");
}

TEST(ApiError, AsksWhetherTheTokenHasExpired) {
  const Error error = api_error(answer(401, R"({"kind":"Status","message":"Unauthorized"})"), "x");
  EXPECT_EQ(error.code, ErrorCode::denied);
  EXPECT_THAT(error.message, HasSubstr("has the token or certificate expired?"));
}

TEST(ApiError, TakesAPageForThatOfAProxy) {
  for (const ApiResponse& page :
       {answer(502, "<html>Bad gateway</html>", "text/html; charset=utf-8"),
        answer(502, "\n<!DOCTYPE html>", "")}) {
    const Error error = api_error(page, "x");
    EXPECT_EQ(error.code, ErrorCode::unavailable);
    EXPECT_EQ(error.message, "the server answered 502 with a web page: is a proxy in between?");
  }
}

TEST(ApiError, SaysWhereARedirectPoints) {
  ApiResponse redirect = answer(302, "");
  redirect.location = "https://login.example/";
  EXPECT_THAT(api_error(redirect, "x").message,
              HasSubstr("redirects us (302) to https://login.example/"));
}

TEST(ApiError, ShowsTheBeginningOfAnythingElse) {
  EXPECT_EQ(api_error(answer(500, "broken\n\x1b[1m"), "x").message,
            "the server answered 500: broken  [1m");
  EXPECT_EQ(api_error(answer(500, ""), "x").message, "the server answered 500");
  EXPECT_EQ(api_error(answer(500, std::string(199, 'x') + "\xC3\xA4"
                                                          "end"),
                      "x")
                .message,
            "the server answered 500: " + std::string(199, 'x') + "...");
}

TEST(ApiError, MasksSecrets) {
  EXPECT_EQ(api_error(answer(500, "password: hunter2hunter2"), "x").message,
            "the server answered 500: password: ***");
}

TEST(ApiError, ShowsNoHalfOfASecretWhereItCuts) {
  const std::string url = "https://joe:" + std::string(40, 'q') + "@git.example/x";
  const Error error = api_error(answer(500, std::string(170, 'x') + " " + url), "x");
  EXPECT_THAT(error.message, testing::Not(HasSubstr("qqq")));
}

TEST(ApiError, TellsApartWhatCanBeDoneAboutIt) {
  const auto code = [](int status) { return api_error(answer(status, ""), "x").code; };
  EXPECT_EQ(code(404), ErrorCode::not_found);
  EXPECT_EQ(code(406), ErrorCode::unsupported);
  EXPECT_EQ(code(410), ErrorCode::timeout);
  EXPECT_EQ(code(429), ErrorCode::unavailable);
  EXPECT_EQ(code(503), ErrorCode::unavailable);
  EXPECT_EQ(code(504), ErrorCode::timeout);
}

}  // namespace
}  // namespace bulwark::sources::cluster
