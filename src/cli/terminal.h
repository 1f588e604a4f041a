// SPDX-License-Identifier: Apache-2.0
// The terminal that a command prints to.
#pragma once

#include <optional>

namespace bulwark::cli {

/// In columns; nothing where standard output is no terminal, or it does not say.
std::optional<unsigned> terminal_width();

}  // namespace bulwark::cli
