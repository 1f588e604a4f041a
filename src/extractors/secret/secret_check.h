// SPDX-License-Identifier: Apache-2.0
// What an expression cannot say of a credential: checksums, what its base64 holds, how random it
// looks, and whether it is only an example.
#pragma once

#include <string>
#include <string_view>

#include "extractors/secret/secret_rule.h"

namespace bulwark::extractors::secret {

/// What stands beside a credential, as far as its rule names it.
struct Candidate {
  std::string_view secret;
  std::string_view name;     ///< the key or user that it belongs to
  std::string_view host;     ///< that it opens
  bool quoted = true;        ///< false: only the end of its line ends it
  bool begins_line = false;  ///< nothing but spaces, `export` and list marks stand before the name
};

/// What the file's path says.
struct PathFacts {
  bool configuration = false;  ///< values need no quotes there: .env, .yaml, .ini
  bool test = false;           ///< of tests and examples: only what has an issuer's mark counts
};
PathFacts facts_of_path(std::string_view path);

/// True when everything that the rule asks for beyond its expression holds. Linear in the
/// candidate.
bool holds(const SecretRule& rule, const Candidate& candidate, const PathFacts& path);

/// Shannon's entropy of the characters, in bits a character.
double entropy_of(std::string_view text);

/// True for what stands where a credential will: `changeme`, `<token>`, `${TOKEN}`, `xxxxxxxx`,
/// AKIAIOSFODNN7EXAMPLE.
bool is_placeholder(std::string_view secret);

/// The first characters and the length: "ghp_*** (40 characters)"; of a key in lines its first
/// line. Nothing else is ever shown.
std::string mask(const SecretRule& rule, std::string_view secret);

}  // namespace bulwark::extractors::secret
