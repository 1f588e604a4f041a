// SPDX-License-Identifier: Apache-2.0
// Arithmetic with quantities. quantity_parse.cpp reads them.
#include "cel/quantity.h"

#include "cel/decimal.h"

namespace bulwark::cel {
namespace {

/// What a comparison turned into a decimal still has its number in `value`.
Decimal to_decimal(const Quantity& quantity) {
  if (quantity.digits.empty()) return Decimal::of(quantity.value, quantity.scale);
  return {quantity.negative, std::string(quantity.digits), quantity.scale};
}

bool is_zero(const Quantity& quantity) { return quantity.value == 0 && quantity.digits.empty(); }

/// value x 10^power, when 64 bits hold it.
std::optional<std::int64_t> scaled(std::int64_t value, std::int64_t power) {
  if (value == 0) return 0;
  for (; power > 0; --power) {
    if (__builtin_mul_overflow(value, std::int64_t{10}, &value)) return std::nullopt;
  }
  return value;
}

/// The sum in 64 bits, or nothing when it does not fit.
std::optional<Quantity> add_small(const Quantity& a, std::int64_t value, std::int32_t scale) {
  if (value == 0) return a;
  if (a.value == 0) return Quantity{.value = value, .scale = scale};
  const std::int32_t common = std::min(a.scale, scale);
  const auto left = scaled(a.value, std::int64_t{a.scale} - common);
  const auto right = scaled(value, std::int64_t{scale} - common);
  Quantity out{.scale = common};
  if (!left || !right || __builtin_add_overflow(*left, *right, &out.value)) return std::nullopt;
  return out;
}

Result<Quantity> sum(const Quantity& a, const Quantity& b, Arena& arena, bool subtract) {
  if (!a.decimal && !b.decimal) {
    // Negating the smallest number leaves it as it is, in Kubernetes too.
    const std::uint64_t bits = static_cast<std::uint64_t>(b.value);
    const auto other = static_cast<std::int64_t>(subtract ? 0 - bits : bits);
    if (auto out = add_small(a, other, b.scale)) {
      out->computed = true;
      return *out;
    }
  }
  Decimal other = to_decimal(b);
  if (subtract && !other.is_zero()) other.negative = !other.negative;
  const Decimal out = TRY(add(to_decimal(a), other));
  return Quantity{.scale = out.exponent,
                  .digits = arena.copy(out.digits),
                  .negative = out.negative,
                  .decimal = true,
                  .computed = true};
}

}  // namespace

Result<Quantity> Quantity::plus(const Quantity& other, Arena& arena) const {
  return sum(*this, other, arena, false);
}

Result<Quantity> Quantity::minus(const Quantity& other, Arena& arena) const {
  return sum(*this, other, arena, true);
}

Result<int> Quantity::compared_with(const Quantity& other) const {
  return cel::compare(to_decimal(*this), to_decimal(other));
}

int Quantity::sign() const {
  if (is_zero(*this)) return 0;
  return value < 0 || negative ? -1 : 1;
}

std::optional<std::int64_t> Quantity::as_integer() const {
  if (decimal || scale < 0) return std::nullopt;
  return scaled(value, scale);
}

double Quantity::as_approximate_double() const { return to_decimal(*this).to_double(); }

Equality Quantity::compare(const Quantity& other) const {
  if (other.computed) return Equality::incomparable;
  const Result<int> order = compared_with(other);
  if (!order) return Equality::incomparable;
  return *order == 0 ? Equality::same : Equality::different;
}

std::string Quantity::text() const { return to_decimal(*this).text(); }

Quantity Quantity::kept(Arena& arena) const {
  Quantity out = *this;
  out.digits = arena.copy(digits);
  return out;
}

}  // namespace bulwark::cel
