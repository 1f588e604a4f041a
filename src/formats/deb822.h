// SPDX-License-Identifier: Apache-2.0
// Paragraphs of `Name: value` lines with folded values: Debian's control files (deb822), and the
// head of what Python's packages say of themselves.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bulwark::formats {

struct ControlField {
  std::string_view name;
  std::string_view value;  ///< of its first line, trimmed; what is folded under it is left out
};

/// Reads paragraph by paragraph. The text must outlive it and every field that it gives.
class ControlReader {
 public:
  explicit ControlReader(std::string_view text) : rest_(text) {}

  /// The fields of the next paragraph that has any; empty at the end. A line that is neither a
  /// field nor folded is counted as broken.
  const std::vector<ControlField>& next();

  /// Of the paragraph that next() gave, from 1.
  std::size_t line() const { return first_line_; }
  /// Lines of that paragraph that are no field.
  std::size_t broken() const { return broken_; }

 private:
  void take_line(std::string_view line);

  std::string_view rest_;
  std::vector<ControlField> fields_;
  std::size_t line_ = 0;
  std::size_t first_line_ = 0;
  std::size_t broken_ = 0;
};

/// The value of the field of that name (case does not count), or empty.
std::string_view value_of(const std::vector<ControlField>& fields, std::string_view name);

}  // namespace bulwark::formats
