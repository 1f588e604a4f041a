// SPDX-License-Identifier: Apache-2.0
// Policy: a ValidatingAdmissionPolicy or MutatingAdmissionPolicy, read, checked and compiled; and
// Binding, what turns it on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admission/match_resources.h"
#include "admission/mutate_object.h"
#include "admission/mutation_sequence.h"
#include "base/result.h"
#include "cel/environment.h"
#include "cel/program.h"

namespace bulwark::admission {

struct Expression {
  std::string text;
  std::string field;  ///< where in the document: "spec.validations[0].expression"
};

/// An expression and what the engine made of it.
struct Compiled {
  Expression source;
  cel::Program program;
};

struct Validation {
  Compiled expression;
  std::string message;
  std::optional<Compiled> message_expression;
  std::string reason = "Invalid";
};

struct NamedExpression {
  std::string name;
  Compiled expression;
};

struct ParamKind {
  std::string api_version, kind;
  bool operator==(const ParamKind&) const = default;
};

/// Where a value of an activation comes from.
enum class Source : std::uint8_t {
  object,
  old_object,
  name_space,
  request,
  params,
  authorizer,
  request_authorizer,
  variable,
};

/// The slots of an environment: what goes where.
struct Slot {
  Source source = Source::object;
  std::size_t variable = 0;  ///< of Source::variable: its index
};
using Layout = std::vector<Slot>;

enum class PolicyKind : std::uint8_t { validating, mutating };
/// "ValidatingAdmissionPolicy", "MutatingAdmissionPolicy".
std::string_view name(PolicyKind kind);

/// Whether some expression can reach a value of a Secret's data or stringData, where what it looks
/// at is a Secret; which keys there are is none.
struct SecretReads {
  bool object = false, old_object = false, params = false;
};

/// What policies of both kinds have. Immutable once read; shared by all threads.
struct Policy {
  PolicyKind kind = PolicyKind::validating;
  std::string name;
  std::string file;  ///< for messages
  bool fails_closed = true;
  std::optional<ParamKind> param_kind;
  MatchResources match;
  std::vector<NamedExpression> conditions;  ///< matchConditions
  std::vector<NamedExpression> variables;
  Layout layout;  ///< of all expressions but messageExpressions
  SecretReads secret_reads;
};

struct ValidatingPolicy : Policy {
  std::vector<Validation> validations;
  std::vector<NamedExpression> annotations;  ///< auditAnnotations: key and valueExpression
  Layout message_layout;                     ///< messageExpressions know no authorizer
};

struct Mutation {
  PatchType type = PatchType::json_patch;
  Compiled expression;
};

struct MutatingPolicy : Policy {
  Reinvocation reinvocation = Reinvocation::never;
  std::vector<Mutation> mutations;
};

struct ParamRef {
  std::string name;  ///< or, where it is empty, the selector
  LabelSelector selector;
  std::string name_space;
  bool denies_when_missing = false;  ///< parameterNotFoundAction
};

struct Binding {
  PolicyKind kind = PolicyKind::validating;  ///< of its policy
  std::string name;
  std::string policy;
  std::string file;
  std::optional<ParamRef> params;
  std::optional<MatchResources> match;
  // Of a validating policy:
  bool denies = false, warns = false, audits = false;
  std::vector<std::string> actions;  ///< validationActions, as they were written
};

/// What the API server of this version would accept, else the error that it would give: a field, or
/// "FIELD: line:column: what" for an expression. `document` is a ValidatingAdmissionPolicy.
Result<ValidatingPolicy> read_validating_policy(const formats::Value& document,
                                                int kubernetes_minor);

/// The same of a MutatingAdmissionPolicy.
Result<MutatingPolicy> read_mutating_policy(const formats::Value& document, int kubernetes_minor);

/// `document` is a binding of policies of that kind.
Result<Binding> read_binding(const formats::Value& document, PolicyKind kind);

}  // namespace bulwark::admission
