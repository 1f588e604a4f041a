// SPDX-License-Identifier: Apache-2.0
// Quantities ("500m", "1.5Gi") as Kubernetes reads, adds and compares them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/result.h"
#include "cel/value.h"

namespace bulwark::cel {

/// An exact decimal number: a number of 64 bits times a power of ten as long as that is enough, and
/// of any length else. Which of the two it is can be seen: only the first kind is an integer to
/// isInteger() and asInteger(), as in Kubernetes.
struct Quantity {
  static constexpr std::string_view kTypeName = "kubernetes.Quantity";

  /// The error's message is Kubernetes'; `limit` when it is longer than Bulwark computes with.
  static Result<Quantity> parse(std::string_view text, Arena& arena);
  static Quantity of(std::int64_t value) { return {.value = value}; }

  /// The sum is marked as computed.
  Result<Quantity> plus(const Quantity& other, Arena& arena) const;
  Result<Quantity> minus(const Quantity& other, Arena& arena) const;
  /// -1, 0 or 1; `limit` as for parse().
  Result<int> compared_with(const Quantity& other) const;
  int sign() const;
  std::optional<std::int64_t> as_integer() const;
  double as_approximate_double() const;

  /// Kubernetes cannot compare with a computed quantity on the right of ==.
  Equality compare(const Quantity& other) const;
  std::string text() const;
  Quantity kept(Arena& arena) const;
  std::uint64_t size() const { return 1; }

  std::int64_t value = 0;     ///< when not `decimal`
  std::int32_t scale = 0;     ///< times ten to the power of it
  std::string_view digits{};  ///< when `decimal`: no leading zeros; empty is zero
  bool negative = false;      ///< when `decimal`
  /// Comparing turns the left side into a decimal when the right one is: Kubernetes changes the
  /// value in place, and later questions see it.
  mutable bool decimal = false;
  bool computed = false;
};

}  // namespace bulwark::cel
