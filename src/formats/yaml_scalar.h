// SPDX-License-Identifier: Apache-2.0
// What a YAML scalar means to Kubernetes (YAML 1.1 with Go's numbers): the text `on` is true, `017`
// is 15.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/value.h"

namespace bulwark::formats {

enum class ScalarType : std::uint8_t {
  string,  ///< the text itself
  null,
  boolean,
  integer,
  unsigned_integer,  ///< above the largest signed integer
  floating,          ///< infinities and NaN too: they are errors as values, but not as keys
};

struct YamlScalar {
  ScalarType type = ScalarType::string;
  bool boolean = false;
  std::int64_t integer = 0;
  std::uint64_t unsigned_integer = 0;
  double floating = 0;
};

/// A plain scalar without a tag. Most are strings, and that is seen at their first byte.
YamlScalar resolve_plain(std::string_view text);

/// A scalar with one of the tags that YAML defines, written out ("tag:yaml.org,2002:int"); an error
/// when the text is not of that type. Any other tag, !!binary included, gives a string.
Result<YamlScalar> resolve_tagged(std::string_view tag, std::string_view text);

/// The value that JSON carries; nullopt for infinities and NaN, which JSON has not. Not for
/// strings.
std::optional<Value> json_value(const YamlScalar& scalar);

/// The number as JSON carries it: 1.0 and 1e3 become integers, as Go writes and reads them.
std::optional<Value> json_number(double number);

/// The key that a map gets; nullopt for null and for integers above the largest signed one. `text`
/// is the scalar's.
std::optional<std::string> key_text(const YamlScalar& scalar, std::string_view text);

/// Standard base64 with padding, line breaks ignored. Bytes that are no UTF-8 become U+FFFD.
std::optional<std::string> decode_binary(std::string_view text);

inline constexpr std::string_view kYamlTagPrefix = "tag:yaml.org,2002:";
inline constexpr std::string_view kBinaryTag = "tag:yaml.org,2002:binary";
inline constexpr std::string_view kMergeTag = "tag:yaml.org,2002:merge";

}  // namespace bulwark::formats
