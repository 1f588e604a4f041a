// SPDX-License-Identifier: Apache-2.0
// JSON (RFC 8259) into Values, through simdjson's DOM.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "formats/builder.h"
#include "formats/document.h"

namespace bulwark::formats {

/// Bytes that must be readable behind the text that JsonReader::read is given.
inline constexpr std::size_t kJsonPadding = 64;

/// Reads one document at a time and keeps its buffers for the next. Not thread-safe: one reader a
/// thread.
///
/// What simdjson refuses though Go's decoder takes it (integers above 2^64-1, a byte order mark) is
/// an error here with code `unsupported`: the caller may read the text again as YAML.
class JsonReader {
 public:
  JsonReader();
  ~JsonReader();
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  /// `text` is exactly one document and is followed by kJsonPadding readable bytes (of any
  /// content). On an error the builder is reset. Error::where is "line:column" within `text` where
  /// the place is known.
  Result<Document> read(std::string_view text, Builder& builder, const DocumentOptions& options);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace bulwark::formats
