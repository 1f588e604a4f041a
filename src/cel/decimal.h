// SPDX-License-Identifier: Apache-2.0
// Decimal: exact arithmetic with decimal numbers of any length, up to a limit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::cel {

/// (-1 if negative) x digits x 10^exponent. Digits have no leading zeros; none at all is zero.
struct Decimal {
  static constexpr std::size_t kMostDigits = 20'000;

  bool negative = false;
  std::string digits;
  std::int32_t exponent = 0;

  static Decimal of(std::int64_t value, std::int32_t exponent);
  /// Digits with leading zeros, as written.
  static Decimal read(bool negative, std::string_view digits, std::int32_t exponent);

  bool is_zero() const { return digits.empty(); }
  int sign() const { return is_zero() ? 0 : negative ? -1 : 1; }
  /// Times 2^power, of at most 60.
  void shift_left(unsigned power);
  /// Gives it this exponent, rounding away from zero what does not fit. `limit` when that is too
  /// long.
  Result<void> round_to(std::int32_t to);
  double to_double() const;
  std::string text() const;
};

/// Sums keep the smaller exponent. `limit` when the exponents are too far apart.
Result<Decimal> add(const Decimal& a, const Decimal& b);
Result<int> compare(const Decimal& a, const Decimal& b);

}  // namespace bulwark::cel
