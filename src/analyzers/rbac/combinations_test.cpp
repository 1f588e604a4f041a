// SPDX-License-Identifier: Apache-2.0
#include "analyzers/rbac/combinations.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "analyzers/rbac/test_model.h"

namespace bulwark::analyzers::rbac {
namespace {

/// Random roles of rights that dangers need, bound at random, from a fixed seed.
class Random {
 public:
  explicit Random(unsigned seed) : random_(seed) {
    for (const Danger& danger : dangers()) {
      for (const std::string_view need : danger.needs) {
        if (!need.empty() && !danger.needs[1].empty()) {
          for (NeededRight& right : parse_need(need)) rights_.push_back(std::move(right));
        }
      }
    }
  }

  Estate estate() {
    Estate out({});
    formats::Builder builder(*out.inventory.segments[0].pool);
    for (int i = 0; i < 12; ++i) add(out, builder, role(i));
    for (int i = 0; i < 25; ++i) add(out, builder, binding(i));
    return out;
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }

  static void add(Estate& out, formats::Builder& builder, const std::string& inside) {
    const auto document = formats::YamlReader().read(
        "{apiVersion: rbac.authorization.k8s.io/v1, " + inside + "}", builder, {});
    ASSERT_TRUE(document) << inside;
    out.inventory.segments[0].resources.push_back({.root = document->root});
  }

  std::string rule() {
    const NeededRight& right = rights_[below(rights_.size())];
    std::string verb = right.verbs[below(right.verbs.size())];
    if (verb.ends_with(':')) verb += "get";
    std::string resource = right.resources[below(right.resources.size())];
    if (resource.ends_with('/')) resource += "scopes";
    std::string names;
    if (!right.names.empty() && below(2) == 0)
      names = ", resourceNames: ['" + right.names[below(right.names.size())] + "']";
    if (right.any_name && below(2) == 0) names = ", resourceNames: [some]";
    return "{verbs: ['" + verb + "'], apiGroups: ['" + right.group + "'], resources: ['" +
           resource + "']" + names + "}";
  }

  std::string role(int number) {
    std::string rules;
    for (std::size_t i = 0; i <= below(2); ++i) rules += (i > 0 ? ", " : "") + rule();
    return "kind: ClusterRole, metadata: {name: r" + std::to_string(number) + "}, rules: [" +
           rules + "]";
  }

  std::string binding(int number) {
    static const std::vector<std::string> kSubjects{
        "{kind: ServiceAccount, name: a, namespace: x}",
        "{kind: ServiceAccount, name: b, namespace: z}",
        "{kind: User, name: jane}",
        "{kind: User, name: 'system:serviceaccount:x:a'}",
        "{kind: Group, name: 'system:serviceaccounts:x'}",
        "{kind: Group, name: 'system:serviceaccounts'}",
        "{kind: Group, name: 'system:authenticated'}",
        "{kind: Group, name: team}"};
    static const std::vector<std::string> kSpaces{"", "", "x", "z", "kube-system"};
    const std::string& space = kSpaces[below(kSpaces.size())];
    return (space.empty() ? "kind: ClusterRoleBinding, metadata: {"
                          : "kind: RoleBinding, metadata: {namespace: " + space + ", ") +
           "name: b" + std::to_string(number) + "}, roleRef: {kind: ClusterRole, name: r" +
           std::to_string(below(12)) + "}, subjects: [" + kSubjects[below(kSubjects.size())] + "]";
  }

  std::mt19937 random_;
  std::vector<NeededRight> rights_;
};

bool grants_in(Place place, std::string_view space) {
  return place == Place::anywhere || space.empty() ||
         (place == Place::kube_system && space == "kube-system");
}

// The authorizer's answer: whether somebody has a right there, asked for each verb and name.
bool has(const Model& model, const Identity& who, const NeededRight& right,
         const std::string& space) {
  for (const std::string& verb : right.verbs) {
    for (const std::string& resource : right.resources) {
      std::vector<std::string> names = right.names;
      if (right.any_name) names.emplace_back("some");
      names.emplace_back();
      for (const std::string& name : names) {
        Attributes asked;
        asked.verb = verb.ends_with(':') ? verb + "get" : verb;
        asked.group = right.group;
        const std::size_t slash = resource.find('/');
        asked.resource = resource.substr(0, slash);
        if (slash != std::string::npos) asked.subresource = resource.substr(slash + 1);
        if (resource.ends_with('/')) asked.subresource = "scopes";
        asked.name = name;
        // What only counts for the whole cluster, or in kube-system, is asked there.
        asked.name_space = grants_in(right.place, space) ? space : "";
        if (authorize(model, who, asked).is == Verdict::allowed) return true;
      }
    }
  }
  return false;
}

bool has_danger(const Model& model, const Identity& who, const Danger& danger,
                const std::string& space) {
  return std::all_of(danger.needs.begin(), danger.needs.end(), [&](std::string_view need) {
    const auto rights = need.empty() ? std::vector<NeededRight>() : parse_need(need);
    return need.empty() || std::any_of(rights.begin(), rights.end(), [&](const NeededRight& right) {
             return has(model, who, right, space);
           });
  });
}

Identity identity_of(const Model& model, const Subject& subject) {
  const std::string name(model.text(subject.meets));
  if (subject.kind != Subject::Kind::group) return impersonated(name, {});
  Identity out{"", {name}};
  if (name.starts_with("system:serviceaccounts:"))
    out.groups.emplace_back("system:serviceaccounts");
  if (name != kAuthenticated) out.groups.emplace_back(kAuthenticated);
  return out;
}

// Number and words of a danger, whom, and whether in the whole cluster or in some namespace.
using Said = std::set<std::tuple<int, std::string_view, std::string, bool>>;

bool applies(const Identity& who, const Model& model, const Subject& subject) {
  const std::string name(model.text(subject.meets));
  return subject.kind == Subject::Kind::group ? std::ranges::count(who.groups, name) > 0
                                              : who.user == name;
}

TEST(RbacCombinations, AreWhatTheAuthorizerGrantsInAll) {
  std::size_t combined = 0;
  for (unsigned seed = 1; seed <= 25; ++seed) {
    const Estate estate = Random(seed).estate();
    const auto model = estate.model();
    const Powers powers(*model, 37);
    const auto found = combinations(*model, powers, std::vector<bool>(model->bindings().size()));
    combined += found.size();
    Said said, expected;
    for (const Subject& subject : model->subjects()) {
      const Identity who = identity_of(*model, subject);
      const std::string title = std::string(name(subject.kind)) + who.user +
                                (who.groups.empty() ? "" : who.groups.front());
      for (const Threat& threat : powers.threats()) {
        const Danger& danger = *threat.danger;
        const bool whole = has_danger(*model, who, danger, "");
        if (whole) expected.emplace(danger.number, danger.may, title, true);
        for (const std::string space : {"x", "z", "kube-system"}) {
          if (!whole && has_danger(*model, who, danger, space))
            expected.emplace(danger.number, danger.may, title, false);
        }
      }
      std::vector<std::pair<const Threat*, NameId>> own;
      for (const Binding& binding : model->bindings()) {
        const Subject& bound = model->subjects()[binding.subjects.first];
        if (!applies(who, *model, bound)) continue;
        for (const Threat& threat : powers.threats()) {
          if (threat.is_met_by(powers.granted_by(binding)))
            own.emplace_back(&threat, binding.name_space);
        }
      }
      for (const Combination& one : found) {
        if (applies(who, *model, model->subjects()[one.subject]))
          own.emplace_back(&powers.threats()[one.threat], one.name_space);
      }
      for (const auto& [threat, space] : own)
        said.emplace(threat->danger->number, threat->danger->may, title, space == kEmpty);
      // What is granted everywhere need not be told of a namespace too.
      std::erase_if(said, [&](const auto& one) {
        const auto& [number, may, whom, whole] = one;
        return !whole && said.contains({number, may, whom, true});
      });
    }
    EXPECT_EQ(said, expected) << "seed " << seed;
  }
  EXPECT_GT(combined, 50U);
}

TEST(RbacCombinations, OneBindingThatIsEnoughMakesNone) {
  const std::string roles = "'rbac.authorization.k8s.io'";
  const Estate estate(
      {"kind: ClusterRole, metadata: {name: r}, rules: [{verbs: [escalate, patch], apiGroups: [" +
           roles + "], resources: [clusterroles]}]",
       "kind: ClusterRole, metadata: {name: s}, rules: [{verbs: [patch], apiGroups: [" + roles +
           "], resources: [clusterroles]}]",
       "kind: ClusterRoleBinding, metadata: {name: a}, roleRef: {kind: ClusterRole, name: r}, "
       "subjects: [{kind: User, name: jane}]",
       "kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: s}, "
       "subjects: [{kind: User, name: jane}]"});
  const auto model = estate.model();
  EXPECT_TRUE(combinations(*model, Powers(*model, 37), {false, false}).empty());
  EXPECT_TRUE(combinations(*model, Powers(*model, 37), {true, false}).empty());
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
