// SPDX-License-Identifier: Apache-2.0
// Base scores as numbers.
#include "formats/cvss.h"

#include "model/vulnerability.h"

namespace bulwark::model {

std::optional<double> cvss_base_score(std::string_view vector) {
  const auto cvss = formats::cvss_of(vector);
  if (!cvss) return std::nullopt;
  return cvss->tenths / 10.0;
}

}  // namespace bulwark::model
