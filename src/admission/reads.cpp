// SPDX-License-Identifier: Apache-2.0
// Follows the read sets of compiled expressions through the policy's variables. A variable knows
// only those before it, so that the walk ends.
#include "admission/reads.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "formats/path.h"

namespace bulwark::admission {
namespace {

using cel::ReadStep;
using Fields = std::vector<std::string>;

/// Calls `on(path)` for each path below one of `sources` that the expression can reach.
template <class On>
void for_each_read(const Policy& policy, const Compiled& compiled, const Layout& layout,
                   const std::vector<Source>& sources, const On& on) {
  for (const cel::ReadPath& path : compiled.program.reads()) {
    const Slot& slot = layout.at(path.slot);
    if (std::ranges::find(sources, slot.source) != sources.end()) on(path);
    if (slot.source != Source::variable) continue;
    const Compiled& variable = policy.variables[slot.variable].expression;
    for_each_read(policy, variable, policy.layout, sources, on);
  }
}

template <class On>
void for_each_expression(const ValidatingPolicy& policy, const On& on) {
  for (const auto* named : {&policy.conditions, &policy.annotations}) {
    for (const NamedExpression& one : *named) on(one.expression, policy.layout);
  }
  for (const Validation& one : policy.validations) {
    on(one.expression, policy.layout);
    if (one.message_expression) on(*one.message_expression, policy.message_layout);
  }
}

template <class On>
void for_each_expression(const MutatingPolicy& policy, const On& on) {
  for (const NamedExpression& one : policy.conditions) on(one.expression, policy.layout);
  for (const Mutation& one : policy.mutations) on(one.expression, policy.layout);
}

/// The fields up to the first list or map that is walked.
Fields fields_of(const cel::ReadPath& path) {
  Fields out;
  for (const ReadStep& step : path.steps) {
    if (step.kind != ReadStep::Kind::field) break;
    out.push_back(step.field);
  }
  return out;
}

bool reaches_secret_value(const cel::ReadPath& path) {
  const std::vector<ReadStep>& steps = path.steps;
  if (steps.empty() || steps[0].kind == ReadStep::Kind::each) return true;
  const bool values = steps[0].kind == ReadStep::Kind::field &&
                      (steps[0].field == "data" || steps[0].field == "stringData");
  return values && steps.back().kind != ReadStep::Kind::presence;
}

template <class AnyPolicy>
SecretReads secret_reads_of(const AnyPolicy& policy) {
  SecretReads out;
  const auto look = [&](Source source, bool& reaches) {
    for_each_expression(policy, [&](const Compiled& compiled, const Layout& layout) {
      for_each_read(policy, compiled, layout, {source}, [&](const cel::ReadPath& path) {
        reaches = reaches || reaches_secret_value(path);
      });
    });
  };
  look(Source::object, out.object);
  look(Source::old_object, out.old_object);
  if (policy.param_kind == ParamKind{"v1", "Secret"}) look(Source::params, out.params);
  return out;
}

}  // namespace

std::string place_of(const ValidatingPolicy& policy, std::size_t validation) {
  std::optional<Fields> common;
  for_each_read(policy, policy.validations.at(validation).expression, policy.layout,
                {Source::object}, [&](const cel::ReadPath& path) {
                  Fields fields = fields_of(path);
                  if (!common) {
                    common = std::move(fields);
                    return;
                  }
                  const auto differ = std::ranges::mismatch(*common, fields).in1;
                  common->erase(differ, common->end());
                });
  std::string out;
  for (const std::string& field : common.value_or(Fields()))
    out = formats::join_path(out, formats::key_step(field));
  return out;
}

SecretReads secret_reads(const ValidatingPolicy& policy) { return secret_reads_of(policy); }
SecretReads secret_reads(const MutatingPolicy& policy) { return secret_reads_of(policy); }

bool lacks_secret_values(const Policy& policy, const Request& request) {
  if (!request.secret_values_dropped) return false;
  const SecretReads& reads = policy.secret_reads;
  const bool secret = request.kind.group.empty() && request.kind.kind == "Secret";
  return reads.params || (secret && ((reads.object && request.object != nullptr) ||
                                     (reads.old_object && request.old_object != nullptr)));
}

}  // namespace bulwark::admission
