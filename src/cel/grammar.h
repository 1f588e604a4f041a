// SPDX-License-Identifier: Apache-2.0
// Grammar: recursive descent with one token of lookahead, a function per rule of the language's
// definition.
//
// Two bounds keep hostile input harmless: the depth of recursion, and the height of the tree (a
// long chain of + or of selections is built in a loop, but whoever walks the tree later recurses).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cel/ast.h"
#include "cel/bounded_tree.h"
#include "cel/lexer.h"
#include "cel/parser.h"

namespace bulwark::cel {

/// Reads one expression. `source` must be valid UTF-8; `options` must outlive it. Not movable: its
/// lexer and its tree look into its syntax tree.
class Grammar {
 public:
  Grammar(std::string_view source, const ParseOptions& options)
      : options_(options), ast_(source), tree_(ast_, options.limits), lexer_(ast_.source()) {}
  Grammar(const Grammar&) = delete;
  Grammar& operator=(const Grammar&) = delete;

  Result<Ast> run() &&;

 private:
  using Parsed = Result<Expr*>;

  // Operators, lowest precedence first.
  Parsed expression();
  Parsed logical(TokenKind kind);
  Parsed balanced(std::string_view function, const std::vector<Expr*>& terms,
                  const std::vector<Position>& operators, std::size_t low, std::size_t high);
  Parsed binary(int lowest);
  Parsed unary();

  // What follows a primary.
  Parsed member(std::uint32_t begin, Expr* operand);
  Parsed selection(Expr* operand);
  Parsed index(Expr* operand);
  Parsed message(const Expr& name);

  // Primaries.
  Parsed primary();
  Parsed parenthesis();
  Parsed name(bool leading_dot);
  Parsed constant(bool negative, Position position);
  Parsed call(std::string_view function, Expr* target);
  Parsed list();
  Parsed map();

  // Tokens.
  std::uint32_t offset() const { return token_.position.offset; }
  /// `parsed`, which was written from `begin` to before the current token; an expression within
  /// parentheses stays as it is.
  Parsed written(std::uint32_t begin, Parsed parsed) const;
  bool at(TokenKind kind) const { return token_.kind == kind; }
  Result<void> advance();
  Result<void> expect(TokenKind kind, std::string_view what);
  /// The closing bracket; an empty list or map may hold a comma alone.
  Result<void> close(TokenKind kind, bool empty, std::string_view what);
  Result<void> optional_mark();
  Result<void> check_escaping() const;
  std::unexpected<Error> wrong(std::string message) const;

  const ParseOptions& options_;
  Ast ast_;
  BoundedTree tree_;
  Lexer lexer_;
  Token token_;
  std::uint32_t end_ = 0;  ///< of the token before `token_`
  std::size_t depth_ = 0;
};

}  // namespace bulwark::cel
