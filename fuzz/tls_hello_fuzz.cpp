// SPDX-License-Identifier: Apache-2.0
// Reads its input as what a server says to a hello: more bytes never take an answer back.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "io/tls_hello.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using bulwark::io::HelloAnswer;
  constexpr std::size_t kMostBytes = 4096;
  const std::string_view whole(reinterpret_cast<const char*>(data), std::min(size, kMostBytes));
  const HelloAnswer answer = bulwark::io::read_hello_answer(whole);
  for (std::size_t cut = 0; cut < whole.size(); cut += 1 + whole.size() / 16) {
    const HelloAnswer early = bulwark::io::read_hello_answer(whole.substr(0, cut));
    if (early.kind != HelloAnswer::Kind::incomplete && !(early == answer)) std::abort();
  }
  return 0;
}
