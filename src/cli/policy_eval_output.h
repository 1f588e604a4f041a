// SPDX-License-Identifier: Apache-2.0
// What `bulwark policy eval` says of one object, for people and for programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "admission/review.h"

namespace bulwark::cli {

struct EvalAnswer {
  const admission::Verdict& verdict;
  const admission::Request& request;                              ///< as it was asked
  const std::string& place;                                       ///< of the object
  const std::vector<admission::TraceOfPolicy>* traces = nullptr;  ///< to explain it
};

/// One line. `object` is there when mutating policies changed it.
std::string eval_json(const EvalAnswer& answer);

/// Several lines; what mutating policies changed as a diff of the YAML, credentials masked.
std::string eval_text(const EvalAnswer& answer);

}  // namespace bulwark::cli
