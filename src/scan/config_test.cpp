// SPDX-License-Identifier: Apache-2.0
#include "scan/config.h"

#include <gtest/gtest.h>

#include "scan/scan.h"

namespace bulwark::scan {
namespace {

class ConfigFile : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(load_catalogue(catalogue_)); }
  Result<Config> read(std::string_view text) { return read_config(text, catalogue_); }
  std::string error(std::string_view text) {
    const auto config = read(text);
    return config ? "" : config.error().message;
  }
  policy::Catalogue catalogue_;
};

TEST_F(ConfigFile, ReadsWaivers) {
  const auto config = read(
      "waivers:\n- {control: privileged-*, resource: DaemonSet/a, reason: why not, expires: "
      "2027-01-31}\n"
      "- {gap: charts/*, cluster: prod-*, reason: no helm here, expires: "
      "2027-01-31}\nexpectedPlatform: false\n");
  ASSERT_TRUE(config) << config.error().text();
  ASSERT_EQ(config->waivers.size(), 2U);
  EXPECT_EQ(config->waivers[0].resource, "DaemonSet/a");
  EXPECT_EQ(config->waivers[0].name_space, "*");
  EXPECT_EQ(config->waivers[1].gap, "charts/*");
  EXPECT_EQ(config->waivers[0].cluster, "*");
  EXPECT_EQ(config->waivers[1].cluster, "prod-*");
  EXPECT_FALSE(config->expected);
}

TEST_F(ConfigFile, AnEmptyFileSaysNothing) { EXPECT_TRUE(read("# nothing\n")); }

TEST_F(ConfigFile, AWaiverNeedsReasonAndDate) {
  EXPECT_NE(error("waivers: [{control: privileged-container, expires: 2027-01-31}]").find("reason"),
            std::string::npos);
  EXPECT_NE(error("waivers: [{control: privileged-container, reason: x}]").find("expires"),
            std::string::npos);
  EXPECT_NE(error("waivers: [{control: privileged-container, reason: x, expires: 2027-02-30}]")
                .find("date"),
            std::string::npos);
}

TEST_F(ConfigFile, MistakesAreNamed) {
  EXPECT_NE(error("waivres: []").find("did you mean 'waivers'?"), std::string::npos);
  EXPECT_NE(error("waivers: [{control: priviledged-container, reason: x, expires: 2027-01-31}]")
                .find("did you mean 'privileged-container'?"),
            std::string::npos);
  EXPECT_NE(error("disable: [nonsense-control]").find("nonsense-control"), std::string::npos);
  EXPECT_NE(error("parameters: {privileged-container: {x: 1}}").find("no parameters"),
            std::string::npos);
}

}  // namespace
}  // namespace bulwark::scan
