// SPDX-License-Identifier: Apache-2.0
// The base score of CVSS 4.0. Vectors fall into classes (MacroVectors) by six groups of metrics,
// and each class has a score. From it is taken, on average over the groups, the part of the way to
// the next lower class that the vector has gone from the highest vectors of its own class. Whole
// numbers throughout: halves must be rounded as they are.
#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>

#include "formats/cvss_metrics.h"

namespace bulwark::formats {
namespace {

enum Metric : std::uint8_t { kAV, kAC, kAT, kPR, kUI, kVC, kVI, kVA, kSC, kSI, kSA };

// In tenths, of the classes with EQ5 = 0 (no threat metric): by EQ1, by EQ2, by EQ3 with EQ6 (00 01
// 10 11 21), by EQ4.
constexpr std::uint8_t kScores[3][2][5][3] = {
    {{{100, 100, 93}, {99, 96, 90}, {98, 93, 88}, {95, 92, 80}, {92, 79, 69}},
     {{99, 95, 92}, {97, 91, 81}, {95, 92, 84}, {93, 82, 70}, {86, 71, 63}}},
    {{{98, 94, 87}, {95, 89, 75}, {94, 86, 72}, {89, 76, 57}, {83, 65, 53}},
     {{95, 90, 77}, {90, 77, 66}, {89, 74, 61}, {78, 59, 52}, {71, 58, 23}}},
    {{{93, 86, 70}, {87, 74, 54}, {85, 72, 53}, {75, 57, 36}, {64, 47, 24}},
     {{88, 73, 54}, {75, 55, 43}, {75, 61, 46}, {55, 51, 18}, {53, 24, 10}}},
};
constexpr int kNone = -1;

// A vector's class. Without environmental metrics EQ6 goes with EQ3: 00, 10 or 21.
struct Class {
  int eq1, eq2, eq36, eq4;

  int score() const { return eq1 > 2 || eq2 > 1 || eq4 > 2 ? kNone : kScores[eq1][eq2][eq36][eq4]; }
};

// How many steps a value lies below the highest of its metric.
int level(std::string_view highest_first, char value) {
  return static_cast<int>(highest_first.find(value));
}
int vector_level(char value) { return level("NALP", value); }
int impact_level(char value) { return level("HLN", value); }

Class class_of(const CvssBase& m) {
  const bool network = m[kAV] == 'N', anybody = m[kPR] == 'N', alone = m[kUI] == 'N';
  Class out = {};
  if (!(network && anybody && alone))
    out.eq1 = (network || anybody || alone) && m[kAV] != 'P' ? 1 : 2;
  out.eq2 = m[kAC] == 'L' && m[kAT] == 'N' ? 0 : 1;
  const bool high = m[kVC] == 'H' || m[kVI] == 'H' || m[kVA] == 'H';
  if (!(m[kVC] == 'H' && m[kVI] == 'H')) out.eq36 = high ? 2 : 4;
  out.eq4 = m[kSC] == 'H' || m[kSI] == 'H' || m[kSA] == 'H' ? 1 : 2;
  return out;
}

// From the first of the highest vectors of the class that is nowhere below this one.
template <std::size_t kSize>
int distance(const std::array<int, kSize>& levels,
             std::initializer_list<std::array<int, kSize>> highest) {
  for (const auto& from : highest) {
    int sum = 0;
    bool below = false;
    for (std::size_t at = 0; at < kSize; ++at) {
      sum += levels[at] - from[at];
      below = below || levels[at] < from[at];
    }
    if (!below) return sum;
  }
  return 0;
}

int distance1(const CvssBase& m, int eq1) {
  const std::array levels = {vector_level(m[kAV]), level("NLH", m[kPR]), level("NPA", m[kUI])};
  if (eq1 == 0) return distance(levels, {{0, 0, 0}});
  if (eq1 == 1) return distance(levels, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
  return distance(levels, {{3, 0, 0}, {1, 1, 1}});
}

int distance2(const CvssBase& m, int eq2) {
  const std::array levels = {level("LH", m[kAC]), level("NP", m[kAT])};
  if (eq2 == 0) return distance(levels, {{0, 0}});
  return distance(levels, {{1, 0}, {0, 1}});
}

int distance36(const CvssBase& m, int eq36) {
  const std::array levels = {impact_level(m[kVC]), impact_level(m[kVI]), impact_level(m[kVA])};
  if (eq36 == 0) return distance(levels, {{0, 0, 0}});
  if (eq36 == 2) return distance(levels, {{1, 0, 0}, {0, 1, 0}});
  return distance(levels, {{1, 1, 1}});
}

int distance4(const CvssBase& m, int eq4) {
  const std::array levels = {impact_level(m[kSC]), impact_level(m[kSI]), impact_level(m[kSA])};
  if (eq4 == 1) return distance(levels, {{0, 0, 0}});
  return distance(levels, {{1, 1, 1}});
}

constexpr std::array kDepth1 = {1, 4, 5}, kDepth4 = {6, 5, 4};
constexpr std::array kDepth2 = {1, 2};
constexpr std::array kDepth36 = {7, 6, 8, 8, 10};

// A multiple of every depth times every number of groups.
constexpr int kUnit = 840 * 60;

class Mean {
 public:
  explicit Mean(int score) : score_(score) {}

  // `lower`: the score of the next lower class; where there is none the group does not count.
  void add(int lower, int distance, int depth) {
    if (lower == kNone) return;
    ++groups_;
    sum_ += (score_ - lower) * distance * (kUnit / depth);
  }
  void add_nothing() { ++groups_; }

  unsigned rounded() const {
    const int left = score_ * kUnit - sum_ / groups_;
    return left < 0 ? 0U : static_cast<unsigned>((left + kUnit / 2) / kUnit);
  }

 private:
  int score_, sum_ = 0, groups_ = 0;
};

int lower36(const Class& of) {
  Class next = of;
  if (of.eq36 == 4) return kNone;
  next.eq36 = of.eq36 + 1;  // EQ6 is lower
  const int by_eq6 = next.score();
  if (of.eq36 == 2) return by_eq6;
  next.eq36 = 2;  // EQ3 is lower
  return std::max(by_eq6, next.score());
}

}  // namespace

unsigned cvss4_base_score(const CvssBase& metrics) {
  bool harmless = true;
  for (std::size_t at = kVC; at <= kSA; ++at) harmless = harmless && metrics[at] == 'N';
  if (harmless) return 0;
  const Class of = class_of(metrics);
  const auto index = [](int eq) { return static_cast<std::size_t>(eq); };
  Mean mean(of.score());
  mean.add(Class{of.eq1 + 1, of.eq2, of.eq36, of.eq4}.score(), distance1(metrics, of.eq1),
           kDepth1[index(of.eq1)]);
  mean.add(Class{of.eq1, of.eq2 + 1, of.eq36, of.eq4}.score(), distance2(metrics, of.eq2),
           kDepth2[index(of.eq2)]);
  mean.add(lower36(of), distance36(metrics, of.eq36), kDepth36[index(of.eq36)]);
  mean.add(Class{of.eq1, of.eq2, of.eq36, of.eq4 + 1}.score(), distance4(metrics, of.eq4),
           kDepth4[index(of.eq4)]);
  mean.add_nothing();  // EQ5: there is a lower class, and no way was gone
  return mean.rounded();
}

}  // namespace bulwark::formats
