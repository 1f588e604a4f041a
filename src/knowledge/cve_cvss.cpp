// SPDX-License-Identifier: Apache-2.0
// Where vectors stand in texts.
#include "knowledge/cve_cvss.h"

#include "model/vulnerability.h"

namespace bulwark::knowledge {

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
  if (!cve.score) cve.score = model::cvss_base_score(cve.cvss);
  if (cve.severity == CveSeverity::unknown && cve.score)
    cve.severity = severity_of_score(*cve.score);
}

}  // namespace bulwark::knowledge
