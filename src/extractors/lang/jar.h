// SPDX-License-Identifier: Apache-2.0
// Java archives (jar, war, ear): which Maven artifacts one holds, those packed into it included.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// The largest archive that is read: its directory stands at its end, so that it is needed whole.
inline constexpr std::size_t kMostJarBytes = std::size_t{256} << 20;

/// By every META-INF/maven/**/pom.properties; without any, by the manifest; without that, by the
/// file's own name. Archives within archives are read up to a depth of 5, and as long as all that
/// is unpacked stays under 512 MiB: what lies beyond is a problem. Their path is
/// "app.war!/WEB-INF/lib/a.jar".
Result<model::PackageList> read_jar(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::lang
