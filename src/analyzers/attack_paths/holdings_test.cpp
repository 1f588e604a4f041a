// SPDX-License-Identifier: Apache-2.0
// Somebody holds a part where, and only where, the authorizer allows one of its requests.
#include "analyzers/attack_paths/holdings.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "analyzers/rbac/test_model.h"

namespace bulwark::analyzers::attack_paths {
namespace {

constexpr std::uint32_t kMinor = 34;

template <class List>
std::string one_of(std::mt19937& random, const List& list) {
  return std::string(list[random() % std::size(list)]);
}

// A rule near to some part: one of its requests, with a word of it exchanged now and then.
std::string random_rule(std::mt19937& random) {
  const PartRow& row = part_rows()[random() % kParts];
  const PartRequest& request = row.requests[random() % row.requests.size()];
  std::string verb(request.verb);
  std::string group(request.group);
  std::string resource(request.resource);
  if (!request.subresource.empty()) resource.append("/").append(request.subresource);
  if (random() % 8 == 0) verb = "*";
  if (random() % 8 == 0) group = "*";
  if (random() % 8 == 0)
    resource = one_of(random, std::vector{"*", "pods/*", "*/token", "secrets"});
  if (random() % 10 == 0) verb = one_of(random, std::vector{"get", "create", "bind"});
  std::string out = "{verbs: ['" + verb + "'], apiGroups: ['" + group + "'], resources: ['" +
                    resource + "']";
  if (random() % 6 == 0)
    out += ", resourceNames: ['" + one_of(random, std::vector{"a", "aws-auth", "kubernetes.io/*"}) +
           "']";
  return out + "}";
}

std::string subject(std::mt19937& random) {
  return one_of(random, std::vector{"{kind: User, name: jane}",
                                    "{kind: ServiceAccount, name: sa, namespace: one}",
                                    "{kind: Group, name: 'system:authenticated'}",
                                    "{kind: Group, name: 'system:serviceaccounts:one'}"});
}

std::vector<std::string> random_objects(std::mt19937& random) {
  std::vector<std::string> out;
  for (int i = 0; i < 4; ++i) {
    const std::string name = "r" + std::to_string(i);
    const std::string rules = "rules: [" + random_rule(random) + ", " + random_rule(random) + "]";
    const bool wide = random() % 2 == 0;
    const std::string space = one_of(random, std::vector{"one", "two"});
    const std::string meta = "metadata: {name: " + name +
                             (wide ? "}" : ", namespace: " + space + "}");
    const std::string reference = std::string("roleRef: {kind: ") +
                                  (wide ? "ClusterRole" : "Role") + ", name: " + name +
                                  "}, subjects: [" + subject(random) + "]";
    out.push_back(std::string("kind: ") + (wide ? "ClusterRole, " : "Role, ") + meta + ", " +
                  rules);
    const bool within = !wide || random() % 3 == 0;
    const std::string where = within ? "metadata: {name: b" + name + ", namespace: " + space + "}, "
                                     : "metadata: {name: b" + name + "}, ";
    out.push_back(std::string("kind: ") + (within ? "RoleBinding, " : "ClusterRoleBinding, ") +
                  where + reference);
  }
  return out;
}

Hand hand_of(const rbac::Model& model, const Holdings& holdings, const rbac::Identity& who,
             const std::string& space) {
  Hand out;
  const auto take = [&](const std::string& name, bool group) {
    const Holder* holder = holdings.find(model.names().find(name), group);
    if (holder == nullptr) return;
    out.take(holdings.held_in(*holder, rbac::kEmpty), true);
    const rbac::NameId scope = model.names().find(space);
    if (scope != rbac::kEmpty && scope != rbac::kUnknown)
      out.take(holdings.held_in(*holder, scope), true);
  };
  take(who.user, false);
  for (const std::string& group : who.groups) take(group, true);
  return out;
}

// By the authorizer, request by request; and by whichever of the names that are as good as all.
bool is_allowed(const rbac::Model& model, const rbac::Identity& who, const PartRow& row,
                const std::string& space) {
  const std::size_t count = row.until_minor == 0 || kMinor < row.until_minor ? row.requests.size()
                                                                             : row.late;
  for (std::size_t i = 0; i < count; ++i) {
    const PartRequest& request = row.requests[i];
    rbac::Attributes asked{.verb = std::string(request.verb),
                           .group = std::string(request.group),
                           .resource = std::string(request.resource),
                           .subresource = std::string(request.subresource),
                           .name_space = row.cluster_only ? std::string() : space,
                           .name = {},
                           .path = {}};
    if (authorize(model, who, asked).is == rbac::Verdict::allowed) return true;
    for (const std::string_view name : row.names) {
      asked.name = name;
      if (authorize(model, who, asked).is == rbac::Verdict::allowed) return true;
    }
  }
  return false;
}

TEST(Holdings, agree_with_the_authorizer) {
  std::mt19937 random(3);
  int held = 0;
  for (int round = 0; round < 300; ++round) {
    const rbac::Estate estate(random_objects(random));
    const auto model = estate.model();
    const Holdings holdings(*model, kMinor);
    for (const std::string user : {"jane", "system:serviceaccount:one:sa", "nobody"}) {
      const rbac::Identity who = rbac::impersonated(user, {});
      for (const std::string space : {"", "one", "two"}) {
        const Hand hand = hand_of(*model, holdings, who, space);
        const bool all = hand.card(Part::everything).held != nullptr;
        for (const PartRow& row : part_rows()) {
          const bool has = hand.card(row.part).held != nullptr;
          const bool allowed = is_allowed(*model, who, row, space);
          // What a rule for everything gives is that part alone.
          if (all && allowed && !has) continue;
          EXPECT_EQ(has, allowed) << user << " part " << static_cast<int>(row.part) << " in '"
                                  << space << "', round " << round;
          held += has ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(held, 1000);
}

TEST(Holdings, of_names_times_subjects_are_bounded) {
  std::string names;
  std::string subjects;
  for (int i = 0; i < 50; ++i) {
    names += "n" + std::to_string(i) + ",";
    subjects += "{kind: User, name: u" + std::to_string(i) + "},";
  }
  const rbac::Estate estate(
      {"kind: ClusterRole, metadata: {name: r}, rules: [{verbs: [get], apiGroups: [''], resources: "
       "[secrets], resourceNames: [" +
           names + "]}, {verbs: [create], apiGroups: [''], resources: [pods]}]",
       "kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: r}, "
       "subjects: [" +
           subjects + "]"});
  const auto model = estate.model();
  const auto count = [&](std::size_t most) {
    const Holdings holdings(*model, kMinor, most);
    std::size_t held = 0;
    for (const Holder& holder : holdings.holders()) held += holdings.held(holder).size();
    return std::pair(held, holdings.cut_short());
  };
  EXPECT_EQ(count(2500), std::pair(std::size_t{2550}, false));
  EXPECT_EQ(count(2499), std::pair(std::size_t{2549}, true));
}

}  // namespace
}  // namespace bulwark::analyzers::attack_paths
