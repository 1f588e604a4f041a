// SPDX-License-Identifier: Apache-2.0
// What the documents of validating and mutating policies have in common, read strictly as the API
// server would take it.
#pragma once

#include <fmt/core.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "admission/environment.h"
#include "admission/policy.h"
#include "base/result.h"
#include "cel/type.h"
#include "formats/fields.h"

namespace bulwark::admission {

/// What stands around the spec (apiVersion, kind, metadata; status is the server's), and then the
/// spec's fields.
Result<formats::Fields> read_frame(const formats::Value& document, std::string& name);

/// failurePolicy, paramKind, matchConstraints, and the matchConditions, which know no variables:
/// `environment` must not have any yet.
Result<void> read_head(formats::Fields& spec, const PolicyEnvironment& environment, Policy& policy);

/// The variables, each of them known from then on in `environment` and in `other`, whose
/// expressions are other ones.
Result<void> read_variables(formats::Fields& spec, PolicyEnvironment& environment,
                            PolicyEnvironment& other, Policy& policy);

Result<Expression> read_expression(formats::Fields& fields, std::string_view key,
                                   const std::string& path);

/// `types`: what the result may be; empty: anything.
Result<Compiled> compile(Expression source, const PolicyEnvironment& environment,
                         std::initializer_list<cel::Type> types);

/// [prefix/]name, as the keys of labels are.
bool is_qualified_name(std::string_view text);

/// Mutating policies never see a DELETE: their rules must not name it. `path` is that of `match`.
Result<void> check_mutable(const MatchResources& match, std::string_view path);

/// One list of the spec, entry by entry: `read` gets its fields and its path.
template <class Read>
Result<void> for_each_entry(formats::Fields& spec, std::string_view key, Read read) {
  const formats::Value* list = spec.optional(key);
  if (list == nullptr) return {};
  if (!list->is_list()) return std::unexpected(spec.error(key, "must be a list"));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string path = fmt::format("spec.{}[{}]", key, i);
    formats::Fields fields = TRY(formats::Fields::of(list->items()[i], path));
    TRY_VOID(read(fields, path));
    TRY_VOID(fields.finish());
  }
  return {};
}

}  // namespace bulwark::admission
