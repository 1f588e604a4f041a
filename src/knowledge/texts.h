// SPDX-License-Identifier: Apache-2.0
// Texts and lists of a database that is being made: each once.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/layout.h"

namespace bulwark::knowledge {

/// What section `texts` will hold.
class TextTable {
 public:
  TextTable() { add({}); }
  /// At most kLongest bytes.
  layout::Text add(std::string_view text);
  /// It must not outlive the next add().
  std::string_view at(layout::Text text) const;
  std::string_view bytes() const { return bytes_; }
  /// Gives back what only adding needs.
  void close() { slots_ = {}; }

  static constexpr std::size_t kLongest = std::size_t{64} << 10;
  /// Bytes that all of them may take: what a Text can tell.
  static constexpr std::size_t kMost = (std::size_t{1} << 32) - kLongest - 16;

 private:
  void grow();

  std::string bytes_;
  std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(1024, kFree);
  std::size_t used_ = 0;
  static constexpr std::uint32_t kFree = UINT32_MAX;
};

/// What section `lists` will hold.
class ListTable {
 public:
  ListTable() { add({}); }
  layout::List add(std::span<const std::uint32_t> items);
  const std::vector<std::uint32_t>& numbers() const { return numbers_; }
  void close() { slots_ = {}; }

 private:
  std::span<const std::uint32_t> at(layout::List list) const;
  void grow();

  std::vector<std::uint32_t> numbers_;
  std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(1024, kFree);
  std::size_t used_ = 0;
  static constexpr std::uint32_t kFree = UINT32_MAX;
};

}  // namespace bulwark::knowledge
