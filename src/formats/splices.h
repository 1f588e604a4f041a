// SPDX-License-Identifier: Apache-2.0
// Splices: pieces of a text that others take the place of.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::formats {

class Splices {
 public:
  /// The bytes from `begin` to before `end` become `text`. Of several insertions at one place the
  /// first comes first.
  void replace(std::size_t begin, std::size_t end, std::string text) {
    splices_.push_back({begin, end, std::move(text)});
  }
  void insert(std::size_t at, std::string text) { replace(at, at, std::move(text)); }

  /// Nothing when two of them overlap.
  std::optional<std::string> apply(std::string_view text) &&;

 private:
  struct Splice {
    std::size_t begin;
    std::size_t end;
    std::string text;
  };
  std::vector<Splice> splices_;
};

}  // namespace bulwark::formats
