// SPDX-License-Identifier: Apache-2.0
// Reads its input as a unit with itself as a drop-in, and as an environment file: commands have a
// program, variables a name that is one, and words without "$" and "%" stay as they are.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "extractors/config/environment_file.h"
#include "extractors/config/service_unit.h"

namespace {

namespace config = bulwark::extractors::config;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_names(const config::Variables& variables) {
  for (const auto& [name, value] : variables) require(config::is_variable_name(name));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 16384;
  if (size > kMostBytes) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const config::UnitNames names{"kube-apiserver.service", "n"};
  config::Variables variables = config::environment_in(text);
  check_names(variables);
  const std::array<std::string, 2> both{text, text};
  const config::ServiceUnit unit = config::service_unit(both);
  if (const auto own = config::unit_variables(unit, names)) check_names(*own);
  if (const auto commands = config::unit_commands(unit, names, variables)) {
    for (const auto& command : *commands) require(!command.empty());
  }
  if (const auto words = config::unit_words(text)) {
    const bool is_plain = std::ranges::none_of(
        *words, [](const std::string& word) { return word.contains('$'); });
    if (is_plain) require(config::without_variables(*words, variables) == *words);
  }
  return 0;
}
