// SPDX-License-Identifier: Apache-2.0
// Records are divided by an empty line; each line is a letter, a colon and a value. The letters of
// files (F:, R:, Z: ...) follow those of the package.
#include "extractors/os/apk.h"

#include <fmt/core.h>

#include <algorithm>

namespace bulwark::extractors::os {
namespace {

class ApkReader {
 public:
  explicit ApkReader(std::string_view path) : path_(path) {}

  void take(std::string_view line) {
    ++line_;
    if (line.empty()) return end();
    if (line.size() < 2 || line[1] != ':') {
      ++broken_;
      return;
    }
    if (!open_) first_line_ = line_;
    open_ = true;
    set(line[0], line.substr(2));
  }

  void end() {
    if (open_) keep();
    package_ = {};
    open_ = false;
    broken_ = 0;
  }

  model::PackageList take_list() && { return std::move(list_); }
  std::size_t broken() const { return broken_; }

 private:
  void set(char letter, std::string_view value) {
    switch (letter) {
      case 'P': package_.name = value; break;
      case 'V': package_.version = value; break;
      case 'A': package_.architecture = value; break;
      case 'o': package_.source_name = value; break;
      case 'L': package_.license = value; break;
      default: break;
    }
  }

  void problem(std::string text) {
    list_.problems.push_back(
        model::unread(path_, {ErrorCode::malformed, std::move(text), std::to_string(first_line_)}));
  }

  void keep() {
    if (broken_ > 0) problem(fmt::format("{} lines of a package are no fields", broken_));
    if (package_.name.empty()) return problem("a package without a name");
    if (package_.version.empty())
      return problem(fmt::format("package {} has no version", package_.name));
    package_.type = model::PackageType::apk;
    package_.path = path_;
    list_.packages.push_back(std::move(package_));
  }

  std::string_view path_;
  model::PackageList list_;
  model::Package package_;
  std::size_t line_ = 0;
  std::size_t first_line_ = 0;
  std::size_t broken_ = 0;
  bool open_ = false;
};

}  // namespace

Result<model::PackageList> read_apk(std::string_view path, std::string_view bytes) {
  ApkReader reader(path);
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    reader.take(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const bool broken = reader.broken() > 0;
  reader.end();
  model::PackageList out = std::move(reader).take_list();
  if (out.packages.empty() && out.problems.empty() && broken)
    return fail(ErrorCode::malformed, "this is no list of apk's", std::string(path));
  return out;
}

}  // namespace bulwark::extractors::os
