// SPDX-License-Identifier: Apache-2.0
// Resolution of scalars: a table of words, then Go's numbers. Everything else is a string.
#include "formats/yaml_scalar.h"

#include <fmt/core.h>

#include <array>
#include <cmath>
#include <limits>

#include "formats/base64.h"
#include "formats/utf8.h"
#include "formats/yaml_number.h"

namespace bulwark::formats {
namespace {

// What a first byte can begin.
enum class Hint : std::uint8_t { string, word, number, dot };

constexpr std::array<Hint, 256> kHints = [] {
  std::array<Hint, 256> table{};
  for (const char c : std::string_view("yYnNtTfFoO~"))
    table[static_cast<unsigned char>(c)] = Hint::word;
  for (const char c : std::string_view("0123456789+-"))
    table[static_cast<unsigned char>(c)] = Hint::number;
  table[static_cast<unsigned char>('.')] = Hint::dot;
  return table;
}();

struct Word {
  std::string_view text;
  YamlScalar scalar;
};

constexpr YamlScalar kNull{.type = ScalarType::null};
constexpr YamlScalar kTrue{.type = ScalarType::boolean, .boolean = true};
constexpr YamlScalar kFalse{.type = ScalarType::boolean};
constexpr YamlScalar kNan{.type = ScalarType::floating,
                          .floating = std::numeric_limits<double>::quiet_NaN()};
constexpr YamlScalar kInf{.type = ScalarType::floating,
                          .floating = std::numeric_limits<double>::infinity()};
constexpr YamlScalar kMinusInf{.type = ScalarType::floating,
                               .floating = -std::numeric_limits<double>::infinity()};

// Words with the same first byte stand together.
constexpr std::array kWords = std::to_array<Word>({
    {"y", kTrue},         {"yes", kTrue},                                               //
    {"Y", kTrue},         {"Yes", kTrue},       {"YES", kTrue},                         //
    {"true", kTrue},                                                                    //
    {"True", kTrue},      {"TRUE", kTrue},                                              //
    {"on", kTrue},        {"off", kFalse},                                              //
    {"On", kTrue},        {"ON", kTrue},        {"Off", kFalse},      {"OFF", kFalse},  //
    {"n", kFalse},        {"no", kFalse},       {"null", kNull},                        //
    {"N", kFalse},        {"No", kFalse},       {"NO", kFalse},       {"Null", kNull},
    {"NULL", kNull},                          //
    {"false", kFalse},                        //
    {"False", kFalse},    {"FALSE", kFalse},  //
    {"~", kNull},                             //
    {".nan", kNan},       {".NaN", kNan},       {".NAN", kNan},       {".inf", kInf},
    {".Inf", kInf},       {".INF", kInf},                              //
    {"+.inf", kInf},      {"+.Inf", kInf},      {"+.INF", kInf},       //
    {"-.inf", kMinusInf}, {"-.Inf", kMinusInf}, {"-.INF", kMinusInf},  //
});
constexpr std::size_t kLongestWord = 5;

YamlScalar integer(std::int64_t value) { return {.type = ScalarType::integer, .integer = value}; }
YamlScalar floating(double value) { return {.type = ScalarType::floating, .floating = value}; }
YamlScalar unsigned_integer(std::uint64_t value) {
  return {.type = ScalarType::unsigned_integer, .unsigned_integer = value};
}

// Go's YAML has its own reading of what follows 0b, which takes a second sign: 0b-1 is -1.
YamlScalar binary_number(std::string_view plain) {
  if (plain.starts_with("0b")) {
    if (const auto i = go_parse_int(plain.substr(2), 2)) return integer(*i);
    if (const auto u = go_parse_uint(plain.substr(2), 2)) return unsigned_integer(*u);
  } else if (plain.starts_with("-0b")) {
    const std::string digits = "-" + std::string(plain.substr(3));
    if (const auto i = go_parse_int(digits, 2)) return integer(*i);
  }
  return {};
}

YamlScalar resolve_number(std::string_view text) {
  std::string without;
  std::string_view plain = text;
  if (text.contains('_')) {
    for (const char c : text) {
      if (c != '_') without += c;
    }
    plain = without;
  }
  if (const auto i = go_parse_int(plain, 0)) return integer(*i);
  if (const auto u = go_parse_uint(plain, 0)) return unsigned_integer(*u);
  if (const auto f = parse_decimal(plain)) return floating(*f);
  return binary_number(plain);
}

// Where the words with a first byte begin and end: most texts are compared with none or few.
struct WordRange {
  std::uint8_t begin = 0;
  std::uint8_t end = 0;
};
constexpr std::array<WordRange, 128> kWordRanges = [] {
  std::array<WordRange, 128> table{};
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    WordRange& range = table[static_cast<unsigned char>(kWords[i].text[0])];
    if (range.end == 0) range.begin = static_cast<std::uint8_t>(i);
    range.end = static_cast<std::uint8_t>(i + 1);
  }
  return table;
}();

// `text` is not empty and begins with an ASCII character.
const YamlScalar* find_word(std::string_view text) {
  if (text.size() > kLongestWord) return nullptr;
  const WordRange range = kWordRanges[static_cast<unsigned char>(text[0])];
  for (std::size_t i = range.begin; i < range.end; ++i) {
    if (kWords[i].text == text) return &kWords[i].scalar;
  }
  return nullptr;
}

bool is_type(std::string_view tag, ScalarType type) {
  switch (type) {
    case ScalarType::string: return tag == "str";
    case ScalarType::null: return tag == "null";
    case ScalarType::boolean: return tag == "bool";
    case ScalarType::integer:
    case ScalarType::unsigned_integer: return tag == "int";
    case ScalarType::floating: return tag == "float";
  }
  return false;
}

}  // namespace

YamlScalar resolve_plain(std::string_view text) {
  if (text.empty()) return kNull;
  const Hint hint = kHints[static_cast<unsigned char>(text[0])];
  if (hint == Hint::string) return {};
  if (const YamlScalar* word = find_word(text)) return *word;
  if (hint == Hint::number) return resolve_number(text);
  if (hint == Hint::dot) {
    if (const auto f = parse_dotted_decimal(text)) return floating(*f);
  }
  return {};
}

Result<YamlScalar> resolve_tagged(std::string_view tag, std::string_view text) {
  if (!tag.starts_with(kYamlTagPrefix)) return YamlScalar{};
  const std::string_view name = tag.substr(kYamlTagPrefix.size());
  if (name == "timestamp") {
    if (is_go_timestamp(text)) return YamlScalar{};
  } else if (name != "bool" && name != "int" && name != "float" && name != "null") {
    return YamlScalar{};
  }
  YamlScalar scalar = resolve_plain(text);
  if (name == "float" && scalar.type == ScalarType::integer) {
    return floating(static_cast<double>(scalar.integer));
  }
  if (is_type(name, scalar.type)) return scalar;
  const std::string shown = replace_invalid_utf8(text.substr(0, 40));
  return fail(ErrorCode::malformed, fmt::format("'{}' is tagged !!{} but is not one", shown, name));
}

std::optional<Value> json_number(double number) {
  if (!std::isfinite(number)) return std::nullopt;
  if (std::trunc(number) != number || std::fabs(number) >= 1e21) return Value::number(number);
  if (std::fabs(number) < 9007199254740992.0)
    return Value::integer(static_cast<std::int64_t>(number));
  const std::string digits = go_integral_digits(number);
  if (const auto i = go_parse_int(digits, 10)) return Value::integer(*i);
  if (const auto u = go_parse_uint(digits, 10)) return Value::unsigned_integer(*u);
  return Value::number(number);
}

std::optional<Value> json_value(const YamlScalar& scalar) {
  switch (scalar.type) {
    case ScalarType::boolean: return Value::boolean(scalar.boolean);
    case ScalarType::integer: return Value::integer(scalar.integer);
    case ScalarType::unsigned_integer: return Value::unsigned_integer(scalar.unsigned_integer);
    case ScalarType::floating: return json_number(scalar.floating);
    case ScalarType::string:
    case ScalarType::null: break;
  }
  return Value();
}

std::optional<std::string> key_text(const YamlScalar& scalar, std::string_view text) {
  switch (scalar.type) {
    case ScalarType::string: return std::string(text);
    case ScalarType::boolean: return scalar.boolean ? "true" : "false";
    case ScalarType::integer: return std::to_string(scalar.integer);
    case ScalarType::floating: return go_float_key(scalar.floating);
    case ScalarType::null:
    case ScalarType::unsigned_integer: break;
  }
  return std::nullopt;
}

std::optional<std::string> decode_binary(std::string_view text) {
  const auto bytes = decode_base64(text);
  if (!bytes) return std::nullopt;
  return replace_invalid_utf8(*bytes);
}

}  // namespace bulwark::formats
