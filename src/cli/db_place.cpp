// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "cli/db_commands.h"
#include "io/read_file.h"

namespace bulwark::cli {
namespace {

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread changes it
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

std::string default_database() {
  constexpr const char* kFile = "/bulwark/advisories.db";
  const std::string data = environment_variable("XDG_DATA_HOME");
  if (data.starts_with('/')) return data + kFile;
  const std::string home = environment_variable("HOME");
  return home.empty() ? std::string() : home + "/.local/share" + kFile;
}

Result<std::string> read_key(const std::string& path) {
  constexpr std::size_t kMost = std::size_t{1} << 20;
  if (path.empty()) return std::string();
  auto text = io::read_file(path, kMost);
  if (!text) return std::unexpected(Error(text.error()).context(path));
  return text;
}

}  // namespace bulwark::cli
