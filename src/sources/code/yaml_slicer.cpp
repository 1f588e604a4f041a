// SPDX-License-Identifier: Apache-2.0
// Spans of the stream become slices of the window.
#include "sources/code/yaml_slicer.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace bulwark::sources::code {

std::size_t content_begin(std::string_view text) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first != std::string_view::npos && line[first] != '#') return begin;
    begin = end + 1;
  }
  return text.size();
}

std::size_t YamlSlicer::cut(std::string_view window, bool last, std::vector<Slice>& out) {
  spans_.clear();
  splitter_.feed(window.substr(split_), spans_);
  const std::uint64_t next = splitter_.pending_offset();
  if (last) splitter_.finish(spans_);
  for (const formats::YamlSpan& span : spans_) {
    Slice slice;
    slice.offset = span.offset;
    slice.length = span.length;
    slice.line = span.line;
    if (span.length > limits_.bytes) {
      slice.text_is_gone = true;
      slice.fault = {
          ErrorCode::limit, fmt::format("a document of more than {} bytes", limits_.bytes), {}};
    } else if (span.bad_separator) {
      slice.fault = {
          ErrorCode::malformed, "`---` must stand alone on its line, or before a comment", {}};
    }
    if (!slice.fault.message.empty()) slice.kind = SliceKind::broken;
    out.push_back(std::move(slice));
  }
  if (last) return window.size();
  const std::uint64_t end = base_ + window.size();
  const bool too_large = end - std::min(next, end) > limits_.bytes;  // only its end is wanted
  const std::size_t done = too_large
                               ? window.size()
                               : static_cast<std::size_t>(std::clamp(next, base_, end) - base_);
  base_ += done;
  split_ = window.size() - done;
  return done;
}

}  // namespace bulwark::sources::code
