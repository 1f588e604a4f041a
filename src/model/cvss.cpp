// SPDX-License-Identifier: Apache-2.0
// Base scores of CVSS vectors: https://www.first.org/cvss/v3.1/specification-document (chapter 7,
// appendix A) and https://www.first.org/cvss/v2/guide (3.2.1).
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>

#include "base/text.h"
#include "model/vulnerability.h"

namespace bulwark::model {
namespace {

using Metrics = std::map<std::string, std::string, std::less<>>;
using Weights = std::map<std::string_view, double>;

// The weight of a metric's value; nothing when it is missing or not one of them.
std::optional<double> weight(const Metrics& metrics, std::string_view metric,
                             const Weights& weights) {
  const auto value = metrics.find(metric);
  if (value == metrics.end()) return std::nullopt;
  const auto found = weights.find(value->second);
  if (found == weights.end()) return std::nullopt;
  return found->second;
}

std::optional<Metrics> metrics_of(std::string_view text) {
  Metrics out;
  for (const std::string& part : split(text, '/')) {
    const std::size_t colon = part.find(':');
    if (colon == std::string::npos) return std::nullopt;
    if (!out.emplace(part.substr(0, colon), part.substr(colon + 1)).second) return std::nullopt;
  }
  return out;
}

// Roundup of CVSS 3.1, appendix A: the smallest number with one decimal that is not below.
double round_up(double value) {
  const auto scaled = static_cast<std::int64_t>(std::llround(value * 100'000));
  if (scaled % 10'000 == 0) return static_cast<double>(scaled) / 100'000.0;
  return (static_cast<double>(scaled / 10'000) + 1) / 10.0;
}

struct Parts {
  double confidentiality, integrity, availability;
};

std::optional<Parts> impacts(const Metrics& metrics, const Weights& weights) {
  const auto c = weight(metrics, "C", weights);
  const auto i = weight(metrics, "I", weights);
  const auto a = weight(metrics, "A", weights);
  if (!c || !i || !a) return std::nullopt;
  return Parts{*c, *i, *a};
}

std::optional<double> score_v3(const Metrics& metrics) {
  const auto scope = weight(metrics, "S", {{"U", 0}, {"C", 1}});
  if (!scope) return std::nullopt;
  const bool changed = *scope > 0;
  const auto vector = weight(metrics, "AV", {{"N", 0.85}, {"A", 0.62}, {"L", 0.55}, {"P", 0.2}});
  const auto complexity = weight(metrics, "AC", {{"L", 0.77}, {"H", 0.44}});
  const auto privileges = weight(
      metrics, "PR", {{"N", 0.85}, {"L", changed ? 0.68 : 0.62}, {"H", changed ? 0.5 : 0.27}});
  const auto interaction = weight(metrics, "UI", {{"N", 0.85}, {"R", 0.62}});
  const auto parts = impacts(metrics, {{"H", 0.56}, {"L", 0.22}, {"N", 0.0}});
  if (!vector || !complexity || !privileges || !interaction || !parts) return std::nullopt;
  const double base = 1 - ((1 - parts->confidentiality) * (1 - parts->integrity) *
                           (1 - parts->availability));
  const double impact = changed ? (7.52 * (base - 0.029)) - (3.25 * std::pow(base - 0.02, 15))
                                : 6.42 * base;
  if (impact <= 0) return 0.0;
  const double exploitability = 8.22 * *vector * *complexity * *privileges * *interaction;
  const double sum = changed ? 1.08 * (impact + exploitability) : impact + exploitability;
  return round_up(std::min(sum, 10.0));
}

std::optional<double> score_v2(const Metrics& metrics) {
  const auto vector = weight(metrics, "AV", {{"L", 0.395}, {"A", 0.646}, {"N", 1.0}});
  const auto complexity = weight(metrics, "AC", {{"H", 0.35}, {"M", 0.61}, {"L", 0.71}});
  const auto authentication = weight(metrics, "Au", {{"M", 0.45}, {"S", 0.56}, {"N", 0.704}});
  const auto parts = impacts(metrics, {{"N", 0.0}, {"P", 0.275}, {"C", 0.660}});
  if (!vector || !complexity || !authentication || !parts) return std::nullopt;
  const double impact = 10.41 * (1 - ((1 - parts->confidentiality) * (1 - parts->integrity) *
                                      (1 - parts->availability)));
  const double exploitability = 20 * *vector * *complexity * *authentication;
  const double factor = impact == 0 ? 0 : 1.176;
  return std::round(((0.6 * impact) + (0.4 * exploitability) - 1.5) * factor * 10) / 10;
}

}  // namespace

std::optional<double> cvss_base_score(std::string_view vector) {
  constexpr std::size_t kLongest = 512;
  if (vector.size() > kLongest) return std::nullopt;
  constexpr std::array<std::string_view, 2> kThree{"CVSS:3.1/", "CVSS:3.0/"};
  for (const std::string_view start : kThree) {
    if (!vector.starts_with(start)) continue;
    const auto metrics = metrics_of(vector.substr(start.size()));
    return metrics ? score_v3(*metrics) : std::nullopt;
  }
  if (vector.starts_with("CVSS:")) return std::nullopt;
  if (vector.starts_with("(") && vector.ends_with(")"))
    vector = vector.substr(1, vector.size() - 2);
  const auto metrics = metrics_of(vector);
  return metrics ? score_v2(*metrics) : std::nullopt;
}

}  // namespace bulwark::model
