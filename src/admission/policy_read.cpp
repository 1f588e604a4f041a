// SPDX-License-Identifier: Apache-2.0
// Validating policies: validations with their messages, and audit annotations.
#include <algorithm>

#include "admission/policy_fields.h"
#include "admission/reads.h"
#include "base/text.h"

namespace bulwark::admission {
namespace {

using cel::Type;
using formats::Fields;
using formats::Value;

constexpr std::size_t kMostAnnotations = 20;
constexpr std::size_t kLongestAnnotation = 5 << 10;

class PolicyReader {
 public:
  PolicyReader(Fields& spec, int minor)
      : PolicyReader(spec, minor, spec.optional("paramKind") != nullptr) {}

  Result<void> read(ValidatingPolicy& policy) {
    TRY_VOID(read_head(spec_, environment_, policy));
    TRY_VOID(read_variables(spec_, environment_, message_environment_, policy));
    TRY_VOID(for_each_entry(spec_, "validations", [&](Fields& fields, const std::string& path) {
      return read_validation(fields, path, policy);
    }));
    TRY_VOID(
        for_each_entry(spec_, "auditAnnotations", [&](Fields& fields, const std::string& path) {
          return read_annotation(fields, path, policy);
        }));
    if (policy.annotations.size() > kMostAnnotations)
      return std::unexpected(spec_.error("auditAnnotations", "has more than 20 entries"));
    if (policy.validations.empty() && policy.annotations.empty())
      return std::unexpected(spec_.error("validations", "or auditAnnotations must have an entry"));
    policy.layout = environment_.layout();
    policy.message_layout = message_environment_.layout();
    return spec_.finish();
  }

 private:
  PolicyReader(Fields& spec, int minor, bool has_params)
      : spec_(spec),
        environment_({.kubernetes_minor = minor, .params = has_params}),
        message_environment_(
            {.kubernetes_minor = minor, .params = has_params, .authorizer = false}) {}

  Result<void> read_validation(Fields& fields, const std::string& path, ValidatingPolicy& policy) {
    Expression source = TRY(read_expression(fields, "expression", path));
    Compiled compiled = TRY(compile(std::move(source), environment_, {Type::boolean()}));
    Validation out{std::move(compiled), {}, {}};
    out.message = TRY(fields.optional_text("message"));
    if (out.message.find_first_of("\r\n") != std::string::npos)
      return std::unexpected(fields.error("message", "must be one line"));
    if (!out.message.empty() && trim(out.message).empty())
      return std::unexpected(fields.error("message", "must not be blank"));
    if (fields.optional("messageExpression") != nullptr) {
      Expression text = TRY(read_expression(fields, "messageExpression", path));
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

  Result<void> read_annotation(Fields& fields, const std::string& path, ValidatingPolicy& policy) {
    const std::string key = TRY(fields.text("key"));
    if (!is_qualified_name(policy.name + "/" + key))
      return std::unexpected(fields.error("key", "'" + key + "' is no part of a qualified name"));
    const auto same = [&](const NamedExpression& other) { return other.name == key; };
    if (std::ranges::any_of(policy.annotations, same))
      return std::unexpected(fields.error("key", "'" + key + "' is there twice"));
    Expression source = TRY(read_expression(fields, "valueExpression", path));
    if (source.text.size() > kLongestAnnotation)
      return std::unexpected(fields.error("valueExpression", "is longer than 5 KiB"));
    policy.annotations.push_back(
        {key, TRY(compile(std::move(source), environment_, {Type::string(), Type::null()}))});
    return {};
  }

  Fields& spec_;
  PolicyEnvironment environment_;
  PolicyEnvironment message_environment_;
};

}  // namespace

Result<ValidatingPolicy> read_validating_policy(const Value& document, int kubernetes_minor) {
  ValidatingPolicy policy;
  Fields spec = TRY(read_frame(document, policy.name));
  PolicyReader reader(spec, kubernetes_minor);
  TRY_VOID(reader.read(policy));
  policy.secret_reads = secret_reads(policy);
  return policy;
}

}  // namespace bulwark::admission
