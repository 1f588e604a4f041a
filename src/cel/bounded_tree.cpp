// SPDX-License-Identifier: Apache-2.0
// Heights are kept by node, so that a node's own is one more than its highest child's.
#include "cel/bounded_tree.h"

#include <algorithm>
#include <string>
#include <utility>

#include "cel/source.h"

namespace bulwark::cel {

Result<Expr*> BoundedTree::add(Position position, Expr::Node node) {
  std::size_t height = std::visit([this](const auto& n) { return children_height(n); }, node);
  return bounded(ast_.add(position, std::move(node)), height + 1);
}

Result<Expr*> BoundedTree::add_expansion(Expr* expansion, const Call& call) {
  return bounded(expansion, children_height(call) + 1);
}

Result<Expr*> BoundedTree::bounded(Expr* expr, std::size_t height) {
  if (height > limits_.depth) return too_deep(expr->position);
  if (ast_.size() > limits_.entries) {
    return std::unexpected(source_error(ErrorCode::limit, "the expression has too many parts",
                                        ast_.source(), expr->position));
  }
  heights_.resize(ast_.size() + 1);
  heights_[expr->id] = static_cast<std::uint32_t>(height);
  return expr;
}

std::size_t BoundedTree::height_of(const Expr& expr) const {
  return expr.id < heights_.size() ? heights_[expr.id] : 0;
}

std::size_t BoundedTree::children_height(const Call& node) const {
  std::size_t height = node.target == nullptr ? 0 : height_of(*node.target);
  for (const Expr* arg : node.args) height = std::max(height, height_of(*arg));
  return height;
}
std::size_t BoundedTree::children_height(const ListLiteral& node) const {
  std::size_t height = 0;
  for (const Expr* element : node.elements) height = std::max(height, height_of(*element));
  return height;
}
std::size_t BoundedTree::children_height(const MapLiteral& node) const {
  std::size_t height = 0;
  for (const MapLiteral::Entry& entry : node.entries) {
    height = std::max({height, height_of(*entry.key), height_of(*entry.value)});
  }
  return height;
}
std::size_t BoundedTree::children_height(const StructLiteral& node) const {
  std::size_t height = 0;
  for (const StructLiteral::Field& field : node.fields)
    height = std::max(height, height_of(*field.value));
  return height;
}

std::unexpected<Error> BoundedTree::too_deep(Position position) const {
  return std::unexpected(
      source_error(ErrorCode::limit,
                   "the expression nests deeper than " + std::to_string(limits_.depth) + " levels",
                   ast_.source(), position));
}

}  // namespace bulwark::cel
