// SPDX-License-Identifier: Apache-2.0
// Base scores of CVSS 2.0, 3.0 and 3.1 by their formulas; that of 4.0 is in cvss4.cpp.
#include "formats/cvss.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "formats/cvss_metrics.h"

namespace bulwark::formats {
namespace {

constexpr std::size_t kLongestVector = 1024;

constexpr std::array kBase2 = {CvssMetric{"AV", "L,A,N"}, CvssMetric{"AC", "H,M,L"},
                               CvssMetric{"Au", "M,S,N"}, CvssMetric{"C", "N,P,C"},
                               CvssMetric{"I", "N,P,C"},  CvssMetric{"A", "N,P,C"}};
constexpr std::array kOthers2 = {
    CvssMetric{"E", "U,POC,F,H,ND"}, CvssMetric{"RL", "OF,TF,W,U,ND"},
    CvssMetric{"RC", "UC,UR,C,ND"},  CvssMetric{"CDP", "N,L,LM,MH,H,ND"},
    CvssMetric{"TD", "N,L,M,H,ND"},  CvssMetric{"CR", "L,M,H,ND"},
    CvssMetric{"IR", "L,M,H,ND"},    CvssMetric{"AR", "L,M,H,ND"}};

constexpr std::array kBase3 = {CvssMetric{"AV", "N,A,L,P"}, CvssMetric{"AC", "L,H"},
                               CvssMetric{"PR", "N,L,H"},   CvssMetric{"UI", "N,R"},
                               CvssMetric{"S", "U,C"},      CvssMetric{"C", "N,L,H"},
                               CvssMetric{"I", "N,L,H"},    CvssMetric{"A", "N,L,H"}};
constexpr std::array kOthers3 = {
    CvssMetric{"E", "X,U,P,F,H"},   CvssMetric{"RL", "X,O,T,W,U"}, CvssMetric{"RC", "X,U,R,C"},
    CvssMetric{"CR", "X,L,M,H"},    CvssMetric{"IR", "X,L,M,H"},   CvssMetric{"AR", "X,L,M,H"},
    CvssMetric{"MAV", "X,N,A,L,P"}, CvssMetric{"MAC", "X,L,H"},    CvssMetric{"MPR", "X,N,L,H"},
    CvssMetric{"MUI", "X,N,R"},     CvssMetric{"MS", "X,U,C"},     CvssMetric{"MC", "X,N,L,H"},
    CvssMetric{"MI", "X,N,L,H"},    CvssMetric{"MA", "X,N,L,H"}};

constexpr std::array kBase4 = {
    CvssMetric{"AV", "N,A,L,P"}, CvssMetric{"AC", "L,H"},   CvssMetric{"AT", "N,P"},
    CvssMetric{"PR", "N,L,H"},   CvssMetric{"UI", "N,P,A"}, CvssMetric{"VC", "H,L,N"},
    CvssMetric{"VI", "H,L,N"},   CvssMetric{"VA", "H,L,N"}, CvssMetric{"SC", "H,L,N"},
    CvssMetric{"SI", "H,L,N"},   CvssMetric{"SA", "H,L,N"}};
constexpr std::array kOthers4 = {CvssMetric{"E", "X,A,P,U"},
                                 CvssMetric{"CR", "X,H,M,L"},
                                 CvssMetric{"IR", "X,H,M,L"},
                                 CvssMetric{"AR", "X,H,M,L"},
                                 CvssMetric{"MAV", "X,N,A,L,P"},
                                 CvssMetric{"MAC", "X,L,H"},
                                 CvssMetric{"MAT", "X,N,P"},
                                 CvssMetric{"MPR", "X,N,L,H"},
                                 CvssMetric{"MUI", "X,N,P,A"},
                                 CvssMetric{"MVC", "X,H,L,N"},
                                 CvssMetric{"MVI", "X,H,L,N"},
                                 CvssMetric{"MVA", "X,H,L,N"},
                                 CvssMetric{"MSC", "X,H,L,N"},
                                 CvssMetric{"MSI", "X,S,H,L,N"},
                                 CvssMetric{"MSA", "X,S,H,L,N"},
                                 CvssMetric{"S", "X,N,P"},
                                 CvssMetric{"AU", "X,N,Y"},
                                 CvssMetric{"R", "X,A,U,I"},
                                 CvssMetric{"V", "X,D,C"},
                                 CvssMetric{"RE", "X,L,M,H"},
                                 CvssMetric{"U", "X,Clear,Green,Amber,Red"}};

unsigned rounded_tenths(double score) {
  return static_cast<unsigned>(std::floor(std::max(score, 0.0) * 10 + 0.5));
}

// To the next tenth, without what a binary fraction adds (3.1, appendix A).
unsigned rounded_up_tenths(double score) {
  const auto fine = static_cast<unsigned>(std::floor(score * 100'000 + 0.5));
  return (fine + 9'999) / 10'000;
}

double weight2(char impact) { return impact == 'N' ? 0 : impact == 'P' ? 0.275 : 0.660; }

unsigned score2(const CvssBase& metrics) {
  const double vector = metrics[0] == 'L' ? 0.395 : metrics[0] == 'A' ? 0.646 : 1.0;
  const double complexity = metrics[1] == 'H' ? 0.35 : metrics[1] == 'M' ? 0.61 : 0.71;
  const double authentication = metrics[2] == 'M' ? 0.45 : metrics[2] == 'S' ? 0.56 : 0.704;
  const double left = (1 - weight2(metrics[3])) * (1 - weight2(metrics[4])) *
                      (1 - weight2(metrics[5]));
  const double impact = 10.41 * (1 - left);
  if (left == 1) return 0;
  const double exploitability = 20 * vector * complexity * authentication;
  return rounded_tenths((0.6 * impact + 0.4 * exploitability - 1.5) * 1.176);
}

double weight3(char impact) { return impact == 'N' ? 0 : impact == 'L' ? 0.22 : 0.56; }

double privileges3(char needed, bool changed) {
  if (needed == 'N') return 0.85;
  if (needed == 'L') return changed ? 0.68 : 0.62;
  return changed ? 0.5 : 0.27;
}

double vector3(char from) {
  if (from == 'N') return 0.85;
  if (from == 'A') return 0.62;
  return from == 'L' ? 0.55 : 0.2;
}

unsigned score3(const CvssBase& metrics) {
  const bool changed = metrics[4] == 'C';
  const double base = 1 - (1 - weight3(metrics[5])) * (1 - weight3(metrics[6])) *
                              (1 - weight3(metrics[7]));
  const double impact = changed ? 7.52 * (base - 0.029) - 3.25 * std::pow(base - 0.02, 15)
                                : 6.42 * base;
  if (impact <= 0) return 0;
  const double exploitability = 8.22 * vector3(metrics[0]) * (metrics[1] == 'L' ? 0.77 : 0.44) *
                                privileges3(metrics[2], changed) *
                                (metrics[3] == 'N' ? 0.85 : 0.62);
  return rounded_up_tenths(std::min((impact + exploitability) * (changed ? 1.08 : 1.0), 10.0));
}

Result<Cvss> scored(CvssVersion version, unsigned tenths) {
  return Cvss{version, tenths, cvss_severity(version, tenths)};
}

Result<Cvss> read2(std::string_view text) {
  if (text.starts_with('(') && text.ends_with(')')) text = text.substr(1, text.size() - 2);
  const CvssBase metrics = TRY(read_cvss_metrics(text, kBase2, kOthers2));
  return scored(CvssVersion::v2, score2(metrics));
}

Result<Cvss> read3(CvssVersion version, std::string_view text) {
  const CvssBase metrics = TRY(read_cvss_metrics(text, kBase3, kOthers3));
  return scored(version, score3(metrics));
}

Result<Cvss> read4(std::string_view text) {
  const CvssBase metrics = TRY(read_cvss_metrics(text, kBase4, kOthers4));
  return scored(CvssVersion::v4_0, cvss4_base_score(metrics));
}

}  // namespace

Result<Cvss> cvss_of(std::string_view vector) {
  if (vector.empty()) return fail(ErrorCode::malformed, "CVSS vector: it is empty");
  if (vector.size() > kLongestVector)
    return fail(ErrorCode::limit, fmt::format("CVSS vector: it has {} bytes", vector.size()));
  if (!vector.starts_with("CVSS:")) return read2(vector);
  const std::size_t slash = std::min(vector.find('/'), vector.size());
  const std::string_view version = vector.substr(5, slash - 5);
  const std::string_view metrics = vector.substr(std::min(slash + 1, vector.size()));
  if (version == "3.1") return read3(CvssVersion::v3_1, metrics);
  if (version == "3.0") return read3(CvssVersion::v3_0, metrics);
  if (version == "4.0") return read4(metrics);
  return fail(ErrorCode::malformed,
              fmt::format("CVSS vector: unknown version '{}'", version.substr(0, 8)));
}

CvssSeverity cvss_severity(CvssVersion version, unsigned tenths) {
  if (tenths == 0) return CvssSeverity::none;
  if (tenths < 40) return CvssSeverity::low;
  if (tenths < 70) return CvssSeverity::medium;
  return tenths < 90 || version == CvssVersion::v2 ? CvssSeverity::high : CvssSeverity::critical;
}

std::string_view name(CvssSeverity severity) {
  switch (severity) {
    case CvssSeverity::none: return "none";
    case CvssSeverity::low: return "low";
    case CvssSeverity::medium: return "medium";
    case CvssSeverity::high: return "high";
    case CvssSeverity::critical: break;
  }
  return "critical";
}

std::string_view name(CvssVersion version) {
  switch (version) {
    case CvssVersion::v2: return "2.0";
    case CvssVersion::v3_0: return "3.0";
    case CvssVersion::v3_1: return "3.1";
    case CvssVersion::v4_0: break;
  }
  return "4.0";
}

std::string cvss_score_text(unsigned tenths) {
  return fmt::format("{}.{}", tenths / 10, tenths % 10);
}

}  // namespace bulwark::formats
