// SPDX-License-Identifier: Apache-2.0
// libyaml's parser as a stream of events that frees itself and tells errors in words a user
// understands.
#pragma once

#include <yaml.h>

#include <array>
#include <string_view>

#include "base/result.h"

namespace bulwark::formats {

inline std::string_view scalar_text(const yaml_event_t& event) {
  return {reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length};
}

inline std::string_view yaml_text(const yaml_char_t* text) {
  return text == nullptr ? std::string_view()
                         : std::string_view(reinterpret_cast<const char*>(text));
}

/// libyaml's events, less what Go's yaml.v2 refuses though libyaml takes it: %YAML 1.2, the escape
/// \/, a tag that ends in a comma, and a `?` in an unquoted text within brackets.
///
/// `text` comes from begin_yaml and must outlive this. Not copyable or movable: libyaml keeps
/// pointers into its parser.
class YamlEvents {
 public:
  explicit YamlEvents(std::string_view text);
  ~YamlEvents();
  YamlEvents(const YamlEvents&) = delete;
  YamlEvents& operator=(const YamlEvents&) = delete;

  /// Moves on; false when the text is malformed: see error(). Not to be called again after the
  /// stream's end or an error.
  bool next() {
    current_ ^= 1;
    yaml_event_delete(&events_[current_]);
    return yaml_parser_parse(&parser_, &events_[current_]) != 0 && check();
  }
  const yaml_event_t& event() const { return events_[current_]; }
  /// The event before this one, which is kept that long.
  const yaml_event_t& previous() const { return events_[current_ ^ 1]; }

  Error error() const;
  /// An error of the caller's at a character of the text.
  Error error_at(std::size_t character, ErrorCode code, std::string message) const;

 private:
  bool check();
  bool check_scalar();
  bool check_tag();
  bool check_escapes();
  bool refuse(std::size_t character, std::string_view message);
  std::size_t byte_of(std::size_t character);

  std::string_view text_;
  yaml_parser_t parser_{};
  std::array<yaml_event_t, 2> events_{};
  std::size_t current_ = 0;
  std::size_t brackets_ = 0;    ///< open lists and maps in brackets
  bool slash_escapes_ = false;  ///< the text holds \/ somewhere
  std::size_t byte_ = 0;        ///< of character_: where byte_of came to
  std::size_t character_ = 0;
  Error refused_;
};

/// Takes a UTF-8 byte order mark off; an error for one at the start of another line, and for
/// UTF-16, which kubectl does not read either.
Result<std::string_view> begin_yaml(std::string_view text);

}  // namespace bulwark::formats
