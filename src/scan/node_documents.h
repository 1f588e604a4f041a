// SPDX-License-Identifier: Apache-2.0
// Node documents: what one node tells of itself, as documents of Bulwark's own in one segment of
// the inventory.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "formats/builder.h"
#include "model/inventory.h"
#include "sources/node/node_facts.h"

namespace bulwark::scan {

/// What a node is judged by besides its files.
struct NodeOptions {
  std::uint64_t seed = 0;
  std::string today;  ///< "2026-11-24", by which certificates have expired or not; empty: nobody
                      ///< asks
  /// Its name in the cluster; empty: by its /etc/hostname, and documents are called as if there
  /// were no other node.
  std::string node = {};
};

/// No file of Kubernetes is larger.
inline constexpr std::size_t kLargestNodeFile = std::size_t{16} << 20;

/// Collects the documents of one node. Not copyable: the builder points into the segment's pool.
class NodeDocuments {
 public:
  /// Adds a source called `target` ("node:/") to the inventory.
  NodeDocuments(std::string_view target, const NodeOptions& options, model::Inventory& inventory);
  NodeDocuments(const NodeDocuments&) = delete;
  NodeDocuments& operator=(const NodeDocuments&) = delete;

  const sources::node::NodeRoot& root() const { return root_; }
  const sources::node::NodeFacts& facts() const { return facts_; }
  const std::string& today() const { return today_; }
  /// What a document about something on the node is called: where other nodes stand beside it,
  /// with the node's name before it. begin() calls documents so by itself.
  std::string named(std::string_view what) const;
  formats::Builder& builder() { return builder_; }
  bool empty() const { return segment_.resources.empty(); }
  /// Those that are there so far.
  const std::deque<model::Resource>& documents() const { return segment_.resources; }

  /// Up to where its `spec` is written: a map that the builder stands in. end() closes it and adds
  /// the document. The spec begins with the node's name.
  void begin(std::string_view kind, std::string_view name);
  void end();
  void text(std::string_view key, std::string_view value);
  void add(const formats::Value& root);

  /// "node:/: /etc/kubernetes/admin.conf": why it could not be read.
  void problem(std::string what, std::string reason);
  /// What no folder can hold: not evaluated either, but nobody's fault.
  void not_in_a_folder(std::string what, std::string reason);

  /// A file of YAML or JSON on the node. Errors name the path.
  Result<formats::Value> read_yaml(const std::string& path);

  /// Gives the documents to the inventory; nothing is added from then on.
  void finish();

 private:
  model::Inventory& inventory_;
  sources::node::NodeRoot root_;
  sources::node::NodeFacts facts_;
  std::string today_;
  bool among_others_;  ///< named() names the node too
  std::uint32_t source_;
  model::Segment segment_;
  formats::Builder builder_;
};

}  // namespace bulwark::scan
