// SPDX-License-Identifier: Apache-2.0
// Decimal arithmetic on digit strings, as written down on paper.
#include "cel/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace bulwark::cel {
namespace {

std::string without_leading_zeros(std::string_view digits) {
  const std::size_t first = digits.find_first_not_of('0');
  return std::string(first == std::string_view::npos ? std::string_view{} : digits.substr(first));
}

int compare_digits(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  const int order = a.compare(b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

std::string add_digits(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  std::string out(a.size() + 1, '0');
  int carry = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    int sum = a[a.size() - 1 - i] - '0' + carry;
    if (i < b.size()) sum += b[b.size() - 1 - i] - '0';
    out[out.size() - 1 - i] = static_cast<char>('0' + sum % 10);
    carry = sum / 10;
  }
  out[0] = static_cast<char>('0' + carry);
  return without_leading_zeros(out);
}

/// `a` is not smaller than `b`.
std::string subtract_digits(std::string_view a, std::string_view b) {
  std::string out(a);
  int borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    int difference = a[a.size() - 1 - i] - '0' - borrow;
    if (i < b.size()) difference -= b[b.size() - 1 - i] - '0';
    borrow = difference < 0 ? 1 : 0;
    out[out.size() - 1 - i] = static_cast<char>('0' + difference + 10 * borrow);
  }
  return without_leading_zeros(out);
}

std::unexpected<Error> too_long() {
  return fail(ErrorCode::limit, "operation cancelled: a quantity has more than " +
                                    std::to_string(Decimal::kMostDigits) + " digits");
}

/// The digits when the number is written with this exponent, which is not larger than its own.
Result<std::string> digits_at(const Decimal& number, std::int32_t exponent) {
  if (number.is_zero()) return std::string();
  const auto zeros = static_cast<std::uint64_t>(std::int64_t{number.exponent} - exponent);
  if (number.digits.size() + zeros > Decimal::kMostDigits) return too_long();
  return number.digits + std::string(zeros, '0');
}

/// The exponent of the first digit: numbers that differ here need no aligning to be compared.
std::int64_t magnitude(const Decimal& number) {
  return static_cast<std::int64_t>(number.digits.size()) + number.exponent;
}

}  // namespace

Decimal Decimal::of(std::int64_t value, std::int32_t exponent) {
  const auto bits = static_cast<std::uint64_t>(value);
  const std::uint64_t size = value < 0 ? 0 - bits : bits;
  return {value < 0, size == 0 ? std::string() : std::to_string(size), exponent};
}

Decimal Decimal::read(bool negative, std::string_view digits, std::int32_t exponent) {
  return {negative, without_leading_zeros(digits), exponent};
}

void Decimal::shift_left(unsigned power) {
  std::uint64_t carry = 0;  // at most 9 x 2^60 and a tenth of that: fits
  for (std::size_t i = digits.size(); i-- > 0;) {
    const std::uint64_t product = (static_cast<std::uint64_t>(digits[i] - '0') << power) + carry;
    digits[i] = static_cast<char>('0' + product % 10);
    carry = product / 10;
  }
  if (carry != 0) digits = std::to_string(carry) + digits;
}

Result<void> Decimal::round_to(std::int32_t to) {
  if (exponent >= to) {
    digits = TRY(digits_at(*this, to));
  } else {
    const auto dropped = static_cast<std::uint64_t>(std::int64_t{to} - exponent);
    const std::size_t kept = dropped >= digits.size() ? 0 : digits.size() - dropped;
    const bool inexact = std::string_view(digits).find_first_not_of('0', kept) !=
                         std::string_view::npos;
    digits.resize(kept);
    if (inexact) digits = add_digits(digits, "1");
  }
  exponent = to;
  return {};
}

Result<Decimal> add(const Decimal& a, const Decimal& b) {
  const std::int32_t exponent = std::min(a.exponent, b.exponent);
  const std::string left = TRY(digits_at(a, exponent));
  const std::string right = TRY(digits_at(b, exponent));
  if (a.negative == b.negative) return Decimal{a.negative, add_digits(left, right), exponent};
  const bool swap = compare_digits(left, right) < 0;
  Decimal out{swap ? b.negative : a.negative,
              swap ? subtract_digits(right, left) : subtract_digits(left, right), exponent};
  if (out.is_zero()) out.negative = false;
  return out;
}

Result<int> compare(const Decimal& a, const Decimal& b) {
  if (a.sign() != b.sign()) return a.sign() < b.sign() ? -1 : 1;
  if (a.is_zero()) return 0;
  const int larger = a.negative ? -1 : 1;
  if (magnitude(a) != magnitude(b)) return magnitude(a) > magnitude(b) ? larger : -larger;
  const std::int32_t exponent = std::min(a.exponent, b.exponent);
  const std::string left = TRY(digits_at(a, exponent));
  const std::string right = TRY(digits_at(b, exponent));
  return larger * compare_digits(left, right);
}

namespace {

/// Powers of ten as Go's math.Pow10 makes them: for small ones a product, else a quotient.
double power_of_ten(std::int32_t exponent) {
  constexpr std::array kSmall{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10,
                              1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
                              1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31};
  constexpr std::array kUp{1e0, 1e32, 1e64, 1e96, 1e128, 1e160, 1e192, 1e224, 1e256, 1e288};
  constexpr std::array kDown{1e-0,   1e-32,  1e-64,  1e-96,  1e-128, 1e-160,
                             1e-192, 1e-224, 1e-256, 1e-288, 1e-320};
  if (exponent > 308) return std::numeric_limits<double>::infinity();
  if (exponent < -323) return 0;
  const auto size = static_cast<std::size_t>(exponent < 0 ? -exponent : exponent);
  return exponent < 0 ? kDown[size / 32] / kSmall[size % 32] : kUp[size / 32] * kSmall[size % 32];
}

}  // namespace

double Decimal::to_double() const {
  double base = 0;  // and so it stays when there are no digits
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), base);
  if (read.ec == std::errc::result_out_of_range) base = std::numeric_limits<double>::infinity();
  if (negative) base = -base;
  return exponent == 0 ? base : base * power_of_ten(exponent);
}

std::string Decimal::text() const {
  constexpr std::int32_t kMostZeros = 40;
  if (is_zero()) return "0";
  const std::string sign_text = negative ? "-" : "";
  if (exponent > kMostZeros || exponent < -kMostZeros)
    return sign_text + digits + "e" + std::to_string(exponent);
  if (exponent >= 0)
    return sign_text + digits + std::string(static_cast<std::size_t>(exponent), '0');
  const auto decimals = static_cast<std::size_t>(-exponent);
  std::string all = digits;
  if (all.size() <= decimals) all.insert(0, decimals + 1 - all.size(), '0');
  all.insert(all.size() - decimals, 1, '.');
  all.erase(all.find_last_not_of('0') + 1);
  if (all.back() == '.') all.pop_back();
  return sign_text + all;
}

}  // namespace bulwark::cel
