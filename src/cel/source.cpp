// SPDX-License-Identifier: Apache-2.0
// Source errors: cuts the line out of the expression and draws the pointer.
#include "cel/source.h"

namespace bulwark::cel {
namespace {

/// A line longer than this is not quoted: one reads no pointer 300 columns to the right.
constexpr std::size_t kLongestQuotedLine = 300;

std::string_view line_at(std::string_view source, std::size_t offset) {
  std::size_t begin = offset == 0 ? std::string_view::npos : source.rfind('\n', offset - 1);
  begin = begin == std::string_view::npos ? 0 : begin + 1;
  std::size_t end = source.find('\n', begin);
  if (end == std::string_view::npos) end = source.size();
  return source.substr(begin, end - begin);
}

}  // namespace

Error source_error(ErrorCode code, std::string message, std::string_view source,
                   Position position) {
  std::size_t offset = position.offset < source.size() ? position.offset : source.size();
  std::string_view line = line_at(source, offset);
  if (line.size() <= kLongestQuotedLine && position.column <= line.size() + 1) {
    message += "\n | ";
    for (char c : line) message += c == '\t' || c == '\r' ? ' ' : c;
    message += "\n | ";
    message.append(position.column - 1, '.');
    message += '^';
  }
  return Error{code, std::move(message), position.text()};
}

}  // namespace bulwark::cel
