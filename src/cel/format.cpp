// SPDX-License-Identifier: Apache-2.0
// string.format(). Kubernetes prints %f and %e for the locale en-US: thousands grouped, the
// exponent as a power of ten in superscript, infinity as its sign.
#include "cel/format.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cel/number_text.h"
#include "cel/time_text.h"
#include "cel/utf8.h"

namespace bulwark::cel {
namespace {

constexpr int kDefaultPrecision = 6;
constexpr int kMostPrecision = 1000;

/// A text, or why there is none.
struct Text {
  std::string text;
  bool ok = true;
};
Text bad(std::string why) { return {std::move(why), false}; }

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    constexpr std::string_view kSpecial = "\a\b\f\n\r\t\v\\\"", kNames = "abfnrtv\\\"";
    constexpr std::string_view kHex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (const std::size_t at = kSpecial.find(c); at != std::string_view::npos) {
      out += '\\';
      out += kNames[at];
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string number_with_precision(double d, int precision, std::chars_format style) {
  std::string buffer(static_cast<std::size_t>(precision) + 400, '\0');
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), d, style, precision)
                       .ptr;
  buffer.resize(static_cast<std::size_t>(end - buffer.data()));
  return buffer;
}

Text string_clause(const Value& value);

/// An element of a list or map, as a literal of the language.
Text element(const Value& value) {
  switch (kind(value)) {
    case Kind::string: return {quoted(value.as_string())};
    case Kind::bytes: return {"b" + quoted(bytes_of(value))};
    case Kind::number: {
      const double d = value.as_double();
      if (!std::isfinite(d)) return {quoted(double_text(d))};
      return {number_with_precision(d, kDefaultPrecision, std::chars_format::fixed)};
    }
    case Kind::timestamp: return {"timestamp(" + quoted(timestamp_text(value)) + ")"};
    case Kind::duration: return {"duration(" + quoted(duration_text(nanoseconds_of(value))) + ")"};
    case Kind::optional:
    case Kind::opaque: return bad("no formatting function for " + std::string(type_name(value)));
    default: return string_clause(value);
  }
}

Text list_clause(const Value& list) {
  std::string out = "[";
  std::string_view separator;
  for (const Value& item : list.items()) {
    Text part = element(item);
    if (!part.ok) return part;
    out.append(separator).append(part.text);
    separator = ", ";
  }
  return {out + "]"};
}

Text map_key(const Value& key) {
  if (key.is_string()) return {quoted(key.as_string())};
  if (key.is_bool() || key.is_int() || key.is_uint()) return {scalar_text(key)};
  return bad("no formatting function for map key of type " + std::string(type_name(key)));
}

Text map_clause(const Value& map) {
  std::vector<std::pair<std::string, std::string>> entries;
  Text failed;
  for_each_entry(map, [&](const Value& key, const Value& value) {
    Text name = map_key(key);
    Text text = name.ok ? element(value) : Text{};
    if (!name.ok || !text.ok) {
      failed = name.ok ? text : name;
      return false;
    }
    entries.emplace_back(std::move(name.text), std::move(text.text));
    return true;
  });
  if (!failed.ok) return failed;
  std::ranges::sort(entries);
  std::string out = "{";
  std::string_view separator;
  for (const auto& [name, text] : entries) {
    out.append(separator).append(name).append(":").append(text);
    separator = ", ";
  }
  return {out + "}"};
}

Text string_clause(const Value& value) {
  switch (kind(value)) {
    case Kind::list: return list_clause(value);
    case Kind::map:
    case Kind::entry_map: return map_clause(value);
    case Kind::bytes:
      if (!is_valid_utf8(bytes_of(value)))
        return bad("could not convert argument to string: invalid UTF-8");
      return {std::string(bytes_of(value))};
    case Kind::optional:
    case Kind::opaque:
      return bad(
          "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, "
          "types, durations, "
          "and timestamps, was given " +
          std::string(type_name(value)));
    default: return {scalar_text(value)};
  }
}

Text decimal_clause(const Value& value) {
  if (!value.is_int() && !value.is_uint()) {
    return bad("decimal clause can only be used on integers, was given " +
               std::string(type_name(value)));
  }
  return {scalar_text(value)};
}

/// Doubles, and the texts that stand for what no literal can say.
std::optional<double> floating(const Value& value) {
  if (value.is_double()) return value.as_double();
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = value.as_string();
  if (text != "NaN" && text != "Infinity" && text != "-Infinity") return std::nullopt;
  return parse_double(text);
}

std::string not_finite(double d) { return std::isnan(d) ? "NaN" : d > 0 ? "∞" : "-∞"; }

std::string grouped(std::string number) {
  const std::size_t first = number[0] == '-' ? 1 : 0;
  std::size_t at = std::min(number.find('.'), number.size());
  while (at > first + 3) {
    at -= 3;
    number.insert(at, ",");
  }
  return number;
}

Text fixed_clause(const Value& value, int precision) {
  const std::optional<double> d = floating(value);
  if (!d) {
    return bad("fixed-point clause can only be used on doubles, was given " +
               std::string(type_name(value)));
  }
  if (!std::isfinite(*d)) return {not_finite(*d)};
  return {grouped(number_with_precision(*d, precision, std::chars_format::fixed))};
}

Text scientific_clause(const Value& value, int precision) {
  const std::optional<double> d = floating(value);
  if (!d) {
    return bad("scientific clause can only be used on doubles, was given " +
               std::string(type_name(value)));
  }
  if (!std::isfinite(*d)) return {not_finite(*d)};
  const std::string plain = number_with_precision(*d, precision, std::chars_format::scientific);
  const std::size_t e = plain.find('e');
  std::string out = plain.substr(0, e) + "\u00d710";
  constexpr const char* kSuperscript[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  if (plain[e + 1] == '-') out += "⁻";
  for (char digit : plain.substr(e + 2)) out += kSuperscript[digit - '0'];
  return {out};
}

std::string in_base(const Value& value, int base) {
  char buffer[70];
  const auto end = value.is_int()
                       ? std::to_chars(buffer, buffer + sizeof buffer, value.as_int(), base).ptr
                       : std::to_chars(buffer, buffer + sizeof buffer, value.as_uint(), base).ptr;
  return {buffer, end};
}

Text binary_clause(const Value& value) {
  if (value.is_bool()) return {value.as_bool() ? "1" : "0"};
  if (value.is_int() || value.is_uint()) return {in_base(value, 2)};
  return bad("only integers and bools can be formatted as binary, was given " +
             std::string(type_name(value)));
}

Text octal_clause(const Value& value) {
  if (value.is_int() || value.is_uint()) return {in_base(value, 8)};
  return bad("octal clause can only be used on integers, was given " +
             std::string(type_name(value)));
}

Text hex_clause(const Value& value, bool upper) {
  std::string out;
  if (value.is_int() || value.is_uint()) {
    out = in_base(value, 16);
  } else if (value.is_string() || kind(value) == Kind::bytes) {
    constexpr std::string_view kHex = "0123456789abcdef";
    for (char c : value.is_string() ? value.as_string() : bytes_of(value)) {
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 15];
    }
  } else {
    return bad("only integers, byte buffers, and strings can be formatted as hex, was given " +
               std::string(type_name(value)));
  }
  if (upper)
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'a' ? char(c - 32) : c; });
  return {out};
}

Text apply(char clause, const Value& value, int precision) {
  switch (clause) {
    case 's': return string_clause(value);
    case 'd': return decimal_clause(value);
    case 'f': return fixed_clause(value, precision);
    case 'e': return scientific_clause(value, precision);
    case 'b': return binary_clause(value);
    case 'o': return octal_clause(value);
    default: return hex_clause(value, clause == 'X');
  }
}

/// Reads ".3" from the front of `text`; the precision, or why it is none.
Result<int> take_precision(std::string_view& text) {
  if (!text.starts_with('.')) return kDefaultPrecision;
  text.remove_prefix(1);
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == std::string_view::npos) {
    return fail(ErrorCode::malformed, "could not find end of precision specifier");
  }
  int precision = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, precision);
  if (error != std::errc() || precision > kMostPrecision) {
    return fail(ErrorCode::malformed, "error while converting precision to integer");
  }
  text.remove_prefix(digits);
  return precision;
}

}  // namespace

Result<FormatPart> FormatReader::next() {
  FormatPart part;
  const std::size_t percent = std::min(text_.find('%'), text_.size());
  part.literal = text_.substr(0, percent);
  text_.remove_prefix(percent);
  if (text_.empty()) return part;
  text_.remove_prefix(1);
  if (text_.starts_with('%')) {
    part.literal = {part.literal.data(), part.literal.size() + 1};
    text_.remove_prefix(1);
    return part;
  }
  if (next_ >= arguments_)
    return fail(ErrorCode::malformed, "index " + std::to_string(next_) + " out of range");
  if (text_.empty()) return fail(ErrorCode::malformed, "unexpected end of string");
  const Result<int> precision = take_precision(text_);
  if (!precision) {
    return fail(ErrorCode::malformed,
                "could not parse formatting clause: error while parsing precision: " +
                    precision.error().message);
  }
  if (std::string_view("sdfeboxX").find(text_[0]) == std::string_view::npos) {
    return fail(ErrorCode::malformed,
                "could not parse formatting clause: unrecognized formatting clause \"" +
                    std::string(text_.substr(0, first_code_point(text_).bytes)) + "\"");
  }
  part.clause = text_[0];
  part.precision = *precision;
  part.argument = next_++;
  text_.remove_prefix(1);
  return part;
}

Value format(Context& context, std::string_view text, std::span<const Value> arguments) {
  std::string out;
  FormatReader reader(text, arguments.size());
  while (!reader.done()) {
    const Result<FormatPart> part = reader.next();
    if (!part) return context.error(part.error().message);
    out += part->literal;
    if (part->clause == 0) continue;
    const Text formatted = apply(part->clause, arguments[part->argument], part->precision);
    if (!formatted.ok) return context.error("error during formatting: " + formatted.text);
    if (!context.can_use(out.size() + formatted.text.size())) return context.out_of_memory();
    out += formatted.text;
  }
  return context.string(out);
}

}  // namespace bulwark::cel
