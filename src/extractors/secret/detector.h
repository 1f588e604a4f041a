// SPDX-License-Identifier: Apache-2.0
// SecretDetector: all rules, compiled once.
//
// Vectorscan looks for the prefilters of all rules in one pass; only where one of them ends is the
// rule's own expression asked (RE2), over a window of bounded size, and then its check.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "extractors/secret/secret_check.h"
#include "extractors/secret/secret_rule.h"

namespace bulwark::extractors::secret {

/// All rules, in the order in which overlapping matches are preferred.
std::vector<const SecretRule*> all_rules();

/// A place that is worth a closer look: the prefilter of a rule ends there.
struct Hit {
  std::uint64_t end = 0;  ///< of the prefilter's match, within the text that was searched
  std::uint32_t rule = 0;
  auto operator<=>(const Hit&) const = default;
};

/// What a rule took for a credential, within the text it was shown.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Immutable: shared by all threads. Each thread searches with a scratch of its own.
class SecretDetector {
 public:
  class Scratch;

  /// Errors: `unsupported` on a processor that Vectorscan does not know; `internal` for a rule that
  /// does not compile.
  static Result<std::unique_ptr<const SecretDetector>> compile();
  SecretDetector(const SecretDetector&) = delete;
  SecretDetector& operator=(const SecretDetector&) = delete;
  ~SecretDetector();

  std::span<const SecretRule* const> rules() const { return rules_; }
  Result<std::unique_ptr<Scratch>> scratch() const;

  /// Appends the hits in `text` to `hits`, in no order. `binary`: only rules that are for binaries.
  void search(std::string_view text, bool binary, Scratch& scratch, std::vector<Hit>& hits) const;

  /// The credential of the hit that ends at `end` of `text`, when there is one. `text` holds what
  /// lookback() and ahead() ask for, as far as the file has it.
  std::optional<Span> confirm(std::uint32_t rule, std::string_view text, std::size_t end,
                              const PathFacts& path) const;

  /// The bytes before a hit's end, and behind it, that any rule may need.
  std::size_t lookback() const { return lookback_; }
  std::size_t ahead() const { return ahead_; }
  /// What of `text` the rule looks at for the hit that ends at `end`: what confirming costs.
  std::string_view window(std::uint32_t rule, std::string_view text, std::size_t end) const;

 private:
  struct Compiled;
  struct Database;
  SecretDetector();
  const Database& for_binaries(Scratch& scratch) const;

  std::vector<const SecretRule*> rules_;
  std::vector<std::unique_ptr<Compiled>> compiled_;
  std::unique_ptr<Database> text_, binary_;
  std::size_t lookback_ = 0;
  std::size_t ahead_ = 0;
};

/// Memory that searching needs; of one thread.
class SecretDetector::Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

 private:
  friend class SecretDetector;
  bool fit(const Database& database);

  void* memory_ = nullptr;
  bool fits_binaries_ = false;
};

}  // namespace bulwark::extractors::secret
