// SPDX-License-Identifier: Apache-2.0
// Regular expressions over any bytes: for text that may be no UTF-8.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <string>

namespace bulwark::formats {

/// Compiles a pattern of our own; one that does not compile is a mistake in the source and aborts.
/// The result may be shared by threads.
std::unique_ptr<const RE2> byte_pattern(const std::string& pattern);

}  // namespace bulwark::formats
