// SPDX-License-Identifier: Apache-2.0
#include "sources/container/layer_stack.h"

#include <fmt/core.h>

#include <string>

#include "sources/container/layer_path.h"

namespace bulwark::sources::container {
namespace {

constexpr std::size_t kMostLostLinks = 20;

}  // namespace

void LayerStack::empty(std::string_view folder) {
  if (folder.empty()) {
    names_.clear();
    return;
  }
  const std::string first = std::string(folder) + "/";
  const std::string after = std::string(folder) + "0";  // which comes next after '/'
  names_.erase(names_.lower_bound(first), names_.lower_bound(after));
}

void LayerStack::hide(std::string_view path) {
  const auto found = names_.find(path);
  if (found != names_.end() && !found->second.folder) {
    names_.erase(found);
    return;
  }
  empty(path);
  if (found != names_.end()) names_.erase(names_.find(path));
}

// Folders above it that are none any more give way.
void LayerStack::make_room(std::string_view path) {
  const std::string_view folder = parent_of(path);
  if (folder.empty() || folder == last_folder_) return;
  for (std::string_view above = folder; !above.empty(); above = parent_of(above)) {
    const auto found = names_.find(above);
    if (found == names_.end()) continue;
    if (found->second.folder) break;
    names_.erase(found);
  }
  last_folder_ = folder;
}

void LayerStack::put(std::string_view path, Node node) {
  make_room(path);
  const auto [found, added] = names_.try_emplace(path, node);
  if (added) {
    // Names may stand below a folder that no layer has.
    if (!node.folder) empty(path);
  } else {
    if (found->second.folder && !node.folder) empty(path);
    found->second = node;
  }
  if (!node.folder) last_folder_ = {};
}

void LayerStack::link(std::uint32_t layer, const LayerEntry& entry, std::vector<ImageGap>& gaps) {
  const auto target = names_.find(entry.link);
  if (target != names_.end() && !target->second.folder) {
    const Node node{layer, target->second.id, false};
    put(entry.path, node);
    return;
  }
  if (++lost_links_ > kMostLostLinks) return;
  gaps.push_back({fmt::format("hard link {} of layer {}", entry.path, layer + 1),
                  {ErrorCode::malformed, fmt::format("there is no file {}", entry.link), {}}});
}

void LayerStack::apply(std::uint32_t layer, const LayerRecord& record,
                       std::vector<ImageGap>& gaps) {
  last_folder_ = {};
  // Whiteouts are about the layers below alone, wherever in the layer they stand.
  for (const std::string_view folder : record.emptied) empty(folder);
  for (const std::string_view path : record.hidden) hide(path);
  for (std::uint32_t i = 0; i < record.entries.size(); ++i) {
    const LayerEntry& entry = record.entries[i];
    if (entry.kind == formats::TarKind::hard_link) {
      link(layer, entry, gaps);
    } else {
      put(entry.path, {layer, {layer, i}, entry.kind == formats::TarKind::folder});
    }
  }
}

std::vector<PictureEntry> LayerStack::take() && {
  std::vector<PictureEntry> out;
  out.reserve(names_.size());
  for (const auto& [path, node] : names_) out.push_back({path, node.layer, node.id});
  names_.clear();
  return out;
}

}  // namespace bulwark::sources::container
