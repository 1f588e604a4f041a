// SPDX-License-Identifier: Apache-2.0
// How much of a document may come out of aliases: Go's yaml.v2 rule, which stops "billion laughs".
#pragma once

#include <cstddef>

namespace bulwark::formats {

/// Counts decoded nodes, and of these the ones inside aliases. Small documents may consist of them
/// (99 %), large ones may not (10 % from 4,000,000 nodes on).
class AliasBudget {
 public:
  /// One more node; false when the document has had its share.
  bool spend() {
    ++decoded_;
    if (aliases_ > 0) ++in_aliases_;
    return in_aliases_ <= 100 || decoded_ <= 1000 ||
           static_cast<double>(in_aliases_) / static_cast<double>(decoded_) <= allowed();
  }
  void enter_alias() { ++aliases_; }
  void leave_alias() { --aliases_; }
  bool in_alias() const { return aliases_ > 0; }

 private:
  static constexpr double kLow = 400'000;
  static constexpr double kHigh = 4'000'000;

  double allowed() const {
    const auto decoded = static_cast<double>(decoded_);
    if (decoded <= kLow) return 0.99;
    if (decoded >= kHigh) return 0.10;
    return 0.99 - 0.89 * ((decoded - kLow) / (kHigh - kLow));
  }

  std::size_t decoded_ = 0;
  std::size_t in_aliases_ = 0;
  std::size_t aliases_ = 0;
};

}  // namespace bulwark::formats
