// SPDX-License-Identifier: Apache-2.0
// Observer: sees the parts of an expression as they are evaluated.
#pragma once

#include <cstdint>
#include <string_view>

#include "formats/value.h"

namespace bulwark::cel {

/// Told of every part of the expression that is evaluated, constants and the whole left out: parts
/// within parts, a loop's body once for each item. What is never looked at, as the right side of
/// `false && x`, is not told.
class Observer {
 public:
  virtual ~Observer() = default;
  /// A part begins; `text`, as it is written, lives as long as the program.
  virtual void begin(std::string_view text) = 0;
  /// The part that began last and has not ended has this value, which may be an error; `cost` is
  /// that of all within it. The value lives as long as the evaluation.
  virtual void end(const formats::Value& value, std::uint64_t cost) = 0;
};

}  // namespace bulwark::cel
