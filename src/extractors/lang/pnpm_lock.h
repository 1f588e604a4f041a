// SPDX-License-Identifier: Apache-2.0
// pnpm-lock.yaml, lockfileVersion 5 to 9.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// Up to version 6 the file says what is for development; from 9 on it follows from what the
/// importers ask for.
Result<model::PackageList> read_pnpm_lock(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::lang
