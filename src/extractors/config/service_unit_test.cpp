// SPDX-License-Identifier: Apache-2.0
// Units as systemd reads them; tests/unit_oracle holds the same against systemd itself.
#include "extractors/config/service_unit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "extractors/config/environment_file.h"

namespace bulwark::extractors::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using Words = std::vector<std::string>;

const UnitNames kNames{"kube-proxy.service", "n1.example"};

std::vector<Words> commands(const std::vector<std::string>& texts,
                            const Variables& variables = {}) {
  const auto made = unit_commands(service_unit(texts), kNames, variables);
  EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().text());
  return made ? *made : std::vector<Words>();
}

TEST(ServiceUnit, continues_lines_and_leaves_comments_out) {
  EXPECT_THAT(
      commands({"[Unit]\nExecStart=/no\n[Service]\nExecStart=/bin/a \\\n  # x\n; y\n --b \\\n"
                "  c\n#ExecStart=/d\n"}),
      ElementsAre(ElementsAre("/bin/a", "--b", "c")));
}

TEST(ServiceUnit, takes_settings_back_where_a_drop_in_is_empty) {
  const ServiceUnit unit = service_unit(std::vector<std::string>{
      "[Service]\nExecStart=/a\nEnvironment=A=1\nEnvironmentFile=-/x\nWorkingDirectory=/w\n",
      "[Service]\nExecStart=\nExecStart=/b\nEnvironmentFile=/y\n"});
  EXPECT_THAT(unit.commands, ElementsAre("/b"));
  EXPECT_THAT(unit.environment, ElementsAre("A=1"));
  EXPECT_THAT(unit.environment_files, ElementsAre("-/x", "/y"));
  EXPECT_EQ(unit.folder, "/w");
}

TEST(ServiceUnit, splits_words_by_quotes_and_escapes) {
  EXPECT_THAT(commands({"[Service]\nExecStart=-/a \"b c\" 'd \"e\"' f\\x20g h\"i j\"k \"\"\n"}),
              ElementsAre(ElementsAre("/a", "b c", "d \"e\"", "f g", "hi jk", "")));
  EXPECT_FALSE(unit_words("a \"b").has_value());
  EXPECT_FALSE(unit_words("a\\z").has_value());
  EXPECT_FALSE(unit_words("a\\").has_value());
  EXPECT_EQ(*unit_words("\\101\\u00e9\\U0001F600"), Words{"A\u00e9\U0001F600"});
}

TEST(ServiceUnit, replaces_variables_as_words_and_within_them) {
  const Variables variables{{"ARGS", "--a='b c'  --d"}, {"ONE", "x y"}};
  EXPECT_THAT(commands({"[Service]\nExecStart=/k $ARGS --one=${ONE} $NONE ${NONE} $$ARGS a$ARGS\n"},
                       variables),
              ElementsAre(ElementsAre("/k", "--a=b c", "--d", "--one=x y", "", "$ARGS", "a$ARGS")));
  EXPECT_THAT(commands({"[Service]\nExecStart=:/k $ARGS\n"}, variables),
              ElementsAre(ElementsAre("/k", "$ARGS")));
}

TEST(ServiceUnit, replaces_specifiers_that_are_known) {
  EXPECT_THAT(commands({"[Service]\nExecStart=/k %n %N %p %H %l %t %%\n"}),
              ElementsAre(ElementsAre("/k", "kube-proxy.service", "kube-proxy", "kube-proxy",
                                      "n1.example", "n1", "/run", "%")));
  EXPECT_FALSE(unit_commands(service_unit(std::vector<std::string>{"[Service]\nExecStart=/k %b\n"}),
                             kNames, {})
                   .has_value());
  EXPECT_FALSE(without_specifiers("%H", {"a.service", ""}).has_value());
}

TEST(ServiceUnit, has_more_than_one_command) {
  EXPECT_THAT(commands({"[Service]\nExecStart=@/a b c ; /d\nExecStart=/e\n"}),
              ElementsAre(ElementsAre("/a", "c"), ElementsAre("/d"), ElementsAre("/e")));
}

TEST(ServiceUnit, has_variables_of_its_own) {
  const auto made = unit_variables(
      service_unit(std::vector<std::string>{
          "[Service]\nEnvironment=\"A=1 2\" B=%t 1C=x D\nEnvironment=A=3\n"}),
      kNames);
  ASSERT_TRUE(made.has_value());
  EXPECT_THAT(*made, ElementsAre(Pair("A", "3"), Pair("B", "/run")));
}

TEST(ServiceUnit, looks_for_drop_ins_by_every_prefix) {
  EXPECT_THAT(
      drop_in_folders("kube-api-x.service"),
      ElementsAre("kube-api-x.service.d", "kube-api-.service.d", "kube-.service.d", "service.d"));
  EXPECT_THAT(drop_in_folders("kubelet.service"), ElementsAre("kubelet.service.d", "service.d"));
}

TEST(EnvironmentFile, has_quotes_continued_lines_and_comments) {
  EXPECT_THAT(
      environment_in("# A=0\n; B=0\n A = x y  \nB='a b'\"c\\\"d\\e\"\nC=a\\\n b\\ \n1X=2\nD\n"
                     "E=\nF=a#b\nF=\"x\n y\"\n"),
      ElementsAre(Pair("A", "x y"), Pair("B", "a bc\"d\\e"), Pair("C", "a b "), Pair("E", ""),
                  Pair("F", "x\n y")));
  EXPECT_THAT(environment_in("A"), IsEmpty());
  EXPECT_THAT(environment_in("A='b"), ElementsAre(Pair("A", "b")));
}

}  // namespace
}  // namespace bulwark::extractors::config
