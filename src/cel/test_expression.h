// SPDX-License-Identifier: Apache-2.0
// For tests of libraries: an expression in, its value or error and its cost out.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cel/compile.h"
#include "cel/evaluator.h"

namespace bulwark::cel {

struct Answer {
  std::string text;  ///< the value, or "error: why"
  std::uint64_t cost = 0;
};

/// An expression without variables, on a cluster of version 1.`kubernetes_minor`.
inline Answer ask(std::string_view expression, int kubernetes_minor = kNewestKubernetesMinor) {
  EnvironmentOptions options;
  options.kubernetes_minor = kubernetes_minor;
  const Environment environment(options);
  const auto program = compile(expression, environment);
  if (!program) return {"error: " + program.error().message, 0};
  Evaluator evaluator;
  const Result<Value> result = evaluator.run(*program, {});
  return {result ? display_text(*result) : "error: " + result.error().message, evaluator.cost()};
}

/// One row of a table of expressions.
struct ExpectedAnswer {
  std::string_view expression;
  std::string_view text;
  std::uint64_t cost = 0;
};

/// Expects each row's value or error, and its cost.
inline void expect_answers(std::span<const ExpectedAnswer> table,
                           int kubernetes_minor = kNewestKubernetesMinor) {
  for (const ExpectedAnswer& row : table) {
    const Answer answer = ask(row.expression, kubernetes_minor);
    EXPECT_EQ(answer.text, row.text) << row.expression;
    EXPECT_EQ(answer.cost, row.cost) << row.expression;
  }
}

}  // namespace bulwark::cel
