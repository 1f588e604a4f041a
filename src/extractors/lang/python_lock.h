// SPDX-License-Identifier: Apache-2.0
// Lock files of Python: Poetry, uv, PDM and Pipenv.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// For development: all of whose groups are others than "main" (from 2.0 on), or whose category is
/// "dev" (before 1.5); between the two the file does not say.
Result<model::PackageList> read_poetry_lock(std::string_view path, std::string_view bytes);

/// Without the project itself. For development: what its dependencies, also optional ones, do not
/// reach.
Result<model::PackageList> read_uv_lock(std::string_view path, std::string_view bytes);

/// For development: none of whose groups is "default" (where the file says groups).
Result<model::PackageList> read_pdm_lock(std::string_view path, std::string_view bytes);

Result<model::PackageList> read_pipfile_lock(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::lang
