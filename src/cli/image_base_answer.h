// SPDX-License-Identifier: Apache-2.0
// What `bulwark image base` prints.
#pragma once

#include <string>

#include "scan/base_advice.h"

namespace bulwark::cli {

std::string base_table(const scan::BaseAdvice& advice);
std::string base_json(const scan::BaseAdvice& advice);

}  // namespace bulwark::cli
