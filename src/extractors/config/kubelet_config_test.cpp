// SPDX-License-Identifier: Apache-2.0
// A kubelet's file, drop-ins and flags, one over the other.
#include "extractors/config/kubelet_config.h"

#include <gtest/gtest.h>

#include <string>

#include "formats/yaml.h"

namespace bulwark::extractors::config {
namespace {

class Kubelet : public testing::Test {
 protected:
  formats::Value yaml(const std::string& text) {
    formats::DocumentOptions options;
    options.resource = false;
    const auto read = formats::YamlReader().read(text, builder_, options);
    EXPECT_TRUE(read.has_value());
    return read->root;
  }

  Result<formats::Value> config(std::vector<formats::Value> files,
                                const std::vector<std::string>& words) {
    return kubelet_config({std::move(files), flags_in(words, Component::kubelet)}, builder_);
  }

  formats::Pool pool_{1, 7};
  formats::Builder builder_{pool_};
};

TEST_F(Kubelet, lays_drop_ins_over_the_file_and_flags_over_both) {
  const auto made = config(
      {yaml(
           "{readOnlyPort: 1, tlsCipherSuites: [a, b], authentication: {x509: {clientCAFile: c}}}"),
       yaml("{readOnlyPort: 2, tlsCipherSuites: [d]}"), yaml("{seccompDefault: true}")},
      {"--read-only-port=3", "--anonymous-auth", "--feature-gates=A=true,B=false"});
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->find("readOnlyPort")->as_int(), 3);
  EXPECT_EQ(made->find("tlsCipherSuites")->size(), 1U);
  EXPECT_TRUE(made->find("seccompDefault")->as_bool());
  EXPECT_EQ(made->at("authentication", "x509")->text("clientCAFile"), "c");
  EXPECT_TRUE(made->at("authentication", "anonymous", "enabled")->as_bool());
  EXPECT_FALSE(made->at("featureGates", "B")->as_bool());
}

TEST_F(Kubelet, is_open_where_it_has_no_file) {
  const auto made = config({}, {"--authorization-mode=Webhook"});
  ASSERT_TRUE(made.has_value());
  EXPECT_TRUE(made->at("authentication", "anonymous", "enabled")->as_bool());
  EXPECT_EQ(made->at("authorization")->text("mode"), "Webhook");
  EXPECT_EQ(made->find("readOnlyPort")->as_int(), 10255);
}

TEST_F(Kubelet, is_not_known_with_a_flag_that_is_none) {
  const auto made = config({yaml("{}")}, {"--read-only-port=none"});
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().message, "--read-only-port: 'none' is no number");
}

TEST(KubeletVariables, give_the_words_of_the_last_line) {
  EXPECT_EQ(words_of_variable("# a\nA=\"--b=c  --d\"\nOTHER=e\n", "A"),
            (std::vector<std::string>{"--b=c", "--d"}));
  EXPECT_EQ(words_of_variable("A=--b\nA=--c\n", "A"), std::vector<std::string>{"--c"});
  EXPECT_TRUE(words_of_variable("AB=--b", "A").empty());
  EXPECT_TRUE(words_of_variable("A=\"", "B").empty());
}

}  // namespace
}  // namespace bulwark::extractors::config
