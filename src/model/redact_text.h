// SPDX-License-Identifier: Apache-2.0
// Texts and command lines of an object without their credentials.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bulwark::model {

/// `text`, which may be a whole file, without the credentials in it; nullopt when it holds none.
std::optional<std::string> text_without(std::string_view text);

/// The same for a value that is a credential as a whole, since a name beside it says so.
std::optional<std::string> secret_without(std::string_view value);

/// Of a value in a Secret's stringData: `***`, unless it only refers to a credential.
std::string hidden_unless_reference(std::string_view value);

/// Goes over the words of a command line in order.
class CommandLine {
 public:
  /// The word without its credential when the word before it, or its own name, says that it holds
  /// one (it may be the same word); else nullopt: then it is a text like any other.
  std::optional<std::string> next(std::string_view word);

 private:
  enum class Awaits : std::uint8_t { nothing, secret, user_and_password };
  Awaits awaits_ = Awaits::nothing;
};

bool is_last_applied(std::string_view key);

}  // namespace bulwark::model
