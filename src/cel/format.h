// SPDX-License-Identifier: Apache-2.0
// string.format(): %s %d %f %e %b %o %x %X over a list of arguments, as Kubernetes writes them.
#pragma once

#include <span>
#include <string_view>

#include "cel/function.h"

namespace bulwark::cel {

Value format(Context& context, std::string_view text, std::span<const Value> arguments);

}  // namespace bulwark::cel
