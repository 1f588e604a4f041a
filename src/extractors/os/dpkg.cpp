// SPDX-License-Identifier: Apache-2.0
#include "extractors/os/dpkg.h"

#include <fmt/core.h>

#include "base/text.h"
#include "formats/deb822.h"

namespace bulwark::extractors::os {
namespace {

using formats::value_of;
using Fields = std::vector<formats::ControlField>;

// "install ok installed": the third word counts. A package that is half-installed, or of which only
// configuration files are left, has no program on disk that could be relied on to be there; one
// that is unpacked but not configured has.
bool is_on_disk(std::string_view status) {
  if (status.empty()) return true;  // status.d holds installed packages only
  const std::string_view state = status.substr(status.rfind(' ') + 1);
  return state == "installed" || state == "unpacked" || state == "half-configured" ||
         state == "triggers-awaited" || state == "triggers-pending";
}

// "gcc-12 (12.2.0-14)": a source has a version of its own only where it differs.
void set_source(std::string_view source, model::Package& package) {
  const std::size_t open = source.find('(');
  package.source_name = trim(source.substr(0, open));
  if (open == std::string_view::npos) return;
  const std::string_view version = source.substr(open + 1);
  package.source_version = trim(version.substr(0, version.find(')')));
}

model::Package package_of(const Fields& fields, std::string_view path) {
  model::Package out;
  out.type = model::PackageType::deb;
  out.name = value_of(fields, "Package");
  out.version = value_of(fields, "Version");
  out.architecture = value_of(fields, "Architecture");
  set_source(value_of(fields, "Source"), out);
  out.path = path;
  return out;
}

Error incomplete(const model::Package& package, std::size_t line) {
  return {ErrorCode::malformed,
          package.name.empty() ? "a package without a name"
                               : fmt::format("package {} has no version", package.name),
          std::to_string(line)};
}

}  // namespace

Result<model::PackageList> read_dpkg(std::string_view path, std::string_view bytes) {
  model::PackageList out;
  formats::ControlReader reader(bytes);
  for (const Fields* fields = &reader.next(); !fields->empty(); fields = &reader.next()) {
    if (reader.broken() > 0)
      out.problems.push_back(
          model::unread(path, {ErrorCode::malformed,
                               fmt::format("{} lines of a package are no fields", reader.broken()),
                               std::to_string(reader.line())}));
    if (!is_on_disk(value_of(*fields, "Status"))) continue;
    model::Package package = package_of(*fields, path);
    if (package.name.empty() || package.version.empty()) {
      out.problems.push_back(model::unread(path, incomplete(package, reader.line())));
    } else {
      out.packages.push_back(std::move(package));
    }
  }
  if (out.packages.empty() && reader.broken() > 0)
    return fail(ErrorCode::malformed, "this is no list of dpkg's", std::string(path));
  return out;
}

}  // namespace bulwark::extractors::os
