// SPDX-License-Identifier: Apache-2.0
// Files that configure the host of a node.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "extractors/config/mount_table.h"
#include "extractors/config/sshd_config.h"
#include "extractors/config/sysctl.h"

namespace bulwark::extractors::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string value(std::string_view file, std::string_view key) {
  const auto lines = sysctl_lines(file, "/f");
  const SysctlLine* line = deciding_line(lines, key);
  return line == nullptr ? "(none)" : *line->value;
}

TEST(Sysctl, takes_the_last_value) {
  EXPECT_EQ(value("# c\n; c\nkernel.panic = 1\n -kernel.panic=10 \n", "kernel.panic"), "10");
  EXPECT_EQ(value("kernel/panic=2\n", "kernel.panic"), "2");
  EXPECT_EQ(value("kernel.panic\n", "kernel.panic"), "(none)");
}

TEST(Sysctl, takes_a_name_before_a_pattern) {
  constexpr std::string_view kKey = "net.ipv4.conf.all.rp_filter";
  EXPECT_EQ(value("net.ipv4.conf.all.rp_filter=1\nnet.ipv4.conf.*.rp_filter=2\n", kKey), "1");
  EXPECT_EQ(value("net.ipv4.conf.*.rp_filter=2\n", kKey), "2");
  EXPECT_EQ(value("net.ipv4.conf.*.rp_filter=2\n-net.ipv4.conf.all.rp_filter\n", kKey), "(none)");
  EXPECT_EQ(value("net.ipv4.*.rp_filter=2\n", kKey), "(none)");  // a star is one step
}

TEST(Sysctl, takes_the_first_separator_for_the_one) {
  const auto lines = sysctl_lines("net/ipv4/conf/eth0.1/rp_filter=1\nnet.ipv4.conf.eth0/1.x=2\n",
                                  "");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].key, "net/ipv4/conf/eth0.1/rp_filter");
  EXPECT_EQ(lines[1].key, "net/ipv4/conf/eth0.1/x");
}

TEST(Sshd, has_keywords_in_any_case_with_quotes_and_equals) {
  const auto lines = sshd_lines(
      "# c\n\nPermitRootLogin no # c\n  include \"a b\" c\nX=y\nMATCH all\n");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0].keyword, "permitrootlogin");
  EXPECT_THAT(lines[0].values, ElementsAre("no"));
  EXPECT_THAT(lines[1].values, ElementsAre("a b", "c"));
  EXPECT_EQ(lines[2].keyword, "x");
  EXPECT_THAT(lines[2].values, ElementsAre("y"));
  EXPECT_EQ(lines[3].keyword, "match");
}

TEST(MountTable, tells_what_a_path_lies_in) {
  const auto mounts = mounts_in(
      "/dev/a / ext4 rw 0 0\nodd\n/dev/b /var/lib ext4 rw,nosuid,nodev 0 0\n"
      "t /a\\040b tmpfs rw 0 0\n");
  ASSERT_EQ(mounts.size(), 3U);
  EXPECT_EQ(mounts[2].place, "/a b");
  EXPECT_EQ(mount_of(mounts, "/var/lib/etcd")->place, "/var/lib");
  EXPECT_TRUE(mount_of(mounts, "/var/lib")->has("nosuid"));
  EXPECT_EQ(mount_of(mounts, "/var/library")->place, "/");
  EXPECT_EQ(mount_of({}, "/"), nullptr);
}

TEST(MountTable, tells_the_version_of_cgroups) {
  EXPECT_EQ(cgroup_version(mounts_in("c /sys/fs/cgroup cgroup2 rw 0 0\n")), 2);
  EXPECT_EQ(cgroup_version(mounts_in("c /sys/fs/cgroup/unified cgroup2 rw 0 0\n"
                                     "c /sys/fs/cgroup/memory cgroup rw 0 0\n")),
            1);
  EXPECT_EQ(cgroup_version(mounts_in("c / ext4 rw 0 0\n")), 0);
}

TEST(MountTable, is_empty_where_nothing_is_mounted) { EXPECT_THAT(mounts_in(""), IsEmpty()); }

}  // namespace
}  // namespace bulwark::extractors::config
