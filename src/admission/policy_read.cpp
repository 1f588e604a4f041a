// SPDX-License-Identifier: Apache-2.0
// Reads strictly what the API server would take, and compiles as it reads: the type of a variable
// is known to what comes after it.
#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <span>

#include "admission/environment.h"
#include "admission/policy.h"
#include "base/text.h"
#include "cel/compile.h"
#include "cel/lexer.h"
#include "formats/fields.h"

namespace bulwark::admission {
namespace {

using cel::Type;
using cel::TypeKind;
using formats::Fields;
using formats::Value;

constexpr std::size_t kMostConditions = 64;
constexpr std::size_t kMostAnnotations = 20;
constexpr std::size_t kLongestAnnotation = 5 << 10;

/// The place in the source of an expression, for a reader.
std::string with_caret(std::string_view text, const Error& error) {
  const std::size_t colon = error.where.find(':');
  std::string out = fmt::format("{}: {}", error.where, error.message);
  if (colon == std::string::npos) return error.text();
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

/// `types`: what the result may be; empty: anything.
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

bool is_identifier(std::string_view name) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::ranges::all_of(name, good) &&
         !cel::is_reserved(name);
}

// [prefix/]name, as the keys of labels are.
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

/// One list of the spec, entry by entry.
template <class Read>
Result<void> for_each_entry(Fields& spec, std::string_view key, Read read) {
  const Value* list = spec.optional(key);
  if (list == nullptr) return {};
  if (!list->is_list()) return std::unexpected(spec.error(key, "must be a list"));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string path = fmt::format("spec.{}[{}]", key, i);
    Fields fields = TRY(Fields::of(list->items()[i], path));
    TRY_VOID(read(fields, path));
    TRY_VOID(fields.finish());
  }
  return {};
}

class PolicyReader {
 public:
  PolicyReader(Fields& spec, int minor)
      : spec_(spec),
        minor_(minor),
        has_params_(spec.optional("paramKind") != nullptr),
        environment_({minor, has_params_, true}),
        message_environment_({minor, has_params_, false}) {}

  Result<void> read(Policy& policy) {
    TRY_VOID(read_head(policy));
    TRY_VOID(for_each_entry(spec_, "variables", [&](Fields& fields, const std::string& path) {
      return read_variable(fields, path, policy);
    }));
    TRY_VOID(for_each_entry(spec_, "matchConditions", [&](Fields& fields, const std::string& path) {
      return read_condition(fields, path, policy);
    }));
    TRY_VOID(for_each_entry(spec_, "validations", [&](Fields& fields, const std::string& path) {
      return read_validation(fields, path, policy);
    }));
    TRY_VOID(
        for_each_entry(spec_, "auditAnnotations", [&](Fields& fields, const std::string& path) {
          return read_annotation(fields, path, policy);
        }));
    if (policy.conditions.size() > kMostConditions)
      return std::unexpected(spec_.error("matchConditions", "has more than 64 entries"));
    if (policy.annotations.size() > kMostAnnotations)
      return std::unexpected(spec_.error("auditAnnotations", "has more than 20 entries"));
    if (policy.validations.empty() && policy.annotations.empty())
      return std::unexpected(spec_.error("validations", "or auditAnnotations must have an entry"));
    policy.layout = environment_.layout();
    policy.message_layout = message_environment_.layout();
    return spec_.finish();
  }

 private:
  Result<void> read_head(Policy& policy) {
    const std::string failure = TRY(spec_.optional_text("failurePolicy"));
    if (!failure.empty() && failure != "Fail" && failure != "Ignore")
      return std::unexpected(spec_.error("failurePolicy", "must be Fail or Ignore"));
    policy.fails_closed = failure != "Ignore";
    if (const Value* kind = spec_.optional("paramKind")) {
      Fields fields = TRY(Fields::of(*kind, "spec.paramKind"));
      policy.param_kind = ParamKind{TRY(fields.text("apiVersion")), TRY(fields.text("kind"))};
      TRY_VOID(fields.finish());
    }
    const Value* constraints = TRY(spec_.required("matchConstraints"));
    policy.match = TRY(MatchResources::read(*constraints, "spec.matchConstraints"));
    if (policy.match.rules.empty())
      return std::unexpected(spec_.error("matchConstraints.resourceRules", "must name something"));
    return {};
  }

  static Result<Expression> expression(Fields& fields, std::string_view key,
                                       const std::string& path) {
    const std::string text = TRY(fields.text(key));
    if (trim(text).empty()) return std::unexpected(fields.error(key, "must not be blank"));
    return Expression{text, fmt::format("{}.{}", path, key)};
  }

  Result<void> read_variable(Fields& fields, const std::string& path, Policy& policy) {
    const std::string name = TRY(fields.text("name"));
    if (!is_identifier(name))
      return std::unexpected(fields.error("name", "'" + name + "' is no CEL identifier"));
    Expression source = TRY(expression(fields, "expression", path));
    Compiled compiled = TRY(compile(std::move(source), environment_, {}));
    const Type& type = compiled.program.result_type();
    const auto add = [&](PolicyEnvironment& to) -> Result<void> {
      if (const auto added = to.add_variable(name, type); !added)
        return std::unexpected(fields.error("name", "'" + name + "' is there twice"));
      return {};
    };
    TRY_VOID(add(environment_));
    TRY_VOID(add(message_environment_));
    policy.variables.push_back({name, std::move(compiled)});
    return {};
  }

  Result<void> read_condition(Fields& fields, const std::string& path, Policy& policy) {
    const std::string name = TRY(fields.text("name"));
    if (!is_qualified_name(name))
      return std::unexpected(fields.error("name", "'" + name + "' is no qualified name"));
    const auto same = [&](const NamedExpression& other) { return other.name == name; };
    if (std::ranges::any_of(policy.conditions, same))
      return std::unexpected(fields.error("name", "'" + name + "' is there twice"));
    Expression source = TRY(expression(fields, "expression", path));
    policy.conditions.push_back(
        {name, TRY(compile(std::move(source), environment_, {Type::boolean()}))});
    return {};
  }

  Result<void> read_validation(Fields& fields, const std::string& path, Policy& policy) {
    Expression source = TRY(expression(fields, "expression", path));
    Compiled compiled = TRY(compile(std::move(source), environment_, {Type::boolean()}));
    Validation out{std::move(compiled), {}, {}};
    out.message = TRY(fields.optional_text("message"));
    if (out.message.find_first_of("\r\n") != std::string::npos)
      return std::unexpected(fields.error("message", "must be one line"));
    if (!out.message.empty() && trim(out.message).empty())
      return std::unexpected(fields.error("message", "must not be blank"));
    if (fields.optional("messageExpression") != nullptr) {
      Expression text = TRY(expression(fields, "messageExpression", path));
      out.message_expression = TRY(
          compile(std::move(text), message_environment_, {Type::string()}));
    }
    const std::string reason = TRY(fields.optional_text("reason"));
    if (!reason.empty() && reason != "Forbidden" && reason != "Invalid" &&
        reason != "RequestEntityTooLarge")
      return std::unexpected(
          fields.error("reason", "must be Forbidden, Invalid or RequestEntityTooLarge"));
    if (!reason.empty()) out.reason = reason;
    policy.validations.push_back(std::move(out));
    return {};
  }

  Result<void> read_annotation(Fields& fields, const std::string& path, Policy& policy) {
    const std::string key = TRY(fields.text("key"));
    if (!is_qualified_name(policy.name + "/" + key))
      return std::unexpected(fields.error("key", "'" + key + "' is no part of a qualified name"));
    const auto same = [&](const NamedExpression& other) { return other.name == key; };
    if (std::ranges::any_of(policy.annotations, same))
      return std::unexpected(fields.error("key", "'" + key + "' is there twice"));
    Expression source = TRY(expression(fields, "valueExpression", path));
    if (source.text.size() > kLongestAnnotation)
      return std::unexpected(fields.error("valueExpression", "is longer than 5 KiB"));
    policy.annotations.push_back(
        {key, TRY(compile(std::move(source), environment_, {Type::string(), Type::null()}))});
    return {};
  }

  Fields& spec_;
  int minor_;
  bool has_params_;
  PolicyEnvironment environment_;
  PolicyEnvironment message_environment_;
};

/// What stands around the spec: apiVersion, kind, metadata; status is the server's.
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

Result<Policy> read_policy(const Value& document, int kubernetes_minor) {
  Policy policy;
  Fields spec = TRY(read_frame(document, policy.name));
  PolicyReader reader(spec, kubernetes_minor);
  TRY_VOID(reader.read(policy));
  return policy;
}

Result<Binding> read_binding(const Value& document) {
  Binding binding;
  Fields spec = TRY(read_frame(document, binding.name));
  binding.policy = TRY(spec.text("policyName"));
  if (const Value* params = spec.optional("paramRef"))
    binding.params = TRY(read_param_ref(*params));
  if (const Value* match = spec.optional("matchResources"))
    binding.match = TRY(MatchResources::read(*match, "spec.matchResources"));
  TRY_VOID(read_actions(spec, binding));
  TRY_VOID(spec.finish());
  return binding;
}

}  // namespace bulwark::admission
