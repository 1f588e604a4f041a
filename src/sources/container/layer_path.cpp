// SPDX-License-Identifier: Apache-2.0
#include "sources/container/layer_path.h"

namespace bulwark::sources::container {
namespace {

constexpr std::string_view kWhiteout = ".wh.";
constexpr unsigned kMostHops = 40;  // as Linux follows

}  // namespace

CleanPath clean_path(std::string_view path) {
  CleanPath out;
  out.path.reserve(path.size());
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      out.outside = out.outside || out.path.empty();
      out.path.resize(parent_of(out.path).size());
      continue;
    }
    if (!out.path.empty()) out.path += '/';
    out.path += part;
  }
  return out;
}

std::string link_target(std::string_view path, std::string_view link) {
  if (link.starts_with('/')) return clean_path(link).path;
  return clean_path(std::string(parent_of(path)) + "/" + std::string(link)).path;
}

std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

Whiteout whiteout_of(std::string_view path) {
  std::string_view name = name_of(path);
  if (!name.starts_with(kWhiteout)) return {};
  const std::string_view folder = parent_of(path);
  if (name == ".wh..wh..opq") return {Hides::all, std::string(folder)};
  name.remove_prefix(kWhiteout.size());
  if (name.starts_with(kWhiteout)) return {Hides::ignored, {}};
  if (name.empty() || name == "." || name == "..") return {Hides::broken, {}};
  return {Hides::one,
          folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name)};
}

void LayerLinks::set(std::string_view path, std::string_view link) {
  if (!link.empty()) {
    links_.insert_or_assign(std::string(path), std::string(link));
  } else if (!links_.empty()) {
    const auto found = links_.find(path);
    if (found != links_.end()) links_.erase(found);
  }
}

std::string LayerLinks::resolve(std::string_view path) const {
  std::string out(path);
  if (links_.empty()) return out;
  unsigned hops = 0;
  std::size_t slash = out.find('/');
  while (slash != std::string::npos) {
    const auto found = links_.find(std::string_view(out).substr(0, slash));
    if (found == links_.end()) {
      slash = out.find('/', slash + 1);
      continue;
    }
    if (++hops > kMostHops) return std::string(path);
    const std::string target = link_target(found->first, found->second);
    out = clean_path(target + out.substr(slash)).path;
    slash = out.find('/');
  }
  return out;
}

}  // namespace bulwark::sources::container
