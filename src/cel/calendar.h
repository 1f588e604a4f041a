// SPDX-License-Identifier: Apache-2.0
// Dates of the Gregorian calendar as days since 1970-01-01, and back.
#pragma once

#include <cstdint>

namespace bulwark::cel {

struct Date {
  std::int64_t year;
  unsigned month;  ///< 1 to 12
  unsigned day;    ///< 1 to 31
};

std::int64_t days_from_date(std::int64_t year, unsigned month, unsigned day);
Date date_from_days(std::int64_t days);
/// `month` from 1.
unsigned days_in_month(unsigned year, unsigned month);

}  // namespace bulwark::cel
