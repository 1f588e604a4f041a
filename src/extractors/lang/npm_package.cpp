// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/npm_package.h"

#include "extractors/lang/listing.h"

namespace bulwark::extractors::lang {

Result<model::PackageList> read_npm_package(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::npm);
  const formats::Value root = TRY(list.json(bytes));
  if (root.text("name").empty() && root.text("version").empty()) return std::move(list).take();
  model::Package package = list.package({}, root.text("version"));
  set_scoped_name(root.text("name"), package);
  package.license = license_of(root.find("license"));
  if (package.license.empty()) package.license = license_of(root.find("licenses"));
  list.add(std::move(package));
  return std::move(list).take();
}

}  // namespace bulwark::extractors::lang
