// SPDX-License-Identifier: Apache-2.0
// PathTree: the paths that an expression walks, as a tree from its variables down, with marks on
// what is read.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "cel/read_set.h"

namespace bulwark::cel {

/// Paths are numbers; equal paths have equal numbers.
class PathTree {
 public:
  using Path = std::uint32_t;

  Path variable(std::uint32_t slot);
  Path field(Path path, std::string_view name) {
    return child(path, {ReadStep::Kind::field, std::string(name)});
  }
  Path each(Path path) { return child(path, {ReadStep::Kind::each, {}}); }

  void read_all(Path path) { nodes_[path].all = true; }
  void read_presence(Path path) { nodes_[path].presence = true; }
  std::size_t depth(Path path) const { return nodes_[path].depth; }

  /// What was read, sorted, without what a shorter path covers; a presence is told by any longer
  /// path.
  std::vector<ReadPath> reads() const;

 private:
  struct Node {
    std::map<ReadStep, Path> children{};
    std::size_t depth = 0;
    bool all = false;
    bool presence = false;
  };
  Path child(Path parent, ReadStep step);
  void collect(const Node& node, ReadPath& path, std::vector<ReadPath>& out) const;

  std::vector<Node> nodes_;
  std::map<std::uint32_t, Path> variables_;
};

}  // namespace bulwark::cel
