// SPDX-License-Identifier: Apache-2.0
// A whole file as one text.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace bulwark::io {

/// `limit` when it holds more than `most` bytes. Error::where is empty: the caller knows the path.
Result<std::string> read_file(const std::string& path, std::size_t most);

}  // namespace bulwark::io
