// SPDX-License-Identifier: Apache-2.0
// Reads its input as sysctl.d, sshd's configuration and a mount table, as the words and as the file
// of k3s, and as etcd's file: what is given is told, and every line that decides has a value.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "extractors/config/config_file.h"
#include "extractors/config/etcd_file.h"
#include "extractors/config/k3s.h"
#include "extractors/config/mount_table.h"
#include "extractors/config/settings.h"
#include "extractors/config/sshd_config.h"
#include "extractors/config/sysctl.h"

namespace {

namespace config = bulwark::extractors::config;
using config::Component;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_k3s(const config::K3sOptions& options, bulwark::formats::Builder& builder) {
  for (const Component component : {Component::api_server, Component::kube_proxy}) {
    const auto words = config::k3s_component(component, options, config::K3sStore::external);
    if (!words) continue;
    const auto flags = config::flags_in(*words, component);
    require(flags.size() == words->size());
    (void)config::settings_of(component, flags);
  }
  const auto kubelet = config::read_config(
      config::k3s_kubelet_config(options, config::k3s_text(options, "data-dir")), builder);
  // A folder may be called as no YAML can write it.
  require(kubelet.has_value() || !kubelet.error().message.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 16384;
  if (size > kMostBytes) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto lines = config::sysctl_lines(text, "f");
  for (const std::string_view key : {"kernel.panic", "net.ipv4.conf.all.rp_filter"}) {
    const auto* line = config::deciding_line(lines, key);
    require(line == nullptr || line->value.has_value());
  }
  for (const auto& line : config::sshd_lines(text)) require(!line.keyword.contains(' '));
  const auto mounts = config::mounts_in(text);
  (void)config::mount_of(mounts, "/var/lib/kubelet");
  (void)config::cgroup_version(mounts);
  bulwark::formats::Pool pool(1, 1);
  bulwark::formats::Builder builder(pool);
  config::K3sOptions options;
  if (const auto file = config::read_config(text, builder)) {
    config::add_k3s_file(*file, options);
    (void)config::settings_of(Component::etcd, config::etcd_file_flags(*file));
  }
  config::add_k3s_words(bulwark::split(text, '\n'), options);
  check_k3s(options, builder);
  return 0;
}
