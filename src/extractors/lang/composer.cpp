// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/composer.h"

#include <set>

#include "extractors/lang/listing.h"
#include "formats/value_fields.h"

namespace bulwark::extractors::lang {
namespace {

using formats::Value;

model::Package package_of(const Value& entry, const Listing& list) {
  model::Package out = list.package({}, entry.text("version"));
  set_scoped_name(entry.text("name"), out);
  out.license = license_of(entry.find("license"));
  return out;
}

}  // namespace

Result<model::PackageList> read_composer_lock(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::composer);
  const Value root = TRY(list.json(bytes));
  if (root.find("packages") == nullptr && root.find("packages-dev") == nullptr)
    return fail(ErrorCode::malformed, "this is no lock file of Composer");
  for (const std::string_view section : {"packages", "packages-dev"}) {
    for (const Value& entry : formats::items_of(root, section)) {
      model::Package package = package_of(entry, list);
      package.development = section == "packages-dev";
      list.add(std::move(package), section);
    }
  }
  return std::move(list).take();
}

Result<model::PackageList> read_composer_installed(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::composer);
  const Value root = TRY(list.json(bytes));
  std::set<std::string_view> development;
  for (const Value& name : formats::items_of(root, "dev-package-names"))
    if (name.is_string()) development.insert(name.as_string());
  for (const Value& entry : root.is_list() ? root.items() : formats::items_of(root, "packages")) {
    model::Package package = package_of(entry, list);
    package.development = development.contains(entry.text("name"));
    list.add(std::move(package));
  }
  return std::move(list).take();
}

}  // namespace bulwark::extractors::lang
