// SPDX-License-Identifier: Apache-2.0
// Settings: what a component runs with: its flags, and its own defaults where nobody sets them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/config/command_line.h"
#include "extractors/config/component.h"

namespace bulwark::extractors::config {

/// One flag that the component runs with.
struct Setting {
  FlagType type = FlagType::text;
  bool on = false;                       ///< boolean
  std::int64_t number = 0;               ///< integer
  std::string text;                      ///< text
  std::vector<std::string> items;        ///< list
  std::map<std::string, bool> switches;  ///< switches; those with no boolean are left out
  enum class Source : std::uint8_t { standard, environment, command_line };
  Source source = Source::standard;
  std::size_t word = 0;  ///< of the command line, that sets it last
};

struct Settings {
  /// By name. What is not known is not among them: it can be asked for by nobody who does not see
  /// that it is missing.
  std::map<std::string, Setting, std::less<>> flags;
  std::vector<std::string> doubts;  ///< "anonymous-auth: 'maybe' is no boolean"
  /// The paths that anonymous requests to the API server are held to by a file; empty: to none.
  std::vector<std::string> anonymous_paths;
  bool are_known = true;  ///< false: a file decides on them all; then `flags` has only its name
};

/// A flag from the environment ("client-cert-auth" of ETCD_CLIENT_CERT_AUTH); without a value it is
/// one that only the running process knows.
struct EnvironmentFlag {
  std::string name;
  std::optional<std::string> value;
};

/// `given` in the order of the command line. What a file decides that a flag names (authentication,
/// authorization, etcd's --config-file) has no default here: it is not known.
Settings settings_of(Component component, const std::vector<GivenFlag>& given,
                     const std::vector<EnvironmentFlag>& environment = {});

}  // namespace bulwark::extractors::config
