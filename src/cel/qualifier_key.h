// SPDX-License-Identifier: Apache-2.0
// What may stand between the brackets of an index.
#pragma once

#include "cel/value.h"

namespace bulwark::cel {

/// Whether Kubernetes takes the value as a key of a map or an index of a list; others are errors
/// ("invalid qualifier type").
inline bool can_qualify(const Value& key) {
  return key.is_bool() || is_numeric(key) || key.is_string();
}

}  // namespace bulwark::cel
