// SPDX-License-Identifier: Apache-2.0
// Colours of a terminal, where it has any.
#pragma once

#include <string>
#include <string_view>

#include "model/layer.h"

namespace bulwark::outputs {

enum class Ink : unsigned char { bold, dim, green, critical, high, medium, low, info };

inline Ink ink_of(model::Severity severity) {
  return static_cast<Ink>(static_cast<unsigned>(Ink::critical) + static_cast<unsigned>(severity));
}

/// Paints text, or leaves it as it is.
class Paint {
 public:
  explicit Paint(bool colour) : colour_(colour) {}
  std::string operator()(Ink ink, std::string_view text) const {
    if (!colour_ || text.empty()) return std::string(text);
    return std::string("\x1b[").append(code(ink)).append("m").append(text).append("\x1b[0m");
  }

 private:
  static std::string_view code(Ink ink) {
    switch (ink) {
      case Ink::bold: return "1";
      case Ink::dim: return "2";
      case Ink::green: return "32";
      case Ink::critical: return "1;31";
      case Ink::high: return "31";
      case Ink::medium: return "33";
      case Ink::low: return "36";
      case Ink::info: return "2";
    }
    return "0";
  }
  bool colour_;
};

}  // namespace bulwark::outputs
