// SPDX-License-Identifier: Apache-2.0
#include "sources/container/provenance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulwark::sources::container {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kHex(64, 'a');

std::string statement(const std::string& version, const std::string& predicate) {
  return R"({"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://slsa.dev/provenance/)" +
         version + R"(","predicate":)" + predicate + "}";
}

TEST(Provenance, NamesTheImagesThatABuildTook) {
  const auto old = images_of_build(statement("v0.2", R"({"materials":[
        {"uri":"pkg:docker/python@3.11.4-slim?platform=linux%2Famd64","digest":{"sha256":")" +
                                                         kHex + R"("}},
        {"uri":"pkg:docker/ghcr.io/team/tools/go@1?platform=linux%2Farm64","digest":{"sha256":"short"}},
        {"uri":"pkg:docker/localhost%3A5000/app"},
        {"uri":"https://github.com/team/app#refs/heads/main","digest":{"sha1":"0"}}]})"));
  ASSERT_TRUE(old) << old.error().text();
  EXPECT_THAT(*old, ElementsAre(BaseName{"python:3.11.4-slim", "sha256:" + kHex},
                                BaseName{"ghcr.io/team/tools/go:1", ""},
                                BaseName{"localhost:5000/app", ""}));
  const auto now = images_of_build(statement(
      "v1",
      R"({"buildDefinition":{"resolvedDependencies":[{"uri":"pkg:docker/docker/dockerfile@1"}]}})"));
  ASSERT_TRUE(now) << now.error().text();
  EXPECT_THAT(*now, ElementsAre(BaseName{"docker/dockerfile:1", ""}));
}

TEST(Provenance, MayNameNone) {
  for (const std::string predicate :
       {"{}", "[]", "null", R"({"materials":{}})", R"({"materials":[1,{}]})"}) {
    const auto none = images_of_build(statement("v0.2", predicate));
    ASSERT_TRUE(none) << predicate;
    EXPECT_THAT(*none, IsEmpty());
  }
}

TEST(Provenance, IsNoOtherDocument) {
  for (const std::string text :
       {"", "[]", "{}", R"({"predicateType":"https://spdx.dev/Document"})"})
    EXPECT_FALSE(images_of_build(text)) << text;
}

}  // namespace
}  // namespace bulwark::sources::container
