// SPDX-License-Identifier: Apache-2.0
// The difference of random small models, held against the authorizer: every question of a finite
// universe, asked of both.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

#include "analyzers/rbac/difference.h"
#include "analyzers/rbac/rights.h"
#include "analyzers/rbac/test_model.h"
#include "base/text.h"

namespace bulwark::analyzers::rbac {
namespace {

constexpr unsigned kSeed = 7;
constexpr int kModels = 80;

using Words = std::vector<std::string>;

const Words kVerbs{"get", "list", "'*'"};
const Words kGroups{"''", "apps", "'*'"};
const Words kResources{"pods", "pods/log", "'*/log'", "secrets", "'*'"};
const Words kNames{"a", "b"};
const Words kPaths{"/a", "/a/b", "'/a*'", "'/a/*'", "'*'"};
const Words kSubjects{"{kind: User, name: u}",
                      "{kind: User, name: 'system:anonymous'}",
                      "{kind: ServiceAccount, name: s, namespace: x}",
                      "{kind: Group, name: g}",
                      "{kind: Group, name: 'system:authenticated'}",
                      "{kind: Group, name: 'system:unauthenticated'}",
                      "{kind: Group, name: 'system:serviceaccounts'}",
                      "{kind: Group, name: 'system:serviceaccounts:x'}"};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  unsigned below(unsigned end) { return static_cast<unsigned>(engine_() % end); }
  bool chance(unsigned percent) { return below(100) < percent; }
  std::string some(const Words& words, unsigned most) {
    Words chosen;
    for (unsigned i = 0; i <= below(most); ++i)
      chosen.push_back(words[below(static_cast<unsigned>(words.size()))]);
    return "[" + join(chosen, ", ") + "]";
  }

 private:
  std::mt19937 engine_;  // NOLINT: the same models at every run
};

std::string random_rule(Random& random) {
  const std::string head = "{verbs: " + random.some(kVerbs, 2);
  if (random.chance(25)) return head + ", nonResourceURLs: " + random.some(kPaths, 2) + "}";
  std::string out = head + ", apiGroups: " + random.some(kGroups, 2) +
                    ", resources: " + random.some(kResources, 2);
  if (random.chance(40)) out += ", resourceNames: " + random.some(kNames, 2);
  return out + "}";
}

std::string random_role(Random& random, unsigned number) {
  Words rules;
  for (unsigned rule = 0; rule <= random.below(3); ++rule) rules.push_back(random_rule(random));
  return "kind: ClusterRole, metadata: {name: r" + std::to_string(number) + "}, rules: [" +
         join(rules, ", ") + "]";
}

std::string random_binding(Random& random, unsigned number, unsigned roles) {
  const std::string name = "{name: b" + std::to_string(number);
  const Words spaces{"x", "y"};
  const bool wide = random.chance(50);
  return "kind: " + std::string(wide ? "ClusterRoleBinding" : "RoleBinding") +
         ", metadata: " + name + (wide ? "" : ", namespace: " + spaces[random.below(2)]) +
         "}, roleRef: {kind: ClusterRole, name: r" + std::to_string(random.below(roles)) +
         "}, subjects: " + random.some(kSubjects, 2);
}

struct Pair {
  Words before, after;
};

// The second is the first with some objects made anew.
Pair random_pair(Random& random) {
  constexpr unsigned kRoles = 4, kBindings = 6;
  Pair out;
  for (Words* side : {&out.before, &out.after}) {
    const bool fresh = side == &out.before;
    for (unsigned i = 0; i < kRoles; ++i)
      side->push_back(fresh || random.chance(40) ? random_role(random, i) : out.before[i]);
    for (unsigned i = 0; i < kBindings; ++i) {
      const bool anew = fresh || random.chance(40);
      side->push_back(anew ? random_binding(random, i, kRoles) : out.before[kRoles + i]);
    }
  }
  return out;
}

// Verb, group, resource with its subresource, name.
Attributes asked_of(const std::array<std::string, 4>& words, const std::string& space) {
  Attributes out = asked(words[0] + " " + (words[1].empty() ? "" : words[1] + " ") + words[2],
                         space, words[3]);
  return out;
}

// "fresh" is what no rule names, and so stands for all that only a wildcard allows.
std::vector<Attributes> universe() {
  std::vector<Attributes> out;
  for (const char* verb : {"get", "list", "fresh"}) {
    for (const char* path : {"/a", "/a/b", "/c"}) {
      Attributes& asked = out.emplace_back();
      asked.is_resource = false;
      asked.verb = verb;
      asked.path = path;
    }
    for (const char* group : {"", "apps", "fresh"}) {
      for (const char* resource : {"pods", "pods/log", "secrets", "fresh", "fresh/log"}) {
        for (const char* name : {"", "a", "b"}) {
          for (const char* space : {"", "x", "y"})
            out.push_back(asked_of({verb, group, resource, name}, space));
        }
      }
    }
  }
  return out;
}

std::string without_star(const std::string& word, const std::string& instead) {
  return word == "*" ? instead : word;
}

// The question that only this right, or one that is as wide, allows.
Attributes witness(const Right& right, const std::string& space) {
  Attributes out;
  out.verb = without_star(right.verb, "fresh");
  if (!right.path.empty()) {
    out.is_resource = false;
    out.path = right.path;
    while (out.path.ends_with('*')) out.path.pop_back();
    if (out.path != right.path) out.path += "fresh";
    return out;
  }
  out = asked_of({out.verb, without_star(right.group, "fresh"), right.resource,
                  right.any_name ? "fresh" : right.name},
                 space.empty() ? "fresh" : space);
  out.resource = without_star(out.resource, "fresh");
  return out;
}

bool covers(const Right& right, const std::string& space, const Attributes& asked) {
  const auto is = [](const std::string& word, const std::string& what) {
    return word == "*" || word == what;
  };
  if (!is(right.verb, asked.verb) || asked.is_resource != right.path.empty()) return false;
  if (!asked.is_resource) return path_matches(right.path, asked.path);
  if (!space.empty() && space != asked.name_space) return false;
  const std::string sub = asked.subresource.empty() ? "" : "/" + asked.subresource;
  return is(right.group, asked.group) &&
         (is(right.resource, asked.resource + sub) ||
          (!sub.empty() && right.resource == "*" + sub)) &&
         (right.any_name || right.name == asked.name);
}

struct Who {
  Named subject;
  Identity identity;
  Words groups;  ///< whose changes are its own too
};

std::vector<Who> everybody() {
  const Words account{"system:serviceaccounts", "system:serviceaccounts:x", "system:authenticated"};
  std::vector<Who> out{
      {{"User", "", "u"}, {"u", {}}, {"system:authenticated"}},
      {{"User", "", "system:anonymous"}, {"system:anonymous", {}}, {"system:unauthenticated"}},
      {{"ServiceAccount", "x", "s"}, {account_user("x", "s"), {}}, account},
      {{"Group", "", "g"}, {"nobody", {"g"}}, {"system:authenticated"}},
      {{"Group", "", account[2]}, {"nobody", {account[2]}}, {}},
      {{"Group", "", "system:unauthenticated"}, {"nobody", {"system:unauthenticated"}}, {}},
      {{"Group", "", account[0]}, {"nobody", {account[0]}}, {account[2]}},
      {{"Group", "", account[1]}, {"nobody", {account[1]}}, {account[0], account[2]}}};
  for (Who& who : out)
    who.identity.groups.insert(who.identity.groups.end(), who.groups.begin(), who.groups.end());
  return out;
}

/// A change as a test looks at it.
struct Told {
  Named subject;
  bool gained = false;
  std::string space;
  std::vector<Right> rights;
};

std::vector<Told> told(const Model& before, const Model& after) {
  const Difference difference = find_differences(before, after);
  std::vector<Told> out;
  for (const Change& change : difference.changes) {
    const Model& model = change.gained() ? after : before;
    Told& one = out.emplace_back();
    one.subject = change.subject;
    one.gained = change.gained();
    one.space = model.text(model.bindings()[change.grant.binding].name_space);
    for (std::uint32_t i = change.rights.first; i < change.rights.end(); ++i) {
      const std::vector<Right> parts = parts_of(difference.rights[i]);
      one.rights.insert(one.rights.end(), parts.begin(), parts.end());
    }
  }
  return out;
}

bool allows(const Model& model, const Who& who, const Attributes& asked) {
  return authorize(model, who.identity, asked).is == Verdict::allowed;
}

bool told_of(const std::vector<Told>& all, const Who& who, bool gained, const Attributes& asked) {
  return std::any_of(all.begin(), all.end(), [&](const Told& one) {
    const bool own = one.subject == who.subject ||
                     (one.subject.kind == "Group" &&
                      std::find(who.groups.begin(), who.groups.end(), one.subject.name) !=
                          who.groups.end());
    return own && one.gained == gained &&
           std::any_of(one.rights.begin(), one.rights.end(),
                       [&](const Right& right) { return covers(right, one.space, asked); });
  });
}

TEST(DifferenceProperty, EveryGainAndLossIsToldAndNothingElse) {
  Random random(kSeed);
  const std::vector<Attributes> questions = universe();
  const std::vector<Who> all = everybody();
  std::size_t changed = 0, rights = 0;
  for (int round = 0; round < kModels; ++round) {
    const Pair pair = random_pair(random);
    const Estate old(pair.before), now(pair.after);
    const auto before = old.model(), after = now.model();
    const std::vector<Told> changes = told(*before, *after);
    for (const Who& who : all) {
      for (const Attributes& asked : questions) {
        const bool then = allows(*before, who, asked), later = allows(*after, who, asked);
        if (then == later) continue;
        ++changed;
        ASSERT_TRUE(told_of(changes, who, later, asked))
            << who.subject.title() << " " << asked.verb << " " << asked.group << " "
            << asked.resource << "/" << asked.subresource << " " << asked.path << " in "
            << asked.name_space << " named " << asked.name << (later ? " gained" : " lost") << "\n"
            << join(pair.before, "\n") << "\n\n"
            << join(pair.after, "\n");
      }
      for (const Told& one : changes) {
        if (one.subject != who.subject) continue;
        for (const Right& right : one.rights) {
          ++rights;
          const Attributes asked = witness(right, one.space);
          ASSERT_EQ(allows(*after, who, asked), one.gained)
              << who.subject.title() << " " << asked.verb << " " << asked.resource << asked.path;
          ASSERT_EQ(allows(*before, who, asked), !one.gained)
              << who.subject.title() << " " << asked.verb << " " << asked.resource << asked.path;
        }
      }
    }
  }
  EXPECT_GT(changed, 10'000U);
  EXPECT_GT(rights, 1'000U);
}

}  // namespace
}  // namespace bulwark::analyzers::rbac
