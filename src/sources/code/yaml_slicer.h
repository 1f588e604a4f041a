// SPDX-License-Identifier: Apache-2.0
// Cuts a stream of YAML text into its documents, at lines that begin with `---`, as kubectl does.
//
// One bad document then loses no other one, and a file of any size needs the memory of its largest document. What
// stands before the first `---` is no document when it holds nothing but comments.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "sources/code/slice.h"

namespace bulwark::sources::code {

class YamlSlicer {
 public:
  explicit YamlSlicer(const Limits& limits) : limits_(limits) {}

  /// As JsonSlicer::cut. A slice begins with its `---` line, if it has one.
  std::size_t cut(std::string_view window, bool last, std::vector<Slice>& out);

 private:
  void take(std::string_view window, std::size_t end, std::vector<Slice>& out);

  Limits limits_;
  std::uint64_t base_ = 0;
  std::uint64_t begin_ = 0;  ///< of the document that is being looked for; before base_ when it is too large
  std::uint32_t begin_line_ = 1;
  std::uint32_t line_ = 1;      ///< of window[0]
  std::size_t searched_ = 0;    ///< no separator begins before it
  bool first_ = true;
};

/// Nothing but blanks, comments, `---` and `...` lines.
bool is_empty_yaml(std::string_view text);

/// Where the first line begins that is none of these; the size of the text when all are.
std::size_t content_begin(std::string_view text);

}  // namespace bulwark::sources::code
