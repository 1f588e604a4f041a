// SPDX-License-Identifier: Apache-2.0
// Problem: something that could not be read or judged. It is part of every report; unknown is never
// a pass.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace bulwark::model {

struct Problem {
  std::string what;  ///< what was not evaluated: "deploy/broken.yaml:3:1", "control x on Deployment
                     ///< shop/cart"
  std::string reason;  ///< why, in words a user can act on
  ErrorCode code = ErrorCode::malformed;
  std::string file;        ///< as the user named it; empty when it is about no file
  std::uint32_t line = 0;  ///< from 1; 0 when unknown
  std::uint32_t column = 0;
  std::string control;  ///< id, when one control could not be evaluated; empty when the input could
                        ///< not be read
  bool document = false;  ///< it stands for one document that was counted in Report::documents
  std::string waived_by;  ///< reason of the waiver that covers this gap; empty when none does
  std::string cluster{};  ///< name of the cluster that it is about; empty when it is about none
  bool operator==(const Problem&) const = default;
};

}  // namespace bulwark::model
