// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/page_reader.h"

#include <gtest/gtest.h>

#include "formats/json_write.h"

namespace bulwark::sources::cluster {
namespace {

class PageReaderTest : public ::testing::Test {
 protected:
  std::string token(std::string text) {
    const std::size_t size = text.size();
    text.resize(size + formats::kJsonPadding);
    return reader_.continue_token({text.data(), size});
  }
  Result<std::vector<formats::Value>> read(std::string text, const ResourceType& type) {
    const std::size_t size = text.size();
    text.resize(size + formats::kJsonPadding);
    return reader_.read({text.data(), size}, type, workspace_);
  }

  ResourceType pods_{"", "v1", "pods", "Pod", true, true};
  formats::Pool pool_{1, 7};
  Workspace workspace_{pool_};
  PageReader reader_{formats::DocumentOptions()};
};

TEST_F(PageReaderTest, TheTokenIsFoundWhereverMetadataStands) {
  EXPECT_EQ(token(R"({"kind":"PodList","metadata":{"continue":"abc"},"items":[{}]})"), "abc");
  EXPECT_EQ(
      token(R"({"kind":"Table","metadata":{"continue":"abc"},"columnDefinitions":[],"rows":[]})"),
      "abc");
  EXPECT_EQ(token(R"({"items":[{"metadata":{"continue":"no"}}],"metadata":{"continue":"abc"}})"),
            "abc");
  EXPECT_EQ(
      token(
          R"({"apiVersion":"v1","items":[{"metadata":{}}],"kind":"L","metadata":{"continue":"abc"}})"),
      "abc");
  EXPECT_EQ(token(R"({"kind":"Status","metadata":{"continue":"abc"}})"), "abc");
  EXPECT_EQ(
      token(R"({"kind":"PodList","metadata":{"note":",\"items\":","continue":"abc"},"items":[]})"),
      "abc");
}

TEST_F(PageReaderTest, NoTokenMeansTheLastPage) {
  EXPECT_EQ(token(R"({"kind":"PodList","metadata":{},"items":[{"metadata":{"continue":"no"}}]})"),
            "");
  EXPECT_EQ(token("<html>"), "");
}

TEST_F(PageReaderTest, ItemsGetTheTypeThatTheirListLeavesOut) {
  const auto objects = read(
      R"({"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"a"}}]})", pods_);
  ASSERT_TRUE(objects) << objects.error().text();
  ASSERT_EQ(objects->size(), 1U);
  EXPECT_EQ(formats::json_text((*objects)[0]),
            R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}})");
}

TEST_F(PageReaderTest, OneObjectIsReadAsItIs) {
  EXPECT_EQ(read(R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"}})", pods_)->size(), 1U);
  EXPECT_TRUE(read(R"({"kind":"PodList","apiVersion":"v1","items":null})", pods_)->empty());
  EXPECT_FALSE(read(R"({"kind":"Service","apiVersion":"v1"})", pods_));
  EXPECT_FALSE(read(R"({"kind":"PodList","apiVersion":"v1","items":["a"]})", pods_));
}

TEST_F(PageReaderTest, SecretsThatComeAsAListAreRefused) {
  const ResourceType secrets{"", "v1", "secrets", "Secret", true, true};
  EXPECT_FALSE(
      read(R"({"kind":"SecretList","apiVersion":"v1","items":[{"data":{"a":"Yg=="}}]})", secrets));
}

}  // namespace
}  // namespace bulwark::sources::cluster
