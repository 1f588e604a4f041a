// SPDX-License-Identifier: Apache-2.0
#include "extractors/os/package_files.h"

#include <gtest/gtest.h>

namespace bulwark::extractors::os {
namespace {

TEST(OsPackageFiles, AreToldByTheirPaths) {
  for (const std::string_view path :
       {"var/lib/dpkg/status", "var/lib/dpkg/status.d/base", "lib/apk/db/installed",
        "usr/lib/apk/db/installed", "var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/Packages.db",
        "var/lib/rpm/Packages", "etc/os-release", "usr/lib/os-release"})
    EXPECT_NE(reader_of(path), nullptr) << path;
  for (const std::string_view path :
       {"", "status", "srv/var/lib/dpkg/status", "var/lib/dpkg/status.d/base.md5sums",
        "var/lib/dpkg/status.d/", "var/lib/dpkg/status.d/a/b", "var/lib/dpkg/status-old",
        "var/lib/rpm/Basenames", "/etc/os-release"})
    EXPECT_EQ(reader_of(path), nullptr) << path;
}

TEST(OsPackageFiles, ApkRecordsHaveOriginAndLicence) {
  const auto list = reader_of("lib/apk/db/installed")
                        ->read("lib/apk/db/installed",
                               "C:Q1abc=\nP:musl\nV:1.2.4-r2\nA:x86_64\nL:MIT\no:musl\nF:lib\n"
                               "R:libc.so\nZ:Q1def=\n\nP:ssl_client\nV:1.36.1-r15\nA:x86_64\n"
                               "o:busybox\n\nP:lost\n\nV:1\n");
  ASSERT_TRUE(list);
  ASSERT_EQ(list->packages.size(), 2U);
  EXPECT_EQ(list->packages[0].license, "MIT");
  EXPECT_EQ(list->packages[1].name, "ssl_client");
  EXPECT_EQ(list->packages[1].version, "1.36.1-r15");
  EXPECT_EQ(list->packages[1].source_name, "busybox");
  ASSERT_EQ(list->problems.size(), 2U);
  EXPECT_EQ(list->problems[0].reason, "package lost has no version");
  EXPECT_EQ(list->problems[0].what, "lib/apk/db/installed:16");
}

TEST(OsPackageFiles, OsReleaseIsReadAsAShellReadsIt) {
  const auto list = reader_of("etc/os-release")
                        ->read("etc/os-release",
                               "# a comment\nNAME=\"Rocky Linux\"\nID=\"rocky\"\n"
                               "ID_LIKE=\"rhel centos fedora\"\nVERSION_ID='9.3'\n"
                               "VERSION_CODENAME=blue\\ onyx\nPRETTY_NAME=\"Rocky \\\"9\\\"\"\n");
  ASSERT_TRUE(list);
  ASSERT_TRUE(list->distribution);
  EXPECT_EQ(list->distribution->id, "rocky");
  EXPECT_EQ(list->distribution->version, "9.3");
  EXPECT_EQ(list->distribution->codename, "blue onyx");
  EXPECT_EQ(list->distribution->pretty_name, "Rocky \"9\"");
  EXPECT_EQ(list->distribution->like, (std::vector<std::string>{"rhel", "centos", "fedora"}));
}

TEST(OsPackageFiles, ALargeFileIsAProblemThatSaysItsLimit) {
  const auto problem = model::too_large("var/lib/dpkg/status", *reader_of("var/lib/dpkg/status"));
  EXPECT_EQ(problem.code, ErrorCode::limit);
  EXPECT_NE(problem.reason.find("67108864"), std::string::npos);
}

}  // namespace
}  // namespace bulwark::extractors::os
