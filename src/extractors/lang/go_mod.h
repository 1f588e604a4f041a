// SPDX-License-Identifier: Apache-2.0
// go.mod: which modules a Go module is built of (https://go.dev/ref/mod#go-mod-file).
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// What it requires, as it is replaced, and the standard library where it names a toolchain. From
/// Go 1.17 on these are all modules; a file that says an older version is a problem: what its
/// requirements require is not in it. (go.sum is no list of what is built: it holds versions that
/// were only looked at.)
Result<model::PackageList> read_go_mod(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::lang
