// SPDX-License-Identifier: Apache-2.0
// The context that function bodies work with, and the search for a body by overload id.
#include "cel/function.h"

#include <algorithm>
#include <array>
#include <limits>

#include "cel/regex.h"
#include "cel/regex_cache.h"

namespace bulwark::cel {

bool Context::can_use(std::size_t bytes) {
  const std::size_t used = arena_.reserved_bytes();
  return used <= memory_limit_ && bytes <= memory_limit_ - used;
}

char* Context::reserve(std::size_t size) {
  // A text's length has 32 bits.
  if (size > std::numeric_limits<std::uint32_t>::max() || !can_use(size)) return nullptr;
  return static_cast<char*>(arena_.allocate(std::max(size, std::size_t{1})));  // null only when out
                                                                               // of memory
}

Value Context::string(std::string_view text) {
  return can_use(text.size()) ? Value::string_in(arena_, text) : out_of_memory();
}

Value Context::list(std::span<const Value> items) {
  return can_use(items.size_bytes()) ? Value::list_in(arena_, items) : out_of_memory();
}

Value Context::fail(const Failure& failure) {
  return make_error(new (arena_.allocate(sizeof(Failure))) Failure(failure));
}

Value Context::error(std::string_view text) {
  return fail({Failure::Reason::text, 0, arena_.copy(text), Value()});
}

Value Context::out_of_memory() {
  return limit_exceeded("operation cancelled: memory limit exceeded");
}

Value Context::limit_exceeded(std::string_view text) {
  return fail({Failure::Reason::limit, 0, arena_.copy(text), Value()});
}

Value Context::no_such_overload() {
  return fail({Failure::Reason::no_such_overload, 0, {}, Value()});
}

Value Context::no_such_key(const Value& key) {
  return fail({Failure::Reason::no_such_key, 0, {}, key});
}

Value Context::index_out_of_bounds(const Value& index) {
  return fail({Failure::Reason::index_out_of_bounds, 0, {}, index});
}

const re2::RE2* Context::regex(std::string_view pattern, Value& error_value) {
  const re2::RE2& regex = regexes_.get(pattern);
  if (regex.ok()) return &regex;
  error_value = error(regex_problem(regex));
  return nullptr;
}

Body find_function(std::string_view overload) {
  const std::array families{arithmetic_functions(), comparison_functions(), conversion_functions(),
                            string_functions(),     time_functions(),       list_functions(),
                            list_order_functions(), map_functions(),        optional_functions(),
                            set_functions(),        regex_functions(),      json_patch_functions(),
                            network_functions(),    quantity_functions(),   url_functions(),
                            semver_functions(),     format_functions(),     authorizer_functions()};
  for (const std::span<const Function> family : families) {
    const auto found = std::ranges::find(family, overload, &Function::overload);
    if (found != family.end()) return found->body;
  }
  return nullptr;
}

}  // namespace bulwark::cel
