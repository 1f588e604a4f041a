// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/python_package.h"

#include <algorithm>

#include "extractors/lang/listing.h"
#include "formats/deb822.h"

namespace bulwark::extractors::lang {
namespace {

// "License :: OSI Approved :: MIT License"
std::string_view classified(std::string_view classifier) {
  constexpr std::string_view kLicense = "License ::";
  if (!classifier.starts_with(kLicense)) return {};
  const std::size_t last = classifier.rfind(":: ");
  return last == std::string_view::npos ? std::string_view() : classifier.substr(last + 3);
}

std::string_view license(const std::vector<formats::ControlField>& fields) {
  for (const std::string_view name : {"License-Expression", "License"}) {
    const std::string_view value = formats::value_of(fields, name);
    if (!value.empty() && value != "UNKNOWN") return value;
  }
  for (const formats::ControlField& field : fields)
    if (field.name == "Classifier" && !classified(field.value).empty())
      return classified(field.value);
  return {};
}

}  // namespace

Result<model::PackageList> read_python_package(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::pypi);
  // The head ends at an empty line; a description follows.
  formats::ControlReader reader(bytes);
  const auto& fields = reader.next();
  if (fields.empty()) return fail(ErrorCode::malformed, "this is no metadata of a Python package");
  model::Package package = list.package(formats::value_of(fields, "Name"),
                                        formats::value_of(fields, "Version"));
  package.license = license(fields);
  list.add(std::move(package));
  return std::move(list).take();
}

}  // namespace bulwark::extractors::lang
