// SPDX-License-Identifier: Apache-2.0
// What a run takes from outside besides its input: the time, and a seed.
#pragma once

#include <cstdint>
#include <string>

namespace bulwark::cli {

/// "2026-11-24", in UTC.
std::string today();
/// "2026-11-24T10:25:16Z".
std::string now();
/// For hash tables: nobody can know it beforehand.
std::uint64_t random_seed();

}  // namespace bulwark::cli
