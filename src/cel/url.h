// SPDX-License-Identifier: Apache-2.0
// URLs as Kubernetes' expressions have them: absolute, or a path, by the rules of Go's net/url.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "base/result.h"
#include "cel/value.h"

namespace bulwark::cel {

/// Nothing when the text is the URI of a request; the error's message is Go's: 'parse "x": ...'.
Result<void> check_request_uri(std::string_view text);

struct Url {
  static constexpr std::string_view kTypeName = "kubernetes.URL";

  static Result<Url> parse(std::string_view text, Arena& arena);

  std::string_view hostname() const;  ///< without port and brackets
  std::string_view port() const;
  /// Pairs in the order they are written; what is malformed is left out.
  std::vector<std::pair<std::string, std::string>> parameters() const;

  Equality compare(const Url& other) const {
    return whole == other.whole ? Equality::same : Equality::different;
  }
  std::string text() const { return std::string(whole); }
  Url kept(Arena& arena) const;
  std::uint64_t size() const { return 1; }

  std::string_view scheme;
  std::string_view host;  ///< with its port
  std::string_view escaped_path;
  std::string_view query;
  std::string_view whole;  ///< written anew from its parts
};

}  // namespace bulwark::cel
