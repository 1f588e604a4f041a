// SPDX-License-Identifier: Apache-2.0
// Each way out of a container, and what holds it back.
#include "analyzers/attack_paths/escapes.h"

#include <gtest/gtest.h>

#include <string>

#include "formats/builder.h"
#include "formats/pool.h"
#include "formats/yaml.h"

namespace bulwark::analyzers::attack_paths {
namespace {

// "root: why" or "files: why" of the first way, or nothing. `pod`: more of its specification.
std::string way(const std::string& container, const std::string& pod = {}) {
  formats::Pool pool(1, 0);
  formats::Builder builder(pool);
  const auto document = formats::YamlReader().read(
      "{" + pod + (pod.empty() ? "" : ", ") + "containers: [{name: c, " + container + "}]}",
      builder, {});
  if (!document) {
    ADD_FAILURE() << document.error().text();
    return {};
  }
  const auto found = escapes_of(document->root);
  if (found.empty()) return "none";
  return (found[0].files_only ? "files: " : "root: ") + found[0].why;
}

std::string security(const std::string& context, const std::string& pod = {}) {
  return way("securityContext: {" + context + "}", pod);
}

std::string mounting(const std::string& path, const std::string& mount = {},
                     const std::string& context = {}) {
  return way("volumeMounts: [{name: v, mountPath: /m" + (mount.empty() ? "" : ", " + mount) + "}]" +
                 (context.empty() ? "" : ", securityContext: {" + context + "}"),
             "volumes: [{name: v, hostPath: {path: '" + path + "'}}]");
}

constexpr const char* kNoRoot = "runAsUser: 1000, allowPrivilegeEscalation: false";

TEST(Escapes, a_plain_container_has_none) { EXPECT_EQ(way("image: i"), "none"); }

TEST(Escapes, privileged_is_root_unless_it_has_users_of_its_own) {
  EXPECT_EQ(security("privileged: true"), "root: privileged");
  EXPECT_EQ(security("privileged: false"), "none");
  EXPECT_EQ(security("privileged: true", "hostUsers: false"), "none");
  EXPECT_EQ(security("privileged: true", "hostUsers: true"), "root: privileged");
  EXPECT_EQ(security("privileged: true, runAsUser: 1000"), "root: privileged");
}

TEST(Escapes, capabilities_count_where_they_are_in_effect) {
  const std::string admin = "capabilities: {add: [SYS_ADMIN]}";
  EXPECT_EQ(security(admin), "root: capability SYS_ADMIN");
  EXPECT_EQ(security("capabilities: {add: [CAP_SYS_MODULE]}"), "root: capability SYS_MODULE");
  EXPECT_EQ(security("capabilities: {add: [ALL]}"), "root: capability SYS_MODULE");
  EXPECT_EQ(security("capabilities: {add: [NET_ADMIN]}"), "none");
  EXPECT_EQ(security(admin, "hostUsers: false"), "none");
  EXPECT_EQ(security(admin + ", " + kNoRoot), "none");
  EXPECT_EQ(security(admin + ", runAsUser: 1000"), "root: capability SYS_ADMIN");
  EXPECT_EQ(security(admin + ", runAsUser: 0, allowPrivilegeEscalation: false"),
            "root: capability SYS_ADMIN");
  EXPECT_EQ(security("capabilities: {add: [DAC_READ_SEARCH]}"),
            "files: capability DAC_READ_SEARCH");
}

TEST(Escapes, ptrace_needs_the_processes_of_the_host) {
  const std::string trace = "capabilities: {add: [SYS_PTRACE]}";
  EXPECT_EQ(security(trace), "none");
  EXPECT_EQ(security(trace, "hostPID: true"), "root: SYS_PTRACE among the host's processes");
  EXPECT_EQ(security("privileged: false", "hostPID: true"), "none");
}

TEST(Escapes, host_paths_count_by_what_lies_there) {
  EXPECT_EQ(mounting("/etc"), "root: host path /etc, writable");
  EXPECT_EQ(mounting("/etc", "readOnly: true"), "none");
  EXPECT_EQ(mounting("/"), "root: host path /, writable");
  EXPECT_EQ(mounting("/", "readOnly: true"), "files: host path /");
  EXPECT_EQ(mounting("/etc/cron.d/x"), "root: host path /etc/cron.d/x, writable");
  EXPECT_EQ(mounting("/srv/data"), "none");
  EXPECT_EQ(mounting("/var/lib/kubelet/pods", "readOnly: true"),
            "files: host path /var/lib/kubelet/pods");
  EXPECT_EQ(mounting("/var/lib/kubelet/plugins/x"), "none");
  EXPECT_EQ(mounting("/proc/sys/kernel"), "root: host path /proc/sys/kernel, writable");
}

TEST(Escapes, host_paths_are_read_as_the_kubelet_reads_them) {
  EXPECT_EQ(mounting("/srv/../etc//"), "root: host path /etc, writable");
  EXPECT_EQ(mounting("/srv", "subPath: data"), "none");
  EXPECT_EQ(mounting("/var", "subPath: spool/cron"), "root: host path /var/spool/cron, writable");
  EXPECT_EQ(mounting("/etcetera"), "none");
}

TEST(Escapes, root_s_files_need_root) {
  EXPECT_EQ(mounting("/etc", "", kNoRoot), "none");
  EXPECT_EQ(mounting("/etc", "", "runAsUser: 1000"), "root: host path /etc, writable");
  EXPECT_EQ(mounting("/etc", "", "runAsNonRoot: true, allowPrivilegeEscalation: false"), "none");
}

TEST(Escapes, a_runtime_s_socket_is_root_even_read_only) {
  EXPECT_EQ(mounting("/run/containerd/containerd.sock", "readOnly: true"),
            "root: host path /run/containerd/containerd.sock");
  EXPECT_EQ(mounting("/var/run/docker.sock"), "root: host path /var/run/docker.sock");
  EXPECT_EQ(mounting("/run/containerd"), "root: host path /run/containerd");
  EXPECT_EQ(mounting("/run/app/app.sock"), "none");
  EXPECT_EQ(mounting("/var/run/docker.sock", "", kNoRoot), "none");
  EXPECT_EQ(mounting("/var/run/docker.sock", "", std::string(kNoRoot) + ", runAsGroup: 999"),
            "root: host path /var/run/docker.sock");
}

TEST(Escapes, a_process_of_the_windows_host_is_one) {
  EXPECT_EQ(security("windowsOptions: {hostProcess: true}"), "root: a process of the Windows host");
}

TEST(Escapes, odd_specifications_have_none) {
  EXPECT_EQ(way("securityContext: [1], volumeMounts: {a: b}"), "none");
  EXPECT_EQ(way("volumeMounts: [3, {name: v}]", "volumes: [null, {hostPath: 3}]"), "none");
  EXPECT_EQ(security("capabilities: {add: [3, {}]}"), "none");
}

}  // namespace
}  // namespace bulwark::analyzers::attack_paths
