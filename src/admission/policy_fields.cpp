// SPDX-License-Identifier: Apache-2.0
// Compiles as it reads: the type of a variable is known to what comes after it.
#include "admission/policy_fields.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "cel/compile.h"
#include "cel/lexer.h"
#include "cel/name_rules.h"
#include "model/kinds.h"

namespace bulwark::admission {
namespace {

using cel::Type;
using formats::Fields;
using formats::Value;

constexpr std::size_t kMostConditions = 64;

/// The place in the source of an expression, for a reader.
std::string with_caret(std::string_view text, const Error& error) {
  const std::size_t colon = error.where.find(':');
  std::string out = fmt::format("{}: {}", error.where, error.message);
  if (colon == std::string::npos) return error.text();
  if (error.message.contains("\n | ")) return out;  // it has one already
  std::size_t line = std::strtoul(error.where.c_str(), nullptr, 10);
  const std::size_t column = std::strtoul(error.where.c_str() + colon + 1, nullptr, 10);
  while (line > 1 && text.find('\n') != std::string_view::npos) {
    text.remove_prefix(text.find('\n') + 1);
    --line;
  }
  return out + fmt::format("\n  | {}\n  | {:>{}}", text.substr(0, text.find('\n')), '^',
                           std::max<std::size_t>(column, 1));
}

std::string type_list(std::span<const Type> types) {
  if (types.size() == 1) return types[0].text();
  std::vector<std::string> names;
  for (const Type& type : types) names.push_back(type.text());
  return "one of " + join(names, ", ");
}

bool is_identifier(std::string_view name) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::ranges::all_of(name, good) &&
         !cel::is_reserved(name);
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Result<ParamKind> read_param_kind(const Value& value) {
  Fields fields = TRY(Fields::of(value, "spec.paramKind"));
  ParamKind out{TRY(fields.text("apiVersion")), TRY(fields.text("kind"))};
  TRY_VOID(fields.finish());
  const auto [group, version] = model::split_api_version(out.api_version);
  cel::Faults faults = group.empty() ? cel::Faults{} : cel::dns1123_subdomain_faults(group);
  std::ranges::move(cel::dns1035_label_faults(version), std::back_inserter(faults));
  if (!faults.empty()) return std::unexpected(fields.error("apiVersion", join(faults, ",")));
  faults = cel::dns1035_label_faults(lower(out.kind));
  if (!faults.empty())
    return std::unexpected(fields.error(
        "kind", "may have mixed case, but should otherwise match: " + join(faults, ",")));
  return out;
}

Result<void> read_condition(Fields& fields, const std::string& path,
                            const PolicyEnvironment& environment, Policy& policy) {
  const std::string name = TRY(fields.text("name"));
  if (!is_qualified_name(name))
    return std::unexpected(fields.error("name", "'" + name + "' is no qualified name"));
  const auto same = [&](const NamedExpression& other) { return other.name == name; };
  if (std::ranges::any_of(policy.conditions, same))
    return std::unexpected(fields.error("name", "'" + name + "' is there twice"));
  Expression source = TRY(read_expression(fields, "expression", path));
  policy.conditions.push_back(
      {name, TRY(compile(std::move(source), environment, {Type::boolean()}))});
  return {};
}

Result<ParamRef> read_param_ref(const Value& value) {
  const std::string path = "spec.paramRef";
  Fields fields = TRY(Fields::of(value, path));
  ParamRef out;
  out.name = TRY(fields.optional_text("name"));
  out.name_space = TRY(fields.optional_text("namespace"));
  const Value* selector = fields.optional("selector");
  if (out.name.empty() == (selector == nullptr))
    return std::unexpected(fields.error("name", "or selector must be there, and not both"));
  out.selector = TRY(LabelSelector::read(selector, path + ".selector"));
  const std::string missing = TRY(fields.text("parameterNotFoundAction"));
  if (missing != "Allow" && missing != "Deny")
    return std::unexpected(fields.error("parameterNotFoundAction", "must be Allow or Deny"));
  out.denies_when_missing = missing == "Deny";
  TRY_VOID(fields.finish());
  return out;
}

Result<void> read_actions(Fields& spec, Binding& binding) {
  binding.actions = TRY(spec.texts("validationActions"));
  if (binding.actions.empty())
    return std::unexpected(spec.error("validationActions", "must name an action"));
  for (const std::string& action : binding.actions) {
    bool* named = action == "Deny"    ? &binding.denies
                  : action == "Warn"  ? &binding.warns
                  : action == "Audit" ? &binding.audits
                                      : nullptr;
    if (named == nullptr)
      return std::unexpected(
          spec.error("validationActions", "'" + action + "' is not Deny, Warn or Audit"));
    if (*named)
      return std::unexpected(spec.error("validationActions", "has '" + action + "' twice"));
    *named = true;
  }
  if (binding.denies && binding.warns)
    return std::unexpected(spec.error("validationActions", "must not have both Deny and Warn"));
  return {};
}

}  // namespace

std::string_view name(PolicyKind kind) {
  return kind == PolicyKind::validating ? "ValidatingAdmissionPolicy" : "MutatingAdmissionPolicy";
}

Result<Compiled> compile(Expression source, const PolicyEnvironment& environment,
                         std::initializer_list<Type> types) {
  Result<cel::Program> program = cel::compile(source.text, environment.cel());
  if (!program) {
    return fail(program.error().code,
                fmt::format("{}: {}", source.field, with_caret(source.text, program.error())));
  }
  const Type& result = program->result_type();
  if (types.size() != 0 && std::ranges::find(types, result) == types.end()) {
    return fail(ErrorCode::malformed,
                fmt::format("{}: must evaluate to {} but got {}", source.field,
                            type_list(std::span(types.begin(), types.size())), result.text()));
  }
  return Compiled{std::move(source), std::move(*program)};
}

bool is_qualified_name(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const std::size_t slash = text.find('/');
  const std::string_view last = slash == std::string_view::npos ? text : text.substr(slash + 1);
  if (slash == 0 || (slash != std::string_view::npos && slash > 253)) return false;
  return !last.empty() && last.size() <= 63 && letter(last.front()) && letter(last.back()) &&
         std::ranges::all_of(last,
                             [&](char c) { return letter(c) || c == '-' || c == '_' || c == '.'; });
}

Result<Expression> read_expression(Fields& fields, std::string_view key, const std::string& path) {
  const std::string text = TRY(fields.text(key));
  if (trim(text).empty()) return std::unexpected(fields.error(key, "must not be blank"));
  return Expression{text, fmt::format("{}.{}", path, key)};
}

Result<Fields> read_frame(const Value& document, std::string& name) {
  Fields root = TRY(Fields::of(document, ""));
  for (const std::string_view key : {"apiVersion", "kind", "status"}) root.optional(key);
  const Value* metadata = TRY(root.required("metadata"));
  name = metadata->text("name");
  if (name.empty()) return std::unexpected(root.error("metadata.name", "is missing"));
  const Value* spec = TRY(root.required("spec"));
  TRY_VOID(root.finish());
  return Fields::of(*spec, "spec");
}

Result<void> read_head(Fields& spec, const PolicyEnvironment& environment, Policy& policy) {
  const std::string failure = TRY(spec.optional_text("failurePolicy"));
  if (!failure.empty() && failure != "Fail" && failure != "Ignore")
    return std::unexpected(spec.error("failurePolicy", "must be Fail or Ignore"));
  policy.fails_closed = failure != "Ignore";
  if (const Value* kind = spec.optional("paramKind"))
    policy.param_kind = TRY(read_param_kind(*kind));
  const Value* constraints = TRY(spec.required("matchConstraints"));
  policy.match = TRY(MatchResources::read(*constraints, "spec.matchConstraints"));
  if (policy.match.rules.empty())
    return std::unexpected(spec.error("matchConstraints.resourceRules", "must name something"));
  TRY_VOID(for_each_entry(spec, "matchConditions", [&](Fields& fields, const std::string& path) {
    return read_condition(fields, path, environment, policy);
  }));
  if (policy.conditions.size() > kMostConditions)
    return std::unexpected(spec.error("matchConditions", "has more than 64 entries"));
  return {};
}

Result<void> read_variables(Fields& spec, PolicyEnvironment& environment, PolicyEnvironment& other,
                            Policy& policy) {
  return for_each_entry(
      spec, "variables", [&](Fields& fields, const std::string& path) -> Result<void> {
        const std::string name = TRY(fields.text("name"));
        if (!is_identifier(name))
          return std::unexpected(fields.error("name", "'" + name + "' is no CEL identifier"));
        Expression source = TRY(read_expression(fields, "expression", path));
        Compiled compiled = TRY(compile(std::move(source), environment, {}));
        const Type& type = compiled.program.result_type();
        for (PolicyEnvironment* to : {&environment, &other}) {
          if (!to->add_variable(name, type))
            return std::unexpected(fields.error("name", "'" + name + "' is there twice"));
        }
        policy.variables.push_back({name, std::move(compiled)});
        return {};
      });
}

Result<void> check_mutable(const MatchResources& match, std::string_view path) {
  for (const ResourceRule& rule : match.rules) {
    if (std::ranges::find(rule.operations, "DELETE") == rule.operations.end()) continue;
    return fail(ErrorCode::malformed,
                fmt::format("{}.resourceRules.operations: must be CREATE, UPDATE, CONNECT or *, "
                            "not DELETE",
                            path));
  }
  return {};
}

Result<Binding> read_binding(const Value& document, PolicyKind kind) {
  Binding binding;
  binding.kind = kind;
  Fields spec = TRY(read_frame(document, binding.name));
  binding.policy = TRY(spec.text("policyName"));
  if (const Value* params = spec.optional("paramRef"))
    binding.params = TRY(read_param_ref(*params));
  if (const Value* match = spec.optional("matchResources"))
    binding.match = TRY(MatchResources::read(*match, "spec.matchResources"));
  if (kind == PolicyKind::validating) TRY_VOID(read_actions(spec, binding));
  if (kind == PolicyKind::mutating && binding.match)
    TRY_VOID(check_mutable(*binding.match, "spec.matchResources"));
  TRY_VOID(spec.finish());
  return binding;
}

}  // namespace bulwark::admission
