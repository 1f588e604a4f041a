// SPDX-License-Identifier: Apache-2.0
// Splits a YAML stream into documents at lines that begin with `---`, before anything is parsed, so
// that one bad document loses no other. The lines are found as kubectl finds them: also inside a
// block scalar.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace bulwark::formats {

/// One document of a stream.
struct YamlSpan {
  std::uint64_t offset = 0;  ///< of its first byte: behind the `---` line that it follows
  std::uint64_t length = 0;
  std::uint32_t line = 1;  ///< of that byte, from 1
  /// Nothing but white space and comments. (A document that holds only `null` or `...` is read as
  /// empty, too.)
  bool empty = true;
  /// The `---` line goes on with more than a comment (`--- a: 1`, `-----BEGIN`): kubectl refuses
  /// such a stream. Then the document begins with that line.
  bool bad_separator = false;
  bool operator==(const YamlSpan&) const = default;
};

/// Takes the text in pieces of any size and gives spans of the whole. Every `---` line begins a
/// document; what stands before the first one is a document unless it is empty.
class YamlSplitter {
 public:
  /// Appends the documents that are complete now.
  void feed(std::string_view piece, std::vector<YamlSpan>& out);
  /// At the end of the text: appends the last document.
  void finish(std::vector<YamlSpan>& out);

  /// Where the document at hand begins: bytes from here on must be kept for it.
  std::uint64_t pending_offset() const { return document_.offset; }

 private:
  enum class At : std::uint8_t {
    line_start,  ///< `matched_` dashes seen, perhaps of a separator
    blanks,      ///< white space at the start of a line
    comment,     ///< the rest of the line cannot change anything
    separator,   ///< behind `---`
  };

  std::size_t take(std::string_view piece, std::size_t at, std::vector<YamlSpan>& out);
  void end_line();
  void begin_document(std::vector<YamlSpan>& out);
  void content() { document_.empty = false; }

  YamlSpan document_;
  At at_ = At::line_start;
  std::uint32_t matched_ = 0;
  std::uint32_t line_ = 1;
  std::uint64_t line_offset_ = 0;
  std::uint64_t offset_ = 0;   ///< of the next byte
  bool on_separator_ = false;  ///< the line at hand is a `---` line
  bool separated_ = false;     ///< a `---` was met
};

/// The same for a text that is there as a whole.
std::vector<YamlSpan> split_documents(std::string_view text);

}  // namespace bulwark::formats
