// SPDX-License-Identifier: Apache-2.0
#include "formats/pem.h"

#include <gtest/gtest.h>

namespace bulwark::formats {
namespace {

std::vector<std::string> told(std::string_view text, std::size_t most = 10) {
  const auto blocks = read_pem(text, most);
  if (!blocks) return {blocks.error().text()};
  std::vector<std::string> out;
  for (const PemBlock& one : *blocks)
    out.push_back(one.label + (one.encrypted ? "!" : "") + ":" +
                  (one.trouble.empty() ? one.bytes : one.trouble));
  return out;
}

using Told = std::vector<std::string>;

TEST(Pem, IsWhatStandsBetweenItsLines) {
  EXPECT_EQ(told("words\n-----BEGIN A B-----\nZm9v\nZm 9v\r\n-----END A B-----  \nwords\n"
                 "-----BEGIN C-----\nZg==\n-----END C-----"),
            (Told{"A B:foofoo", "C:f"}));
  EXPECT_EQ(told(""), Told());
  EXPECT_EQ(told("-----BEGIN A----\nZm9v\n-----END A-----\n"), Told());
}

TEST(Pem, HasHeadersThatMaySayThatItIsEncrypted) {
  EXPECT_EQ(
      told("-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\nZm9v\n-----END A-----\n"),
      Told{"A!:foo"});
  EXPECT_EQ(told("-----BEGIN A-----\nComment: none\n\nZm9v\n-----END A-----\n"), Told{"A:foo"});
}

TEST(Pem, TellsABlockThatIsBrokenAndReadsTheOthers) {
  EXPECT_EQ(told("-----BEGIN A-----\nZm9v\n-----BEGIN B-----\nZm9v\n-----END B-----\n"
                 "-----BEGIN C-----\nZm9\n-----END C-----\n-----BEGIN D-----\n-----END D-----\n"
                 "-----BEGIN E-----\nZm9v\n-----END F-----\n-----BEGIN G-----\nZm9v"),
            (Told{"A:has no end", "B:foo", "C:is no base64", "D:is empty", "E:ends as F",
                  "G:has no end"}));
}

TEST(Pem, HasALimit) {
  const std::string one = "-----BEGIN A-----\nZm9v\n-----END A-----\n";
  EXPECT_EQ(told(one + one, 2).size(), 2U);
  EXPECT_EQ(told(one + one + one, 2), Told{"holds more than 2 blocks"});
}

TEST(Pem, IsWipedWhereItIsAKey) {
  std::string secret = "a key that is long enough for the heap";
  const char* at = secret.data();
  wipe(secret);
  EXPECT_TRUE(secret.empty());
  EXPECT_EQ(*at, '\0');
}

}  // namespace
}  // namespace bulwark::formats
