// SPDX-License-Identifier: Apache-2.0
// What tests of policies have in common: documents as YAML, one request after another.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string_view>
#include <vector>

#include "admission/review.h"
#include "formats/builder.h"
#include "formats/yaml.h"
#include "formats/yaml_split.h"

namespace bulwark::admission {

/// True, and costs more than half of what one expression may, given a variable `ten`.
inline constexpr std::string_view kCostly =
    "variables.ten.all(a, variables.ten.all(b, variables.ten.all(c, variables.ten.all(d, [0, 1, 2, "
    "3].all(e, a + b + c + d + e >= 0)))))";

class ReviewFixture : public ::testing::Test {
 protected:
  formats::Value read(std::string_view text) {
    const auto document = formats::YamlReader().read(text, builder_, {});
    EXPECT_TRUE(document) << document.error().text() << "\n" << text;
    return document ? document->root : formats::Value();
  }

  /// Documents between lines of three dashes; all of them must be usable.
  void use(std::string_view text) {
    load(text);
    for (const Unusable& one : policies_.unusable()) ADD_FAILURE() << one.what << ": " << one.why;
  }
  void load(std::string_view text) {
    for (const formats::YamlSpan& span : formats::split_documents(text))
      policies_.add(read(text.substr(span.offset, span.length)), "policies.yaml");
    policies_.finish();
  }

  Verdict ask(std::string_view object, Operation operation = Operation::create) {
    object_ = read(object);
    Request request = Request::about(object_, operation);
    request.user = user_;
    request.secret_values_dropped = secret_values_dropped_;
    if (name_space_.is_map()) request.name_space_object = &name_space_;
    return review(policies_, request, evaluator_, &trace_);
  }

  formats::Pool pool_{1, 42};
  formats::Builder builder_{pool_};
  PolicySet policies_{37};
  Evaluator evaluator_;
  formats::Value object_, name_space_;
  std::optional<User> user_;
  bool secret_values_dropped_ = false;
  std::vector<TraceOfPolicy> trace_;
};

}  // namespace bulwark::admission
