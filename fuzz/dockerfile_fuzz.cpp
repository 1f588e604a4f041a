// SPDX-License-Identifier: Apache-2.0
// Reads its input as a Dockerfile: lines lie within the text and never go back, an error has a
// place, and what a shell would run of it is found without end or harm.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/dockerfile.h"
#include "formats/dockerfile_words.h"
#include "formats/shell_commands.h"
#include "tells_why.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bulwark;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto count = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  if (const auto commands = formats::shell_commands(text)) {
    for (const formats::ShellCommand& each : *commands) {
      require(!each.words.empty());
      require(each.offset < text.size());
    }
  }
  const formats::Variables unknown = [](std::string_view) {
    return formats::Variable{formats::Variable::Is::unknown, {}};
  };
  tells_why(formats::expand_words(text, {}, unknown));
  const auto file = formats::parse_dockerfile(text);
  if (!file) {
    require(!file.error().where.empty());
    return 0;
  }
  require(!file->instructions.empty());
  std::uint32_t last = 0;
  for (const formats::DockerfileInstruction& each : file->instructions) {
    require(each.line > last);
    require(each.end_line >= each.line);
    require(each.end_line <= count);
    last = each.end_line;
  }
  return 0;
}
