// SPDX-License-Identifier: Apache-2.0
// The equations of the specification; metrics beyond the base ones are left alone.
#include "knowledge/cve_cvss.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace bulwark::knowledge {
namespace {

struct Base {
  char vector = 0, complexity = 0, privileges = 0, interaction = 0, scope = 0;
  char confidentiality = 0, integrity = 0, availability = 0;

  char* metric(std::string_view name) {
    if (name == "AV") return &vector;
    if (name == "AC") return &complexity;
    if (name == "PR") return &privileges;
    if (name == "UI") return &interaction;
    if (name == "S") return &scope;
    if (name == "C") return &confidentiality;
    if (name == "I") return &integrity;
    return name == "A" ? &availability : nullptr;
  }
};

// The weight of a value; nothing for a letter that the metric does not have.
std::optional<double> weight(char value, std::string_view letters,
                             std::initializer_list<double> weights) {
  const std::size_t at = letters.find(value);
  if (value == 0 || at == std::string_view::npos) return std::nullopt;
  return *(weights.begin() + at);
}

// Up to one decimal, without the noise of binary fractions (appendix A of 3.1).
double round_up(double value) {
  const auto scaled = static_cast<std::int64_t>(std::lround(value * 100000));
  if (scaled % 10000 == 0) return static_cast<double>(scaled) / 100000;
  return static_cast<double>(scaled / 10000 + 1) / 10;
}

std::optional<double> score_of(const Base& base) {
  const bool changed = base.scope == 'C';
  if (!changed && base.scope != 'U') return std::nullopt;
  const auto vector = weight(base.vector, "NALP", {0.85, 0.62, 0.55, 0.2});
  const auto complexity = weight(base.complexity, "LH", {0.77, 0.44});
  const auto privileges = changed ? weight(base.privileges, "NLH", {0.85, 0.68, 0.5})
                                  : weight(base.privileges, "NLH", {0.85, 0.62, 0.27});
  const auto interaction = weight(base.interaction, "NR", {0.85, 0.62});
  const auto secrecy = weight(base.confidentiality, "HLN", {0.56, 0.22, 0});
  const auto integrity = weight(base.integrity, "HLN", {0.56, 0.22, 0});
  const auto availability = weight(base.availability, "HLN", {0.56, 0.22, 0});
  if (!vector || !complexity || !privileges || !interaction || !secrecy || !integrity ||
      !availability)
    return std::nullopt;
  const double lost = 1 - (1 - *secrecy) * (1 - *integrity) * (1 - *availability);
  const double impact = changed ? 7.52 * (lost - 0.029) - 3.25 * std::pow(lost - 0.02, 15)
                                : 6.42 * lost;
  if (impact <= 0) return 0.0;
  const double ease = 8.22 * *vector * *complexity * *privileges * *interaction;
  return round_up(std::min((changed ? 1.08 : 1.0) * (impact + ease), 10.0));
}

}  // namespace

std::optional<double> cvss_base_score(std::string_view vector) {
  if (!vector.starts_with("CVSS:3.0/") && !vector.starts_with("CVSS:3.1/")) return std::nullopt;
  Base base;
  for (const std::string& part : split(vector.substr(9), '/')) {
    const std::size_t colon = part.find(':');
    if (colon == std::string::npos) return std::nullopt;
    char* metric = base.metric(std::string_view(part).substr(0, colon));
    if (metric == nullptr) continue;
    if (part.size() != colon + 2 || *metric != 0) return std::nullopt;
    *metric = part.back();
  }
  return score_of(base);
}

CveSeverity severity_of_score(double score) {
  if (score >= 9) return CveSeverity::critical;
  if (score >= 7) return CveSeverity::high;
  if (score >= 4) return CveSeverity::medium;
  return score > 0 ? CveSeverity::low : CveSeverity::none;
}

std::string cvss_vector_in(std::string_view text) {
  const auto belongs = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' || c == '/' || c == '.';
  };
  for (std::size_t at = text.find("CVSS:"); at != std::string_view::npos;
       at = text.find("CVSS:", at)) {
    std::size_t end = at;
    while (end < text.size() && belongs(text[end])) ++end;
    std::string_view vector = text.substr(at, end - at);
    while (vector.ends_with('.') || vector.ends_with('/') || vector.ends_with(':'))
      vector.remove_suffix(1);
    if (vector.size() > 20 && vector.size() < 200) return std::string(vector);
    at = end;
  }
  return {};
}

void rate(Cve& cve) {
  if (!cve.score) cve.score = cvss_base_score(cve.cvss);
  if (cve.severity == CveSeverity::unknown && cve.score)
    cve.severity = severity_of_score(*cve.score);
}

}  // namespace bulwark::knowledge
