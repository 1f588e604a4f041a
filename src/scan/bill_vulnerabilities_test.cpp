// SPDX-License-Identifier: Apache-2.0
// What is kept of a bill that was matched.
#include "scan/bill_vulnerabilities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulwark::scan {
namespace {

using testing::ElementsAre;

TEST(KeepAffected, LeavesPackagesWithRowsInTheirOrder) {
  model::Sbom bill;
  VulnerableBill matched;
  for (const char* name : {"a", "b", "c", "d"}) {
    model::Package package;
    package.name = name;
    bill.packages.push_back({package, std::nullopt});
    matched.packages.push_back(package);
  }
  for (const std::size_t package : {3U, 1U, 1U}) {
    model::Vulnerability row;
    row.package = package;
    matched.match.rows.push_back(row);
  }
  matched.upgrades[3] = {"2", 1, 0};
  keep_affected(bill, matched);
  ASSERT_EQ(bill.packages.size(), 2U);
  EXPECT_EQ(bill.packages[1].package.name, "d");
  std::vector<std::string> told;
  for (const model::Vulnerability& row : matched.match.rows)
    told.push_back(matched.packages[row.package].name);
  EXPECT_THAT(told, ElementsAre("d", "b", "b"));
  ASSERT_EQ(matched.upgrades.size(), 1U);
  EXPECT_EQ(matched.upgrades.at(1).version, "2");
}

TEST(KeepAffected, LeavesNothingOfABillWithoutRows) {
  model::Sbom bill;
  VulnerableBill matched;
  bill.packages.resize(2);
  matched.packages.resize(2);
  keep_affected(bill, matched);
  EXPECT_TRUE(bill.packages.empty());
  EXPECT_TRUE(matched.packages.empty());
}

}  // namespace
}  // namespace bulwark::scan
