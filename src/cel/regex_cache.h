// SPDX-License-Identifier: Apache-2.0
// RegexCache: compiled regular expressions by their pattern, for patterns that are not constants.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <re2/re2.h>

namespace bulwark::cel {

/// Go's regexp and RE2 share their syntax; matching is by UTF-8, silent, with bounded memory.
std::unique_ptr<re2::RE2> compile_regex(std::string_view pattern);

/// Keeps the last kCapacity patterns; a full cache starts over. Not thread-safe: one per evaluator.
class RegexCache {
 public:
  static constexpr std::size_t kCapacity = 64;

  /// The pattern compiled; its ok() may be false. Valid until the next call of trim().
  const re2::RE2& get(std::string_view pattern);
  /// Empties a full cache. Called between evaluations, when nobody holds a regex.
  void trim() {
    if (regexes_.size() > kCapacity) regexes_.clear();
  }

 private:
  std::map<std::string, std::unique_ptr<re2::RE2>, std::less<>> regexes_;
};

}  // namespace bulwark::cel
