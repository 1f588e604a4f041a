// SPDX-License-Identifier: Apache-2.0
// Container by container: what it runs as, which capabilities it has, what of the host it mounts.
#include "analyzers/attack_paths/escapes.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "formats/path.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::attack_paths {
namespace {

using formats::Value;

bool is(const Value* value, bool wanted) {
  return value != nullptr && value->is_bool() && value->as_bool() == wanted;
}

// A container's own field, else the pod's.
const Value* either(const Value& container, const Value& spec, std::string_view key) {
  const Value* own = container.at("securityContext", key);
  return own != nullptr && !own->is_null() ? own : spec.at("securityContext", key);
}

// Lexically, as the kubelet hands it to the runtime: "/var//lib/" is "/var/lib".
std::string clean_path(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    if (part == ".." && !parts.empty()) parts.pop_back();
    if (!part.empty() && part != "." && part != "..") parts.push_back(part);
  }
  std::string out;
  for (const std::string_view part : parts) out.append("/").append(part);
  return out.empty() ? "/" : out;
}

bool is_within(std::string_view path, std::string_view folder) {
  return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

// Whoever writes there makes the node run what he wants.
constexpr std::array<std::string_view, 20> kRunsWhatIsWritten{
    "/etc/cron.d",        "/etc/crontab", "/etc/systemd",    "/etc/kubernetes", "/etc/cni",
    "/etc/ld.so.preload", "/etc/ssh",     "/etc/passwd",     "/etc/shadow",     "/etc/sudoers.d",
    "/opt/cni/bin",       "/usr/bin",     "/usr/sbin",       "/usr/lib",        "/usr/libexec",
    "/usr/local/bin",     "/root",        "/var/spool/cron", "/lib/systemd",    "/boot"};
// The same of their parents.
constexpr std::array<std::string_view, 14> kParents{
    "/",        "/etc",       "/usr", "/usr/local", "/opt",  "/opt/cni", "/var",
    "/var/lib", "/var/spool", "/lib", "/bin",       "/sbin", "/home",    "/var/lib/kubelet"};
// Kernel settings that name a program to run.
constexpr std::array<std::string_view, 3> kKernelSettings{"/proc", "/proc/sys", "/proc/sys/kernel"};
// The kubelet's key, and the tokens of all pods.
constexpr std::array<std::string_view, 6> kHoldsTokens{
    "/", "/var", "/var/lib", "/var/lib/kubelet", "/var/lib/kubelet/pods", "/var/lib/kubelet/pki"};
constexpr std::array<std::string_view, 5> kRuntimes{"docker", "containerd", "crio", "podman",
                                                    "dockershim"};

bool is_runtime_socket(std::string_view path) {
  const std::string_view file = path.substr(path.rfind('/') + 1);
  const bool named = std::ranges::any_of(
      kRuntimes, [&](std::string_view one) { return file.starts_with(one); });
  if (named && file.ends_with(".sock")) return true;
  const bool in_run = path.starts_with("/run/") || path.starts_with("/var/run/");
  return path == "/run" || path == "/var/run" || (in_run && named && !file.contains('.'));
}

bool writing_runs(std::string_view path) {
  const auto holds = [&](const auto& list) { return std::ranges::find(list, path) != list.end(); };
  return holds(kParents) || holds(kKernelSettings) ||
         std::ranges::any_of(kRunsWhatIsWritten,
                             [&](std::string_view one) { return is_within(path, one); });
}

class Container {
 public:
  Container(const Value& spec, const Value& container, std::string path)
      : spec_(spec), container_(container), path_(std::move(path)) {
    privileged_ = is(container.at("securityContext", "privileged"), true);
    own_users_ = is(spec.find("hostUsers"), false);
  }

  // The first way to root, and the first to the node's files.
  void add(std::vector<Escape>& out) const {
    if (auto found = to_root()) return out.push_back(std::move(*found));
    if (auto found = to_files()) out.push_back(std::move(*found));
  }

 private:
  Escape at(std::string_view below, std::string why, bool files_only = false) const {
    return {files_only, formats::join_path(path_, below), std::move(why)};
  }

  std::optional<Escape> to_root() const {
    const Value* host = either(container_, spec_, "windowsOptions");
    if (host != nullptr && is(host->find("hostProcess"), true))
      return at("securityContext.windowsOptions.hostProcess", "a process of the Windows host");
    if (privileged_ && !own_users_) return at("securityContext.privileged", "privileged");
    if (!stays_unprivileged() && !own_users_) {
      for (const std::string_view one : {"SYS_MODULE", "SYS_ADMIN"}) {
        if (has_capability(one)) return capability(one);
      }
      if (is(spec_.find("hostPID"), true) && has_capability("SYS_PTRACE"))
        return at("securityContext.capabilities.add", "SYS_PTRACE among the host's processes");
    }
    return by_mount(/*files_only=*/false);
  }

  std::optional<Escape> to_files() const {
    if (!stays_unprivileged() && !own_users_ && has_capability("DAC_READ_SEARCH"))
      return at("securityContext.capabilities.add", "capability DAC_READ_SEARCH", true);
    return by_mount(/*files_only=*/true);
  }

  Escape capability(std::string_view name) const {
    return at("securityContext.capabilities.add", fmt::format("capability {}", name));
  }

  bool has_capability(std::string_view name) const {
    const Value* added = container_.at("securityContext", "capabilities", "add");
    if (added == nullptr) return false;
    return std::ranges::any_of(added->items(), [&](const Value& one) {
      if (!one.is_string()) return false;
      std::string_view text = one.as_string();
      if (text.starts_with("CAP_")) text.remove_prefix(4);
      return text == name || text == "ALL";
    });
  }

  // Not root, and cannot become it: capabilities that are added are not in effect then.
  bool stays_unprivileged() const {
    if (privileged_) return false;
    if (!is(container_.at("securityContext", "allowPrivilegeEscalation"), false)) return false;
    const Value* user = either(container_, spec_, "runAsUser");
    if (user != nullptr && user->is_int()) return user->as_int() != 0;
    return is(either(container_, spec_, "runAsNonRoot"), true);
  }

  // Groups may open what is not the user's own.
  bool has_groups() const {
    for (const std::string_view key : {"runAsGroup", "fsGroup"}) {
      const Value* group = either(container_, spec_, key);
      if (group != nullptr && group->is_int()) return true;
    }
    const Value* more = spec_.at("securityContext", "supplementalGroups");
    return more != nullptr && !more->items().empty();
  }

  std::optional<Escape> by_mount(bool files_only) const {
    for (const Value& mount : formats::items_of(container_, "volumeMounts")) {
      const auto path = host_path(mount);
      if (!path) continue;
      const bool writable = !is(mount.find("readOnly"), true);
      const bool socket = is_runtime_socket(*path);
      if (stays_unprivileged() && !(socket && has_groups())) continue;
      const bool root = socket || (writable && writing_runs(*path));
      const bool files = std::ranges::find(kHoldsTokens, *path) != kHoldsTokens.end();
      if (files_only ? !files : !root) continue;
      return at("volumeMounts",
                fmt::format("host path {}{}", *path,
                            socket     ? ""
                            : writable ? ", writable"
                                       : ""),
                files_only);
    }
    return std::nullopt;
  }

  // What of the host it mounts, or nothing.
  std::optional<std::string> host_path(const Value& mount) const {
    for (const Value& volume : formats::items_of(spec_, "volumes")) {
      const Value* path = volume.at("hostPath", "path");
      if (path == nullptr || !path->is_string() || volume.text("name") != mount.text("name"))
        continue;
      return clean_path(std::string(path->as_string()) + "/" + std::string(mount.text("subPath")));
    }
    return std::nullopt;
  }

  const Value& spec_;
  const Value& container_;
  std::string path_;
  bool privileged_ = false, own_users_ = false;
};

}  // namespace

std::vector<Escape> escapes_of(const Value& spec) {
  std::vector<Escape> out;
  for (const std::string_view list : {"containers", "initContainers", "ephemeralContainers"}) {
    const auto containers = formats::items_of(spec, list);
    for (std::size_t i = 0; i < containers.size(); ++i) {
      Container(spec, containers[i], std::string(list) + formats::item_step(i)).add(out);
    }
  }
  return out;
}

}  // namespace bulwark::analyzers::attack_paths
