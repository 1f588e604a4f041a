// SPDX-License-Identifier: Apache-2.0
// JsonItems: the members of a JSON object, or the elements of an array, one by one out of a stream.
// Memory goes by the longest of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "knowledge/byte_source.h"

namespace bulwark::knowledge {

/// Reads one text after another into Values. A value lives until the next call.
class JsonTexts {
 public:
  JsonTexts() { renew(); }
  /// `malformed`, with the line and column of the text where they are known.
  Result<formats::Value> read(std::string_view text);

 private:
  void renew();

  formats::JsonReader reader_;
  std::unique_ptr<formats::Pool> pool_;
  std::unique_ptr<formats::Builder> builder_;
  std::string padded_;
  std::size_t in_pool_ = 0;
};

struct JsonItem {
  std::string key;        ///< of an object's member; escapes stay as they are
  std::string_view text;  ///< JSON, well nested and not checked further; until the next call
};

class JsonItems {
 public:
  /// `bytes` must outlive it. An item of more than `most` bytes is `limit`.
  JsonItems(ByteSource& bytes, std::size_t most) : bytes_(bytes), most_(most) {}

  /// nullopt at the end of the outermost object or array; nothing may follow it. `malformed` where
  /// commas, colons and brackets do not fit.
  Result<std::optional<JsonItem>> next();

 private:
  Result<int> look();  ///< the next byte that is no white space, or -1 at the end
  Result<bool> fill();
  Result<void> begin();
  Result<std::string> key();
  Result<std::size_t> scan_string(std::size_t from);
  Result<std::size_t> scan_value(std::size_t from);
  Result<bool> has(std::size_t at);
  Error malformed(std::string_view what) const;

  ByteSource& bytes_;
  std::size_t most_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t dropped_ = 0;  ///< bytes before the buffer
  char close_ = 0;             ///< of the outermost; 0 before it began
  bool first_ = true, ended_ = false;
};

}  // namespace bulwark::knowledge
