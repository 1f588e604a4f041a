// SPDX-License-Identifier: Apache-2.0
// What Calico's own documentation and tokenizer say of the language.
#include "analyzers/network/calico_selector.h"

#include <gtest/gtest.h>

#include <string>

#include "formats/builder.h"
#include "formats/yaml.h"

namespace bulwark::analyzers::network {
namespace {

class CalicoSelector : public testing::Test {
 protected:
  bool selects(const std::string& text, CalicoSelects what = CalicoSelects::endpoints) {
    const auto expression = parse_calico_selector(text, what);
    if (!expression) {
      ADD_FAILURE() << text << " " << expression.error().message;
      return false;
    }
    return expression->holds(pod_);
  }

  static std::string error(const std::string& text, const CalicoSelectorLimits& limits = {}) {
    const auto expression = parse_calico_selector(text, CalicoSelects::endpoints, limits);
    return expression ? "none" : expression.error().message;
  }

  void SetUp() override {
    formats::Builder builder(pool_);
    labels_ = formats::YamlReader()
                  .read("{app: web, tier: front-end, a/b.c_d-e: x}", builder, {})
                  ->root;
    of_space_ = formats::YamlReader().read("{stage: prod}", builder, {})->root;
    space_.name = "shop";
    space_.labels = &of_space_;
    pod_ = {&labels_, &space_, "robot", nullptr, true};
  }

  formats::Pool pool_{std::uint16_t{1}, 0};
  formats::Value labels_, of_space_;
  NamespaceOf space_;
  Labelled pod_;
};

TEST_F(CalicoSelector, every_operator_means_what_is_documented) {
  for (const std::string text : {"",
                                 "all()",
                                 "has(app)",
                                 "!has(none)",
                                 "app == 'web'",
                                 "app==\"web\"",
                                 "app != 'x'",
                                 "none != 'x'",
                                 "app in {'x', 'web'}",
                                 "app not in {'x'}",
                                 "none not in {'x'}",
                                 "tier contains 't-e'",
                                 "tier starts with 'front'",
                                 "tier ends with 'end'",
                                 "a/b.c_d-e == 'x'",
                                 "!!has(app)",
                                 "app in{'web',}",
                                 "app notin {}",
                                 "tier startswith 'f'",
                                 "has( app )",
                                 "\tall( )"})
    EXPECT_TRUE(selects(text)) << text;
  for (const std::string text : {"!all()", "has(none)", "app == 'x'", "none == 'x'", "app != 'web'",
                                 "app in {}", "app not in {'web'}", "none in {'web'}",
                                 "none contains ''", "tier starts with 'end'", "app == 'WEB'"})
    EXPECT_FALSE(selects(text)) << text;
}

TEST_F(CalicoSelector, and_binds_more_than_or_and_not_most) {
  EXPECT_TRUE(selects("has(app) || has(none) && has(none)"));
  EXPECT_FALSE(selects("(has(app) || has(none)) && has(none)"));
  EXPECT_FALSE(selects("!has(app) && has(none) || has(none)"));
  EXPECT_TRUE(selects("!(has(app) && has(none))"));
}

TEST_F(CalicoSelector, pods_have_the_labels_of_their_namespace_and_account) {
  EXPECT_TRUE(selects("projectcalico.org/namespace == 'shop' && pcns.stage == 'prod'"));
  EXPECT_TRUE(selects("pcns.projectcalico.org/name == 'shop'"));
  EXPECT_TRUE(selects("projectcalico.org/serviceaccount == 'robot'"));
  EXPECT_TRUE(selects("projectcalico.org/orchestrator == 'k8s'"));
  EXPECT_TRUE(selects("stage == 'prod'", CalicoSelects::namespaces));
  EXPECT_TRUE(selects("all()", CalicoSelects::namespaces));
  EXPECT_FALSE(selects("global()", CalicoSelects::namespaces));
  EXPECT_FALSE(selects("app == 'web'", CalicoSelects::namespaces));
  EXPECT_TRUE(selects("projectcalico.org/name == 'robot'", CalicoSelects::service_accounts));
}

TEST_F(CalicoSelector, what_is_wrong_is_said_with_its_place) {
  EXPECT_EQ(error("app = 'web'"), "expects an operator at byte 5");
  EXPECT_EQ(error("app == web"), "expects a text in quotes at byte 8");
  EXPECT_EQ(error("app == 'web"), "expects an end of the text at byte 8");
  EXPECT_EQ(error("(app == 'web'"), "expects ')' at byte 14");
  EXPECT_EQ(error("app in {'a' 'b'}"), "expects ',' or '}' at byte 13");
  EXPECT_EQ(error("has(app) has(b)"), "expects nothing more at byte 10");
  EXPECT_EQ(error("app inn {'a'}"), "expects an operator at byte 5");
  EXPECT_EQ(error("has(app) &&"), "expects a label at byte 12");
  EXPECT_EQ(error("&& has(app)"), "expects a label at byte 1");
  EXPECT_EQ(error("has (app)"), "expects an operator at byte 5");
  EXPECT_EQ(error("global()"), "global() is for the namespaceSelector of a rule");
  EXPECT_EQ(error("has(a)\n"), "expects nothing more at byte 7");
}

TEST_F(CalicoSelector, depth_and_length_have_limits) {
  EXPECT_EQ(error(std::string(3, '(') + "all()" + std::string(3, ')'), {.bytes = 100, .depth = 2}),
            "is nested more than 2 deep");
  EXPECT_EQ(error("has(abcdef)", {.bytes = 10, .depth = 2}), "is longer than 10 bytes");
  EXPECT_EQ(error(std::string(10000, '(')), "is nested more than 100 deep");
  EXPECT_EQ(error("has(" + std::string(513, 'a') + ")"), "has a label that is too long");
  EXPECT_TRUE(selects(std::string(10000, '!') + "all()"));
}

}  // namespace
}  // namespace bulwark::analyzers::network
