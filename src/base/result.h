// SPDX-License-Identifier: Apache-2.0
// The one error type of the house, and Result<T>, the value-or-error that every fallible function
// returns.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace bulwark {

enum class ErrorCode : std::uint8_t {
  not_found,
  denied,
  malformed,
  limit,
  timeout,
  unavailable,
  unsupported,
  cancelled,
  internal,
};

/// The code as one word, for machines: "not_found", "denied", ...
std::string_view name(ErrorCode code);

/// The code as a sentence for a reader.
std::string_view describe(ErrorCode code);

/// What went wrong, in words a user can act on, and where ("file:line:column", a path, a field) if
/// that is known.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::string where;

  /// The same error, told from one level further up: "reading layer 3: unexpected end".
  Error context(std::string_view doing) &&;

  /// "where: message", or the message alone.
  std::string text() const;

  bool operator==(const Error&) const = default;
};

inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string where = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(where)});
}

/// A value or an Error. Dropping one is a warning, and warnings are errors here.
/// `*r` on an error is checked by the standard library's assertions, which stay on in every build.
template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using Base = std::expected<T, Error>;
  using Base::Base;
  // NOLINTNEXTLINE(google-explicit-constructor): a Result is an expected
  Result(Base base) : Base(std::move(base)) {}

  friend bool operator==(const Result& a, const Result& b) {
    return static_cast<const Base&>(a) == static_cast<const Base&>(b);
  }
};

template <>
class [[nodiscard]] Result<void> : public std::expected<void, Error> {
 public:
  using Base = std::expected<void, Error>;
  using Base::Base;
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Base base) : Base(std::move(base)) {}
};

}  // namespace bulwark

// `auto doc = TRY(parse(bytes));` gives the value, or returns the error from the enclosing
// function. One TRY per statement: nested ones shadow each other. (A statement expression: both
// compilers of the house have it.)
#define TRY(expression)                                                       \
  __extension__({                                                             \
    auto try_result_ = (expression);                                          \
    if (!try_result_) return std::unexpected(std::move(try_result_).error()); \
    std::move(try_result_).value();                                           \
  })

// The same for a Result<void>, or where the value is not wanted.
#define TRY_VOID(expression)                                                  \
  do {                                                                        \
    auto try_result_ = (expression);                                          \
    if (!try_result_) return std::unexpected(std::move(try_result_).error()); \
  } while (false)
