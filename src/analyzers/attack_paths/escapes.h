// SPDX-License-Identifier: Apache-2.0
// Escapes: how code in a container of a pod gets at its node.
//
// What holds it back: a user namespace (hostUsers: false) takes away what privileged mode and
// capabilities are worth on the host, but not mounted host paths, whose files keep their owners; a
// process that is not root and cannot become it has neither capabilities nor root's files. The
// runtime's default seccomp profile gives a capability the system calls that it needs, so it holds
// back none of these.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/value.h"

namespace bulwark::analyzers::attack_paths {

struct Escape {
  bool files_only = false;  ///< reads the node's files, and is not root on it
  std::string path;         ///< within the pod's specification
  std::string why;          ///< "privileged", "host path /etc, writable"
};

/// `spec`: of a pod. The first of each container and kind: one is enough.
std::vector<Escape> escapes_of(const formats::Value& spec);

}  // namespace bulwark::analyzers::attack_paths
