// SPDX-License-Identifier: Apache-2.0
// A value as the CEL expression that makes it.
#pragma once

#include <string>

#include "formats/value.h"

namespace bulwark::policy {

/// Kubernetes refuses literals whose elements differ in type: these are wrapped in dyn().
std::string cel_literal(const formats::Value& value);

}  // namespace bulwark::policy
