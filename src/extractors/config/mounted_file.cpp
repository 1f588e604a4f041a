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

/// The mount that leads to a file, and what follows below it.
struct Mount {
  const Value* mount = nullptr;
  std::string_view rest;  ///< empty: the mount is the file
};

Mount mount_of(const Value& container, std::string_view path) {
  Mount best;
  for (const Value& mount : formats::items_of(container, "volumeMounts")) {
    const std::string_view where = mount.text("mountPath");
    const std::string_view rest = below(path, where);
    if (rest.empty() && where != path) continue;
    if (best.mount != nullptr && best.mount->text("mountPath").size() > where.size()) continue;
    best = {&mount, rest};
  }
  return best;
}

const Value* volume_of(const Value& pod_spec, const Value& mount) {
  for (const Value& volume : formats::items_of(pod_spec, "volumes")) {
    if (volume.text("name") == mount.text("name")) return &volume;
  }
  return nullptr;
}

std::string joined(std::string_view folder, std::string_view rest) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  while (rest.starts_with('/')) rest.remove_prefix(1);
  return rest.empty() && !folder.empty() ? std::string(folder)
                                         : std::string(folder) + "/" + std::string(rest);
}

}  // namespace

std::optional<MountedKey> mounted_file(const Value& pod_spec, const Value& container,
                                       std::string_view path) {
  const Mount found = mount_of(container, path);
  if (found.mount == nullptr) return std::nullopt;
  const std::string_view file = found.rest.empty() ? found.mount->text("subPath") : found.rest;
  const Value* volume = volume_of(pod_spec, *found.mount);
  const Value* config_map = volume == nullptr ? nullptr : volume->find("configMap");
  if (file.empty() || config_map == nullptr) return std::nullopt;
  const auto key = key_of(*config_map, file);
  if (!key) return std::nullopt;
  return MountedKey{std::string(config_map->text("name")), *key};
}

std::optional<std::string> host_file(const Value& pod_spec, const Value& container,
                                     std::string_view path) {
  const Mount found = mount_of(container, path);
  if (found.mount == nullptr) return std::nullopt;
  const Value* volume = volume_of(pod_spec, *found.mount);
  const Value* host = volume == nullptr ? nullptr : volume->find("hostPath");
  if (host == nullptr || !host->text("path").starts_with('/')) return std::nullopt;
  return joined(joined(host->text("path"), found.mount->text("subPath")), found.rest);
}

}  // namespace bulwark::extractors::config
