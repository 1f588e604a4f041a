// SPDX-License-Identifier: Apache-2.0
// Set-up and tear-down of libyaml's parser.
#include "formats/yaml_events.h"

#include "base/check.h"
#include "formats/yaml_error.h"

namespace bulwark::formats {

YamlEvents::YamlEvents(std::string_view text) : text_(text) {
  CHECK(yaml_parser_initialize(&parser_) != 0, "out of memory for a YAML parser");
  yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                               text.size());
}

YamlEvents::~YamlEvents() {
  for (yaml_event_t& event : events_) yaml_event_delete(&event);
  yaml_parser_delete(&parser_);
}

Error YamlEvents::error() const { return explain_yaml_error(parser_, text_); }

Error YamlEvents::error_at(std::size_t character, ErrorCode code, std::string message) const {
  return {code, std::move(message), place_text(place_of_character(text_, character))};
}

Result<void> check_version(const YamlEvents& events) {
  const yaml_version_directive_t* version = events.event().data.document_start.version_directive;
  if (version == nullptr || (version->major == 1 && version->minor == 1)) return {};
  return std::unexpected(events.error_at(events.event().start_mark.index, ErrorCode::malformed,
                                         "the %YAML directive asks for a version other than 1.1"));
}

namespace {

// `quoted` is a double-quoted scalar as it was written; gives the offset of the first \/ in it.
std::size_t find_slash_escape(std::string_view quoted) {
  for (std::size_t at = quoted.find('\\'); at != std::string_view::npos;
       at = quoted.find('\\', at + 2)) {
    if (quoted.substr(at + 1).starts_with('/')) return at;
  }
  return std::string_view::npos;
}

// Finds \/ where it is an escape, in double quotes; elsewhere it is text.
Result<void> refuse_slash_escapes(std::string_view text) {
  YamlEvents events(text);
  std::size_t characters = 0;
  std::size_t bytes = 0;
  const auto byte_of = [&](std::size_t character) {
    for (; bytes < text.size(); ++bytes) {
      if ((static_cast<unsigned char>(text[bytes]) & 0xC0) != 0x80 && characters++ == character)
        break;
    }
    characters = character;
    return bytes;
  };
  while (events.next() && events.event().type != YAML_STREAM_END_EVENT) {
    const yaml_event_t& event = events.event();
    if (event.type != YAML_SCALAR_EVENT ||
        event.data.scalar.style != YAML_DOUBLE_QUOTED_SCALAR_STYLE)
      continue;
    const std::size_t begin = byte_of(event.start_mark.index);
    const std::size_t end = byte_of(event.end_mark.index);
    const std::size_t found = find_slash_escape(text.substr(begin, end - begin));
    if (found == std::string_view::npos) continue;
    return fail(ErrorCode::malformed, std::string(kUnknownEscape),
                place_text(place_of(text, begin + found + 1)));
  }
  return {};  // any other error is told by who reads the text
}

}  // namespace

Result<std::string_view> begin_yaml(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return fail(ErrorCode::malformed,
                "the text is UTF-16, which Kubernetes' tools do not read; save it as UTF-8", "1:1");
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.contains("\\/")) TRY_VOID(refuse_slash_escapes(text));
  return text;
}

}  // namespace bulwark::formats
