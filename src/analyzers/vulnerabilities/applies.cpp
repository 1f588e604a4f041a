// SPDX-License-Identifier: Apache-2.0
#include "analyzers/vulnerabilities/applies.h"

namespace bulwark::analyzers::vulnerabilities {
namespace {

// "nodejs:18" of "nodejs:18:8080020230627084142:63b34585".
std::string_view stream_of(std::string_view module) {
  const std::size_t first = module.find(':');
  if (first == std::string_view::npos) return module;
  return module.substr(0, module.find(':', first + 1));
}

// Releases of modular builds say so: "1.el8.module+el8.8.0+18745".
bool is_modular(std::string_view version) { return version.contains(".module"); }

bool module_fits(const knowledge::EntryView& entry, const model::Package& package) {
  const bool modular = !package.module.empty() || is_modular(package.version);
  if (!entry.module.empty()) {
    // A modular build that does not tell its stream may be of this one.
    return modular && (package.module.empty() || stream_of(package.module) == entry.module);
  }
  if (entry.fixed_version.empty()) return true;
  return modular == is_modular(entry.fixed_version);
}

}  // namespace

bool applies(const knowledge::Database& database, const knowledge::EntryView& entry,
             const model::Package& package) {
  if (package.type == model::PackageType::rpm && !module_fits(entry, package)) return false;
  return entry.architectures == 0 || package.architecture.empty() ||
         database.contains(entry.architectures, package.architecture);
}

}  // namespace bulwark::analyzers::vulnerabilities
