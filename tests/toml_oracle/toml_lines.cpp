// SPDX-License-Identifier: Apache-2.0
// Reads documents of TOML, each ended by a zero byte, from standard input, and writes a line for
// each: its value as JSON, or "error: ...".
#include <iostream>
#include <iterator>
#include <string>

#include "formats/json_write.h"
#include "formats/toml.h"

int main() {
  const std::string all((std::istreambuf_iterator<char>(std::cin)),
                        std::istreambuf_iterator<char>());
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = std::min(all.find('\0', at), all.size());
    bulwark::formats::Pool pool(1, 1);
    bulwark::formats::Builder builder(pool);
    const auto read = bulwark::formats::read_toml(std::string_view(all).substr(at, end - at),
                                                  builder);
    std::cout << (read ? bulwark::formats::json_text(*read) : "error: " + read.error().text())
              << '\n';
    at = end + 1;
  }
  return 0;
}
