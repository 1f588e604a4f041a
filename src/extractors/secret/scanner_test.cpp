// SPDX-License-Identifier: Apache-2.0
// However a file is cut, the same is found at the same place.
#include "extractors/secret/scanner.h"

#include <gmock/gmock.h>

#include <random>
#include <thread>

#include "extractors/secret/samples.h"

namespace bulwark::extractors::secret {
namespace {

constexpr std::string_view
    kBase62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const SecretDetector& detector() {
  static const auto made = SecretDetector::compile();
  if (!made) std::abort();
  return **made;
}

FileSecrets scan(std::string_view text, ScannerLimits limits = {},
                 const std::vector<std::size_t>& cuts = {}) {
  auto scanner = SecretScanner::create(detector(), limits);
  scanner->begin("a/settings.yaml", "layer 3");
  std::size_t at = 0;
  for (const std::size_t cut : cuts) {
    const std::size_t size = std::min(cut, text.size() - at);
    scanner->feed(text.substr(at, size));
    at += size;
  }
  scanner->feed(text.substr(at));
  return scanner->finish();
}

// Lines of all lengths, with credentials of several kinds between them.
std::string mixture(std::uint32_t seed, std::size_t size) {
  Samples samples(seed);
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < size) {
    switch (random() % 12) {
      case 0: text += "k: AKIA" + samples.characters(16, "ABCDEFGHJKLMNPQRSTUVWXYZ234567"); break;
      case 1: text += "db_password: '" + samples.characters(20, kBase62) + "'"; break;
      case 2: text += samples.pem("PRIVATE KEY"); break;
      case 3: text += "glpat-" + samples.characters(20, kBase62); break;
      case 4: text += samples.token(R"({"iss":"https://acme.io"})"); break;
      case 5: text += "mysql://a:" + samples.characters(12, kBase62) + "@db/x"; break;
      case 6: text += samples.characters(random() % 3000, kBase62); break;
      default: text += "grün, " + samples.characters(random() % 80, "abc def ghi-_=:") + " ";
    }
    if (random() % 4 != 0) text += '\n';
  }
  return text;
}

TEST(SecretScanner, FindsTheSameHoweverTheFileIsCut) {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    const std::string text = mixture(seed, 60000);
    const FileSecrets whole = scan(text);
    ASSERT_GT(whole.matches.size(), 20U);
    std::mt19937 random(seed);
    for (const std::size_t piece :
         {std::size_t{1} << 20, std::size_t{4096}, std::size_t{601}, std::size_t{97}}) {
      std::vector<std::size_t> cuts;
      for (int i = 0; i < 400; ++i) cuts.push_back(random() % 300);
      EXPECT_EQ(scan(text, {.piece = piece}, cuts), whole) << "seed " << seed << " piece " << piece;
    }
  }
}

TEST(SecretScanner, TellsLineAndColumnInCharacters) {
  const std::string key = "glpat-" + Samples(1).characters(20, kBase62);
  std::string text(300000, 'a');
  for (std::size_t i = 60; i < text.size(); i += 61) text[i] = '\n';
  const auto lines = static_cast<std::uint32_t>(std::ranges::count(text, '\n'));
  const FileSecrets secrets = scan(text + "\n\xC3\xA4\xC3\xB6 " + key + "\n");
  ASSERT_EQ(secrets.matches.size(), 1U);
  EXPECT_EQ(secrets.matches[0].line, lines + 2);
  EXPECT_EQ(secrets.matches[0].column, 4U);
  EXPECT_EQ(secrets.matches[0].offset, text.size() + 6);
  EXPECT_EQ(secrets.layer, "layer 3");
}

TEST(SecretScanner, FindsAKeyInALongLine) {
  const std::string key = "glpat-" + Samples(1).characters(20, kBase62);
  const FileSecrets secrets = scan(std::string(5'000'000, ' ') + key);
  ASSERT_EQ(secrets.matches.size(), 1U);
  EXPECT_EQ(secrets.matches[0].line, 1U);
  EXPECT_EQ(secrets.matches[0].column, 5'000'001U);
}

TEST(SecretScanner, SearchesBinariesForWhatHasAMark) {
  Samples samples(9);
  const std::string text = std::string(
                               "\x7F"
                               "ELF\0\0",
                               6) +
                           "\npassword = \"" + samples.characters(24, kBase62) + "\"\n glpat-" +
                           samples.characters(20, kBase62) + "\n";
  const FileSecrets secrets = scan(text);
  EXPECT_TRUE(secrets.binary);
  ASSERT_EQ(secrets.matches.size(), 1U);
  EXPECT_EQ(secrets.matches[0].rule->id, "gitlab-token");
  EXPECT_EQ(secrets.matches[0].line, 0U);
}

TEST(SecretScanner, ReadsUtf16) {
  const std::string text = "\n token glpat-" + Samples(1).characters(20, kBase62) + "\n";
  for (const bool little : {true, false}) {
    std::string wide = little ? "\xFF\xFE" : "\xFE\xFF";
    for (const char c : text) {
      wide += little ? c : '\0';
      wide += little ? '\0' : c;
    }
    const FileSecrets secrets = scan(wide, {}, {1, 2, 5});
    ASSERT_EQ(secrets.matches.size(), 1U);
    EXPECT_EQ(secrets.matches[0].line, 2U);
    EXPECT_EQ(secrets.matches[0].offset, 2 + 2 * 8U);
    EXPECT_EQ(secrets.matches[0].length, 2 * 26U);
  }
}

TEST(SecretScanner, TellsOverlappingOnesOnce) {
  Samples samples(2);
  const std::string token = samples.token(R"({"sub":"system:serviceaccount:a:b"})");
  const FileSecrets secrets = scan("token: \"" + token + "\"\n");
  ASSERT_EQ(secrets.matches.size(), 1U);
  EXPECT_EQ(secrets.matches[0].rule->id, "service-account-token");
}

TEST(SecretScanner, SaysWhereItGaveUp) {
  Samples samples(2);
  std::string text;
  for (int i = 0; i < 20; ++i) text += "glpat-" + samples.characters(20, kBase62) + "\n";
  const FileSecrets few = scan(text, {.matches = 10});
  EXPECT_EQ(few.matches.size(), 10U);
  EXPECT_GT(few.ended_at, 200U);
  std::string hostile;
  while (hostile.size() < 2'000'000) hostile += "-----BEGIN PRIVATE KEY-----";
  EXPECT_GT(scan(hostile, {.effort = 1}).ended_at, 0U);
}

TEST(SecretScanner, SharesItsRulesBetweenThreads) {
  const std::string text = mixture(5, 40000);
  const FileSecrets alone = scan(text);
  std::vector<FileSecrets> found(4);
  {
    std::vector<std::jthread> threads;
    for (FileSecrets& one : found) threads.emplace_back([&] { one = scan(text); });
  }
  for (const FileSecrets& one : found) EXPECT_EQ(one, alone);
}

TEST(SecretScanner, FindsNothingInNothing) {
  EXPECT_TRUE(scan("").matches.empty());
  EXPECT_TRUE(scan("A").matches.empty());
}

}  // namespace
}  // namespace bulwark::extractors::secret
