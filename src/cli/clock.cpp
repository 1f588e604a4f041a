// SPDX-License-Identifier: Apache-2.0
// The system's clock and its source of random numbers.
#include "cli/clock.h"

#include <fmt/chrono.h>

#include <chrono>
#include <random>

namespace bulwark::cli {

std::string today() { return now().substr(0, 10); }

std::string now() {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds));
}

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

}  // namespace bulwark::cli
