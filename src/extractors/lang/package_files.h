// SPDX-License-Identifier: Apache-2.0
// Package files: by its path, whether a file lists packages of a programming language, and how to
// read it. For images, nodes and repositories alike. Compiled programs are a case of their own:
// binary_scanner.h.
#pragma once

#include <string_view>

#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// `path` is from the root of the image, node or repository, without a slash in front. Null: the
/// file lists no packages. The reader lives as long as the program.
const model::PackageReader* reader_of(std::string_view path);

/// Whether it is a Java archive by its name.
bool is_jar(std::string_view path);

}  // namespace bulwark::extractors::lang
