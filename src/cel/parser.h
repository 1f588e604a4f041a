// SPDX-License-Identifier: Apache-2.0
// Parses the full grammar of the CEL language definition, optional syntax and macros included.
#pragma once

#include <string_view>

#include "base/result.h"
#include "cel/ast.h"
#include "cel/macros.h"
#include "cel/source.h"

namespace bulwark::cel {

struct ParseOptions {
  Limits limits = kExpressionLimits;
  MacroSet macros{};
  bool optional_syntax = true;  ///< a.?b  a[?b]  [?a]  {?a: b}
  bool escaped_names = true;    ///< a.`b-c`
};

/// The tree of `source`, or the first thing that is wrong with it; `where` is "line:column".
Result<Ast> parse(std::string_view source, const ParseOptions& options = {});

}  // namespace bulwark::cel
