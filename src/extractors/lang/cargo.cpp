// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/cargo.h"

#include "extractors/lang/listing.h"
#include "formats/value_fields.h"

namespace bulwark::extractors::lang {

Result<model::PackageList> read_cargo_lock(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::cargo);
  const formats::Value root = TRY(list.toml(bytes));
  for (const formats::Value& one : formats::items_of(root, "package"))
    list.add(list.package(one.text("name"), one.text("version")));
  return std::move(list).take();
}

Result<model::PackageList> read_cargo_auditable(std::string_view path, std::string_view json) {
  Listing list(path, model::PackageType::cargo);
  const formats::Value root = TRY(list.json(json));
  for (const formats::Value& one : formats::items_of(root, "packages")) {
    model::Package package = list.package(one.text("name"), one.text("version"));
    package.development = one.text("kind") == "build";
    list.add(std::move(package));
  }
  return std::move(list).take();
}

}  // namespace bulwark::extractors::lang
