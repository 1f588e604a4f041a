// SPDX-License-Identifier: Apache-2.0
#include "model/package.h"

namespace bulwark::model {

std::string title_of(const Package& package) {
  const bool of_distribution = package.type == PackageType::deb ||
                               package.type == PackageType::apk || package.type == PackageType::rpm;
  if (package.name_space.empty() || of_distribution) return package.name;
  return package.name_space + (package.type == PackageType::maven ? ":" : "/") + package.name;
}

}  // namespace bulwark::model
