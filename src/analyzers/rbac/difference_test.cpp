// SPDX-License-Identifier: Apache-2.0
#include "analyzers/rbac/difference.h"

#include <gtest/gtest.h>

#include "analyzers/rbac/test_model.h"
#include "base/text.h"

namespace bulwark::analyzers::rbac {
namespace {

std::string role(const std::string& name, const std::string& rules) {
  return "kind: ClusterRole, metadata: {name: " + name + "}, rules: [" + rules + "]";
}

std::string in_space(const std::string& space, const std::string& role, const std::string& who) {
  return "kind: RoleBinding, metadata: {name: " + role + ", namespace: " + space +
         "}, roleRef: {kind: ClusterRole, name: " + role + "}, subjects: [" + who + "]";
}

std::string everywhere(const std::string& role, const std::string& who) {
  return "kind: ClusterRoleBinding, metadata: {name: " + role +
         "}, roleRef: {kind: ClusterRole, name: " + role + "}, subjects: [" + who + "]";
}

const std::string kJane = "{kind: User, name: jane}";
const std::string kCart = "{kind: ServiceAccount, name: cart, namespace: shop}";
const std::string kReads = "{verbs: [get, list], apiGroups: [''], resources: [secrets, pods]}";

// "User jane shop + get on secrets", one a line.
std::string changes(const Estate& before, const Estate& after) {
  const auto old = before.model(), now = after.model();
  const Difference difference = find_differences(*old, *now);
  std::string out;
  for (const Change& change : difference.changes) {
    const Chain chain = explain(change.gained() ? *now : *old, change.grant);
    out += change.subject.title() + " " +
           (chain.binding.name_space.empty() ? "cluster" : chain.binding.name_space);
    for (std::uint32_t i = change.rights.first; i < change.rights.end(); ++i)
      out += (change.gained() ? " + " : " - ") + difference.rights[i].text();
    out += "\n";
  }
  return out;
}

TEST(Difference, IsNothingBetweenEqualPictures) {
  const Estate one{role("r", kReads), everywhere("r", kJane), in_space("shop", "r", kCart)};
  EXPECT_EQ(changes(one, one), "");
}

TEST(Difference, TellsWhatWasGainedAndLost) {
  const Estate before{role("r", kReads), in_space("shop", "r", kJane)};
  const Estate after{role("r", "{verbs: [get, delete], apiGroups: [''], resources: [secrets]}"),
                     in_space("shop", "r", kJane)};
  EXPECT_EQ(changes(before, after),
            "User jane shop + delete on secrets\n"
            "User jane shop - get, list on pods - list on secrets\n");
}

TEST(Difference, IsNothingWhereRulesAreWrittenOtherwise) {
  const Estate before{role("r", kReads), everywhere("r", kJane)};
  const Estate after{role("a", "{verbs: [list], apiGroups: [''], resources: [pods, secrets]}"),
                     role("b",
                          "{verbs: [get], apiGroups: [''], resources: [pods]}, "
                          "{verbs: [get], apiGroups: [''], resources: [secrets]}"),
                     everywhere("a", kJane), everywhere("b", kJane)};
  EXPECT_EQ(changes(before, after), "");
}

TEST(Difference, GainsNothingInANamespaceThatWasThereClusterWide) {
  const Estate before{role("r", kReads), everywhere("r", kJane)};
  const Estate after{role("r", kReads), everywhere("r", kJane), in_space("shop", "r", kJane)};
  EXPECT_EQ(changes(before, after), "");
  const Estate inside{role("r", kReads), in_space("shop", "r", kJane)};
  EXPECT_EQ(changes(before, inside), "User jane cluster - get, list on pods, secrets\n");
}

TEST(Difference, GainsNothingByMovingAGrantFromAGroupToAMember) {
  for (const char* group :
       {"system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"}) {
    const std::string all = std::string("{kind: Group, name: '") + group + "'}";
    const Estate before{role("r", kReads), everywhere("r", all)};
    const Estate after{role("r", kReads), everywhere("r", kCart)};
    EXPECT_EQ(changes(before, after),
              std::string("Group ") + group + " cluster - get, list on pods, secrets\n");
  }
  const Estate others{role("r", kReads), everywhere("r",
                                                    "{kind: Group, name: "
                                                    "'system:serviceaccounts:bank'}")};
  EXPECT_NE(changes(others, Estate{role("r", kReads), everywhere("r", kCart)}).find("cart"),
            std::string::npos);
}

TEST(Difference, TakesAnAccountForTheUserThatItIs) {
  const Estate before{role("r", kReads), everywhere("r", kCart)};
  const Estate after{role("r", kReads), everywhere("r",
                                                   "{kind: User, name: "
                                                   "'system:serviceaccount:shop:cart'}")};
  EXPECT_EQ(changes(before, after), "");
  EXPECT_EQ(changes(Estate{}, after),
            "ServiceAccount shop/cart cluster + get, list on pods, secrets\n");
}

TEST(Difference, CoversByWildcardsAsKubernetesDoes) {
  const Estate wide{role("r",
                         "{verbs: ['*'], apiGroups: ['*'], resources: ['*/log', pods]}, "
                         "{verbs: [get], nonResourceURLs: ['/logs/*']}"),
                    everywhere("r", kJane)};
  const Estate narrow{role("r",
                           "{verbs: [get], apiGroups: [''], resources: [pods, pods/log, "
                           "pods/exec]}, {verbs: [get], nonResourceURLs: [/logs/a, "
                           "/logs, '/logs/b*']}"),
                      everywhere("r", kJane)};
  EXPECT_EQ(changes(wide, narrow),
            "User jane cluster + get on pods/exec\n"
            "User jane cluster + get on /logs\n"
            "User jane cluster - * on */log.*, pods.*\n"
            "User jane cluster - get on /logs/*\n");
}

TEST(Difference, TellsNamesApart) {
  const Estate before{role("r",
                           "{verbs: [get], apiGroups: [''], resources: [secrets], "
                           "resourceNames: [a, b]}"),
                      everywhere("r", kJane)};
  const Estate after{role("r",
                          "{verbs: [get], apiGroups: [''], resources: [secrets], "
                          "resourceNames: [b, c, d]}"),
                     everywhere("r", kJane)};
  EXPECT_EQ(changes(before, after),
            "User jane cluster + get on secrets named c, d\n"
            "User jane cluster - get on secrets named a\n");
  const Estate all{role("r", "{verbs: [get], apiGroups: [''], resources: [secrets]}"),
                   everywhere("r", kJane)};
  EXPECT_EQ(changes(before, all), "User jane cluster + get on secrets\n");
}

TEST(Difference, LeavesPathsOfNamespacesOut) {
  const std::string paths = "{verbs: [get], nonResourceURLs: [/metrics]}";
  EXPECT_EQ(changes(Estate{}, Estate{role("r", paths), in_space("shop", "r", kJane)}), "");
}

TEST(Difference, LeavesMastersOut) {
  EXPECT_EQ(changes(Estate{}, Estate{role("r", kReads),
                                     everywhere("r", "{kind: Group, name: 'system:masters'}")}),
            "");
}

TEST(Difference, TellsOfRolesThatWereNotRead) {
  const Estate old{in_space("shop", "view", kJane)};
  const Estate now{in_space("shop", "view", kJane), in_space("bank", "view", kJane)};
  const auto before = old.model(), after = now.model();
  const Difference more = find_differences(*before, *after);
  ASSERT_EQ(more.unread.size(), 1U);
  EXPECT_EQ(more.unread[0].side, Side::after);
  EXPECT_EQ(binding_name(*after, after->bindings()[more.unread[0].binding]).name_space, "bank");
  EXPECT_TRUE(find_differences(*before, *before).unread.empty());
}

TEST(Difference, TellsWhichUnreadRoleMayHaveHadAGainAlready) {
  const Estate old{in_space("shop", "view", kJane)};
  const Estate now{in_space("shop", "view", kJane), role("r", kReads),
                   in_space("shop", "r", kJane)};
  const auto before = old.model(), after = now.model();
  const Difference difference = find_differences(*before, *after);
  EXPECT_EQ(difference.changes.size(), 1U);
  ASSERT_EQ(difference.unread.size(), 1U);
  EXPECT_EQ(difference.unread[0].side, Side::before);
}

TEST(Difference, TakesAClusterThatWasReadWholeByItsWord) {
  const Estate old({}, "prod");
  const Estate now({in_space("shop", "gone", kJane)}, "prod");
  const auto before = old.model(), after = now.model();
  EXPECT_TRUE(find_differences(*before, *after).unread.empty());
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
