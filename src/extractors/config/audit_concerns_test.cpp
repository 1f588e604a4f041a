// SPDX-License-Identifier: Apache-2.0
// What a policy lets into the audit log of each concern.
#include "extractors/config/audit_concerns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "extractors/config/config_file.h"

namespace bulwark::extractors::config {
namespace {

class AuditConcerns : public testing::Test {
 protected:
  AuditConcern of(std::string_view concern, const std::string& rules,
                  const std::string& more = "") {
    const auto file = read_config("{rules: [" + rules + "]" + more + "}", builder_);
    EXPECT_TRUE(file.has_value());
    const auto policy = read_audit_policy(*file);
    EXPECT_TRUE(policy.has_value());
    const auto all = audit_concerns(*policy);
    EXPECT_TRUE(all.has_value());
    const auto found = std::ranges::find(*all, concern, &AuditConcern::name);
    EXPECT_NE(found, all->end());
    return *found;
  }

  // "None Metadata"
  std::string levels(std::string_view concern, const std::string& rules,
                     const std::string& more = "") {
    const AuditConcern one = of(concern, rules, more);
    return std::string(name_of(one.lowest.level)) + " " + std::string(name_of(one.highest.level));
  }

  formats::Pool pool_{1, 7};
  formats::Builder builder_{pool_};
};

TEST_F(AuditConcerns, AreDecidedByTheFirstRuleThatMatches) {
  const std::string secrets = "{level: Metadata, resources: [{group: '', resources: [secrets]}]}";
  EXPECT_EQ(levels("secrets", secrets + ", {level: RequestResponse}"), "Metadata Metadata");
  EXPECT_EQ(levels("secrets", "{level: RequestResponse}, " + secrets),
            "RequestResponse RequestResponse");
  EXPECT_EQ(levels("configmaps", secrets), "None None");
  EXPECT_EQ(levels("rest", secrets + ", {level: Metadata}"), "Metadata Metadata");
}

TEST_F(AuditConcerns, TellWhatIsLostInANamespaceByAVerbAndOfAGroup) {
  const std::string all = ", {level: Metadata}";
  EXPECT_EQ(levels("secrets", "{level: None, namespaces: [shop]}" + all), "None Metadata");
  EXPECT_EQ(levels("secrets", "{level: None, verbs: [get, list, watch]}" + all), "None Metadata");
  EXPECT_EQ(levels("roleChanges", "{level: None, verbs: [get, list, watch]}" + all),
            "Metadata Metadata");
  EXPECT_EQ(levels("exec", "{level: None, userGroups: ['system:masters']}" + all), "None Metadata");
  EXPECT_EQ(of("secrets", "{level: None, namespaces: [shop]}" + all).lowest.request,
            "get secrets in shop, asked by a user");
}

TEST_F(AuditConcerns, DoNotMindWhatControlPlanesNeed) {
  const std::string rules =
      "{level: None, users: ['system:kube-proxy'], verbs: [watch], resources: [{resources: "
      "[endpoints, services]}]}, {level: None, userGroups: ['system:nodes'], verbs: [get], "
      "resources: [{resources: [nodes, nodes/status, secrets]}]}, {level: None, nonResourceURLs: "
      "['/healthz*']}, {level: Metadata}";
  const AuditConcern secrets = of("secrets", rules);
  EXPECT_EQ(secrets.lowest.level, AuditLevel::metadata);
  EXPECT_TRUE(secrets.exempt.empty());
}

TEST_F(AuditConcerns, NameWhoIsLeftOut) {
  const AuditConcern exec = of(
      "exec",
      "{level: None, users: [alice, 'system:x']}, {level: None, userGroups: [ops], "
      "resources: [{resources: ['pods/*']}]}, {level: Metadata}");
  EXPECT_EQ(exec.exempt, (std::vector<std::string>{"alice", "ops"}));
  EXPECT_EQ(exec.lowest.level, AuditLevel::metadata);
}

TEST_F(AuditConcerns, FindBodiesByWhomeverAndWhereverARuleNames) {
  const std::string rest = ", {level: Metadata}";
  for (const char* rule :
       {"{level: Request, users: ['system:x']}", "{level: Request, userGroups: [a], users: [b]}",
        "{level: Request, namespaces: [shop]}",
        "{level: Request, resources: [{resources: [secrets], resourceNames: [one]}]}"})
    EXPECT_EQ(levels("secrets", rule + rest), "Metadata Request") << rule;
  EXPECT_EQ(levels("secrets", "{level: Metadata, users: [a]}, {level: Request, users: [a]}" + rest),
            "Metadata Metadata");
  EXPECT_EQ(
      levels("tokens", "{level: RequestResponse, resources: [{resources: ['serviceaccounts/*']}]}"),
      "RequestResponse RequestResponse");
}

TEST_F(AuditConcerns, AreNotLoggedWhereTheirStagesAreLeftOut) {
  const std::string none = ", omitStages: [RequestReceived, ResponseComplete]";
  EXPECT_EQ(levels("roleChanges", "{level: Metadata}", none), "None None");
  EXPECT_EQ(levels("exec", "{level: Metadata}", none), "Metadata Metadata");
  EXPECT_EQ(levels("exec", "{level: Metadata, omitStages: [ResponseStarted]}", none), "None None");
  EXPECT_EQ(levels("roleChanges", "{level: Metadata}", ", omitStages: [RequestReceived]"),
            "Metadata Metadata");
}

TEST_F(AuditConcerns, OfAPolicyWithoutEndAreNotJudged) {
  std::string rules;
  for (int i = 0; i < 5000; ++i)
    rules += "{level: None, namespaces: [n" + std::to_string(i) + "]}, ";
  const auto file = read_config("{rules: [" + rules + "{level: Metadata}]}", builder_);
  ASSERT_TRUE(file.has_value());
  const auto policy = read_audit_policy(*file);
  ASSERT_TRUE(policy.has_value());
  EXPECT_FALSE(audit_concerns(*policy).has_value());
}

}  // namespace
}  // namespace bulwark::extractors::config
