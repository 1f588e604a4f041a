// SPDX-License-Identifier: Apache-2.0
// The common cases need no look-up.
#include "analyzers/network/connection_table.h"

#include <utility>

namespace bulwark::analyzers::network {

ConnectionTable::ConnectionTable() {
  intern(Connections());
  intern(Connections::all());
}

SetId ConnectionTable::intern(const Connections& set) {
  const auto [at, is_new] = ids_.try_emplace(set, static_cast<SetId>(sets_.size()));
  if (is_new) sets_.push_back(set);
  return at->second;
}

SetId ConnectionTable::unite(SetId a, SetId b) {
  if (a == b || b == kNone || a == kAll) return a;
  if (a == kNone || b == kAll) return b;
  if (a > b) std::swap(a, b);
  return work_out(Operation::unite, a, b);
}

SetId ConnectionTable::intersect(SetId a, SetId b) {
  if (a == b || a == kNone || b == kAll) return a;
  if (b == kNone || a == kAll) return b;
  if (a > b) std::swap(a, b);
  return work_out(Operation::intersect, a, b);
}

SetId ConnectionTable::subtract(SetId a, SetId b) {
  if (a == kNone || b == kNone) return a;
  if (a == b || b == kAll) return kNone;
  return work_out(Operation::subtract, a, b);
}

SetId ConnectionTable::work_out(Operation operation, SetId a, SetId b) {
  const std::uint64_t key = (std::uint64_t{a} << 32U) | b;
  auto& known = known_[static_cast<std::size_t>(operation)];
  const auto found = known.find(key);
  if (found != known.end()) return found->second;
  Connections set = sets_[a];
  if (operation == Operation::unite) set.unite(sets_[b]);
  if (operation == Operation::intersect) set.intersect(sets_[b]);
  if (operation == Operation::subtract) set.subtract(sets_[b]);
  const SetId out = intern(set);
  known.emplace(key, out);
  return out;
}

}  // namespace bulwark::analyzers::network
