// SPDX-License-Identifier: Apache-2.0
#include "extractors/os/dpkg.h"

#include <gtest/gtest.h>

namespace bulwark::extractors::os {
namespace {

constexpr std::string_view kPath = "var/lib/dpkg/status";

TEST(Dpkg, ReadsNameVersionArchitectureAndSource) {
  const auto list = read_dpkg(kPath,
                              "Package: libgcc-s1\nStatus: install ok installed\n"
                              "Architecture: amd64\nSource: gcc-12 (12.2.0-14)\n"
                              "Version: 12.2.0-14+deb12u1\nDescription: support\n more: text\n");
  ASSERT_TRUE(list) << list.error().text();
  ASSERT_EQ(list->packages.size(), 1U);
  const model::Package& one = list->packages[0];
  EXPECT_EQ(one.type, model::PackageType::deb);
  EXPECT_EQ(one.name, "libgcc-s1");
  EXPECT_EQ(one.version, "12.2.0-14+deb12u1");
  EXPECT_EQ(one.architecture, "amd64");
  EXPECT_EQ(one.source_name, "gcc-12");
  EXPECT_EQ(one.source_version, "12.2.0-14");
  EXPECT_EQ(one.path, kPath);
  EXPECT_TRUE(list->problems.empty());
}

TEST(Dpkg, LeavesOutWhatIsNotOnDisk) {
  std::string text;
  for (const std::string_view state :
       {"installed", "config-files", "half-installed", "not-installed", "unpacked",
        "half-configured", "triggers-awaited", "triggers-pending"})
    text += "Package: " + std::string(state) + "\nStatus: install ok " + std::string(state) +
            "\nVersion: 1\n\n";
  const auto list = read_dpkg(kPath, text);
  ASSERT_TRUE(list);
  std::vector<std::string> names;
  for (const model::Package& one : list->packages) names.push_back(one.name);
  EXPECT_EQ(names, (std::vector<std::string>{"installed", "unpacked", "half-configured",
                                             "triggers-awaited", "triggers-pending"}));
}

TEST(Dpkg, ReadsFilesOfStatusDWithoutAStatus) {
  const auto list = read_dpkg("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12.4\n");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->packages.size(), 1U);
}

TEST(Dpkg, LosesNothingElseByABrokenRecord) {
  const auto list = read_dpkg(kPath,
                              "Package: a\n\nVersion: 1\n\nPackage: b\nVersion: 2\nrubbish\n");
  ASSERT_TRUE(list);
  ASSERT_EQ(list->packages.size(), 1U);
  EXPECT_EQ(list->packages[0].name, "b");
  ASSERT_EQ(list->problems.size(), 3U);
  EXPECT_EQ(list->problems[0].what, "var/lib/dpkg/status:1");
  EXPECT_EQ(list->problems[0].reason, "package a has no version");
  EXPECT_EQ(list->problems[1].reason, "a package without a name");
}

TEST(Dpkg, RefusesWhatIsNoListAtAll) {
  EXPECT_FALSE(read_dpkg(kPath,
                         "\x7f"
                         "ELF\nrubbish\n"));
}

TEST(Dpkg, AnEmptyListHasNoPackages) {
  const auto list = read_dpkg(kPath, "");
  ASSERT_TRUE(list);
  EXPECT_TRUE(list->packages.empty());
}

}  // namespace
}  // namespace bulwark::extractors::os
