// SPDX-License-Identifier: Apache-2.0
// Kind NodeFile.
#include "scan/node_file.h"

#include <fmt/core.h>

namespace bulwark::scan {

void add_file(const sources::node::NodeFile& file, NodeDocuments& out) {
  out.begin("NodeFile", file.path);
  out.text("role", file.role);
  out.text("type", file.folder ? "folder" : "file");
  if (file.mode) {
    out.text("mode", fmt::format("{:04o}", *file.mode));
    out.text("owner", file.user + ":" + file.group);
  }
  out.end();
  if (!file.mode) out.problem(file.path, file.trouble);
}

}  // namespace bulwark::scan
