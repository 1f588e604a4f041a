// SPDX-License-Identifier: Apache-2.0
// Cuts a stream of YAML text into its documents, so that a file of any size needs the memory of its
// largest document.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "formats/yaml_split.h"
#include "sources/code/slice.h"

namespace bulwark::sources::code {

class YamlSlicer {
 public:
  explicit YamlSlicer(const Limits& limits) : limits_(limits) {}

  /// As JsonSlicer::cut.
  std::size_t cut(std::string_view window, bool last, std::vector<Slice>& out);

 private:
  Limits limits_;
  formats::YamlSplitter splitter_;
  std::vector<formats::YamlSpan> spans_;
  std::uint64_t base_ = 0;  ///< offset of window[0]
  std::size_t split_ = 0;   ///< so much of the window was split already
};

/// Where the first line of a document begins that is more than a comment; the size of the text when
/// none is.
std::size_t content_begin(std::string_view text);

}  // namespace bulwark::sources::code
