// SPDX-License-Identifier: Apache-2.0
// What a function of the expression language is: its overload ids, its body and what the body may
// use.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "cel/value.h"

namespace re2 {
class RE2;
}

namespace bulwark::cel {

class Authorizer;
class RegexCache;

/// What a function body works with: memory for its result, errors, and compiled regular
/// expressions. Lives as long as the evaluator; what it hands out dies with the evaluation.
class Context {
 public:
  Context(Arena& arena, RegexCache& regexes, std::size_t memory_limit)
      : arena_(arena), regexes_(regexes), memory_limit_(memory_limit) {}

  Arena& arena() { return arena_; }

  /// Who answers questions about permissions; nullptr when nobody does.
  Authorizer* authorizer() const { return authorizer_; }
  void set_authorizer(Authorizer* authorizer) { authorizer_ = authorizer; }
  /// Some messages differ by Kubernetes' version.
  int kubernetes_minor() const { return kubernetes_minor_; }
  void set_kubernetes_minor(int minor) { kubernetes_minor_ = minor; }

  Value string(std::string_view text);
  /// `text` must live at least as long as the evaluation: a part of an argument, for instance. Not
  /// copied.
  Value string_view_of(std::string_view text) { return Value::string_at(text); }
  Value list(std::span<const Value> items);
  Value optional(const Value& value) { return make_optional(arena_, value); }
  /// Room for a text of `size` bytes, or nullptr when the evaluation may not have that much: return
  /// out_of_memory().
  char* reserve(std::size_t size);
  /// Whether `bytes` more may be used.
  bool can_use(std::size_t bytes);

  Value error(std::string_view text);
  Value out_of_memory();
  /// Ends the evaluation as a limit does: nothing absorbs it. "operation cancelled: why".
  Value limit_exceeded(std::string_view text);
  Value no_such_overload();
  Value no_such_key(const Value& key);
  Value index_out_of_bounds(const Value& index);

  /// The compiled pattern, or nullptr with `error` set; kept for the next time.
  const re2::RE2* regex(std::string_view pattern, Value& error);

 private:
  Value fail(const Failure& failure);

  Arena& arena_;
  RegexCache& regexes_;
  std::size_t memory_limit_;
  Authorizer* authorizer_ = nullptr;
  int kubernetes_minor_ = 0;
};

/// Arguments are values, never errors. A body looks at their kinds itself and returns
/// no_such_overload() when they do not fit: the next body of the call's overloads is then asked.
using Body = Value (*)(Context& context, std::span<const Value> arguments);

struct Function {
  std::string_view overload;
  Body body;
};

/// The body of the overload with this id, or nullptr.
Body find_function(std::string_view overload);

// One table per family.
std::span<const Function> arithmetic_functions();
std::span<const Function> comparison_functions();
std::span<const Function> conversion_functions();
std::span<const Function> string_functions();
std::span<const Function> time_functions();
std::span<const Function> list_functions();
std::span<const Function> list_order_functions();
std::span<const Function> map_functions();
std::span<const Function> optional_functions();
std::span<const Function> set_functions();
std::span<const Function> regex_functions();
std::span<const Function> json_patch_functions();
std::span<const Function> network_functions();
std::span<const Function> url_functions();
std::span<const Function> quantity_functions();
std::span<const Function> semver_functions();
std::span<const Function> format_functions();
std::span<const Function> authorizer_functions();

}  // namespace bulwark::cel
