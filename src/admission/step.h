// SPDX-License-Identifier: Apache-2.0
// Steps: what was evaluated on the way to a verdict, for who asks why.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cel/observer.h"

namespace bulwark::admission {

/// A part of an expression that was evaluated.
struct Part {
  std::string text;       ///< as it is written
  std::string value;      ///< as shown() has it
  std::size_t depth = 0;  ///< within how many other parts
  std::uint64_t cost = 0;
};

/// One expression that was evaluated.
struct Step {
  std::string field;  ///< "spec.validations[0].expression"
  std::string text;   ///< the expression
  std::string value;  ///< as shown() has it
  std::uint64_t cost = 0;
  std::vector<Part> parts;         ///< in the order of evaluation, a part before what is in it
  std::size_t parts_left_out = 0;  ///< beyond kMostParts
};

/// How many parts of one evaluation are kept: a loop has those of its body once for each item.
inline constexpr std::size_t kMostParts = 500;

/// A value as steps and parts show it: a text in quotes, "error: ..." for an error.
std::string shown(const formats::Value& value);

/// Keeps what it is told of one run.
class PartsRecorder : public cel::Observer {
 public:
  void begin(std::string_view text) override;
  void end(const formats::Value& value, std::uint64_t cost) override;

  std::vector<Part> parts;
  std::size_t left_out = 0;

 private:
  std::vector<std::size_t> open_;  ///< places in `parts`, or beyond them
};

}  // namespace bulwark::admission
