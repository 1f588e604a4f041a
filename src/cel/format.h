// SPDX-License-Identifier: Apache-2.0
// string.format(): texts with clauses such as %d, as Kubernetes prints them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "base/result.h"
#include "cel/function.h"

namespace bulwark::cel {

/// A piece of plain text and the clause that follows it, if one does.
struct FormatPart {
  std::string_view literal;
  char clause = 0;  ///< one of sdfeboxX; 0: none
  int precision = 0;
  std::size_t argument = 0;
};

/// Reads a format string part by part. Must not outlive `text`.
class FormatReader {
 public:
  FormatReader(std::string_view text, std::size_t arguments) : text_(text), arguments_(arguments) {}

  bool done() const { return text_.empty(); }
  /// Call it only when not done(); an error says what is wrong with the text.
  Result<FormatPart> next();
  /// How many arguments the clauses took so far.
  std::size_t taken() const { return next_; }

 private:
  std::string_view text_;
  std::size_t arguments_;
  std::size_t next_ = 0;
};

/// `text` with its clauses replaced by `arguments`.
Value format(Context& context, std::string_view text, std::span<const Value> arguments);

}  // namespace bulwark::cel
