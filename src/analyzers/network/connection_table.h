// SPDX-License-Identifier: Apache-2.0
// Sets of connections by number: equal sets have one number, and what two numbers give is worked
// out once.
#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "analyzers/network/connections.h"

namespace bulwark::analyzers::network {

using SetId = std::uint32_t;

class ConnectionTable {
 public:
  static constexpr SetId kNone = 0, kAll = 1;

  ConnectionTable();

  SetId intern(const Connections& set);
  const Connections& at(SetId id) const { return sets_[id]; }

  SetId unite(SetId a, SetId b);
  SetId intersect(SetId a, SetId b);
  SetId subtract(SetId a, SetId b);

 private:
  enum class Operation : std::uint8_t { unite, intersect, subtract };
  SetId work_out(Operation operation, SetId a, SetId b);

  std::vector<Connections> sets_;
  std::map<Connections, SetId> ids_;
  std::unordered_map<std::uint64_t, SetId> known_[3];
};

}  // namespace bulwark::analyzers::network
