// SPDX-License-Identifier: Apache-2.0
// Pull secrets as an API server hands them out.
#include "sources/cluster/pull_secret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/base64.h"
#include "sources/cluster/api_client_fixture.h"

namespace bulwark::sources::cluster {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class PullSecretTest : public ApiClientTest {
 protected:
  static std::string secret(const std::string& key, const std::string& text) {
    return R"({"kind":"Secret","data":{")" + key + R"(":")" + formats::encode_base64(text) +
           R"("}})";
  }
};

TEST_F(PullSecretTest, AreReadInBothForms) {
  const std::string entry = R"({"r.example":{"auth":"bWU6cHc="}})";
  serve({reply(200, secret(".dockerconfigjson", R"({"auths":)" + entry + "}")),
         reply(200, secret(".dockercfg", entry))});
  EXPECT_EQ(read_pull_secret(client(), "shop", "pull").value_or(""), R"({"auths":)" + entry + "}");
  EXPECT_EQ(read_pull_secret(client(), "shop", "old").value_or(""), R"({"auths":)" + entry + "}");
  EXPECT_EQ(requests_[0].target, "/api/v1/namespaces/shop/secrets/pull");
}

TEST_F(PullSecretTest, ARefusalNamesWhatIsMissing) {
  serve({reply(403, R"({"kind":"Status","message":"jane cannot get secrets"})")});
  const auto read = read_pull_secret(client(), "shop", "pull");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::denied);
  EXPECT_THAT(read.error().text(), HasSubstr("jane cannot get secrets"));
}

TEST_F(PullSecretTest, OfAnotherTypeAreRefusedAndNotRepeated) {
  serve({reply(200, secret("password", "hunter2")), reply(200, R"({"data":{".dockercfg":"%%"}})")});
  for (int i = 0; i < 2; ++i) {
    const auto read = read_pull_secret(client(), "shop", "pull");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::malformed);
    EXPECT_THAT(read.error().text(), Not(HasSubstr("aHVudGVyMg")));
  }
}

// A custom resource may name anything.
TEST_F(PullSecretTest, ANameLeadsNowhereElse) {
  serve({reply(200, secret(".dockercfg", "{}"))});
  for (const char* name : {"../../kube-system/secrets/x", "..", "", "a/b", "a?b", "-a"})
    EXPECT_FALSE(read_pull_secret(client(), "shop", name)) << name;
  EXPECT_FALSE(read_pull_secret(client(), "../x", "pull"));
  EXPECT_THAT(requests_, IsEmpty());
}

}  // namespace
}  // namespace bulwark::sources::cluster
