// SPDX-License-Identifier: Apache-2.0
// Locator: the seam through which outputs ask where in a file a finding is, and for the lines
// around it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/resource.h"

namespace bulwark::model {

/// A place in a file. line and column count from 1 and are 0 when unknown (an object of a live
/// cluster); columns count Unicode characters. end_line and end_column are those of the last
/// character of the value.
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t end_line = 0;
  std::uint32_t end_column = 0;
};

/// Some lines of a file around a place, with secrets already masked.
struct CodeFrame {
  std::uint32_t first_line = 0;  ///< number of lines[0]
  std::vector<std::string> lines;
};

/// Places are found on demand: a value carries no line numbers, so the document is read again. A
/// locator remembers the document it read last: ask in the order of resources. Not thread-safe.
class Locator {
 public:
  virtual ~Locator() = default;
  /// Where `path` ("spec.containers[0].image") stands; when the path does not exist, its nearest
  /// parent that does.
  virtual Place locate(const Resource& resource, std::string_view path) = 0;
  /// `context` lines before and after the place; empty when the source has no lines to show.
  virtual CodeFrame frame(const Resource& resource, const Place& place, std::uint32_t context) = 0;
};

}  // namespace bulwark::model
