// SPDX-License-Identifier: Apache-2.0
// The longest mount path that leads to the file wins, as in the container.
#include "extractors/config/host_file.h"

#include "formats/value_fields.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;

// "/pki/ca.crt" of "/etc/kubernetes/pki/ca.crt" below "/etc/kubernetes/"; empty for the very path;
// nothing: not below.
std::optional<std::string_view> below(std::string_view path, std::string_view mount) {
  while (mount.ends_with('/')) mount.remove_suffix(1);
  if (!path.starts_with(mount)) return std::nullopt;
  path.remove_prefix(mount.size());
  if (!path.empty() && path[0] != '/') return std::nullopt;
  return path;
}

void append_step(std::string& path, std::string_view step) {
  while (path.ends_with('/')) path.pop_back();
  while (step.starts_with('/')) step.remove_prefix(1);
  if (!step.empty()) path.append("/").append(step);
}

}  // namespace

std::optional<std::string> host_file(const Value& pod_spec, const Value& container,
                                     std::string_view path) {
  const Value* best = nullptr;
  std::string_view rest;
  for (const Value& mount : formats::items_of(container, "volumeMounts")) {
    const std::string_view where = mount.text("mountPath");
    const auto found = where.empty() ? std::nullopt : below(path, where);
    if (!found || (best != nullptr && best->text("mountPath").size() > where.size())) continue;
    best = &mount;
    rest = *found;
  }
  if (best == nullptr) return std::nullopt;
  for (const Value& volume : formats::items_of(pod_spec, "volumes")) {
    const Value* host = volume.find("hostPath");
    if (volume.text("name") != best->text("name") || host == nullptr) continue;
    std::string out(host->text("path"));
    append_step(out, best->text("subPath"));
    append_step(out, rest);
    return out;
  }
  return std::nullopt;
}

}  // namespace bulwark::extractors::config
