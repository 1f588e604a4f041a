// SPDX-License-Identifier: Apache-2.0
// Node facts: what a node's file system says of it: files of the cluster with their owners and
// modes, processes with their words. Read without a shell, from the running node or from a folder
// that was copied from one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sources/node/node_root.h"

namespace bulwark::sources::node {

/// A file or folder that the cluster's security rests on.
struct NodeFile {
  std::string role;  ///< "api-server-manifest"; see known_files.h
  std::string path;  ///< on the node: without the root
  bool folder = false;
  std::optional<std::uint32_t> mode;  ///< permission bits; nothing: it could not be looked at
  std::string user, group;  ///< names by the node's own /etc/passwd; where it has none "root" for
                            ///< 0, else the number
  std::string trouble;      ///< why it could not be looked at
};

/// One running process.
struct NodeProcess {
  std::uint32_t id = 0;
  std::vector<std::string> words;  ///< its command line
};

/// A folder, or processes, that could not be read.
struct NodeTrouble {
  std::string what, reason;
};

struct NodeFacts {
  std::string name;  ///< of the node, by its /etc/hostname; empty: not known
  std::vector<NodeFile> files;
  std::vector<NodeProcess> processes;  ///< all, those in containers too
  std::vector<std::string> manifests;  ///< folders of static pods that are there, with the root
  std::vector<NodeTrouble> troubles;
};

/// Never fails as a whole: what cannot be read is told where it is missing.
NodeFacts read_node(const NodeRoot& root);

/// One file more; nothing where nothing is.
std::optional<NodeFile> read_node_file(const NodeRoot& root, std::string_view role,
                                       const std::string& path);

}  // namespace bulwark::sources::node
