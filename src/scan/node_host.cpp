// SPDX-License-Identifier: Apache-2.0
// Each fact by the file that tells it. What is not there, or may not be read, is left out.
#include "scan/node_host.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "extractors/config/environment_file.h"
#include "extractors/config/mount_table.h"
#include "scan/node_sshd.h"
#include "scan/node_sysctl.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;
using formats::Value;

constexpr std::size_t kLargestFile = std::size_t{1} << 20;

// Kernel arguments that decide on security: others may tell what is nobody's business.
constexpr std::array<std::string_view, 9> kArguments{
    "mitigations=", "apparmor=", "selinux=", "security=", "lsm=",
    "lockdown=",    "nosmep",    "nosmap",   "nokaslr"};

class Host {
 public:
  explicit Host(NodeDocuments& out) : out_(out), builder_(out.builder()) {}

  void add() {
    SysctlFacts sysctls = read_sysctls(out_);
    SshdFacts sshd = read_sshd(out_);
    out_.begin("NodeHost", out_.facts().name.empty() ? "node" : out_.facts().name);
    add("running", sysctls.are_running);
    add_release();
    add(sysctls);
    if (sysctls.are_running) add_kernel();
    add_selinux(sysctls.are_running);
    add(sshd);
    out_.end();
    for (auto& [what, reason] : troubles_) out_.problem(what, reason);
    if (!sysctls.are_running)
      out_.not_in_a_folder("the running kernel",
                           "there is no /proc/sys: known is only what sysctl.d sets");
    for (std::string& reason : sysctls.doubts) out_.problem("sysctl", std::move(reason));
    for (std::string& reason : sshd.doubts) out_.problem("sshd", std::move(reason));
  }

 private:
  void add(std::string_view key, bool on) {
    builder_.key(key);
    builder_.scalar(Value::boolean(on));
  }

  void add(std::string_view key, const std::vector<std::string>& texts) {
    builder_.key(key);
    builder_.begin_list();
    for (const std::string& text : texts) builder_.string(text);
    builder_.end_list();
  }

  // Nothing: it is not there, or may not be read, which is told.
  std::optional<std::string> text_of(const std::string& path) {
    auto text = out_.root().read(path, kLargestFile);
    if (text) return std::string(trim(*text));
    if (text.error().code != ErrorCode::not_found)
      troubles_.emplace_back(path, text.error().message);
    return std::nullopt;
  }

  void add_release() {
    auto text = text_of("/etc/os-release");
    if (!text) text = text_of("/usr/lib/os-release");
    if (!text) return;
    const auto variables = config::environment_in(*text);
    for (const auto& [key, name] : {std::pair{"os", "ID"}, {"osVersion", "VERSION_ID"}}) {
      const auto found = variables.find(name);
      if (found != variables.end()) out_.text(key, found->second);
    }
  }

  void add(const SysctlFacts& sysctls) {
    for (const bool source : {false, true}) {
      builder_.key(source ? "sysctlSources" : "sysctls");
      builder_.begin_map();
      for (const auto& [key, value] : sysctls.values)
        out_.text(key, source ? value.source : value.text);
      builder_.end_map();
    }
  }

  // A running kernel has it, or what hinders is told.
  std::optional<std::string> kernel_text(const std::string& path) {
    auto text = text_of(path);
    if (!text && (troubles_.empty() || troubles_.back().first != path))
      troubles_.emplace_back(path, "is not there");
    return text;
  }

  void add_kernel() {
    if (const auto text = kernel_text("/proc/sys/kernel/osrelease")) out_.text("kernel", *text);
    if (const auto text = kernel_text("/sys/kernel/security/lsm")) add("lsms", split(*text, ','));
    if (const auto text = text_of("/sys/kernel/security/lockdown")) add_lockdown(*text);
    if (const auto text = kernel_text("/proc/cmdline")) add_arguments(*text);
    if (const auto text = kernel_text("/proc/swaps")) add_swaps(*text);
    auto table = out_.root().read("/proc/1/mounts", kLargestFile);
    if (!table) table = out_.root().read("/proc/self/mounts", kLargestFile);
    if (table) {
      add_mounts(config::mounts_in(*table));
    } else {
      troubles_.emplace_back("/proc/1/mounts", table.error().message);
    }
  }

  // "none [integrity] confidentiality"
  void add_lockdown(std::string_view text) {
    const std::size_t begin = text.find('[');
    const std::size_t end = text.find(']');
    if (begin != std::string_view::npos && end != std::string_view::npos && begin < end)
      out_.text("lockdown", text.substr(begin + 1, end - begin - 1));
  }

  void add_arguments(std::string_view text) {
    std::vector<std::string> found;
    for (const std::string& word : split(text, ' ')) {
      const bool matters = std::ranges::any_of(
          kArguments, [&](std::string_view start) { return word.starts_with(start); });
      if (matters) found.push_back(word);
    }
    add("kernelArguments", found);
  }

  void add_swaps(std::string_view text) {
    std::vector<std::string> found;
    for (const std::string& line : split(text, '\n')) {
      if (line.starts_with('/')) found.push_back(line.substr(0, line.find_first_of(" \t")));
    }
    add("swaps", found);
  }

  void add_mounts(const std::vector<config::Mount>& mounts) {
    const int version = config::cgroup_version(mounts);
    if (version > 0) {
      builder_.key("cgroupVersion");
      builder_.scalar(Value::integer(version));
    }
    builder_.key("mounts");
    builder_.begin_list();
    for (const std::string_view path :
         {"/var/lib/kubelet", "/var/lib/etcd", "/var/lib/containerd", "/var/log"}) {
      const config::Mount* mount = config::mount_of(mounts, path);
      if (mount == nullptr) continue;
      builder_.begin_map();
      out_.text("path", path);
      out_.text("type", mount->type);
      add("own", mount->place == path);
      for (const std::string_view option : {"nodev", "nosuid", "noexec"})
        add(option, mount->has(option));
      builder_.end_map();
    }
    builder_.end_list();
  }

  // What runs; in a copied folder what the next start makes of it. "none": it is not here.
  void add_selinux(bool is_running) {
    const std::string path = is_running ? "/sys/fs/selinux/enforce" : "/etc/selinux/config";
    const auto text = out_.root().read(path, kLargestFile);
    if (!text) {
      if (text.error().code == ErrorCode::not_found) return out_.text("selinux", "none");
      troubles_.emplace_back(path, text.error().message);
      return;
    }
    if (is_running) return out_.text("selinux", trim(*text) == "1" ? "enforcing" : "permissive");
    const auto variables = config::environment_in(*text);
    const auto found = variables.find("SELINUX");
    out_.text("selinux", found == variables.end() ? "none" : found->second);
  }

  void add(const SshdFacts& sshd) {
    add("hasSshd", sshd.is_there);
    if (!sshd.is_there) return;
    builder_.key("sshd");
    builder_.begin_map();
    for (const auto& [key, value] : sshd.values) out_.text(key, value);
    builder_.end_map();
  }

  NodeDocuments& out_;
  formats::Builder& builder_;
  std::vector<std::pair<std::string, std::string>> troubles_;
};

}  // namespace

void add_host(NodeDocuments& out) { Host(out).add(); }

}  // namespace bulwark::scan
