// SPDX-License-Identifier: Apache-2.0
// Reads a file to its end.
#include "io/read_file.h"

#include "io/file.h"

namespace bulwark::io {

Result<std::string> read_file(const std::string& path, std::size_t most) {
  constexpr std::size_t kBlock = std::size_t{64} << 10;
  File file = TRY(File::open(path));
  std::string text;
  for (std::size_t got = kBlock; got == kBlock;) {
    const std::size_t end = text.size();
    text.resize(end + kBlock);
    got = TRY(file.read(std::span(text).subspan(end), {}));
    text.resize(end + got);
    if (text.size() > most) {
      return fail(ErrorCode::limit, "it holds more than " + std::to_string(most) + " bytes");
    }
  }
  return text;
}

}  // namespace bulwark::io
