// SPDX-License-Identifier: Apache-2.0
#include "base/day.h"

#include <gtest/gtest.h>

namespace bulwark {
namespace {

TEST(Day, IsTenCharactersThatTheCalendarHas) {
  EXPECT_TRUE(is_day("2026-11-30"));
  EXPECT_TRUE(is_day("2028-02-29"));
  for (const std::string_view text : {"", "2026-11-31", "2027-02-29", "2026-00-10", "2026-1-30",
                                      "2026-11-30T", "2026/11/30", "+026-11-30", "monday"})
    EXPECT_FALSE(is_day(text)) << text;
}

TEST(Day, IsFoundAtTheBeginningOfATime) {
  EXPECT_EQ(day_of("1970-01-02T23:59:59Z"), std::chrono::sys_days(std::chrono::days(1)));
  EXPECT_EQ(day_of("T1970-01-02"), std::nullopt);
}

TEST(Day, LiesBeforeOrAfterAnother) {
  EXPECT_EQ(days_between("2026-11-30", "2026-12-01T00:00:00Z"), 1);
  EXPECT_EQ(days_between("2026-11-30", "2026-11-30T23:59:59Z"), 0);
  EXPECT_EQ(days_between("2027-03-01", "2026-03-01"), -365);
  EXPECT_EQ(days_between("1950-01-01", "9999-12-31"), 2940201);
  EXPECT_EQ(days_between("", "2026-11-30"), std::nullopt);
}

}  // namespace
}  // namespace bulwark
