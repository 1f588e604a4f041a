// SPDX-License-Identifier: Apache-2.0
// CHECK: a broken invariant of Bulwark itself ends the program with its reason. Bad input never
// reaches one.
#pragma once

#include <cstdio>
#include <cstdlib>

#define CHECK(condition, reason)                                                           \
  do {                                                                                     \
    if (!(condition)) [[unlikely]] {                                                       \
      std::fprintf(stderr, "bulwark: broken invariant at %s:%d: %s\n", __FILE__, __LINE__, \
                   reason);                                                                \
      std::abort();                                                                        \
    }                                                                                      \
  } while (false)
