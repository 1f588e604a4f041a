// SPDX-License-Identifier: Apache-2.0
// Names: every text of roles, bindings and subjects as a number, so that to compare two is to
// compare numbers.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"

namespace bulwark::analyzers::rbac {

using NameId = std::uint32_t;

inline constexpr NameId kEmpty = 0;  ///< ""
inline constexpr NameId kAll = 1;    ///< "*"
/// A text that no role or binding has: equal to no other.
inline constexpr NameId kUnknown = 0xFFFFFFFF;

class Names {
 public:
  Names();

  /// `text` must outlive this.
  NameId intern(std::string_view text);
  /// The same for a text that does not.
  NameId intern_copy(std::string_view text);
  /// kUnknown where it was never interned.
  NameId find(std::string_view text) const;
  /// `id` is not kUnknown.
  std::string_view text(NameId id) const { return texts_[id]; }
  std::size_t size() const { return texts_.size(); }

 private:
  std::vector<std::string_view> texts_;
  std::unordered_map<std::string_view, NameId> ids_;
  Arena copies_{std::size_t{64} << 10};
};

}  // namespace bulwark::analyzers::rbac
