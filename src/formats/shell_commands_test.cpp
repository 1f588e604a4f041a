// SPDX-License-Identifier: Apache-2.0
#include "formats/shell_commands.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bulwark::formats {
namespace {

// "apt-get|update", a command each; ">1" behind one that pipes into the second.
std::vector<std::string> read(std::string_view script) {
  const auto commands = shell_commands(script);
  EXPECT_TRUE(commands) << commands.error().text();
  std::vector<std::string> out;
  for (const ShellCommand& each : *commands) {
    std::string text;
    for (const std::string& word : each.words) text += (text.empty() ? "" : "|") + word;
    if (each.into > 0) text += " >" + std::to_string(each.into);
    out.push_back(std::move(text));
  }
  return out;
}
using Commands = std::vector<std::string>;

TEST(ShellCommands, AreCutAtOperators) {
  EXPECT_EQ(read("a b && c; d || e & f\ng"), (Commands{"a|b", "c", "d", "e", "f", "g"}));
  EXPECT_EQ(read("a | b |& c"), (Commands{"a >1", "b >2", "c"}));
}

TEST(ShellCommands, LoseQuotesButNotWhatIsInThem) {
  EXPECT_EQ(read(R"(echo "a && b" 'c; d' e\ f "g\"h")"), (Commands{"echo|a && b|c; d|e f|g\"h"}));
  EXPECT_EQ(read("a '' b"), (Commands{"a||b"}));
}

TEST(ShellCommands, LeaveOutWordsOfTheShell) {
  EXPECT_EQ(read("X=1 a; if ! b; then c; else d; fi"), (Commands{"a", "b", "c", "d"}));
  EXPECT_EQ(read("for x in 1 2; do a $x; done; while b; do c; done"), (Commands{"a|$x", "b", "c"}));
  EXPECT_EQ(read("(a; { b; })"), (Commands{"a", "b"}));
  EXPECT_EQ(read("a # b\nc#d"), (Commands{"a", "c#d"}));
}

TEST(ShellCommands, LeaveOutRedirections) {
  EXPECT_EQ(read("a > f 2>&1 b < g >> h"), (Commands{"a|b"}));
  EXPECT_EQ(read("a &> f; b >&2"), (Commands{"a", "b"}));
}

TEST(ShellCommands, AreFoundWhereTheyAreNested) {
  EXPECT_EQ(read("a $(b \"$(c)\") `d`"), (Commands{"a|$(b \"$(c)\")|`d`", "b|$(c)", "c", "d"}));
  EXPECT_EQ(read("sh -ec 'a | b'"), (Commands{"sh|-ec|a | b", "a >2", "b"}));
  EXPECT_EQ(read("bash <(curl x)"), (Commands{"bash|<(curl x)", "curl|x"}));
  EXPECT_EQ(read("curl $(a) | sh"), (Commands{"curl|$(a) >2", "a", "sh"}));
}

TEST(ShellCommands, SayWhereTheyBegin) {
  const std::string script = "a && b $(c)";
  const auto commands = shell_commands(script);
  ASSERT_TRUE(commands);
  ASSERT_EQ(commands->size(), 3U);
  EXPECT_EQ((*commands)[1].offset, script.find('b'));
  EXPECT_EQ((*commands)[2].offset, script.find('c'));
}

TEST(ShellCommands, RefuseWhatIsNestedTooDeeply) {
  std::string script;
  for (int i = 0; i < 20; ++i) script += "a $(";
  EXPECT_EQ(shell_commands(script).error().code, ErrorCode::limit);
  EXPECT_EQ(shell_commands("a; b; c", '\\', {.entries = 2}).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace bulwark::formats
