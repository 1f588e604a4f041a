// SPDX-License-Identifier: Apache-2.0
// The parser: recursive descent with one token of lookahead; binary operators by precedence
// climbing.
//
// Two bounds keep hostile input harmless: the depth of recursion, and the height of the tree (a
// long chain of + or of selections is built in a loop, but whoever walks the tree later recurses).
// Chains of && and || are balanced, so that a thousand operands are ten levels.
#include "cel/parser.h"

#include <algorithm>
#include <string>

#include "cel/lexer.h"
#include "cel/literal.h"
#include "cel/utf8.h"

namespace bulwark::cel {
namespace {

struct BinaryOperator {
  std::string_view function;
  int precedence;  ///< 0: not a binary operator
};

BinaryOperator binary_operator(TokenKind kind) {
  switch (kind) {
    case TokenKind::less: return {"_<_", 1};
    case TokenKind::less_equal: return {"_<=_", 1};
    case TokenKind::greater: return {"_>_", 1};
    case TokenKind::greater_equal: return {"_>=_", 1};
    case TokenKind::equal: return {"_==_", 1};
    case TokenKind::not_equal: return {"_!=_", 1};
    case TokenKind::kw_in: return {"@in", 1};
    case TokenKind::plus: return {"_+_", 2};
    case TokenKind::minus: return {"_-_", 2};
    case TokenKind::star: return {"_*_", 3};
    case TokenKind::slash: return {"_/_", 3};
    case TokenKind::percent: return {"_%_", 3};
    default: return {{}, 0};
  }
}

class Parser {
 public:
  Parser(std::string_view source, const ParseOptions& options)
      : options_(options), ast_(source), lexer_(ast_.source()) {}

  Result<Ast> run() && {
    TRY_VOID(advance());
    if (at(TokenKind::end)) return wrong("the expression is empty");
    ast_.root = TRY(expression());
    if (!at(TokenKind::end))
      return wrong("unexpected " + describe(token_) + " after a complete expression");
    return std::move(ast_);
  }

 private:
  using Parsed = Result<Expr*>;

  // ---- precedence, lowest first

  Parsed expression() {
    if (++depth_ > options_.limits.depth) return too_deep(token_.position);
    Expr* condition = TRY(logical(TokenKind::logical_or));
    if (at(TokenKind::question)) {
      Position position = token_.position;
      TRY_VOID(advance());
      Expr* then = TRY(logical(TokenKind::logical_or));
      TRY_VOID(expect(TokenKind::colon, "':' of the conditional '? :'"));
      Expr* otherwise = TRY(expression());
      condition = TRY(add(position, Call{"_?_:_", nullptr, {condition, then, otherwise}}));
    }
    --depth_;
    return condition;
  }

  /// A chain of || (whose operands are chains of &&), or of && (whose operands are relations).
  Parsed logical(TokenKind kind) {
    bool is_or = kind == TokenKind::logical_or;
    std::vector<Expr*> terms;
    std::vector<Position> operators;
    while (true) {
      terms.push_back(is_or ? TRY(logical(TokenKind::logical_and)) : TRY(binary(1)));
      if (!at(kind)) break;
      operators.push_back(token_.position);
      TRY_VOID(advance());
    }
    if (operators.empty()) return terms.front();
    return balanced(is_or ? "_||_" : "_&&_", terms, operators, 0, operators.size() - 1);
  }

  Parsed balanced(std::string_view function, const std::vector<Expr*>& terms,
                  const std::vector<Position>& operators, std::size_t low, std::size_t high) {
    std::size_t middle = (low + high + 1) / 2;
    Expr* left = terms[middle];
    if (middle != low) left = TRY(balanced(function, terms, operators, low, middle - 1));
    Expr* right = terms[high + 1];
    if (middle != high) right = TRY(balanced(function, terms, operators, middle + 1, high));
    return add(operators[middle], Call{function, nullptr, {left, right}});
  }

  Parsed binary(int lowest) {
    Expr* left = TRY(unary());
    while (true) {
      BinaryOperator found = binary_operator(token_.kind);
      if (found.precedence < lowest || found.precedence == 0) return left;
      Position position = token_.position;
      TRY_VOID(advance());
      Expr* right = TRY(binary(found.precedence + 1));
      left = TRY(add(position, Call{found.function, nullptr, {left, right}}));
    }
  }

  /// An even run of one sign is nothing; a single minus before a number belongs to the number.
  Parsed unary() {
    if (!at(TokenKind::exclamation) && !at(TokenKind::minus)) return member(TRY(primary()));
    TokenKind kind = token_.kind;
    Position position = token_.position;
    std::size_t count = 0;
    for (; at(kind); ++count) TRY_VOID(advance());
    if (kind == TokenKind::minus && count == 1 &&
        (at(TokenKind::integer) || at(TokenKind::number))) {
      return member(TRY(constant(true, position)));
    }
    if (at(TokenKind::exclamation) || at(TokenKind::minus)) {
      return wrong("'!' and '-' do not follow one another; write parentheses between them");
    }
    Expr* operand = TRY(primary());
    operand = TRY(member(operand));
    if (count % 2 == 0) return operand;
    return add(position, Call{kind == TokenKind::minus ? "-_" : "!_", nullptr, {operand}});
  }

  // ---- what follows a primary: .field .?field .call() [index] [?index] {fields}

  Parsed member(Expr* operand) {
    while (true) {
      if (at(TokenKind::dot)) {
        operand = TRY(selection(operand));
      } else if (at(TokenKind::left_bracket)) {
        operand = TRY(index(operand));
      } else if (at(TokenKind::left_brace) && names_message(*operand)) {
        operand = TRY(message(*operand));
      } else {
        return operand;
      }
    }
  }

  Parsed selection(Expr* operand) {
    Position dot = token_.position;
    TRY_VOID(advance());
    bool optional = at(TokenKind::question);
    if (optional) {
      TRY_VOID(optional_mark());
    }
    Token name = token_;
    if (name.kind != TokenKind::identifier && name.kind != TokenKind::escaped_identifier) {
      bool keyword = name.kind == TokenKind::kw_in || name.kind == TokenKind::kw_true ||
                     name.kind == TokenKind::kw_false || name.kind == TokenKind::kw_null;
      return wrong("expected a field name after '.', found " + describe(name) +
                   (keyword ? "; write it in backticks" : ""));
    }
    TRY_VOID(check_escaping());
    TRY_VOID(advance());
    if (optional) {
      Expr* field = TRY(add(name.position, Constant{ast_.string(name.text)}));
      return add(dot, Call{"_?._", nullptr, {operand, field}});
    }
    if (at(TokenKind::left_paren) && name.kind == TokenKind::identifier)
      return call(name.text, operand);
    return add(dot, Select{operand, name.text, false});
  }

  Parsed index(Expr* operand) {
    Position bracket = token_.position;
    TRY_VOID(advance());
    bool optional = at(TokenKind::question);
    if (optional) {
      TRY_VOID(optional_mark());
    }
    Expr* key = TRY(expression());
    TRY_VOID(expect(TokenKind::right_bracket, "']'"));
    return add(bracket, Call{optional ? "_[?_]" : "_[_]", nullptr, {operand, key}});
  }

  /// Only a name, or a dotted one, may stand before the fields of a message.
  static bool names_message(const Expr& expr) {
    const Expr* at = &expr;
    while (const auto* select = at->as<Select>()) {
      if (select->test_only) return false;
      at = select->operand;
    }
    return at->as<Identifier>() != nullptr;
  }

  static std::string dotted_name(const Expr& expr) {
    const auto* select = expr.as<Select>();
    if (select == nullptr) return std::string(expr.as<Identifier>()->name);
    return dotted_name(*select->operand) + "." + std::string(select->field);
  }

  Parsed message(const Expr& name) {
    Position brace = token_.position;
    TRY_VOID(advance());
    StructLiteral literal{ast_.text(dotted_name(name)), {}};
    while (!at(TokenKind::right_brace)) {
      if (at(TokenKind::comma)) break;
      StructLiteral::Field field;
      field.optional = at(TokenKind::question);
      if (field.optional) {
        TRY_VOID(optional_mark());
      }
      if (!at(TokenKind::identifier) && !at(TokenKind::escaped_identifier)) {
        return wrong("expected a field name, found " + describe(token_));
      }
      TRY_VOID(check_escaping());
      field.name = token_.text;
      TRY_VOID(advance());
      field.position = token_.position;
      TRY_VOID(expect(TokenKind::colon, "':' after a field name"));
      field.value = TRY(expression());
      literal.fields.push_back(field);
      if (!at(TokenKind::comma)) break;
      TRY_VOID(advance());
    }
    TRY_VOID(close(TokenKind::right_brace, literal.fields.empty(), "'}'"));
    return add(brace, std::move(literal));
  }

  // ---- primaries

  Parsed primary() {
    switch (token_.kind) {
      case TokenKind::dot: {
        TRY_VOID(advance());
        if (!at(TokenKind::identifier))
          return wrong("expected a name after '.', found " + describe(token_));
        return name(true);
      }
      case TokenKind::identifier: return name(false);
      case TokenKind::left_paren: return parenthesis();
      case TokenKind::left_bracket: return list();
      case TokenKind::left_brace: return map();
      case TokenKind::integer:
      case TokenKind::unsigned_integer:
      case TokenKind::number:
      case TokenKind::string:
      case TokenKind::bytes:
      case TokenKind::kw_true:
      case TokenKind::kw_false:
      case TokenKind::kw_null: return constant(false, token_.position);
      case TokenKind::escaped_identifier:
        return wrong("a name in backticks may only follow a dot or name a message's field");
      default: return wrong("expected a value, found " + describe(token_));
    }
  }

  Parsed parenthesis() {
    TRY_VOID(advance());
    Expr* inner = TRY(expression());
    TRY_VOID(expect(TokenKind::right_paren, "')'"));
    return inner;
  }

  Parsed name(bool leading_dot) {
    Token token = token_;
    if (is_reserved(token.text)) {
      return wrong("reserved identifier: " + std::string(token.text) +
                   " (it may only follow a dot)");
    }
    TRY_VOID(advance());
    std::string_view text = token.text;
    if (leading_dot) text = ast_.text("." + std::string(text));
    if (at(TokenKind::left_paren)) return call(text, nullptr);
    return add(token.position, Identifier{text});
  }

  Parsed constant(bool negative, Position position) {
    Result<Constant> value = literal(token_, negative, ast_);
    if (!value)
      return std::unexpected(
          source_error(value.error().code, value.error().message, ast_.source(), position));
    TRY_VOID(advance());
    return add(position, *value);
  }

  Parsed call(std::string_view function, Expr* target) {
    Position paren = token_.position;
    TRY_VOID(advance());
    std::vector<Expr*> args;
    while (!at(TokenKind::right_paren)) {
      args.push_back(TRY(expression()));
      if (!at(TokenKind::comma)) break;
      TRY_VOID(advance());
      if (at(TokenKind::right_paren))
        return wrong("expected another argument after ',', found ')'");
    }
    TRY_VOID(expect(TokenKind::right_paren, "',' or ')' in the arguments"));
    MacroUse use{function, target, args, paren};
    std::expected<Expr*, MacroError> expanded = expand_macro(use, options_.macros, ast_);
    if (!expanded) {
      return std::unexpected(source_error(ErrorCode::malformed, std::move(expanded.error().message),
                                          ast_.source(), expanded.error().position));
    }
    if (*expanded == nullptr) return add(paren, Call{function, target, std::move(args)});
    ast_.macro_calls.push_back({(*expanded)->id, function, paren});
    std::size_t height = target == nullptr ? 0 : height_of(*target);
    for (const Expr* arg : args) height = std::max(height, height_of(*arg));
    return bounded(*expanded, height + 1);
  }

  Parsed list() {
    Position bracket = token_.position;
    TRY_VOID(advance());
    ListLiteral literal;
    while (!at(TokenKind::right_bracket) && !at(TokenKind::comma)) {
      if (at(TokenKind::question)) {
        TRY_VOID(optional_mark());
        literal.optional_indices.push_back(static_cast<std::uint32_t>(literal.elements.size()));
      }
      literal.elements.push_back(TRY(expression()));
      if (!at(TokenKind::comma)) break;
      TRY_VOID(advance());
    }
    TRY_VOID(close(TokenKind::right_bracket, literal.elements.empty(), "',' or ']' in the list"));
    return add(bracket, std::move(literal));
  }

  Parsed map() {
    Position brace = token_.position;
    TRY_VOID(advance());
    MapLiteral literal;
    while (!at(TokenKind::right_brace) && !at(TokenKind::comma)) {
      MapLiteral::Entry entry;
      entry.optional = at(TokenKind::question);
      if (entry.optional) {
        TRY_VOID(optional_mark());
      }
      entry.key = TRY(expression());
      entry.position = token_.position;
      TRY_VOID(expect(TokenKind::colon, "':' after a key of the map"));
      entry.value = TRY(expression());
      literal.entries.push_back(entry);
      if (!at(TokenKind::comma)) break;
      TRY_VOID(advance());
    }
    TRY_VOID(close(TokenKind::right_brace, literal.entries.empty(), "',' or '}' in the map"));
    return add(brace, std::move(literal));
  }

  // ---- tokens

  bool at(TokenKind kind) const { return token_.kind == kind; }

  Result<void> advance() {
    token_ = TRY(lexer_.next());
    return {};
  }

  Result<void> expect(TokenKind kind, std::string_view what) {
    if (!at(kind)) return wrong("expected " + std::string(what) + ", found " + describe(token_));
    return advance();
  }

  /// The closing bracket; an empty list or map may hold a comma alone.
  Result<void> close(TokenKind kind, bool empty, std::string_view what) {
    if (empty && at(TokenKind::comma)) {
      TRY_VOID(advance());
    }
    return expect(kind, what);
  }

  Result<void> optional_mark() {
    if (!options_.optional_syntax)
      return wrong("'?' here is optional syntax, which Kubernetes has since 1.28");
    return advance();
  }

  Result<void> check_escaping() const {
    if (at(TokenKind::escaped_identifier) && !options_.escaped_names) {
      return wrong("names in backticks are not understood here");
    }
    return {};
  }

  std::unexpected<Error> wrong(std::string message) const {
    return std::unexpected(
        source_error(ErrorCode::malformed, std::move(message), ast_.source(), token_.position));
  }

  // ---- nodes and their heights

  std::size_t height_of(const Expr& expr) const {
    return expr.id < heights_.size() ? heights_[expr.id] : 0;
  }

  Parsed bounded(Expr* expr, std::size_t height) {
    if (height > options_.limits.depth) return too_deep(expr->position);
    if (ast_.size() > options_.limits.entries) {
      return std::unexpected(source_error(ErrorCode::limit, "the expression has too many parts",
                                          ast_.source(), expr->position));
    }
    heights_.resize(ast_.size() + 1);
    heights_[expr->id] = static_cast<std::uint32_t>(height);
    return expr;
  }

  Parsed add(Position position, Expr::Node node) {
    std::size_t height = std::visit([this](const auto& n) { return children_height(n); }, node);
    return bounded(ast_.add(position, std::move(node)), height + 1);
  }

  std::size_t children_height(const Constant&) const { return 0; }
  std::size_t children_height(const Identifier&) const { return 0; }
  std::size_t children_height(const Comprehension&) const { return 0; }  // only macros make them
  std::size_t children_height(const Select& node) const { return height_of(*node.operand); }
  std::size_t children_height(const Call& node) const {
    std::size_t height = node.target == nullptr ? 0 : height_of(*node.target);
    for (const Expr* arg : node.args) height = std::max(height, height_of(*arg));
    return height;
  }
  std::size_t children_height(const ListLiteral& node) const {
    std::size_t height = 0;
    for (const Expr* element : node.elements) height = std::max(height, height_of(*element));
    return height;
  }
  std::size_t children_height(const MapLiteral& node) const {
    std::size_t height = 0;
    for (const MapLiteral::Entry& entry : node.entries) {
      height = std::max({height, height_of(*entry.key), height_of(*entry.value)});
    }
    return height;
  }
  std::size_t children_height(const StructLiteral& node) const {
    std::size_t height = 0;
    for (const StructLiteral::Field& field : node.fields)
      height = std::max(height, height_of(*field.value));
    return height;
  }

  std::unexpected<Error> too_deep(Position position) const {
    return std::unexpected(source_error(
        ErrorCode::limit,
        "the expression nests deeper than " + std::to_string(options_.limits.depth) + " levels",
        ast_.source(), position));
  }

  const ParseOptions& options_;
  Ast ast_;
  Lexer lexer_;
  Token token_;
  std::size_t depth_ = 0;
  std::vector<std::uint32_t> heights_;
};

}  // namespace

Result<Ast> parse(std::string_view source, const ParseOptions& options) {
  if (source.size() > options.limits.bytes) {
    return fail(ErrorCode::limit,
                "the expression is longer than " + std::to_string(options.limits.bytes) + " bytes");
  }
  if (!is_valid_utf8(source))
    return fail(ErrorCode::malformed, "the expression is not valid UTF-8");
  return Parser(source, options).run();
}

}  // namespace bulwark::cel
