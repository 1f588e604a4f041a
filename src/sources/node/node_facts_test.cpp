// SPDX-License-Identifier: Apache-2.0
// Facts of folders that stand for nodes.
#include "sources/node/node_facts.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "io/test_folder.h"
#include "sources/node/accounts.h"

namespace bulwark::sources::node {
namespace {

class Node : public testing::Test {
 protected:
  void put(const std::string& path, const std::string& text, unsigned mode = 0600) {
    const std::string place = folder_.write(path, text);
    ASSERT_EQ(::chmod(place.c_str(), mode), 0);
  }

  NodeFacts facts() { return read_node(NodeRoot(folder_.path())); }

  const NodeFile* file(const NodeFacts& facts, std::string_view role, std::string_view path) {
    const auto found = std::ranges::find_if(
        facts.files, [&](const NodeFile& one) { return one.role == role && one.path == path; });
    return found == facts.files.end() ? nullptr : &*found;
  }

  io::TestFolder folder_;
};

TEST_F(Node, tells_files_with_their_modes_and_the_names_of_its_own_accounts) {
  put("etc/passwd", "odd\nowner:x:" + std::to_string(::getuid()) + ":1::/:/bin/sh\n");
  put("etc/group", "team:x:" + std::to_string(::getgid()) + ":\n");
  put("etc/hostname", "n1\n");
  put("etc/kubernetes/admin.conf", "a", 0640);
  put("etc/kubernetes/pki/etcd/ca.key", "k", 0400);
  put("etc/cni/net.d/10-a.conflist", "c", 0644);
  const NodeFacts facts = this->facts();
  EXPECT_EQ(facts.name, "n1");
  const NodeFile* admin = file(facts, "admin-kubeconfig", "/etc/kubernetes/admin.conf");
  ASSERT_NE(admin, nullptr);
  EXPECT_EQ(admin->mode, 0640U);
  EXPECT_EQ(admin->user + ":" + admin->group, "owner:team");
  EXPECT_NE(file(facts, "pki", "/etc/kubernetes/pki"), nullptr);
  EXPECT_NE(file(facts, "pki", "/etc/kubernetes/pki/etcd/ca.key"), nullptr);
  EXPECT_NE(file(facts, "pki-key", "/etc/kubernetes/pki/etcd/ca.key"), nullptr);
  EXPECT_EQ(file(facts, "pki-certificate", "/etc/kubernetes/pki/etcd/ca.key"), nullptr);
  EXPECT_NE(file(facts, "cni-config", "/etc/cni/net.d/10-a.conflist"), nullptr);
  EXPECT_EQ(file(facts, "etcd-data", "/var/lib/etcd"), nullptr);
  EXPECT_TRUE(facts.troubles.empty());
}

TEST_F(Node, knows_root_without_a_list_of_accounts) {
  put("etc/kubernetes/admin.conf", "a");
  const NodeFacts facts = this->facts();
  const NodeFile* admin = file(facts, "admin-kubeconfig", "/etc/kubernetes/admin.conf");
  ASSERT_NE(admin, nullptr);
  const auto name = [](unsigned id) { return id == 0 ? "root" : std::to_string(id); };
  EXPECT_EQ(admin->user, name(::getuid()));
  EXPECT_EQ(admin->group, name(::getgid()));
}

TEST_F(Node, tells_processes_by_their_words) {
  put("proc/12/cmdline", std::string("kubelet\0--config=/a\0", 20));
  put("proc/3/cmdline", "");
  put("proc/self/cmdline", std::string("x\0", 2));
  const NodeFacts facts = this->facts();
  ASSERT_EQ(facts.processes.size(), 1U);
  EXPECT_EQ(facts.processes[0].words, (std::vector<std::string>{"kubelet", "--config=/a"}));
}

TEST_F(Node, follows_links_within_its_root_alone) {
  put("etc/kubernetes/real.conf", "a", 0640);
  const std::string at = folder_.path() + "/etc/kubernetes/";
  std::filesystem::create_symlink("/etc/kubernetes/real.conf", at + "admin.conf");
  std::filesystem::create_symlink("/etc/passwd", at + "scheduler.conf");
  std::filesystem::create_symlink("../../../../../../../../etc/passwd", at + "kubelet.conf");
  const NodeFacts facts = this->facts();
  const NodeFile* admin = file(facts, "admin-kubeconfig", "/etc/kubernetes/admin.conf");
  ASSERT_NE(admin, nullptr);
  EXPECT_EQ(admin->mode, 0640U);
  EXPECT_EQ(file(facts, "scheduler-kubeconfig", "/etc/kubernetes/scheduler.conf"), nullptr);
  EXPECT_EQ(file(facts, "kubelet-kubeconfig", "/etc/kubernetes/kubelet.conf"), nullptr);
}

TEST_F(Node, finds_folders_of_static_pods) {
  put("etc/kubernetes/manifests/a.yaml", "a");
  EXPECT_EQ(facts().manifests,
            std::vector<std::string>{folder_.path() + "/etc/kubernetes/manifests"});
}

TEST_F(Node, is_nothing_where_nothing_is) {
  const NodeFacts facts = this->facts();
  EXPECT_TRUE(facts.files.empty());
  EXPECT_TRUE(facts.name.empty());
}

TEST(Accounts, are_lines_with_a_number) {
  EXPECT_EQ(names_in("a:x:0:\nb:x:0:\nc:x:one:\nd\ne:x:7:"),
            (std::map<std::uint32_t, std::string>{{0, "a"}, {7, "e"}}));
}

}  // namespace
}  // namespace bulwark::sources::node
