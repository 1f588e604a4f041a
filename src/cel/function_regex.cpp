// SPDX-License-Identifier: Apache-2.0
// matches(), find() and findAll() for patterns that are not constants; the compiler prepares
// constant ones.
#include <array>
#include <string>

#include "base/arena_vector.h"
#include "cel/regex.h"
#include "cel/utf8.h"

namespace bulwark::cel {

std::string regex_problem(const re2::RE2& regex) {
  const auto reason = [&]() -> std::string_view {
    switch (regex.error_code()) {
      case re2::RE2::ErrorBadEscape: return "invalid escape sequence";
      case re2::RE2::ErrorBadCharClass: return "invalid character class";
      case re2::RE2::ErrorBadCharRange: return "invalid character class range";
      case re2::RE2::ErrorMissingBracket: return "missing closing ]";
      case re2::RE2::ErrorMissingParen: return "missing closing )";
      case re2::RE2::ErrorUnexpectedParen: return "unexpected )";
      case re2::RE2::ErrorTrailingBackslash: return "trailing backslash at end of expression";
      case re2::RE2::ErrorRepeatArgument: return "missing argument to repetition operator";
      case re2::RE2::ErrorRepeatSize: return "invalid repeat count";
      case re2::RE2::ErrorRepeatOp: return "invalid nested repetition operator";
      case re2::RE2::ErrorBadPerlOp: return "invalid or unsupported Perl syntax";
      case re2::RE2::ErrorBadUTF8: return "invalid UTF-8";
      case re2::RE2::ErrorBadNamedCapture: return "invalid named capture";
      default: return {};
    }
  }();
  if (reason.empty()) return "error parsing regexp: " + regex.error();
  return "error parsing regexp: " + std::string(reason) + ": `" + regex.error_arg() + "`";
}

bool regex_matches(const re2::RE2& regex, std::string_view text) {
  return regex.Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

Value regex_find(Context& context, const re2::RE2& regex, std::string_view text) {
  re2::StringPiece found;
  if (!regex.Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED, &found, 1)) {
    return Value::short_string("");
  }
  return context.string_view_of({found.data(), found.size()});
}

Value regex_find_all(Context& context, const re2::RE2& regex, std::string_view text,
                     std::int64_t limit) {
  ArenaVector<Value> out(context.arena());
  if (!context.can_use(text.size() * sizeof(Value))) return context.out_of_memory();
  std::size_t at = 0, last_end = std::string_view::npos;
  const auto full = [&] { return limit >= 0 && out.size() >= static_cast<std::size_t>(limit); };
  while (at <= text.size() && !full()) {
    re2::StringPiece found;
    if (!regex.Match({text.data(), text.size()}, at, text.size(), re2::RE2::UNANCHORED, &found, 1))
      break;
    const auto begin = static_cast<std::size_t>(found.data() - text.data());
    const std::size_t end = begin + found.size();
    // An empty match right after another match is no match.
    if (!found.empty() || begin != last_end)
      out.push_back(context.string_view_of(text.substr(begin, found.size())));
    last_end = end;
    at = end;
    if (found.empty()) at += at < text.size() ? first_code_point(text.substr(at)).bytes : 1;
  }
  return context.list(out);
}

namespace {

using Arguments = std::span<const Value>;

Value matches(Context& context, Arguments arguments) {
  if (!arguments[0].is_string() || !arguments[1].is_string()) return context.no_such_overload();
  Value error;
  const re2::RE2* regex = context.regex(arguments[1].as_string(), error);
  return regex == nullptr ? error : Value::boolean(regex_matches(*regex, arguments[0].as_string()));
}

Value find(Context& context, Arguments arguments) {
  if (!arguments[0].is_string() || !arguments[1].is_string()) return context.no_such_overload();
  Value error;
  const re2::RE2* regex = context.regex(arguments[1].as_string(), error);
  return regex == nullptr ? error : regex_find(context, *regex, arguments[0].as_string());
}

Value find_all(Context& context, Arguments arguments) {
  if (!arguments[0].is_string() || !arguments[1].is_string()) return context.no_such_overload();
  if (arguments.size() == 3 && !arguments[2].is_int()) return context.no_such_overload();
  Value error;
  const re2::RE2* regex = context.regex(arguments[1].as_string(), error);
  if (regex == nullptr) return error;
  return regex_find_all(context, *regex, arguments[0].as_string(),
                        arguments.size() == 3 ? arguments[2].as_int() : -1);
}

constexpr std::array kFunctions{
    Function{"matches_string", matches},
    Function{"matches", matches},
    Function{"string_find_string", find},
    Function{"string_find_all_string", find_all},
    Function{"string_find_all_string_int", find_all},
};

}  // namespace

std::span<const Function> regex_functions() { return kFunctions; }

}  // namespace bulwark::cel
