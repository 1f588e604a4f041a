// SPDX-License-Identifier: Apache-2.0
// Ruby: Gemfile.lock (Bundler), and the specifications of installed gems (RubyGems).
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// Without gems of the project's own folder (PATH). The file does not say what is for development
/// only.
Result<model::PackageList> read_gemfile_lock(std::string_view path, std::string_view bytes);

/// One gem, by the assignments that RubyGems writes ("s.name = "rack".freeze"): the program in the
/// file is not run.
Result<model::PackageList> read_gemspec(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::lang
