// SPDX-License-Identifier: Apache-2.0
// How far a long piece of work has come.
#pragma once

#include <atomic>
#include <cstdint>

namespace bulwark {

/// Written while reading; another thread may look at it at any time.
struct Progress {
  std::atomic<std::uint64_t> bytes_total{0};  ///< as far as sizes are known: 0 for a stream or a
                                              ///< server
  std::atomic<std::uint64_t> bytes_done{0};
  std::atomic<std::uint64_t> parts_total{0};  ///< that are read one by one; 0: there are none
  std::atomic<std::uint64_t> parts_done{0};
};

}  // namespace bulwark
