// SPDX-License-Identifier: Apache-2.0
// The environment of an admission policy, and the types that its expressions must have.
#include "policy/export_check.h"

#include <fmt/core.h>

#include "cel/compile.h"
#include "cel/environment.h"

namespace bulwark::policy {
namespace {

// What an API server lets be written is what the version before it could run already, so that a
// cluster can be rolled back.
cel::Environment environment_of(std::uint32_t kube_minor) {
  cel::EnvironmentOptions options;
  options.kubernetes_minor = static_cast<int>(kube_minor) - 1;
  return cel::Environment(options);
}

Result<cel::Type> type_of(const std::string& expression, const cel::Environment& environment) {
  const Result<cel::Program> program = cel::compile(expression, environment);
  if (program) return program->result_type();
  Error error = program.error();
  error.message.resize(std::min(error.message.find('\n'), error.message.size()));
  error.where.clear();
  return std::unexpected(std::move(error));
}

Result<void> must_be(const cel::Type& wanted, std::string& expression,
                     const cel::Environment& environment, const char* around) {
  cel::Type type = TRY(type_of(expression, environment));
  if (type == cel::Type::dyn()) {
    expression = fmt::format(fmt::runtime(around), expression);
    type = TRY(type_of(expression, environment));
  }
  if (type == wanted) return {};
  return fail(ErrorCode::malformed, fmt::format("an expression gives a {}", type.text()));
}

Result<void> fit(ExportedPolicy& policy, cel::Environment& environment) {
  for (const char* name : {"object", "oldObject", "request", "namespaceObject", "params"})
    TRY_VOID(environment.declare(name, cel::Type::dyn()));
  if (!policy.match_condition.empty()) {
    TRY_VOID(must_be(cel::Type::boolean(), policy.match_condition, environment, "({}) && true"));
  }
  for (const ExportedVariable& variable : policy.variables) {
    const cel::Type type = TRY(type_of(variable.expression, environment));
    TRY_VOID(environment.declare("variables." + variable.name, type));
  }
  for (ExportedValidation& validation : policy.validations) {
    TRY_VOID(must_be(cel::Type::boolean(), validation.expression, environment, "({}) && true"));
    if (validation.message_expression.empty()) continue;
    const auto fits = must_be(cel::Type::string(), validation.message_expression, environment,
                              "string({})");
    if (fits) continue;
    validation.message_expression.clear();
    policy.note = fits.error().message;
  }
  return {};
}

}  // namespace

Result<void> fit_expressions(ExportedPolicy& policy, std::uint32_t kube_minor) {
  cel::Environment environment = environment_of(kube_minor);
  const Result<void> fits = fit(policy, environment);
  if (fits) return {};
  for (auto newer = static_cast<int>(kube_minor) + 1; newer <= cel::kNewestKubernetesMinor + 1;
       ++newer) {
    cel::Environment later = environment_of(static_cast<std::uint32_t>(newer));
    ExportedPolicy same = policy;
    if (!fit(same, later)) continue;
    return fail(ErrorCode::unsupported,
                fmt::format("API servers before Kubernetes 1.{} do not take its expressions: {}",
                            newer, fits.error().message));
  }
  return fits;
}

}  // namespace bulwark::policy
