// SPDX-License-Identifier: Apache-2.0
// Package files: by its path, whether a file lists the packages of a distribution, and how to read
// it. For images, nodes and unpacked roots alike.
#pragma once

#include <string_view>

#include "model/package_list.h"

namespace bulwark::extractors::os {

/// `path` is from the root of the image or node, without a slash in front ("lib/apk/db/installed").
/// Null: the file lists no packages. The reader lives as long as the program.
///
/// Packages of dpkg, apk and rpm come without a name space: which distribution they are of is said
/// by os-release, another file.
const model::PackageReader* reader_of(std::string_view path);

}  // namespace bulwark::extractors::os
