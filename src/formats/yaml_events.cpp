// SPDX-License-Identifier: Apache-2.0
// Set-up and tear-down of libyaml's parser, and the checks that it does not make.
#include "formats/yaml_events.h"

#include <algorithm>

#include "base/check.h"
#include "formats/yaml_error.h"

namespace bulwark::formats {

YamlEvents::YamlEvents(std::string_view text) : text_(text), slash_escapes_(text.contains("\\/")) {
  CHECK(yaml_parser_initialize(&parser_) != 0, "out of memory for a YAML parser");
  yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                               text.size());
}

YamlEvents::~YamlEvents() {
  for (yaml_event_t& event : events_) yaml_event_delete(&event);
  yaml_parser_delete(&parser_);
}

Error YamlEvents::error() const {
  return refused_.message.empty() ? explain_yaml_error(parser_, text_) : refused_;
}

Error YamlEvents::error_at(std::size_t character, ErrorCode code, std::string message) const {
  return {code, std::move(message), place_text(place_of_character(text_, character))};
}

bool YamlEvents::refuse(std::size_t character, std::string_view message) {
  refused_ = error_at(character, ErrorCode::malformed, std::string(message));
  return false;
}

bool YamlEvents::check() {
  const yaml_event_t& now = event();
  switch (now.type) {
    case YAML_SCALAR_EVENT: return check_scalar();
    case YAML_MAPPING_START_EVENT:
      if (brackets_ > 0 || now.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE) ++brackets_;
      return now.data.mapping_start.tag == nullptr || check_tag();
    case YAML_SEQUENCE_START_EVENT:
      if (brackets_ > 0 || now.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE) ++brackets_;
      return now.data.sequence_start.tag == nullptr || check_tag();
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
      if (brackets_ > 0) --brackets_;
      return true;
    case YAML_DOCUMENT_START_EVENT: {
      const yaml_version_directive_t* version = now.data.document_start.version_directive;
      if (version == nullptr || (version->major == 1 && version->minor == 1)) return true;
      return refuse(now.start_mark.index, "the %YAML directive asks for a version other than 1.1");
    }
    default: return true;
  }
}

bool YamlEvents::check_scalar() {
  const yaml_event_t& now = event();
  const auto style = now.data.scalar.style;
  if (brackets_ > 0 && style == YAML_PLAIN_SCALAR_STYLE && scalar_text(now).contains('?')) {
    return refuse(now.start_mark.index, "a text with a '?' needs quotes within brackets");
  }
  if (now.data.scalar.tag != nullptr && !check_tag()) return false;
  return !slash_escapes_ || style != YAML_DOUBLE_QUOTED_SCALAR_STYLE || check_escapes();
}

// Within brackets libyaml ends a tag at a comma, which to Go is part of it.
bool YamlEvents::check_tag() {
  if (brackets_ == 0) return true;
  const std::size_t begin = text_.find('!', byte_of(event().start_mark.index));
  if (begin == std::string_view::npos || text_.substr(begin).starts_with("!<")) return true;
  const std::size_t end = std::min(text_.find_first_of(" \t\r\n,", begin), text_.size());
  if (end == text_.size() || text_[end] != ',') return true;
  return refuse(event().start_mark.index, "a tag needs a space behind it");
}

// Looks at a double-quoted scalar as it was written.
bool YamlEvents::check_escapes() {
  const std::size_t begin = byte_of(event().start_mark.index);
  const std::size_t end = byte_of(event().end_mark.index);
  const std::string_view quoted = text_.substr(begin, end - begin);
  for (std::size_t at = quoted.find('\\'); at != std::string_view::npos;
       at = quoted.find('\\', at + 2)) {
    if (!quoted.substr(at + 1).starts_with('/')) continue;
    refused_ = {ErrorCode::malformed, std::string(kUnknownEscape),
                place_text(place_of(text_, begin + at + 1))};
    return false;
  }
  return true;
}

// Events come in the order of the text, so this goes through it once.
std::size_t YamlEvents::byte_of(std::size_t character) {
  if (character < character_) byte_ = character_ = 0;
  for (; byte_ < text_.size(); ++byte_) {
    if ((static_cast<unsigned char>(text_[byte_]) & 0xC0) == 0x80) continue;
    if (character_ == character) break;
    ++character_;
  }
  return byte_;
}

Result<std::string_view> begin_yaml(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return fail(ErrorCode::malformed,
                "the text is UTF-16, which Kubernetes' tools do not read; save it as UTF-8", "1:1");
  }
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  // libyaml skips one at the start of any line; to Go it is the first character of a key.
  for (std::size_t at = text.find(kMark); at != std::string_view::npos;
       at = text.find(kMark, at + 1)) {
    if (at > 0 && text[at - 1] != '\n') continue;
    return fail(ErrorCode::malformed, "a byte order mark stands in the midst of the text",
                place_text(place_of(text, at)));
  }
  return text;
}

}  // namespace bulwark::formats
