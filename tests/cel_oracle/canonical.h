// SPDX-License-Identifier: Apache-2.0
// Values and types as the oracle (tests/oracle/cel/canonical.go) writes them: two are equal in kind
// and content exactly when their texts are.
#pragma once

#include <string>

#include "cel/type.h"
#include "cel/value.h"

namespace bulwark::cel_oracle {

std::string canonical(const cel::Value& value);
std::string canonical(const cel::Type& type);

}  // namespace bulwark::cel_oracle
