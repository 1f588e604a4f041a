// SPDX-License-Identifier: Apache-2.0
// What was read holds other people's credentials: no copy of this process's memory may lie around.
#pragma once

namespace bulwark::cli {

/// To be called first of all. Programs that this one starts inherit it.
void forbid_core_dumps();

}  // namespace bulwark::cli
