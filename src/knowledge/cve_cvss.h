// SPDX-License-Identifier: Apache-2.0
// CVSS: the base score of a vector, and the word for a score.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "knowledge/cve.h"

namespace bulwark::knowledge {

/// Nothing for a text that is no vector (formats/cvss.h).
std::optional<double> cvss_base_score(std::string_view vector);

CveSeverity severity_of_score(double score);

/// The first vector in a text: "CVSS:3.1/AV:N/...". Empty: there is none.
std::string cvss_vector_in(std::string_view text);

/// Fills severity and score from the vector, where they are not told.
void rate(Cve& cve);

}  // namespace bulwark::knowledge
