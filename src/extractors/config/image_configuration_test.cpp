// SPDX-License-Identifier: Apache-2.0
// What an image's configuration and history become, in each builder's words.
#include "extractors/config/image_configuration.h"

#include <gtest/gtest.h>

#include "formats/json_write.h"

namespace bulwark::extractors::config {
namespace {

class ImageConfigurations : public ::testing::Test {
 protected:
  formats::Value spec(const model::ImageFacts& facts) {
    const auto read = image_configuration_document(facts, builder_);
    EXPECT_TRUE(read) << read.error().text();
    return read ? *read->find("spec") : formats::Value();
  }
  // "RUN: x" of one line of a history.
  std::string step(const std::string& created_by) {
    model::ImageFacts facts;
    facts.history = {{created_by, false}};
    const formats::Value read = spec(facts);
    const auto steps = read.find("instructions")->items();
    if (steps.size() != 1) return "none";
    return std::string(steps[0].text("keyword")) + formats::json_text(*steps[0].find("arguments"));
  }

  formats::Pool pool_{1, 1};
  formats::Builder builder_{pool_};
};

TEST_F(ImageConfigurations, TellWhatTheImageRunsWith) {
  model::ImageFacts facts;
  facts.name = "shop/web:1";
  facts.user = "1000:1000";
  facts.env = {"PATH=/bin", "DB_PASSWORD=hunter2hunter2"};
  facts.ports = {"8080/tcp", "53/udp"};
  facts.health_check = {"CMD-SHELL", "x"};
  facts.age_days = 3;
  facts.setuid_files = std::vector<std::string>{"usr/bin/su"};
  facts.base_name = "debian:12";
  facts.base_digest = "sha256:0";
  const formats::Value read = spec(facts);
  EXPECT_EQ(read.text("user"), "1000");
  EXPECT_EQ(read.text("healthcheck"), "command");
  EXPECT_EQ(read.find("ageDays")->as_int(), 3);
  EXPECT_EQ(read.find("ports")->items()[1].find("first")->as_int(), 53);
  EXPECT_FALSE(read.find("variables")->items()[0].find("secret")->as_bool());
  EXPECT_TRUE(read.find("variables")->items()[1].find("secret")->as_bool());
  EXPECT_EQ(read.find("bases")->items()[0].text("digest"), "sha256:0");
  EXPECT_FALSE(formats::json_text(read).contains("hunter2"));
}

TEST_F(ImageConfigurations, DoNotSayWhatWasNotRead) {
  model::ImageFacts facts;
  facts.user.reset();
  const formats::Value read = spec(facts);
  for (const char* key : {"user", "ageDays", "created", "setuidFiles", "shells", "packageManagers"})
    EXPECT_EQ(read.find(key), nullptr) << key;
}

TEST_F(ImageConfigurations, ReadTheHistoryOfEveryBuilder) {
  EXPECT_EQ(step("/bin/sh -c apt-get update"), R"(RUN["apt-get update"])");
  EXPECT_EQ(step("/bin/sh -c #(nop)  CMD [\"bash\"]"), R"(CMD["bash"])");
  EXPECT_EQ(step("/bin/sh -c #(nop) ADD file:0123 in / "), R"(ADD["file:0123","in","/"])");
  EXPECT_EQ(step("RUN /bin/sh -c a | b # buildkit"), R"(RUN["a | b"])");
  EXPECT_EQ(step("RUN /bin/bash -o pipefail -c a # buildkit"), R"(RUN["a"])");
  EXPECT_EQ(step("RUN |1 V=1 /bin/sh -c make V=2 # buildkit"), R"(RUN["make V=2"])");
  EXPECT_EQ(step("|1 V=1 /bin/sh -c make"), R"(RUN["make"])");
  EXPECT_EQ(step("COPY a /b # buildkit"), R"(COPY["a","/b"])");
  EXPECT_EQ(step("ENV A=b"), R"(ENV["A","b"])");
  EXPECT_EQ(step("EXPOSE map[80/tcp:{}]"), R"(EXPOSE["map[80/tcp:{}]"])");
  EXPECT_EQ(step("bazel build ..."), R"(["bazel build ..."])");
  EXPECT_EQ(step(""), "none");
}

TEST_F(ImageConfigurations, TellWhatBuildsWereGiven) {
  model::ImageFacts facts;
  facts.history = {
      {"ARG VERSION=1", false},
      {"RUN |2 VERSION=1 NPM_TOKEN=hunter2 hunter2 /bin/sh -c npm ci # buildkit", true}};
  const formats::Value read = spec(facts);
  const auto variables = read.find("variables")->items();
  ASSERT_EQ(variables.size(), 2U);
  EXPECT_EQ(variables[1].text("name"), "NPM_TOKEN");
  EXPECT_TRUE(variables[1].find("secret")->as_bool());
  EXPECT_TRUE(read.find("commands")->items()[0].find("inherited")->as_bool());
  EXPECT_FALSE(formats::json_text(read).contains("hunter2"));
}

TEST_F(ImageConfigurations, RefuseAHistoryThatIsNestedTooDeeply) {
  model::ImageFacts facts;
  std::string script;
  for (int i = 0; i < 20; ++i) script += "a $(";
  facts.history = {{"/bin/sh -c " + script, false}};
  EXPECT_EQ(image_configuration_document(facts, builder_).error().code, ErrorCode::limit);
  EXPECT_EQ(builder_.depth(), 0U);
}

}  // namespace
}  // namespace bulwark::extractors::config
