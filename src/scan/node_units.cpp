// SPDX-License-Identifier: Apache-2.0
// The first unit file of all folders counts; of drop-ins the first of each name, the nearest folder
// before the nearest prefix.
#include "scan/node_units.h"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include "extractors/config/environment_file.h"
#include "extractors/config/service_unit.h"
#include "scan/node_files.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;

constexpr std::size_t kLargestUnit = std::size_t{1} << 20;

bool has_name(const std::string& folder, const std::string& name, const NodeDocuments& out) {
  struct stat facts{};
  const int hindered = out.root().look(folder + "/" + name, facts);
  if (hindered == 0) return true;
  if (hindered != ENOENT) return hindered != ENOTDIR;
  const auto names = out.root().names(folder);  // the name of a link that leads nowhere
  return names && std::ranges::binary_search(*names, name);
}

Result<std::string> unit_file(const std::string& unit, const NodeDocuments& out) {
  for (const std::string_view folder : config::unit_folders()) {
    if (!has_name(std::string(folder), unit, out)) continue;
    std::string path = std::string(folder) + "/" + unit;
    if (is_masked(path, out)) break;
    return path;
  }
  return fail(ErrorCode::not_found, "there is no " + unit);
}

using DropIns = std::map<std::string, std::string>;  // paths by name

// Those for all services come last.
Result<DropIns> drop_ins(const std::string& unit, const NodeDocuments& out) {
  const auto names = config::drop_in_folders(unit);
  std::vector<std::string> folders;
  for (const bool for_all : {false, true}) {
    for (const std::string_view folder : config::unit_folders()) {
      for (const std::string& name : names) {
        if ((name == names.back()) == for_all)
          folders.push_back(fmt::format("{}/{}", folder, name));
      }
    }
  }
  return files_by_name(folders, ".conf", out);
}

Result<std::vector<std::string>> texts_of(const std::string& unit, const NodeDocuments& out) {
  std::vector<std::string> paths{TRY(unit_file(unit, out))};
  for (const auto& [name, path] : TRY(drop_ins(unit, out))) {
    if (!is_masked(path, out)) paths.push_back(path);
  }
  std::vector<std::string> texts;
  for (const std::string& path : paths) {
    auto text = out.root().read(path, kLargestUnit);
    if (!text) return fail(ErrorCode::unsupported, path + ": " + text.error().message);
    texts.push_back(std::move(*text));
  }
  return texts;
}

// Files of EnvironmentFile= over what there is.
Result<void> add_files(const config::ServiceUnit& unit, const config::UnitNames& names,
                       const NodeDocuments& out, config::Variables& variables) {
  for (const std::string& written : unit.environment_files) {
    const bool may_be_missing = written.starts_with('-');
    const std::string pattern = TRY(
        config::without_specifiers(written.substr(may_be_missing ? 1 : 0), names));
    for (const std::string& path : TRY(files_like(pattern, out))) {
      const auto file = out.root().read(path, kLargestUnit);
      if (!file && may_be_missing && file.error().code == ErrorCode::not_found) continue;
      if (!file) return fail(ErrorCode::unsupported, path + ": " + file.error().message);
      for (auto& [name, value] : config::environment_in(*file)) variables[name] = value;
    }
  }
  return {};
}

}  // namespace

Result<NodeService> read_service(const std::string& unit, const NodeDocuments& out) {
  const config::ServiceUnit service = config::service_unit(TRY(texts_of(unit, out)));
  const config::UnitNames names{unit, out.facts().name};
  NodeService found;
  found.variables = TRY(config::unit_variables(service, names));
  TRY_VOID(add_files(service, names, out, found.variables));
  found.commands = TRY(config::unit_commands(service, names, found.variables));
  found.folder = service.folder;
  return found;
}

}  // namespace bulwark::scan
