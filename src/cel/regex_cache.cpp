// SPDX-License-Identifier: Apache-2.0
// Compiling and keeping regular expressions.
#include "cel/regex_cache.h"

namespace bulwark::cel {

std::unique_ptr<re2::RE2> compile_regex(std::string_view pattern) {
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(std::int64_t{8} << 20);
  return std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

const re2::RE2& RegexCache::get(std::string_view pattern) {
  auto found = regexes_.find(pattern);
  if (found == regexes_.end())
    found = regexes_.emplace(std::string(pattern), compile_regex(pattern)).first;
  return *found->second;
}

}  // namespace bulwark::cel
