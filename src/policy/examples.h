// SPDX-License-Identifier: Apache-2.0
// Runs the examples that every control carries: the catalogue's own tests.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/builder.h"
#include "formats/pool.h"
#include "policy/catalogue.h"

namespace bulwark::policy {

struct ExampleResult {
  std::string control;
  std::size_t index = 0;
  bool expected_pass = true;
  bool good = false;    ///< the control gave the verdict that the example expects
  std::string outcome;  ///< "holds", the message of the finding, or the error
};

/// What is done to an example's object before the control sees it.
using ExampleChange = std::function<formats::Value(const formats::Value&, formats::Pool&)>;

/// `value` as the API server would see it: without nulls. In `builder`'s pool.
formats::Value without_nulls(formats::Builder& builder, const formats::Value& value);

/// Every example of one control that has expressions. An error when the control does not compile
/// for a version that it names.
Result<std::vector<ExampleResult>> run_examples(const ControlFile& file,
                                                const ExampleChange& change = {});

}  // namespace bulwark::policy
