// SPDX-License-Identifier: Apache-2.0
// What fuzz targets expect of whatever fails: a reason.
#pragma once

#include <cstdlib>

#include "base/result.h"

namespace bulwark {

/// Aborts for an error without a message. The value, where there is one, is not wanted.
template <class T>
void tells_why(const Result<T>& read) {
  if (!read && read.error().message.empty()) std::abort();
}

}  // namespace bulwark
