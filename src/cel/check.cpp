// SPDX-License-Identifier: Apache-2.0
// The checker: one walk over the tree, children first; type variables are put in at the end.
#include "cel/check.h"

#include <algorithm>

#include "base/text.h"
#include "cel/lexer.h"
#include "cel/source.h"
#include "cel/unifier.h"

namespace bulwark::cel {
namespace {

/// "a.b.c" when `expr` is a name or selections on one; empty otherwise.
std::string qualified_name(const Expr& expr) {
  if (const auto* identifier = expr.as<Identifier>()) return std::string(identifier->name);
  const auto* select = expr.as<Select>();
  if (select == nullptr || select->test_only) return {};
  std::string prefix = qualified_name(*select->operand);
  return prefix.empty() ? prefix : prefix + "." + std::string(select->field);
}

/// The names to try for `name` inside `container`, innermost first; a leading dot means the
/// outermost only.
std::vector<std::string> candidates(std::string_view name, std::string_view container) {
  if (name.starts_with('.')) return {std::string(name.substr(1))};
  std::vector<std::string> out;
  while (!container.empty()) {
    out.push_back(std::string(container) + "." + std::string(name));
    std::size_t dot = container.rfind('.');
    container = dot == std::string_view::npos ? std::string_view{} : container.substr(0, dot);
  }
  out.emplace_back(name);
  return out;
}

/// Namespaces of functions that other users of the language have and Kubernetes has not.
bool is_foreign_namespace(std::string_view name) {
  return name == "math" || name == "base64" || name == "cel" || name == "proto" || name == "net";
}

struct Local {
  std::string_view name;
  Type type;
};

class Checker {
 public:
  Checker(Ast ast, const Environment& environment)
      : environment_(environment), checked_{std::move(ast), {}} {
    checked_.infos.resize(checked_.ast.size() + 1);
  }

  Result<CheckedAst> run() && {
    check(*checked_.ast.root);
    if (error_) return std::unexpected(*std::move(error_));
    for (NodeInfo& info : checked_.infos) info.type = unifier_.resolve_to_dyn(info.type);
    return std::move(checked_);
  }

 private:
  // ---- what is known about nodes

  NodeInfo& info(const Expr& expr) { return checked_.infos[expr.id]; }
  const Type& type_of(const Expr& expr) { return info(expr).type; }
  void set(const Expr& expr, Type type) { info(expr).type = std::move(type); }

  /// Keeps the first mistake; what follows may be its echo.
  void wrong(Position position, std::string message) {
    if (error_) return;
    error_ = source_error(ErrorCode::malformed, std::move(message), checked_.ast.source(),
                          position);
  }

  void mismatch(Position position, const Type& expected, const Type& found) {
    wrong(position, "expected type '" + unifier_.resolve_to_dyn(expected).text() + "' but found '" +
                        unifier_.resolve_to_dyn(found).text() + "'");
  }

  // ---- the walk

  void check(Expr& expr) {
    std::visit([&](auto& node) { visit(expr, node); }, expr.node);
  }

  void visit(Expr& expr, Constant& constant) { set(expr, constant_type(constant)); }

  static Type constant_type(const Constant& constant) {
    switch (constant.value.kind()) {
      case formats::Kind::boolean: return Type::boolean();
      case formats::Kind::integer: return Type::integer();
      case formats::Kind::unsigned_integer: return Type::unsigned_integer();
      case formats::Kind::number: return Type::number();
      case formats::Kind::string: return constant.is_bytes ? Type::bytes() : Type::string();
      default: return Type::null();
    }
  }

  void visit(Expr& expr, Identifier& identifier) {
    if (resolve_name(expr, identifier.name)) return;
    wrong(expr.position, "undeclared reference to '" + std::string(identifier.name) + "'" +
                             did_you_mean(identifier.name, known_names()));
    set(expr, Type::error());
  }

  /// Turns `expr` into the identifier that `name` resolves to: a loop's variable, a declared
  /// variable, or a type.
  bool resolve_name(Expr& expr, std::string_view name) {
    if (const Local* local = find_local(name)) {
      info(expr) = NodeInfo{local->type, Reference::local, 0, {}};
      expr.node = Identifier{local->name};
      return true;
    }
    for (const std::string& candidate : candidates(name, environment_.options().container)) {
      if (const Variable* variable = environment_.variable(candidate)) {
        info(expr) = NodeInfo{variable->type, Reference::variable, variable->slot, {}};
        expr.node = Identifier{checked_.ast.text(candidate)};
        return true;
      }
      if (const Type* type = environment_.type_name(candidate)) {
        info(expr) = NodeInfo{Type::type(*type), Reference::type, 0, {}};
        expr.node = Identifier{checked_.ast.text(candidate)};
        return true;
      }
    }
    return false;
  }

  const Local* find_local(std::string_view name) const {
    auto found = std::find_if(locals_.rbegin(), locals_.rend(),
                              [&](const Local& l) { return l.name == name; });
    return found == locals_.rend() ? nullptr : &*found;
  }

  std::vector<std::string> known_names() const {
    std::vector<std::string> names = environment_.variable_names();
    for (const Local& local : locals_) names.emplace_back(local.name);
    return names;
  }

  /// The dotted name of `expr`, unless its root is a loop's variable, whose fields they then are.
  std::string namespaced_name(const Expr& expr) const {
    std::string name = qualified_name(expr);
    if (find_local(std::string_view(name).substr(0, name.find('.'))) != nullptr) return {};
    return name;
  }

  /// Whether selections on this name can be a declared dotted name at all: most are fields.
  bool may_be_dotted_name(const Select& select) const {
    if (select.test_only) return false;
    if (!environment_.options().container.empty()) return true;
    const Expr* root = select.operand;
    while (const auto* inner = root->as<Select>()) root = inner->operand;
    const auto* identifier = root->as<Identifier>();
    return identifier != nullptr && environment_.is_namespace(identifier->name);
  }

  void visit(Expr& expr, Select& select) {
    std::string name = may_be_dotted_name(select) ? namespaced_name(expr) : std::string{};
    if (!name.empty() && resolve_name(expr, name)) return;
    if (is_unknown_in_namespace(select)) {
      name = qualified_name(*select.operand) + "." + std::string(select.field);
      if (environment_.variable(name) != nullptr) {  // has(variables.caps)
        expr.node = Constant{formats::Value::boolean(true)};
        return set(expr, Type::boolean());
      }
      wrong(select.operand->position,
            "undeclared reference to '" + name + "'" + did_you_mean(name, known_names()));
      return set(expr, Type::error());
    }
    check(*select.operand);
    Type field = field_type(expr, *select.operand, select.field);
    set(expr, select.test_only ? Type::boolean() : std::move(field));
  }

  /// variables.typo, where only variables.caps is declared: better told as one name.
  bool is_unknown_in_namespace(const Select& select) const {
    const auto* root = select.operand->as<Identifier>();
    if (root == nullptr || find_local(root->name) != nullptr ||
        environment_.variable(root->name) != nullptr) {
      return false;
    }
    std::string prefix = std::string(root->name) + ".";
    return std::ranges::any_of(environment_.variables(), [&](const Variable& variable) {
      return variable.name.starts_with(prefix);
    });
  }

  /// The type of `operand.field`; optional when the operand is.
  Type field_type(const Expr& expr, const Expr& operand, std::string_view field) {
    Type target = unifier_.resolve(type_of(operand));
    bool optional = target.is(TypeKind::optional);
    if (optional) target = target.param(0);
    Type result = Type::dyn();
    switch (target.kind()) {
      case TypeKind::map: result = target.param(1); break;
      case TypeKind::type_param: unifier_.assignable(Type::dyn(), target); break;
      case TypeKind::dyn:
      case TypeKind::error:
      case TypeKind::message: break;
      default:
        wrong(expr.position, "type '" + unifier_.resolve_to_dyn(target).text() +
                                 "' has no fields, so no '." + std::string(field) + "'");
    }
    return optional ? Type::optional(std::move(result)) : result;
  }

  void visit(Expr& expr, Call& call) {
    for (Expr* arg : call.args) {
      if (call.target == nullptr) check(*arg);
    }
    if (call.function == "_?._") return optional_select(expr, call);
    if (call.target == nullptr) return resolve_call(expr, call, global_name(call.function));
    if (drop_namespace(call)) {
      for (Expr* arg : call.args) check(*arg);
      return resolve_call(expr, call, std::string(call.function));
    }
    if (is_missing_namespace(call)) {
      wrong(expr.position, unknown_function(call));
      return set(expr, Type::error());
    }
    check(*call.target);
    for (Expr* arg : call.args) check(*arg);
    resolve_call(expr, call, std::string(call.function));
  }

  /// A namespace that other versions, or other users of the language, have: sets.contains()
  /// before 1.29, math.abs().
  bool is_missing_namespace(const Call& call) const {
    const auto* root = call.target->as<Identifier>();
    if (root == nullptr || find_local(root->name) != nullptr ||
        environment_.variable(root->name) != nullptr) {
      return false;
    }
    if (is_foreign_namespace(root->name)) return true;
    return Environment::function_since(std::string(root->name) + "." +
                                       std::string(call.function)) >= 0;
  }

  std::string global_name(std::string_view function) const {
    for (std::string& candidate : candidates(function, environment_.options().container)) {
      if (!environment_.function(candidate).empty()) return std::move(candidate);
    }
    return std::string(function);
  }

  /// optional.of(x) is no call on a variable `optional`: it becomes a call of "optional.of" without
  /// a target.
  bool drop_namespace(Call& call) {
    std::string prefix = namespaced_name(*call.target);
    if (prefix.empty()) return false;
    std::string name = prefix + "." + std::string(call.function);
    for (const std::string& candidate : candidates(name, environment_.options().container)) {
      if (environment_.function(candidate).empty()) continue;
      call.function = checked_.ast.text(candidate);
      call.target = nullptr;
      return true;
    }
    return false;
  }

  void optional_select(Expr& expr, Call& call) {
    const auto* field = call.args[1]->as<Constant>();
    Type result = field_type(expr, *call.args[0], field->value.as_string());
    if (!result.is(TypeKind::optional)) result = Type::optional(std::move(result));
    set(expr, std::move(result));
    info(expr).overloads = {"select_optional_field"};
  }

  void resolve_call(Expr& expr, Call& call, std::string name) {
    std::span<const Overload> overloads = environment_.function(name);
    if (overloads.empty()) {
      wrong(expr.position, unknown_function(call));
      return set(expr, Type::error());
    }
    if (name != call.function) call.function = checked_.ast.text(name);
    std::vector<Type> args;
    if (call.target != nullptr) args.push_back(type_of(*call.target));
    for (const Expr* arg : call.args) args.push_back(type_of(*arg));
    std::optional<Type> result;
    for (const Overload& overload : overloads) {
      if (overload.member == (call.target != nullptr)) try_overload(expr, overload, args, result);
    }
    if (!result) wrong(expr.position, no_overload(call, args));
    set(expr, result.value_or(Type::error()));
  }

  /// When `overload` fits, adds it to the candidates. Different results of several candidates make
  /// dyn.
  void try_overload(const Expr& expr, const Overload& overload, const std::vector<Type>& args,
                    std::optional<Type>& result) {
    if (overload.params.size() != args.size()) return;
    std::vector<Type> types = overload.params;
    types.push_back(overload.result);
    types = unifier_.instantiate(types);
    if (!unifier_.assignable(args, std::span(types).first(args.size()))) return;
    info(expr).overloads.push_back(overload.id);
    Type found = unifier_.resolve(types.back());
    if (!result) {
      result = std::move(found);
    } else if (!result->is(TypeKind::dyn) && !(found == *result)) {
      result = Type::dyn();
    }
  }

  std::string unknown_function(const Call& call) const {
    std::string full(call.function);
    if (call.target != nullptr) {
      std::string prefix = qualified_name(*call.target);
      if (!prefix.empty()) full = prefix + "." + full;
    }
    for (const std::string& name : {full, std::string(call.function)}) {
      if (int since = Environment::function_since(name);
          since > environment_.options().kubernetes_minor) {
        return "the function '" + name + "' exists since Kubernetes 1." + std::to_string(since);
      }
    }
    if (is_foreign_namespace(std::string_view(full).substr(0, full.find('.')))) {
      return "the function '" + full + "' is not part of Kubernetes' CEL";
    }
    return "undeclared reference to the function '" + std::string(call.function) + "'" +
           did_you_mean(call.function, environment_.function_names());
  }

  std::string no_overload(const Call& call, const std::vector<Type>& args) const {
    std::string out = "found no matching overload for '" + std::string(call.function) +
                      "' applied to '";
    std::size_t first = call.target != nullptr ? 1 : 0;
    if (first == 1) out += unifier_.resolve_to_dyn(args[0]).text() + ".";
    out += '(';
    for (std::size_t i = first; i < args.size(); ++i) {
      if (i > first) out += ", ";
      out += unifier_.resolve_to_dyn(args[i]).text();
    }
    return out + ")'";
  }

  // ---- literals

  /// Folds the types of the elements of a list, or of a map's keys or values, into one.
  Type join(const std::optional<Type>& before, const Type& now, Position position) {
    if (!before) return now;
    if (unifier_.assignable(*before, now)) return unifier_.most_general(*before, now);
    if (!environment_.options().homogeneous_literals) return Type::dyn();
    mismatch(position, *before, now);
    return Type::error();
  }

  Type element_type(const Expr& element, bool optional) {
    Type type = unifier_.resolve(type_of(element));
    if (!optional) return type;
    if (type.is(TypeKind::optional)) return type.param(0);
    if (!type.is(TypeKind::dyn) && !type.is(TypeKind::error)) {
      mismatch(element.position, Type::optional(type), type);
    }
    return type;
  }

  void visit(Expr& expr, ListLiteral& list) {
    std::optional<Type> element;
    for (std::uint32_t i = 0; i < list.elements.size(); ++i) {
      Expr& item = *list.elements[i];
      check(item);
      bool optional = std::ranges::binary_search(list.optional_indices, i);
      element = join(element, element_type(item, optional), item.position);
    }
    set(expr, Type::list(element ? *std::move(element) : unifier_.fresh()));
  }

  void visit(Expr& expr, MapLiteral& map) {
    std::optional<Type> key;
    std::optional<Type> value;
    for (const MapLiteral::Entry& entry : map.entries) {
      check(*entry.key);
      key = join(key, type_of(*entry.key), entry.key->position);
      check(*entry.value);
      value = join(value, element_type(*entry.value, entry.optional), entry.value->position);
    }
    if (!key) key = unifier_.fresh();
    if (!value) value = unifier_.fresh();
    set(expr, Type::map(*std::move(key), *std::move(value)));
  }

  void visit(Expr& expr, StructLiteral& literal) {
    wrong(expr.position,
          "'" + std::string(literal.name) + "' is not a type that can be constructed here");
    set(expr, Type::error());
  }

  // ---- comprehensions

  void visit(Expr& expr, Comprehension& fold) {
    check(*fold.iter_range);
    check(*fold.accu_init);
    std::size_t outside = locals_.size();
    Type accumulated = type_of(*fold.accu_init);
    locals_.push_back({fold.accu_var, accumulated});
    declare_loop_variables(fold);
    check(*fold.loop_condition);
    expect(*fold.loop_condition, Type::boolean());
    check(*fold.loop_step);
    expect(*fold.loop_step, accumulated);
    locals_.resize(outside + 1);
    check(*fold.result);
    locals_.resize(outside);
    set(expr, unifier_.resolve(type_of(*fold.result)));
  }

  void declare_loop_variables(const Comprehension& fold) {
    Type range = unifier_.resolve(type_of(*fold.iter_range));
    Type first = Type::dyn();
    Type second = Type::dyn();
    bool two = !fold.iter_var2.empty();
    switch (range.kind()) {
      case TypeKind::list:
        first = two ? Type::integer() : range.param(0);
        second = range.param(0);
        break;
      case TypeKind::map:
        first = range.param(0);
        second = range.param(1);
        break;
      case TypeKind::type_param: unifier_.assignable(Type::dyn(), range); break;
      case TypeKind::dyn:
      case TypeKind::error: break;
      default:
        wrong(fold.iter_range->position,
              "expression of type '" + unifier_.resolve_to_dyn(range).text() +
                  "' cannot be the range of a comprehension (a list or a map can)");
        first = second = Type::error();
    }
    locals_.push_back({fold.iter_var, std::move(first)});
    if (two) locals_.push_back({fold.iter_var2, std::move(second)});
  }

  void expect(const Expr& expr, const Type& type) {
    if (!unifier_.assignable(type, type_of(expr))) mismatch(expr.position, type, type_of(expr));
  }

  const Environment& environment_;
  CheckedAst checked_;
  Unifier unifier_;
  std::vector<Local> locals_;
  std::optional<Error> error_;
};

}  // namespace

Result<CheckedAst> check(Ast ast, const Environment& environment) {
  return Checker(std::move(ast), environment).run();
}

Result<CheckedAst> check(std::string_view source, const Environment& environment) {
  Ast ast = TRY(parse(source, environment.parse_options()));
  return check(std::move(ast), environment);
}

}  // namespace bulwark::cel
