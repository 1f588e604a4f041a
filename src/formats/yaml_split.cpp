// SPDX-License-Identifier: Apache-2.0
// A state per position in a line; the inner parts of lines are skipped with memchr.
#include "formats/yaml_split.h"

#include <algorithm>

namespace bulwark::formats {

void YamlSplitter::feed(std::string_view piece, std::vector<YamlSpan>& out) {
  std::size_t at = 0;
  while (at < piece.size()) {
    const std::size_t next = take(piece, at, out);
    offset_ += next - at;
    at = next;
  }
}

void YamlSplitter::finish(std::vector<YamlSpan>& out) {
  if (at_ == At::line_start && matched_ > 0) content();
  // A text that ends in the `---` line itself: the document behind it has no bytes.
  if (on_separator_) end_line();
  document_.length = offset_ - document_.offset;
  if (separated_ || !document_.empty) out.push_back(document_);
  *this = YamlSplitter();
}

// Handles the byte at `at`, or several that mean nothing; gives the position behind them.
std::size_t YamlSplitter::take(std::string_view piece, std::size_t at, std::vector<YamlSpan>& out) {
  const char c = piece[at];
  if (c == '\n') {
    ++offset_;  // so that end_line sees where the next line begins
    end_line();
    --offset_;
    return at + 1;
  }
  const bool blank = c == ' ' || c == '\t' || c == '\r';
  switch (at_) {
    case At::line_start:
      if (c == '-') {
        if (++matched_ == 3) begin_document(out);
        return at + 1;
      }
      if (matched_ > 0) content();
      at_ = At::blanks;
      return at;
    case At::blanks:
      if (blank) return at + 1;
      // A byte order mark is no content: it may stand before a comment.
      if (offset_ < 3 && std::string_view("\xEF\xBB\xBF").contains(c)) return at + 1;
      if (c != '#') content();
      at_ = At::comment;
      return at + 1;
    case At::separator:
      if (blank) return at + 1;
      document_.bad_separator = c != '#';
      if (c != '#') content();
      at_ = At::comment;
      return at + 1;
    case At::comment: break;
  }
  return std::min(piece.find('\n', at), piece.size());
}

// A separator line has been recognised: what came before it is complete.
void YamlSplitter::begin_document(std::vector<YamlSpan>& out) {
  document_.length = line_offset_ - document_.offset;
  if (separated_ || !document_.empty) out.push_back(document_);
  separated_ = true;
  document_ = {.offset = line_offset_, .length = 0, .line = line_};
  at_ = At::separator;
  on_separator_ = true;
}

void YamlSplitter::end_line() {
  if (at_ == At::line_start && matched_ > 0) content();
  ++line_;
  line_offset_ = offset_;
  if (on_separator_ && !document_.bad_separator) {
    document_.offset = line_offset_;
    document_.line = line_;
  }
  on_separator_ = false;
  at_ = At::line_start;
  matched_ = 0;
}

std::vector<YamlSpan> split_documents(std::string_view text) {
  std::vector<YamlSpan> spans;
  YamlSplitter splitter;
  splitter.feed(text, spans);
  splitter.finish(spans);
  return spans;
}

}  // namespace bulwark::formats
