// SPDX-License-Identifier: Apache-2.0
// Fleet: where one of several clusters differs from all the others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/control.h"

namespace bulwark::model {

/// One cluster has findings of a control that no other one has, or lacks what all others have.
struct Oddity {
  enum class What : std::uint8_t {
    only_here,     ///< this cluster alone has it
    missing_here,  ///< all clusters but this one have it
  };
  const Control* control = nullptr;
  std::uint32_t cluster = 0;  ///< index into Inventory::clusters
  What what = What::only_here;
  /// True: the others (or this cluster) have no finding of that control at all. False: they have
  /// the same objects, without it.
  bool whole = false;
  /// Where it is missing not everything could be evaluated: it may be there all the same.
  bool uncertain = false;
  std::uint64_t objects = 0;          ///< that have it; the same object in several clusters is one
  std::vector<std::string> examples;  ///< a few of them, "Deployment shop/cart"
};

struct Fleet {
  std::vector<Oddity> oddities;  ///< worst first, then those with most objects
  std::uint64_t left_out = 0;    ///< further ones, which would not help anybody any more
};

}  // namespace bulwark::model
