// SPDX-License-Identifier: Apache-2.0
// Read sets by abstract interpretation: the tree is walked once, and every value is stood for by
// what it may be a part of.
//
// An Alias is a set of paths (the value is whatever stands there) and the aliases of what a literal
// put together around it. Selecting goes further down the paths; consuming reads them. An optional
// is its value's alias. What evaluates an expression without using its value still depends on
// whether it is an error, so every step that is walked is at least a presence.
//
// Accumulators need no fixpoint: in the loops that macros make, one round of the step joined with
// the start is all that ever goes in. Any other loop makes all variables read whole.
#include "cel/read_set.h"

#include <algorithm>
#include <memory>

#include "cel/path_tree.h"

namespace bulwark::cel {
namespace {

struct Alias {
  std::vector<PathTree::Path> paths{};    ///< sorted, unique
  std::shared_ptr<const Alias> inside{};  ///< of the elements of a list, the values of a map, made
                                          ///< by the expression
};

/// Beyond these an alias is read whole instead of followed: keeps hostile expressions cheap.
constexpr std::size_t kMostPaths = 256;
constexpr std::size_t kDeepestPath = 64;

class Reader {
 public:
  explicit Reader(const CheckedAst& checked) : checked_(checked) {}

  std::vector<ReadPath> run() {
    consume(walk(*checked_.ast.root));
    if (lost_) read_every_variable();
    return tree_.reads();
  }

 private:
  struct Local {
    std::string_view name;
    Alias alias;
  };

  // ---- aliases

  void consume(const Alias& alias) {
    for (PathTree::Path path : alias.paths) tree_.read_all(path);
    if (alias.inside != nullptr) consume(*alias.inside);
  }

  static std::shared_ptr<const Alias> joined(const std::shared_ptr<const Alias>& a,
                                             const std::shared_ptr<const Alias>& b) {
    if (a == nullptr || a == b) return b;
    if (b == nullptr) return a;
    auto out = std::make_shared<Alias>();
    std::ranges::set_union(a->paths, b->paths, std::back_inserter(out->paths));
    out->inside = joined(a->inside, b->inside);
    return out;
  }

  Alias join(const Alias& a, const Alias& b) {
    Alias out;
    std::ranges::set_union(a.paths, b.paths, std::back_inserter(out.paths));
    out.inside = joined(a.inside, b.inside);
    return bounded(std::move(out));
  }

  Alias bounded(Alias alias) {
    for (const Alias* at = &alias; at != nullptr; at = at->inside.get()) {
      if (at->paths.size() <= kMostPaths) continue;
      consume(alias);
      return {};
    }
    return alias;
  }

  static Alias container_of(Alias element) {
    if (element.paths.empty() && element.inside == nullptr) return {};
    return Alias{{}, std::make_shared<const Alias>(std::move(element))};
  }

  /// One step further down every path, and into what the expression itself put together.
  template <class Step>
  Alias further(const Alias& alias, Step step) {
    Alias out;
    for (PathTree::Path path : alias.paths) {
      if (tree_.depth(path) >= kDeepestPath) {
        tree_.read_all(path);
        continue;
      }
      PathTree::Path next = step(path);
      tree_.read_presence(next);
      out.paths.push_back(next);
    }
    std::ranges::sort(out.paths);
    return alias.inside == nullptr ? out : join(out, *alias.inside);
  }

  Alias field(const Alias& alias, std::string_view name) {
    return further(alias, [&](PathTree::Path path) { return tree_.field(path, name); });
  }
  Alias each(const Alias& alias) {
    return further(alias, [&](PathTree::Path path) { return tree_.each(path); });
  }

  // ---- the walk

  Alias walk(const Expr& expr) {
    return std::visit([&](const auto& node) { return visit(expr, node); }, expr.node);
  }

  Alias visit(const Expr&, const Constant&) { return {}; }

  Alias visit(const Expr& expr, const Identifier& identifier) {
    const NodeInfo& info = checked_.info(expr);
    if (info.reference == Reference::local) return local(identifier.name);
    if (info.reference != Reference::variable) return {};
    PathTree::Path path = tree_.variable(info.slot);
    tree_.read_presence(path);
    return Alias{{path}, nullptr};
  }

  Alias local(std::string_view name) const {
    auto found = std::find_if(locals_.rbegin(), locals_.rend(),
                              [&](const Local& l) { return l.name == name; });
    return found == locals_.rend() ? Alias{} : found->alias;
  }

  /// A presence test reads no more than any step does; its own value is a bool.
  Alias visit(const Expr&, const Select& select) {
    Alias out = field(walk(*select.operand), select.field);
    return select.test_only ? Alias{} : out;
  }

  Alias visit(const Expr&, const ListLiteral& list) {
    Alias elements;
    for (const Expr* element : list.elements) elements = join(elements, walk(*element));
    return container_of(std::move(elements));
  }

  Alias visit(const Expr&, const MapLiteral& map) {
    Alias values;
    for (const MapLiteral::Entry& entry : map.entries) {
      consume(walk(*entry.key));
      values = join(values, walk(*entry.value));
    }
    return container_of(std::move(values));
  }

  Alias visit(const Expr&, const StructLiteral& literal) {
    for (const StructLiteral::Field& field : literal.fields) consume(walk(*field.value));
    return {};
  }

  Alias visit(const Expr& expr, const Call& call) {
    std::string_view name = call.function;
    if (name == "_?_:_") {
      consume(walk(*call.args[0]));
      Alias then = walk(*call.args[1]);
      return join(then, walk(*call.args[2]));
    }
    if (name == "_?._") return optional_field(call);
    if (name == "_[_]" || name == "_[?_]") return index(call);
    if (name == "_+_") return sum(expr, call);
    if (name == "dyn" || name == "optional.of") return walk(*call.args[0]);
    if (name == "cel.@mapInsert") return map_insert(call);
    if (name == "size") return size(call);
    if (call.target != nullptr && name == "value" && call.args.empty()) return walk(*call.target);
    if (call.target != nullptr && (name == "orValue" || name == "or")) {
      Alias target = walk(*call.target);
      return join(target, walk(*call.args[0]));
    }
    // Every step that led to the optional is a presence already.
    if (call.target != nullptr && name == "hasValue") {
      walk(*call.target);
      return {};
    }
    if (call.target != nullptr) consume(walk(*call.target));
    for (const Expr* arg : call.args) consume(walk(*arg));
    return {};
  }

  Alias optional_field(const Call& call) {
    const auto* name = call.args[1]->as<Constant>();
    return field(walk(*call.args[0]), name->value.as_string());
  }

  Alias index(const Call& call) {
    Alias operand = walk(*call.args[0]);
    const auto* key = call.args[1]->as<Constant>();
    if (key != nullptr && key->value.is_string() && !key->is_bytes)
      return field(operand, key->value.as_string());
    consume(walk(*call.args[1]));
    return each(operand);
  }

  /// The sum of two lists holds their elements. What is no list is read whole by `each`; where the
  /// types say that no list can come out, the paths say so as well.
  Alias sum(const Expr& expr, const Call& call) {
    Alias left = walk(*call.args[0]);
    Alias right = walk(*call.args[1]);
    const Type& type = checked_.info(expr).type;
    if (type.is(TypeKind::list) || type.is(TypeKind::dyn)) {
      Alias elements = each(left);
      return container_of(join(elements, each(right)));
    }
    consume(left);
    consume(right);
    return {};
  }

  Alias size(const Call& call) {
    each(walk(call.target != nullptr ? *call.target : *call.args[0]));
    return {};
  }

  /// (map, key, value), or (map, map)
  Alias map_insert(const Call& call) {
    Alias map = walk(*call.args[0]);
    if (call.args.size() == 2) return join(map, walk(*call.args[1]));
    consume(walk(*call.args[1]));
    return join(map, container_of(walk(*call.args[2])));
  }

  // ---- loops

  static bool is_known_loop(const Comprehension& fold) {
    const auto* range = fold.iter_range->as<ListLiteral>();
    return fold.accu_var == "@result" || (range != nullptr && range->elements.empty());
  }

  Alias visit(const Expr&, const Comprehension& fold) {
    if (!is_known_loop(fold)) lost_ = true;
    Alias elements = each(walk(*fold.iter_range));
    Alias accumulated = walk(*fold.accu_init);
    std::size_t outside = locals_.size();
    locals_.push_back({fold.accu_var, accumulated});
    bool two = !fold.iter_var2.empty();
    // An index or a key is told by `each` alone; what one variable takes from a map is a key too,
    // and no alias of an element then, which only reads more.
    locals_.push_back({fold.iter_var, two ? Alias{} : elements});
    if (two) locals_.push_back({fold.iter_var2, elements});
    consume(walk(*fold.loop_condition));
    Alias step = walk(*fold.loop_step);
    locals_.resize(outside + 1);
    locals_.back().alias = join(accumulated, step);
    Alias result = walk(*fold.result);
    locals_.resize(outside);
    return result;
  }

  void read_every_variable() {
    for (std::uint32_t id = 1; id <= checked_.ast.size(); ++id) {
      const NodeInfo& info = checked_.infos[id];
      if (info.reference == Reference::variable) tree_.read_all(tree_.variable(info.slot));
    }
  }

  const CheckedAst& checked_;
  PathTree tree_;
  std::vector<Local> locals_;
  bool lost_ = false;
};

}  // namespace

std::vector<ReadPath> read_set(const CheckedAst& checked) { return Reader(checked).run(); }

std::string text(const ReadPath& path) {
  std::string out;
  for (const ReadStep& step : path.steps) {
    switch (step.kind) {
      case ReadStep::Kind::field: out += "." + step.field; break;
      case ReadStep::Kind::each: out += "[*]"; break;
      case ReadStep::Kind::presence: out += "?"; break;
    }
  }
  return out;
}

}  // namespace bulwark::cel
