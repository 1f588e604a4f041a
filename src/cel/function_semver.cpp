// SPDX-License-Identifier: Apache-2.0
// semver() and what its values answer.
#include <array>

#include "cel/function.h"
#include "cel/opaque.h"
#include "cel/semver.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

bool are_text_and_flag(Arguments arguments) {
  return arguments[0].is_string() && (arguments.size() == 1 || arguments[1].is_bool());
}

Result<Semver> read(Context& context, Arguments arguments) {
  const std::string_view text = arguments[0].as_string();
  const bool normalize = arguments.size() == 2 && arguments[1].as_bool();
  return normalize ? Semver::parse_normalized(text, context.arena())
                   : Semver::parse(text, context.arena());
}

Value to_semver(Context& context, Arguments arguments) {
  if (!are_text_and_flag(arguments)) return context.no_such_overload();
  const auto version = read(context, arguments);
  return version ? make_value(context.arena(), *version) : context.error(version.error().message);
}

Value is_semver(Context& context, Arguments arguments) {
  if (!are_text_and_flag(arguments)) return context.no_such_overload();
  return Value::boolean(read(context, arguments).has_value());
}

template <std::uint64_t Semver::* Part>
Value number(Context& context, Arguments arguments) {
  const auto* version = value_as<Semver>(arguments[0]);
  if (version == nullptr) return context.no_such_overload();
  return Value::integer(static_cast<std::int64_t>(version->*Part));
}

/// `show` makes the answer of -1, 0 or 1.
template <class Show>
Value compare_two(Context& context, Arguments arguments, Show show) {
  const auto* left = value_as<Semver>(arguments[0]);
  const auto* right = value_as<Semver>(arguments[1]);
  if (left == nullptr || right == nullptr) return context.no_such_overload();
  return show(left->compared_with(*right));
}

Value is_greater_than(Context& context, Arguments arguments) {
  return compare_two(context, arguments, [](int order) { return Value::boolean(order > 0); });
}

Value is_less_than(Context& context, Arguments arguments) {
  return compare_two(context, arguments, [](int order) { return Value::boolean(order < 0); });
}

Value compare_to(Context& context, Arguments arguments) {
  return compare_two(context, arguments, [](int order) { return Value::integer(order); });
}

constexpr std::array kFunctions{
    Function{"string_to_semver", to_semver},
    Function{"string_bool_to_semver", to_semver},
    Function{"is_semver_string", is_semver},
    Function{"is_semver_string_bool", is_semver},
    Function{"semver_is_greater_than", is_greater_than},
    Function{"semver_is_less_than", is_less_than},
    Function{"semver_compare_to", compare_to},
    Function{"semver_major", number<&Semver::major>},
    Function{"semver_minor", number<&Semver::minor>},
    Function{"semver_patch", number<&Semver::patch>},
};

}  // namespace

std::span<const Function> semver_functions() { return kFunctions; }

}  // namespace bulwark::cel
