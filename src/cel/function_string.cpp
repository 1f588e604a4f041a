// SPDX-License-Identifier: Apache-2.0
// Functions over texts. Positions and lengths count Unicode code points, never bytes.
#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "base/arena_vector.h"
#include "cel/format.h"
#include "cel/function.h"
#include "cel/utf8.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;
constexpr std::int64_t kAll = -1;

bool all_strings(Arguments arguments, std::size_t count) {
  return std::all_of(arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(count),
                     [](const Value& value) { return value.is_string(); });
}

Value out_of_range(Context& context, std::int64_t index) {
  return context.error("index out of range: " + std::to_string(index));
}

Value contains(Context& context, Arguments arguments) {
  if (!all_strings(arguments, 2)) return context.no_such_overload();
  return Value::boolean(arguments[0].as_string().find(arguments[1].as_string()) !=
                        std::string_view::npos);
}

Value starts_with(Context& context, Arguments arguments) {
  if (!all_strings(arguments, 2)) return context.no_such_overload();
  return Value::boolean(arguments[0].as_string().starts_with(arguments[1].as_string()));
}

Value ends_with(Context& context, Arguments arguments) {
  if (!all_strings(arguments, 2)) return context.no_such_overload();
  return Value::boolean(arguments[0].as_string().ends_with(arguments[1].as_string()));
}

Value char_at(Context& context, Arguments arguments) {
  if (!arguments[0].is_string() || !arguments[1].is_int()) return context.no_such_overload();
  const std::string_view text = arguments[0].as_string();
  const std::int64_t index = arguments[1].as_int();
  const std::size_t length = count_code_points(text);
  if (index < 0 || static_cast<std::uint64_t>(index) > length) return out_of_range(context, index);
  if (static_cast<std::uint64_t>(index) == length) return Value::short_string("");
  const std::string_view rest = text.substr(byte_offset(text, static_cast<std::size_t>(index)));
  return context.string_view_of(rest.substr(0, first_code_point(rest).bytes));
}

Value code_points_before(std::string_view text, std::size_t byte) {
  return Value::integer(static_cast<std::int64_t>(count_code_points(text.substr(0, byte))));
}

Value index_of(Context& context, Arguments arguments) {
  if (!all_strings(arguments, 2)) return context.no_such_overload();
  if (arguments.size() == 3 && !arguments[2].is_int()) return context.no_such_overload();
  const std::string_view text = arguments[0].as_string(), part = arguments[1].as_string();
  const std::int64_t offset = arguments.size() == 3 ? arguments[2].as_int() : 0;
  if (part.empty()) return Value::integer(offset);
  if (offset < 0) return out_of_range(context, offset);
  if (static_cast<std::uint64_t>(offset) >= count_code_points(text)) return Value::integer(-1);
  const std::size_t found = text.find(part, byte_offset(text, static_cast<std::size_t>(offset)));
  return found == std::string_view::npos ? Value::integer(-1) : code_points_before(text, found);
}

Value last_index_of(Context& context, Arguments arguments) {
  if (!all_strings(arguments, 2)) return context.no_such_overload();
  if (arguments.size() == 3 && !arguments[2].is_int()) return context.no_such_overload();
  const std::string_view text = arguments[0].as_string(), part = arguments[1].as_string();
  const auto length = static_cast<std::int64_t>(count_code_points(text));
  if (arguments.size() == 2 && part.empty()) return Value::integer(length);
  const std::int64_t offset = arguments.size() == 3 ? arguments[2].as_int() : length - 1;
  if (part.empty()) return Value::integer(offset);
  if (arguments.size() == 2 && text.size() < part.size()) return Value::integer(-1);
  if (offset < 0) return out_of_range(context, offset);
  if (offset >= length) return Value::integer(-1);
  const std::size_t found = text.rfind(part, byte_offset(text, static_cast<std::size_t>(offset)));
  return found == std::string_view::npos ? Value::integer(-1) : code_points_before(text, found);
}

Value change_case(Context& context, Arguments arguments, char from) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  const std::string_view text = arguments[0].as_string();
  char* out = context.reserve(text.size());
  if (out == nullptr) return context.out_of_memory();
  std::ranges::transform(text, out, [from](char c) {
    return c >= from && c < from + 26 ? static_cast<char>(c ^ 0x20) : c;
  });
  return context.string_view_of({out, text.size()});
}

Value lower_ascii(Context& context, Arguments arguments) {
  return change_case(context, arguments, 'A');
}
Value upper_ascii(Context& context, Arguments arguments) {
  return change_case(context, arguments, 'a');
}

/// Where `old_text` is replaced: at most `limit` times (kAll: everywhere). An empty one stands
/// before every code point and at the end.
ArenaVector<std::size_t> replacement_places(Context& context, std::string_view text,
                                            std::string_view old_text, std::int64_t limit) {
  ArenaVector<std::size_t> places(context.arena());
  const auto most = limit < 0 ? std::numeric_limits<std::size_t>::max()
                              : static_cast<std::size_t>(limit);
  std::size_t at = 0;
  while (places.size() < most && at <= text.size()) {
    if (old_text.empty()) {
      places.push_back(at);
      at += at < text.size() ? first_code_point(text.substr(at)).bytes : 1;
      continue;
    }
    const std::size_t found = text.find(old_text, at);
    if (found == std::string_view::npos) break;
    places.push_back(found);
    at = found + old_text.size();
  }
  return places;
}

Value replace(Context& context, Arguments arguments) {
  if (!all_strings(arguments, 3)) return context.no_such_overload();
  if (arguments.size() == 4 && !arguments[3].is_int()) return context.no_such_overload();
  const std::string_view text = arguments[0].as_string(), old_text = arguments[1].as_string(),
                         new_text = arguments[2].as_string();
  const std::int64_t limit = arguments.size() == 4 ? arguments[3].as_int() : kAll;
  if (limit == 0 || old_text == new_text) return arguments[0];
  if (!context.can_use(text.size() * sizeof(std::size_t))) return context.out_of_memory();
  const ArenaVector<std::size_t> places = replacement_places(context, text, old_text, limit);
  if (places.empty()) return arguments[0];
  std::size_t size = 0;
  if (__builtin_mul_overflow(places.size(), new_text.size(), &size)) return context.out_of_memory();
  size += text.size() - places.size() * old_text.size();
  char* out = context.reserve(size);
  if (out == nullptr) return context.out_of_memory();
  char* end = out;
  std::size_t at = 0;
  for (const std::size_t place : places) {
    end = std::ranges::copy(text.substr(at, place - at), end).out;
    end = std::ranges::copy(new_text, end).out;
    at = place + old_text.size();
  }
  std::ranges::copy(text.substr(at), end);
  return context.string_view_of({out, size});
}

Value split(Context& context, Arguments arguments) {
  if (!all_strings(arguments, 2)) return context.no_such_overload();
  if (arguments.size() == 3 && !arguments[2].is_int()) return context.no_such_overload();
  std::string_view text = arguments[0].as_string();
  const std::string_view separator = arguments[1].as_string();
  const std::int64_t limit = arguments.size() == 3 ? arguments[2].as_int() : kAll;
  ArenaVector<Value> parts(context.arena());
  if (limit == 0 || (separator.empty() && text.empty())) return context.list(parts);
  if (!context.can_use(text.size() * sizeof(Value))) return context.out_of_memory();
  while (limit < 0 || parts.size() + 1 < static_cast<std::size_t>(limit)) {
    const std::size_t end = separator.empty() ? first_code_point(text).bytes : text.find(separator);
    if (end == std::string_view::npos || (separator.empty() && end >= text.size())) break;
    parts.push_back(context.string_view_of(text.substr(0, end)));
    text.remove_prefix(end + separator.size());
  }
  parts.push_back(context.string_view_of(text));
  return context.list(parts);
}

Value substring(Context& context, Arguments arguments) {
  if (!arguments[0].is_string() || !arguments[1].is_int()) return context.no_such_overload();
  if (arguments.size() == 3 && !arguments[2].is_int()) return context.no_such_overload();
  const std::string_view text = arguments[0].as_string();
  const auto length = static_cast<std::int64_t>(count_code_points(text));
  const std::int64_t start = arguments[1].as_int();
  const std::int64_t end = arguments.size() == 3 ? arguments[2].as_int() : length;
  if (arguments.size() == 3 && start > end) {
    return context.error("invalid substring range. start: " + std::to_string(start) +
                         ", end: " + std::to_string(end));
  }
  if (start < 0 || start > length) return out_of_range(context, start);
  if (end < 0 || end > length) return out_of_range(context, end);
  const std::size_t from = byte_offset(text, static_cast<std::size_t>(start));
  const std::size_t to = byte_offset(text, static_cast<std::size_t>(end));
  return context.string_view_of(text.substr(from, to - from));
}

Value trim(Context& context, Arguments arguments) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  std::string_view text = arguments[0].as_string();
  while (!text.empty()) {
    const CodePoint first = first_code_point(text);
    if (!is_space(first.value)) break;
    text.remove_prefix(first.bytes);
  }
  while (!text.empty()) {
    std::size_t at = text.size() - 1;
    while (at > 0 && !begins_code_point(text[at])) --at;
    if (!is_space(first_code_point(text.substr(at)).value)) break;
    text.remove_suffix(text.size() - at);
  }
  return context.string_view_of(text);
}

Value join(Context& context, Arguments arguments) {
  if (!arguments[0].is_list() || (arguments.size() == 2 && !arguments[1].is_string())) {
    return context.no_such_overload();
  }
  const std::string_view separator = arguments.size() == 2 ? arguments[1].as_string()
                                                           : std::string_view{};
  const auto items = arguments[0].items();
  if (!items.empty() && !items[0].is_string()) return context.no_such_overload();
  std::size_t size = items.empty() ? 0 : (items.size() - 1) * separator.size();
  for (const Value& item : items) {
    if (!item.is_string()) return context.error("join: invalid input: " + display_text(item));
    size += item.as_string().size();
  }
  char* out = context.reserve(size);
  if (out == nullptr) return context.out_of_memory();
  char* end = out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) end = std::ranges::copy(separator, end).out;
    end = std::ranges::copy(items[i].as_string(), end).out;
  }
  return context.string_view_of({out, size});
}

Value quote(Context& context, Arguments arguments) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  const std::string_view text = arguments[0].as_string();
  char* out = context.reserve(2 * text.size() + 2);
  if (out == nullptr) return context.out_of_memory();
  char* end = out;
  *end++ = '"';
  for (char c : text) {
    constexpr std::string_view kSpecial = "\a\b\f\n\r\t\v\\\"", kNames = "abfnrtv\\\"";
    const std::size_t at = kSpecial.find(c);
    if (at != std::string_view::npos) *end++ = '\\';
    *end++ = at == std::string_view::npos ? c : kNames[at];
  }
  *end++ = '"';
  return context.string_view_of({out, static_cast<std::size_t>(end - out)});
}

Value format_string(Context& context, Arguments arguments) {
  if (!arguments[0].is_string() || !arguments[1].is_list()) return context.no_such_overload();
  return format(context, arguments[0].as_string(), arguments[1].items());
}

Value size(Context& context, Arguments arguments) {
  const Value& of = arguments[0];
  switch (kind(of)) {
    case Kind::string:
      return Value::integer(static_cast<std::int64_t>(count_code_points(of.as_string())));
    case Kind::bytes: return Value::integer(static_cast<std::int64_t>(bytes_of(of).size()));
    case Kind::list: return Value::integer(static_cast<std::int64_t>(of.size()));
    case Kind::map:
    case Kind::entry_map: return Value::integer(static_cast<std::int64_t>(map_size(of)));
    default: return context.no_such_overload();
  }
}

constexpr std::array kFunctions{
    Function{"size_string", size},
    Function{"size_bytes", size},
    Function{"size_list", size},
    Function{"size_map", size},
    Function{"string_size", size},
    Function{"bytes_size", size},
    Function{"list_size", size},
    Function{"map_size", size},
    Function{"contains_string", contains},
    Function{"starts_with_string", starts_with},
    Function{"ends_with_string", ends_with},
    Function{"string_char_at_int", char_at},
    Function{"string_index_of_string", index_of},
    Function{"string_index_of_string_int", index_of},
    Function{"string_last_index_of_string", last_index_of},
    Function{"string_last_index_of_string_int", last_index_of},
    Function{"string_lower_ascii", lower_ascii},
    Function{"string_upper_ascii", upper_ascii},
    Function{"string_replace_string_string", replace},
    Function{"string_replace_string_string_int", replace},
    Function{"string_split_string", split},
    Function{"string_split_string_int", split},
    Function{"string_substring_int", substring},
    Function{"string_substring_int_int", substring},
    Function{"string_trim", trim},
    Function{"list_join", join},
    Function{"list_join_string", join},
    Function{"strings_quote", quote},
    Function{"string_format", format_string},
};

}  // namespace

std::span<const Function> string_functions() { return kFunctions; }

}  // namespace bulwark::cel
