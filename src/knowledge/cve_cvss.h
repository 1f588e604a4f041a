// SPDX-License-Identifier: Apache-2.0
// CVSS: the word for a score, and vectors within texts. Scores are those of model/vulnerability.h.
#pragma once

#include <string>
#include <string_view>

#include "knowledge/cve.h"

namespace bulwark::knowledge {

CveSeverity severity_of_score(double score);

/// The first vector in a text: "CVSS:3.1/AV:N/...". Empty: there is none.
std::string cvss_vector_in(std::string_view text);

/// Fills severity and score from the vector, where they are not told.
void rate(Cve& cve);

}  // namespace bulwark::knowledge
