// SPDX-License-Identifier: Apache-2.0
#include "cli/line_faults.h"

#include "cli/rbac_table.h"
#include "cli/say.h"

namespace bulwark::cli {

void tell_faults(const scan::LineFaults& faults) {
  for (const scan::LineFault& fault : faults.first)
    say("not understood: {} line {}: {}\n", shown(fault.file), fault.line, shown(fault.reason));
}

}  // namespace bulwark::cli
