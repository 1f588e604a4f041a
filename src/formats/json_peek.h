// SPDX-License-Identifier: Apache-2.0
// One field of a JSON text, without a tree of the rest.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bulwark::formats {

/// Keeps its buffers for the next text. Not thread-safe.
class JsonPeek {
 public:
  JsonPeek();
  ~JsonPeek();
  JsonPeek(const JsonPeek&) = delete;
  JsonPeek& operator=(const JsonPeek&) = delete;

  /// The string at `outer`.`inner` of a document that is an object; nullopt where there is none, or
  /// the text before it is malformed. What stands behind it is not looked at. `text` is followed by
  /// kJsonPadding readable bytes.
  std::optional<std::string> text_at(std::string_view text, std::string_view outer,
                                     std::string_view inner);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace bulwark::formats
