// SPDX-License-Identifier: Apache-2.0
// A limit of 1 byte, not of 0: where the kernel hands core dumps to a program (systemd-coredump,
// apport), it asks no limit but this one, which it takes as "never".
#include "cli/core_dump.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace bulwark::cli {

void forbid_core_dumps() {
  constexpr rlimit kNever{1, 1};
  if (::setrlimit(RLIMIT_CORE, &kNever) == 0) return;
  // The limit was 0 and must not be raised: that stops files, and this stops programs.
  (void)::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace bulwark::cli
