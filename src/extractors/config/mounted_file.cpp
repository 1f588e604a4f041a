// SPDX-License-Identifier: Apache-2.0
// The longest mount path that leads to the file wins, as in the container.
#include "extractors/config/mounted_file.h"

#include "formats/value_fields.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;

// "config.conf" of "/var/lib/kube-proxy/config.conf" below "/var/lib/kube-proxy/"; empty: not
// below.
std::string_view below(std::string_view path, std::string_view mount) {
  while (mount.ends_with('/')) mount.remove_suffix(1);
  if (!path.starts_with(mount) || path.size() <= mount.size() || path[mount.size()] != '/')
    return {};
  return path.substr(mount.size() + 1);
}

// The key that the volume shows under that name.
std::optional<std::string> key_of(const Value& config_map, std::string_view file) {
  const auto items = formats::items_of(config_map, "items");
  if (items.empty()) return std::string(file);
  for (const Value& item : items) {
    if (item.text("path") == file) return std::string(item.text("key"));
  }
  return std::nullopt;
}

}  // namespace

std::optional<MountedKey> mounted_file(const Value& pod_spec, const Value& container,
                                       std::string_view path) {
  const Value* best = nullptr;
  std::string_view file;
  for (const Value& mount : formats::items_of(container, "volumeMounts")) {
    const std::string_view where = mount.text("mountPath");
    const bool is_file = where == path && !mount.text("subPath").empty();
    const std::string_view rest = is_file ? mount.text("subPath") : below(path, where);
    if (rest.empty() || (best != nullptr && best->text("mountPath").size() > where.size()))
      continue;
    best = &mount;
    file = rest;
  }
  if (best == nullptr) return std::nullopt;
  for (const Value& volume : formats::items_of(pod_spec, "volumes")) {
    const Value* config_map = volume.find("configMap");
    if (volume.text("name") != best->text("name") || config_map == nullptr) continue;
    const auto key = key_of(*config_map, file);
    if (!key) return std::nullopt;
    return MountedKey{std::string(config_map->text("name")), *key};
  }
  return std::nullopt;
}

}  // namespace bulwark::extractors::config
