// SPDX-License-Identifier: Apache-2.0
// BoundedTree: a syntax tree in the making that grows neither higher nor larger than its limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "cel/ast.h"

namespace bulwark::cel {

/// Adds nodes to `ast`, children first, and knows how high each one stands. `ast` must outlive it.
class BoundedTree {
 public:
  BoundedTree(Ast& ast, Limits limits) : ast_(ast), limits_(limits) {}

  /// A new node over children that are in the tree already.
  Result<Expr*> add(Position position, Expr::Node node);
  /// The expansion of the macro call `call`, as high as the call would be: what the macro adds of
  /// its own does not count.
  Result<Expr*> add_expansion(Expr* expansion, const Call& call);
  std::unexpected<Error> too_deep(Position position) const;

 private:
  Result<Expr*> bounded(Expr* expr, std::size_t height);
  std::size_t height_of(const Expr& expr) const;
  std::size_t children_height(const Constant&) const { return 0; }
  std::size_t children_height(const Identifier&) const { return 0; }
  std::size_t children_height(const Comprehension&) const { return 0; }  // only macros make them
  std::size_t children_height(const Select& node) const { return height_of(*node.operand); }
  std::size_t children_height(const Call& node) const;
  std::size_t children_height(const ListLiteral& node) const;
  std::size_t children_height(const MapLiteral& node) const;
  std::size_t children_height(const StructLiteral& node) const;

  Ast& ast_;
  Limits limits_;
  std::vector<std::uint32_t> heights_;  ///< by id
};

}  // namespace bulwark::cel
