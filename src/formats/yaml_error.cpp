// SPDX-License-Identifier: Apache-2.0
// libyaml's problems, looked up in a table of plainer words.
#include "formats/yaml_error.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace bulwark::formats {
namespace {

struct Wording {
  std::string_view problem;  ///< libyaml's
  std::string_view context;  ///< libyaml's, or empty for any
  std::string_view words;    ///< ours
};

constexpr std::array kWordings = std::to_array<Wording>({
    {"found unexpected end of stream", "while scanning a quoted scalar", "a quote is never closed"},
    {"found unexpected document indicator", "while scanning a quoted scalar",
     "a quote is never closed before the document ends"},
    {"mapping values are not allowed in this context", "",
     "a ': ' stands where no key can be: the line is indented wrongly, or its text needs quotes"},
    {"could not find expected ':'", "",
     "a key has no ':' behind it, or a text of several lines needs quotes"},
    {"did not find expected key", "while parsing a block mapping",
     "a key is expected here: the indentation does not fit the lines above, or quotes are missing"},
    {"did not find expected '-' indicator", "",
     "a '-' is expected here: the indentation does not fit the list above"},
    {"did not find expected ',' or ']'", "",
     "a ',' or ']' is expected here: a '[' is never closed"},
    {"did not find expected ',' or '}'", "",
     "a ',' or '}' is expected here: a '{' is never closed"},
    {"block sequence entries are not allowed in this context", "",
     "a '- ' stands where no list can begin"},
    {"found a tab character that violates indentation", "",
     "a tab is used for indentation: YAML takes spaces only"},
    {"found a tab character where an indentation space is expected", "",
     "a tab is used for indentation: YAML takes spaces only"},
    {"found incompatible YAML document", "",
     "the %YAML directive asks for a version other than 1.1"},
    {"did not find expected <document start>", "",
     "text stands behind the end of the document, or a '---' is missing"},
    {"found unknown escape character", "", kUnknownEscape},
    {"control characters are not allowed", "",
     "a control character stands in the text: is this a YAML file?"},
});

bool is_bad_utf8(std::string_view problem) {
  return problem.contains("UTF-8") || problem == "invalid Unicode character";
}

bool begins(std::string_view text, std::size_t at, std::string_view what) {
  return at < text.size() && text.substr(at).starts_with(what);
}

// Byte offset of a character; the text is valid UTF-8 up to it.
std::size_t byte_of(std::string_view text, std::size_t character) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80 && character-- == 0) break;
  }
  return at;
}

std::string cannot_start(std::string_view text, std::size_t at) {
  if (begins(text, at, "\t")) return "a tab is used for indentation: YAML takes spaces only";
  if (at < text.size()) {
    return fmt::format("a value cannot begin with '{}' unless it is quoted", text.substr(at, 1));
  }
  return "a value cannot begin here";
}

std::string words_for(const yaml_parser_t& parser, std::string_view text) {
  const std::string_view problem = parser.problem == nullptr ? "not valid YAML" : parser.problem;
  const std::string_view context = parser.context == nullptr ? "" : parser.context;
  if (parser.error == YAML_MEMORY_ERROR) return "not enough memory";
  if (is_bad_utf8(problem)) return "the text is not valid UTF-8";
  if (parser.error == YAML_READER_ERROR && parser.problem_value == 0) {
    return "a NUL byte stands in the text: is this a YAML file?";
  }
  if (problem == "found character that cannot start any token") {
    return cannot_start(text, byte_of(text, parser.problem_mark.index));
  }
  for (const Wording& wording : kWordings) {
    if (wording.problem == problem && (wording.context.empty() || wording.context == context)) {
      return std::string(wording.words);
    }
  }
  return context.empty() ? std::string(problem) : fmt::format("{} ({})", problem, context);
}

}  // namespace

TextPlace place_of_character(std::string_view text, std::size_t character) {
  return place_of(text, byte_of(text, character));
}

std::string place_text(TextPlace place) { return fmt::format("{}:{}", place.line, place.column); }

Error explain_yaml_error(const yaml_parser_t& parser, std::string_view text) {
  Error error{ErrorCode::malformed, words_for(parser, text), {}};
  if (parser.error == YAML_MEMORY_ERROR) error.code = ErrorCode::limit;
  if (parser.error == YAML_READER_ERROR) {
    error.where = place_text(place_of(text, std::min(parser.problem_offset, text.size())));
    return error;
  }
  const TextPlace place = place_of_character(text, parser.problem_mark.index);
  error.where = place_text(place);
  if (parser.context != nullptr && parser.context_mark.line != parser.problem_mark.line) {
    const TextPlace begin = place_of_character(text, parser.context_mark.index);
    error.message += fmt::format(" (what is open here begins at line {})", begin.line);
  }
  return error;
}

}  // namespace bulwark::formats
