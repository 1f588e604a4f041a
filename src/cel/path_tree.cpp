// SPDX-License-Identifier: Apache-2.0
// PathTree: interning of steps and the walk that collects what is read.
#include "cel/path_tree.h"

namespace bulwark::cel {

PathTree::Path PathTree::variable(std::uint32_t slot) {
  auto [found, is_new] = variables_.try_emplace(slot, static_cast<Path>(nodes_.size()));
  if (is_new) nodes_.emplace_back();
  return found->second;
}

PathTree::Path PathTree::child(Path parent, ReadStep step) {
  auto [found, is_new] = nodes_[parent].children.try_emplace(std::move(step),
                                                             static_cast<Path>(nodes_.size()));
  Path path = found->second;
  if (is_new) {
    std::size_t depth = nodes_[parent].depth + 1;
    nodes_.emplace_back().depth = depth;
  }
  return path;
}

std::vector<ReadPath> PathTree::reads() const {
  std::vector<ReadPath> out;
  for (const auto& [slot, path] : variables_) {
    ReadPath start{slot, {}};
    collect(nodes_[path], start, out);
  }
  return out;
}

void PathTree::collect(const Node& node, ReadPath& path, std::vector<ReadPath>& out) const {
  if (node.all) {
    out.push_back(path);
    return;
  }
  std::size_t before = out.size();
  for (const auto& [step, child] : node.children) {
    path.steps.push_back(step);
    collect(nodes_[child], path, out);
    path.steps.pop_back();
  }
  if (node.presence && out.size() == before) {
    path.steps.push_back({ReadStep::Kind::presence, {}});
    out.push_back(path);
    path.steps.pop_back();
  }
}

}  // namespace bulwark::cel
