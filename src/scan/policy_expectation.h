// SPDX-License-Identifier: Apache-2.0
// What a case expects: read from its table, and compared with what was said.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "admission/review.h"
#include "base/result.h"
#include "scan/policy_table.h"

namespace bulwark::scan {

/// "admitted", "denied", "unknown".
std::string_view verdict_word(admission::Verdict::Is is);

/// `path` is for the error.
Result<admission::Verdict::Is> verdict_from(std::string_view text, const std::string& path);

/// All but the object, which may stand in a file of its own.
Result<PolicyExpectation> read_expectation(formats::Fields& fields);

struct Difference {
  std::string field;
  std::string expected, got;
};

struct CaseResult {
  enum class Is : std::uint8_t {
    good,
    bad,
    unknown,  ///< there is no verdict, and none was expected to be missing
  };
  Is is = Is::good;
  std::vector<Difference> differences;  ///< of bad
  std::string why;                      ///< of unknown
  bool matched = false;                 ///< some policy looks at the object
};

CaseResult run_case(const PolicyTable& table, const PolicyCase& one,
                    admission::Evaluator& evaluator);

}  // namespace bulwark::scan
