// SPDX-License-Identifier: Apache-2.0
// The parameters that decide on security, one by one.
#include "scan/node_sysctl.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "extractors/config/sysctl.h"
#include "scan/node_files.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;

constexpr auto kNames = std::to_array<std::string_view>({"fs.protected_fifos",
                                                         "fs.protected_hardlinks",
                                                         "fs.protected_regular",
                                                         "fs.protected_symlinks",
                                                         "fs.suid_dumpable",
                                                         "kernel.dmesg_restrict",
                                                         "kernel.kexec_load_disabled",
                                                         "kernel.kptr_restrict",
                                                         "kernel.panic",
                                                         "kernel.panic_on_oops",
                                                         "kernel.randomize_va_space",
                                                         "kernel.unprivileged_bpf_disabled",
                                                         "kernel.unprivileged_userns_clone",
                                                         "kernel.yama.ptrace_scope",
                                                         "net.core.bpf_jit_harden",
                                                         "net.ipv4.conf.all.accept_redirects",
                                                         "net.ipv4.conf.all.accept_source_route",
                                                         "net.ipv4.conf.all.rp_filter",
                                                         "net.ipv4.conf.all.send_redirects",
                                                         "net.ipv4.ip_forward",
                                                         "user.max_user_namespaces",
                                                         "vm.overcommit_memory"});

constexpr std::array<std::string_view, 5> kFolders{"/etc/sysctl.d", "/run/sysctl.d",
                                                   "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d",
                                                   "/lib/sysctl.d"};
constexpr std::string_view kRunning = "/proc/sys";

void read_running(const NodeDocuments& out, SysctlFacts& facts) {
  for (const std::string_view name : kNames) {
    std::string path(name);
    std::ranges::replace(path, '.', '/');
    const auto text = out.root().read(std::string(kRunning) + "/" + path, 4096);
    if (text) {
      facts.values[std::string(name)] = {std::string(trim(*text)), std::string(kRunning)};
    } else if (text.error().code == ErrorCode::not_found) {
      facts.values[std::string(name)] = {"none", std::string(kRunning)};
    } else {
      facts.doubts.push_back(std::string(name) + ": " + text.error().message);
    }
  }
}

Result<std::vector<config::SysctlLine>> configured(const NodeDocuments& out) {
  const std::vector<std::string> folders(kFolders.begin(), kFolders.end());
  std::vector<config::SysctlLine> lines;
  for (const auto& [name, path] : TRY(files_by_name(folders, ".conf", out))) {
    if (is_masked(path, out)) continue;
    const auto text = out.root().read(path, kLargestNodeFile);
    if (!text) return std::unexpected(Error(text.error()).context(path));
    std::ranges::move(config::sysctl_lines(*text, path), std::back_inserter(lines));
  }
  return lines;
}

}  // namespace

SysctlFacts read_sysctls(const NodeDocuments& out) {
  SysctlFacts facts;
  struct stat running{};
  facts.are_running = out.root().look(std::string(kRunning) + "/kernel", running) == 0;
  if (facts.are_running) {
    read_running(out, facts);
    return facts;
  }
  const auto lines = configured(out);
  if (!lines) {
    facts.doubts.push_back(lines.error().text());
    return facts;
  }
  for (const std::string_view name : kNames) {
    const config::SysctlLine* line = config::deciding_line(*lines, name);
    if (line != nullptr) facts.values[std::string(name)] = {*line->value, line->source};
  }
  return facts;
}

}  // namespace bulwark::scan
