// SPDX-License-Identifier: Apache-2.0
// Scores of real vectors, of FIRST's examples, and what is refused.
#include "formats/cvss.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "formats/builder.h"
#include "formats/json.h"

namespace bulwark::formats {
namespace {

std::string scored(std::string_view vector) {
  const auto cvss = cvss_of(vector);
  if (!cvss) return cvss.error().message;
  return cvss_score_text(cvss->tenths) + " " + std::string(name(cvss->severity)) + " " +
         std::string(name(cvss->version));
}

TEST(Cvss, ScoresVectorsOfVersion2) {
  EXPECT_EQ(scored("AV:N/AC:L/Au:N/C:C/I:C/A:C"), "10.0 high 2.0");
  EXPECT_EQ(scored("AV:N/AC:L/Au:N/C:N/I:N/A:C"), "7.8 high 2.0");  // CVE-2002-0392
  EXPECT_EQ(scored("(AV:N/AC:M/Au:N/C:P/I:P/A:P)"), "6.8 medium 2.0");
  EXPECT_EQ(scored("AV:L/AC:H/Au:N/C:C/I:C/A:C"), "6.2 medium 2.0");  // CVE-2003-0062
  EXPECT_EQ(scored("AV:L/AC:L/Au:N/C:P/I:N/A:N/E:POC/RL:OF"), "2.1 low 2.0");
  EXPECT_EQ(scored("AV:N/AC:L/Au:N/C:N/I:N/A:N"), "0.0 none 2.0");
}

TEST(Cvss, ScoresVectorsOfVersion3) {
  EXPECT_EQ(scored("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), "9.8 critical 3.1");
  EXPECT_EQ(scored("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"), "10.0 critical 3.1");
  EXPECT_EQ(scored("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N"), "6.1 medium 3.0");
  EXPECT_EQ(scored("CVSS:3.0/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N"), "4.6 medium 3.0");
  EXPECT_EQ(scored("CVSS:3.1/AV:L/AC:H/PR:H/UI:N/S:U/C:L/I:N/A:N"), "1.9 low 3.1");
  EXPECT_EQ(scored("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N/E:P"), "0.0 none 3.1");
}

TEST(Cvss, ScoresVectorsOfVersion4) {
  EXPECT_EQ(scored("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H"),
            "10.0 critical 4.0");
  EXPECT_EQ(scored("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"),
            "9.3 critical 4.0");
  EXPECT_EQ(scored("CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"),
            "7.3 high 4.0");
  EXPECT_EQ(scored("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/E:A"),
            "0.0 none 4.0");
  // Exactly half way: 8.55, 5.65.
  EXPECT_EQ(scored("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:H/VI:L/VA:N/SC:H/SI:H/SA:H"),
            "8.6 high 4.0");
  EXPECT_EQ(scored("CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:A/VC:H/VI:L/VA:N/SC:L/SI:L/SA:L"),
            "5.7 medium 4.0");
}

TEST(Cvss, RefusesWhatIsNoVector) {
  EXPECT_EQ(scored(""), "CVSS vector: it is empty");
  EXPECT_EQ(scored("7.5"), "CVSS vector: no metric with a value '7.5'");
  EXPECT_EQ(scored("CVSS:5.0/AV:N"), "CVSS vector: unknown version '5.0'");
  EXPECT_EQ(scored("CVSS:3.1"), "CVSS vector: it has no metric 'AV'");
  EXPECT_EQ(scored("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H"),
            "CVSS vector: it has no metric 'A'");
  EXPECT_EQ(scored("CVSS:3.1/AV:Q"), "CVSS vector: unknown value 'AV:Q'");
  EXPECT_EQ(scored("CVSS:3.1/AV:"), "CVSS vector: unknown value 'AV:'");
  EXPECT_EQ(scored("CVSS:3.1/AV:N/AV:N"), "CVSS vector: twice 'AV:N'");
  EXPECT_EQ(scored("CVSS:3.1/ZZ:N"), "CVSS vector: unknown metric 'ZZ:N'");
  EXPECT_EQ(cvss_of(std::string(5000, 'A')).error().code, ErrorCode::limit);
}

using Scores = std::map<std::string, double>;

double number_of(const Value& value) {
  return value.is_double() ? value.as_double()
         : value.is_int()  ? static_cast<double>(value.as_int())
                           : -1;
}

// Vectors and scores stand side by side in Red Hat's advisories and in records of CVEs.
void collect(const Value& root, Scores& scores) {
  std::vector<const Value*> left = {&root};
  while (!left.empty()) {
    const Value& value = *left.back();
    left.pop_back();
    const Value* vector = value.is_map() ? value.find("vectorString") : nullptr;
    const Value* score = value.is_map() ? value.find("baseScore") : nullptr;
    if (vector != nullptr && vector->is_string() && score != nullptr && number_of(*score) >= 0)
      scores[std::string(vector->as_string())] = number_of(*score);
    for (const Value& item : value.items()) left.push_back(&item);
    for (const Value& item : value.values()) left.push_back(&item);
  }
}

Scores scores_of_corpus() {
  Scores scores;
  const std::filesystem::path folder = std::filesystem::path(BULWARK_CORPUS_DIR) / "advisories";
  if (!std::filesystem::exists(folder)) return scores;
  JsonReader reader;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::stringstream in;
    in << std::ifstream(entry.path()).rdbuf();
    std::string text = in.str();
    if (!text.contains("vectorString")) continue;
    const std::size_t size = text.size();
    text.append(kJsonPadding, ' ');
    Pool pool(1, 42);
    Builder builder(pool);
    const auto document = reader.read(std::string_view(text).substr(0, size), builder, {});
    if (document) collect(document->root, scores);
  }
  return scores;
}

// Red Hat's hydra says 6.5 of this one. By the formulas of 3.0 it is 7.05, rounded up.
constexpr std::string_view kOtherwise = "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H";

TEST(Cvss, AgreesWithScoresOfRealAdvisories) {
  const Scores scores = scores_of_corpus();
  if (scores.empty()) GTEST_SKIP() << "no corpus of advisories in " << BULWARK_CORPUS_DIR;
  EXPECT_GE(scores.size(), 10U);
  for (const auto& [vector, score] : scores) {
    if (vector == kOtherwise) continue;
    const auto cvss = cvss_of(vector);
    ASSERT_TRUE(cvss) << vector;
    EXPECT_NEAR(cvss->tenths, score * 10, 0.01) << vector;
  }
  std::printf("%zu vectors with scores\n", scores.size());
}

}  // namespace
}  // namespace bulwark::formats
