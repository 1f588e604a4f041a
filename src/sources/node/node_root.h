// SPDX-License-Identifier: Apache-2.0
// Node root: the folder that stands for a node's /. Links within it lead to places within it, also
// those that begin with a slash, so that a copied folder says nothing of the machine that it lies
// on.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulwark::sources::node {

class NodeRoot {
 public:
  explicit NodeRoot(std::string folder);

  /// 0, or the errno of what hinders: ENOENT where there is nothing.
  int look(std::string_view path, struct stat& facts) const;
  /// Errors as io::read_file's.
  Result<std::string> read(std::string_view path, std::size_t most) const;
  /// Names of what is in the folder, sorted.
  Result<std::vector<std::string>> names(std::string_view path) const;
  /// Where it lies on this machine, links not followed.
  std::string place_of(std::string_view path) const;

 private:
  /// A descriptor of what `path` leads to, or -1 with errno.
  int open(std::string_view path, int flags) const;

  std::string folder_;
};

}  // namespace bulwark::sources::node
