// SPDX-License-Identifier: Apache-2.0
#include "cel/decimal.h"

#include <gtest/gtest.h>

namespace bulwark::cel {
namespace {

Decimal number(std::string_view digits, std::int32_t exponent = 0) {
  return Decimal::read(digits.starts_with('-'), digits.substr(digits.starts_with('-') ? 1 : 0),
                       exponent);
}

std::string sum(const Decimal& a, const Decimal& b) {
  const auto out = add(a, b);
  return out ? out->text() : out.error().message;
}

TEST(Decimal, AddsAcrossSignsAndExponents) {
  EXPECT_EQ(sum(number("999"), number("1")), "1000");
  EXPECT_EQ(sum(number("1", 3), number("-1", -3)), "999.999");
  EXPECT_EQ(sum(number("-5"), number("3")), "-2");
  EXPECT_EQ(sum(number("-5"), number("5")), "0");
  EXPECT_EQ(sum(number("0", 100), number("7")), "7");
  EXPECT_EQ(sum(number("99999999999999999999999999"), number("1")), "100000000000000000000000000");
}

TEST(Decimal, RoundsAwayFromZero) {
  Decimal value = number("1234567", -6);
  ASSERT_TRUE(value.round_to(-3));
  EXPECT_EQ(value.text(), "1.235");
  value = number("1", -100);
  ASSERT_TRUE(value.round_to(-9));
  EXPECT_EQ(value.text(), "0.000000001");
  value = number("1000", -3);
  ASSERT_TRUE(value.round_to(0));
  EXPECT_EQ(value.text(), "1");
}

TEST(Decimal, ComparesWithoutWritingOutWhatIsFarApart) {
  EXPECT_EQ(*compare(number("1", 2'000'000'000), number("9", -2'000'000'000)), 1);
  EXPECT_EQ(*compare(number("-1", 2'000'000'000), number("9")), -1);
  EXPECT_EQ(*compare(number("10"), number("1", 1)), 0);
  EXPECT_EQ(*compare(number("-10"), number("-11")), 1);
}

TEST(Decimal, RefusesSumsThatNoMemoryHolds) {
  EXPECT_EQ(add(number("1", 2'000'000'000), number("1")).error().code, ErrorCode::limit);
}

TEST(Decimal, MultipliesByPowersOfTwo) {
  Decimal value = number("999999999999999999999");
  value.shift_left(60);
  EXPECT_EQ(value.text(), "1152921504606846975998847078495393153024");
}

TEST(Decimal, HoldsTheSmallestInteger) {
  EXPECT_EQ(Decimal::of(INT64_MIN, 0).text(), "-9223372036854775808");
}

}  // namespace
}  // namespace bulwark::cel
