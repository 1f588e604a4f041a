// SPDX-License-Identifier: Apache-2.0
// Every version is asked by checking the expression against its environment; the reason is looked
// for in the tree as the newest version sees it, and is the checker's own when there is none.
#include "cel/version_lint.h"

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "cel/check.h"
#include "cel/compile.h"
#include "cel/declarations.h"

namespace bulwark::cel {
namespace {

constexpr int kMixedNumbersSince = 28;

/// Something that not every version has.
struct Feature {
  int since = 0;
  std::string what;
  Position position;
};

const OverloadDeclaration* declaration_of(std::string_view overload) {
  for (const std::span<const OverloadDeclaration> table : all_declarations()) {
    const auto found = std::ranges::find(table, overload, &OverloadDeclaration::id);
    if (found != table.end()) return &*found;
  }
  return nullptr;
}

bool compares_numbers(std::string_view function) {
  return function == "_<_" || function == "_<=_" || function == "_>_" || function == "_>=_";
}

bool is_optional_step(std::string_view function) {
  return function == "_?._" || function == "_[?_]";
}

std::string function_text(const OverloadDeclaration& declaration) {
  if (declaration.function == "@sortByAssociatedKeys") return "the macro sortBy()";
  if (declaration.function == "_[_]") return "an index of an optional";
  return "the function " + std::string(declaration.function) + "()";
}

/// What a node asks for that is younger than the language.
std::optional<Feature> feature_of(const CheckedAst& checked, const Expr& expr) {
  if (const auto* loop = expr.as<Comprehension>(); loop != nullptr && !loop->iter_var2.empty())
    return Feature{kTwoVariablesSince, "macros with two variables exist", expr.position};
  if (const auto* list = expr.as<ListLiteral>(); list != nullptr && !list->optional_indices.empty())
    return Feature{kOptionalsSince, "optional elements exist", expr.position};
  if (const auto* map = expr.as<MapLiteral>()) {
    if (std::ranges::any_of(map->entries, &MapLiteral::Entry::optional))
      return Feature{kOptionalsSince, "optional entries exist", expr.position};
  }
  const auto* call = expr.as<Call>();
  if (call == nullptr) return std::nullopt;
  if (is_optional_step(call->function))
    return Feature{kOptionalsSince, "optional fields exist", expr.position};
  const OverloadDeclaration* oldest = nullptr;
  for (const std::string_view overload : checked.info(expr).overloads) {
    const OverloadDeclaration* declaration = declaration_of(overload);
    if (declaration == nullptr) return std::nullopt;
    if (oldest == nullptr || declaration->since < oldest->since) oldest = declaration;
  }
  if (oldest == nullptr || oldest->since == 0) return std::nullopt;
  if (compares_numbers(call->function))
    return Feature{kMixedNumbersSince, "numbers of different types compare", expr.position};
  return Feature{oldest->since, function_text(*oldest) + " exists", expr.position};
}

/// The oldest first; of equal ones in the order of the tree.
std::vector<Feature> features_of(const CheckedAst& checked) {
  std::vector<Feature> out;
  for (std::uint32_t id = 1; id <= checked.ast.size(); ++id) {
    if (std::optional<Feature> feature = feature_of(checked, checked.ast.node(id)))
      out.push_back(*std::move(feature));
  }
  std::ranges::stable_sort(out, std::ranges::greater(), &Feature::since);
  return out;
}

Environment of_version(const Environment& environment, int minor) {
  EnvironmentOptions options = environment.options();
  options.kubernetes_minor = minor;
  Environment out(std::move(options));
  for (const Variable& variable : environment.variables()) {
    const auto declared = out.declare(variable.name, variable.type);
    CHECK(declared.has_value(), "what one version's environment declared, all can");
  }
  return out;
}

VersionProblem problem_of(const Error& error, const std::vector<Feature>& features, int minor) {
  for (const Feature& feature : features) {
    if (feature.since <= minor) break;
    return {minor, minor, feature.what + " since 1." + std::to_string(feature.since),
            feature.position.text()};
  }
  // Without the picture of the place that follows.
  return {minor, minor, error.message.substr(0, error.message.find('\n')), error.where};
}

}  // namespace

std::string VersionProblem::text() const {
  return "this expression fails on a 1." + std::to_string(last) + " cluster: " + reason;
}

VersionSupport version_support(std::string_view source, const Environment& environment) {
  VersionSupport out;
  std::vector<Feature> features;
  if (const auto newest = check(source, of_version(environment, kNewestKubernetesMinor)))
    features = features_of(*newest);
  for (int minor = kOldestKubernetesMinor; minor <= kNewestKubernetesMinor; ++minor) {
    const Result<CheckedAst> checked = check(source, of_version(environment, minor));
    if (checked) continue;
    out.runs_since = minor + 1;
    VersionProblem problem = problem_of(checked.error(), features, minor);
    VersionProblem* before = out.problems.empty() ? nullptr : &out.problems.back();
    if (before != nullptr && before->last == minor - 1 && before->reason == problem.reason) {
      before->last = minor;
    } else {
      out.problems.push_back(std::move(problem));
    }
  }
  return out;
}

Result<void> check_version(std::string_view source, const Environment& environment, int minor) {
  for (const VersionProblem& problem : version_support(source, environment).problems) {
    if (minor < problem.first || minor > problem.last) continue;
    VersionProblem here = problem;
    here.last = minor;
    return fail(ErrorCode::unsupported, here.text(), here.where);
  }
  return {};
}

}  // namespace bulwark::cel
