// SPDX-License-Identifier: Apache-2.0
// Looks for separators; everything else is the reader's business.
#include "sources/code/yaml_slicer.h"

#include <fmt/core.h>

#include <algorithm>

#include "sources/code/json_slicer.h"

namespace bulwark::sources::code {
namespace {

constexpr std::string_view kSeparator = "\n---";

// The line break before the next separator line; npos when there is none.
std::size_t next_separator(std::string_view text, std::size_t from) { return text.find(kSeparator, from); }

}  // namespace

std::size_t content_begin(std::string_view text) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.starts_with("---") || line.starts_with("...")) line.remove_prefix(3);
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first != std::string_view::npos && line[first] != '#') return begin;
    begin = end + 1;
  }
  return text.size();
}

bool is_empty_yaml(std::string_view text) { return content_begin(text) >= text.size(); }

std::size_t YamlSlicer::cut(std::string_view window, bool last, std::vector<Slice>& out) {
  std::size_t done = begin_ < base_ ? 0 : static_cast<std::size_t>(begin_ - base_);
  for (;;) {
    const std::size_t found = next_separator(window, searched_);
    if (found == std::string_view::npos) break;
    take(window, found + 1, out);
    done = found + 1;
    searched_ = found + 1;
  }
  if (last) {
    if (begin_ < base_ + window.size() || first_) take(window, window.size(), out);
    return window.size();
  }
  // The separator may lie across the end of the window.
  searched_ = std::max(searched_, window.size() - std::min(window.size(), kSeparator.size()));
  if (base_ + window.size() - begin_ > limits_.bytes) done = searched_;  // too large: only its end is wanted
  line_ += count_newlines(window.substr(0, done));
  base_ += done;
  searched_ -= done;
  return done;
}

// The document that began at begin_ ends before window[end].
void YamlSlicer::take(std::string_view window, std::size_t end, std::vector<Slice>& out) {
  const bool here = begin_ >= base_;
  const std::size_t begin = here ? static_cast<std::size_t>(begin_ - base_) : 0;
  Slice slice;
  slice.offset = begin_;
  slice.length = base_ + end - begin_;
  slice.line = begin_line_;
  if (slice.length > limits_.bytes || !here) {
    slice.text_is_gone = true;
    slice.kind = SliceKind::broken;
    slice.fault = {ErrorCode::limit, fmt::format("a document of more than {} bytes", limits_.bytes), {}};
  }
  const std::string_view text = window.substr(begin, end - begin);
  const bool only_comments = first_ && here && end < window.size() && is_empty_yaml(text);
  if (!only_comments) out.push_back(std::move(slice));
  first_ = false;
  begin_ = base_ + end;
  begin_line_ = (here ? begin_line_ : line_) + count_newlines(text);
}

}  // namespace bulwark::sources::code
