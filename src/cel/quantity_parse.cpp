// SPDX-License-Identifier: Apache-2.0
// Reads quantities: a number, and a suffix that is a power of ten, a power of two or an exponent.
#include <algorithm>
#include <array>

#include "cel/decimal.h"
#include "cel/number_text.h"
#include "cel/quantity.h"

namespace bulwark::cel {
namespace {

constexpr std::string_view kWrongForm =
    "quantities must match the regular expression "
    "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
constexpr std::string_view kWrongSuffix = "unable to parse quantity's suffix";
constexpr std::string_view kWrongNumber = "unable to parse numeric part of quantity";

constexpr std::int32_t kNano = -9;
constexpr int kDigitsOf64Bits = 18;

struct Parts {
  bool negative = false;
  std::string_view whole;  ///< without leading zeros
  std::string_view fraction;
  std::string_view suffix;
};

std::string_view take_while(std::string_view& text, std::string_view characters) {
  const std::size_t end = std::min(text.find_first_not_of(characters), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end);
  return taken;
}

/// False when the text has not the form of a quantity. An empty number counts as 0.
bool split(std::string_view text, Parts& out) {
  constexpr std::string_view kDigits = "0123456789";
  if (text.starts_with('-') || text.starts_with('+')) {
    out.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  take_while(text, "0");
  out.whole = take_while(text, kDigits);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    out.fraction = take_while(text, kDigits);
  }
  const std::string_view all = text;
  take_while(text, "eEinumkKMGTP");
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  take_while(text, kDigits);
  out.suffix = all.substr(0, all.size() - text.size());
  return text.empty();
}

struct Factor {
  bool binary = false;
  std::int32_t exponent = 0;
};

std::optional<Factor> read_suffix(std::string_view suffix) {
  struct Known {
    std::string_view suffix;
    Factor factor;
  };
  constexpr std::array kKnown{
      Known{"", {false, 0}},   Known{"n", {false, -9}}, Known{"u", {false, -6}},
      Known{"m", {false, -3}}, Known{"k", {false, 3}},  Known{"M", {false, 6}},
      Known{"G", {false, 9}},  Known{"T", {false, 12}}, Known{"P", {false, 15}},
      Known{"E", {false, 18}}, Known{"Ki", {true, 10}}, Known{"Mi", {true, 20}},
      Known{"Gi", {true, 30}}, Known{"Ti", {true, 40}}, Known{"Pi", {true, 50}},
      Known{"Ei", {true, 60}}};
  const auto known = std::ranges::find(kKnown, suffix, &Known::suffix);
  if (known != kKnown.end()) return known->factor;
  if (suffix.size() < 2 || (suffix[0] != 'e' && suffix[0] != 'E')) return std::nullopt;
  const std::optional<std::int64_t> exponent = parse_int(suffix.substr(1));
  if (!exponent) return std::nullopt;
  // Kubernetes keeps the lower 32 bits.
  return Factor{false, static_cast<std::int32_t>(*exponent)};
}

/// What 64 bits hold without looking closer. Kubernetes decides by the number of digits, and the
/// decision can be seen (isInteger()).
std::optional<Quantity> small(const Parts& parts, const Factor& factor) {
  const std::size_t digits = std::max<std::size_t>(parts.whole.size(), 1) + parts.fraction.size();
  const auto written = static_cast<std::int64_t>(std::min<std::size_t>(digits, 1000));
  std::int64_t spare = kDigitsOf64Bits - written;
  if (factor.binary) {
    if (!parts.fraction.empty()) return std::nullopt;
    spare = 15 - written - factor.exponent * 3 / 10 - 1;
  }
  if (spare < 0) return std::nullopt;
  const std::int64_t scale = (factor.binary ? 0 : std::int64_t{factor.exponent}) -
                             static_cast<std::int64_t>(parts.fraction.size());
  if (scale < kNano) return std::nullopt;
  const std::string shifted = std::string(parts.whole) + std::string(parts.fraction);
  std::int64_t value = shifted.empty() ? 0 : parse_int(shifted).value_or(0);
  if (factor.binary) value *= std::int64_t{1} << factor.exponent;
  return Quantity{.value = parts.negative ? -value : value,
                  .scale = static_cast<std::int32_t>(scale)};
}

/// Numbers of any length. What is finer than a billionth is rounded up, away from zero; a binary
/// suffix caps at the largest 64-bit integer.
Result<Quantity> large(const Parts& parts, const Factor& factor, Arena& arena) {
  const std::string written = std::string(parts.whole) + std::string(parts.fraction);
  if (written.size() > Decimal::kMostDigits) {
    return fail(ErrorCode::limit, "operation cancelled: a quantity has more than " +
                                      std::to_string(Decimal::kMostDigits) + " digits");
  }
  const auto decimals = static_cast<std::int32_t>(parts.fraction.size());
  const std::int64_t exponent = (factor.binary ? 0 : std::int64_t{factor.exponent}) - decimals;
  Decimal number = Decimal::read(
      false, written,
      static_cast<std::int32_t>(std::clamp<std::int64_t>(exponent, INT32_MIN, INT32_MAX)));
  if (factor.binary) number.shift_left(static_cast<unsigned>(factor.exponent));
  if (!number.is_zero()) TRY_VOID(number.round_to(kNano));
  const Decimal most = Decimal::of(INT64_MAX, 0);
  if (factor.binary && TRY(compare(number, most)) > 0) number = most;
  return Quantity{.scale = number.exponent,
                  .digits = arena.copy(number.digits),
                  .negative = parts.negative && !number.is_zero(),
                  .decimal = true};
}

}  // namespace

Result<Quantity> Quantity::parse(std::string_view text, Arena& arena) {
  Parts parts;
  if (text.empty() || !split(text, parts))
    return fail(ErrorCode::malformed, std::string(kWrongForm));
  const std::optional<Factor> factor = read_suffix(parts.suffix);
  if (!factor) return fail(ErrorCode::malformed, std::string(kWrongSuffix));
  if (const auto quantity = small(parts, *factor)) return *quantity;
  // Here, unlike above, a number without digits is no number.
  if (parts.whole.empty() && parts.fraction.empty() && text.find('0') == std::string_view::npos)
    return fail(ErrorCode::malformed, std::string(kWrongNumber));
  return large(parts, *factor, arena);
}

}  // namespace bulwark::cel
