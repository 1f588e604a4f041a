// SPDX-License-Identifier: Apache-2.0
// Service unit: what systemd starts a service with, by its unit file and its drop-ins
// (systemd.unit(5), systemd.exec(5)).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "extractors/config/unit_words.h"

namespace bulwark::extractors::config {

struct ServiceUnit {
  std::vector<std::string> commands;           ///< of ExecStart=, as they are written
  std::vector<std::string> environment;        ///< of Environment=, as they are written
  std::vector<std::string> environment_files;  ///< as written; "-" before one that may be missing
  std::string folder;                          ///< WorkingDirectory=; empty: /
};

/// The unit file and then its drop-ins, in the order in which they count. An empty setting takes
/// back those before it.
ServiceUnit service_unit(std::span<const std::string> texts);

/// The variables of Environment=.
Result<Variables> unit_variables(const ServiceUnit& unit, const UnitNames& names);

/// The words of each command, its program first. `variables` of Environment= and, over them, those
/// of the environment files.
Result<std::vector<std::vector<std::string>>> unit_commands(const ServiceUnit& unit,
                                                            const UnitNames& names,
                                                            const Variables& variables);

/// Names of the folders of drop-ins for a unit, the nearest first: "kube-proxy.service.d",
/// "kube-.service.d", "service.d".
std::vector<std::string> drop_in_folders(std::string_view unit);

/// Folders of units, in the order in which systemd looks into them.
std::span<const std::string_view> unit_folders();

}  // namespace bulwark::extractors::config
