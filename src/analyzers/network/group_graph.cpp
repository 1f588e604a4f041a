// SPDX-License-Identifier: Apache-2.0
// Tarjan's strong components, without recursion. They end in the order in which what a component
// leads to has ended before it, so that each one's reach is made of known ones.
#include "analyzers/network/group_graph.h"

#include <algorithm>

namespace bulwark::analyzers::network {
namespace {

constexpr std::uint32_t kUnseen = 0xFFFFFFFF;

class Components {
 public:
  Components(const BitRows& graph, std::size_t size)
      : graph_(graph), index_(size, kUnseen), low_(size, 0), of(size, kUnseen) {
    for (std::uint32_t i = 0; i < size; ++i) {
      if (index_[i] == kUnseen) search(i);
    }
  }

 private:
  struct Frame {
    std::uint32_t node = 0;
    std::size_t next = 0;
  };

  void enter(std::uint32_t node) {
    index_[node] = low_[node] = seen_++;
    open_.push_back(node);
    frames_.push_back({node, 0});
  }

  void search(std::uint32_t root) {
    enter(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      const std::uint32_t node = frame.node;
      const std::size_t to = graph_.next(node, frame.next);
      if (to == BitRows::none) {
        leave(node);
        continue;
      }
      frame.next = to + 1;
      if (index_[to] == kUnseen) {
        enter(static_cast<std::uint32_t>(to));
      } else if (of[to] == kUnseen) {
        low_[node] = std::min(low_[node], index_[to]);
      }
    }
  }

  void leave(std::uint32_t node) {
    frames_.pop_back();
    if (!frames_.empty())
      low_[frames_.back().node] = std::min(low_[frames_.back().node], low_[node]);
    if (low_[node] != index_[node]) return;
    members.emplace_back();
    while (of[node] == kUnseen) {
      of[open_.back()] = static_cast<std::uint32_t>(members.size() - 1);
      members.back().push_back(open_.back());
      open_.pop_back();
    }
  }

  const BitRows& graph_;
  std::vector<std::uint32_t> index_, low_, open_;
  std::vector<Frame> frames_;
  std::uint32_t seen_ = 0;

 public:
  std::vector<std::uint32_t> of;
  std::vector<std::vector<std::uint32_t>> members;
};

}  // namespace

Closure::Closure(const BitRows& graph, std::size_t size) : reached(0, 0) {
  Components found(graph, size);
  components = static_cast<std::uint32_t>(found.members.size());
  reached = BitRows(components, size);
  for (std::uint32_t own = 0; own < components; ++own) {
    for (const std::uint32_t member : found.members[own]) {
      graph.each(member, [&](std::size_t to) {
        if (reached.has(own, to)) return;
        const std::uint32_t other = found.of[to];
        for (const std::uint32_t one : found.members[other]) reached.set(own, one);
        if (other != own) reached.add(own, reached, other);
      });
    }
  }
  component = std::move(found.of);
}

}  // namespace bulwark::analyzers::network
