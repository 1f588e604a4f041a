// SPDX-License-Identifier: Apache-2.0
// From somebody to his bindings and their rules; from what is wanted to rules and their bindings.
#include "analyzers/rbac/authorizer.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace bulwark::analyzers::rbac {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFF;

struct Places {
  std::array<Range, 2> ranges{};  // of bindings: of the cluster, of the namespace
};

Places places(const Model& model, std::string_view name_space) {
  Places out;
  out.ranges[0] = model.bindings_in("");
  if (!name_space.empty()) out.ranges[1] = model.bindings_in(name_space);
  return out;
}

// Calls `take(entry)` for each binding that applies to somebody, by range and then by name; a
// binding that names him several times comes once. Ends when `take` says false.
template <class Take>
void each_binding(const Model& model, const Identity& identity, std::string_view name_space,
                  const Take& take) {
  using Entry = SubjectIndex::Entry;
  std::vector<Entry> entries;
  for (const Range within : places(model, name_space).ranges) {
    entries.clear();
    const auto add = [&](std::string_view name, bool group) {
      const auto some = model.by_subject().find(model.names().find(name), group, within);
      entries.insert(entries.end(), some.begin(), some.end());
    };
    add(identity.user, false);
    for (const std::string& group : identity.groups) add(group, true);
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return std::pair(a.binding, a.subject) < std::pair(b.binding, b.subject);
    });
    std::uint32_t last = kNone;
    for (const Entry& entry : entries) {
      if (entry.binding == last) continue;
      last = entry.binding;
      if (!take(entry)) return;
    }
  }
}

// The first rule of the binding's roles that allows it, or kNone.
std::uint32_t allowing_rule(const Model& model, const Binding& binding, const Wanted& wanted) {
  for (std::uint32_t role = binding.roles.first; role < binding.roles.end(); ++role) {
    const Range rules = model.roles()[role].rules;
    for (std::uint32_t rule = rules.first; rule < rules.end(); ++rule) {
      if (model.rules().allows(model.rules().all[rule], wanted, model.names())) return rule;
    }
  }
  return kNone;
}

Range everywhere(const Model& model) {
  return {0, static_cast<std::uint32_t>(model.bindings().size())};
}

std::string_view space_of(const Attributes& attributes) {
  return attributes.is_resource ? std::string_view(attributes.name_space) : std::string_view();
}

// The bindings that count, as ranges. A path is granted for the whole cluster only.
std::vector<Range> ranges_of(const Model& model, const Attributes& attributes, Scope scope) {
  if (scope == Scope::anywhere && attributes.is_resource) return {everywhere(model)};
  const Places both = places(model, space_of(attributes));
  return {both.ranges.begin(), both.ranges.end()};
}

// Gives each binding that has none yet its first rule that allows it.
void mark_rules(const Model& model, const Wanted& wanted, std::span<const Range> ranges,
                std::vector<std::uint32_t>& rule_of) {
  std::uint32_t last = kNone;
  for (const std::uint32_t rule : model.by_resource().find(wanted, model.rules(), model.names())) {
    const std::uint32_t role = model.rules().all[rule].role;
    if (role == last) continue;  // one rule of a role is enough, and they come role by role
    last = role;
    for (const Range within : ranges) {
      for (const std::uint32_t binding : model.by_role().find(role, within)) {
        if (rule_of[binding] == kNone) rule_of[binding] = rule;
      }
    }
  }
}

}  // namespace

Decision authorize(const Model& model, const Identity& identity, const Attributes& attributes) {
  Decision decision;
  if (identity.is_master()) {
    decision.is = Verdict::allowed;
    decision.master = true;
    return decision;
  }
  const std::string_view name_space = space_of(attributes);
  const Wanted wanted = rbac::wanted(attributes, model.names());
  each_binding(model, identity, name_space, [&](const SubjectIndex::Entry& entry) {
    const Binding& binding = model.bindings()[entry.binding];
    if (binding.dangling()) decision.dangling.push_back(entry.binding);
    const std::uint32_t rule = allowing_rule(model, binding, wanted);
    if (rule != kNone) decision.by = Grant{entry.binding, entry.subject, rule};
    return rule == kNone;
  });
  if (decision.by) {
    decision.is = Verdict::allowed;
  } else if (model.hides_from(name_space) || (!decision.dangling.empty() && !model.knows_roles())) {
    decision.is = Verdict::unknown;
  }
  return decision;
}

std::vector<Grant> grants_of(const Model& model, const Identity& identity,
                             std::string_view name_space) {
  std::vector<Grant> out;
  each_binding(model, identity, name_space, [&](const SubjectIndex::Entry& entry) {
    const Range roles = model.bindings()[entry.binding].roles;
    for (std::uint32_t role = roles.first; role < roles.end(); ++role) {
      const Range rules = model.roles()[role].rules;
      for (std::uint32_t rule = rules.first; rule < rules.end(); ++rule)
        out.push_back({entry.binding, entry.subject, rule});
    }
    return true;
  });
  return out;
}

std::vector<Grant> named_grants(const Model& model, const Identity& identity,
                                const Attributes& attributes) {
  Wanted wanted = rbac::wanted(attributes, model.names());
  wanted.any_name = true;
  std::vector<Grant> out = grants_of(model, identity, space_of(attributes));
  std::erase_if(out, [&](const Grant& grant) {
    const Rule& rule = model.rules().all[grant.rule];
    return rule.names.count == 0 || !model.rules().allows(rule, wanted, model.names());
  });
  return out;
}

std::vector<std::uint32_t> dangling_of(const Model& model, const Identity& identity,
                                       std::string_view name_space) {
  std::vector<std::uint32_t> out;
  each_binding(model, identity, name_space, [&](const SubjectIndex::Entry& entry) {
    if (model.bindings()[entry.binding].dangling()) out.push_back(entry.binding);
    return true;
  });
  return out;
}

Holders who_can(const Model& model, const Attributes& attributes, Scope scope, NamedRules named) {
  Holders out;
  const auto ranges = ranges_of(model, attributes, scope);
  std::vector<std::uint32_t> rule_of(model.bindings().size(), kNone);
  Wanted wanted = rbac::wanted(attributes, model.names());
  mark_rules(model, wanted, ranges, rule_of);
  if (named == NamedRules::all) {
    wanted.any_name = true;  // where no rule without names is there already
    mark_rules(model, wanted, ranges, rule_of);
  }
  for (const Range within : ranges) {
    for (std::uint32_t i = within.first; i < within.end(); ++i) {
      const Binding& binding = model.bindings()[i];
      if (binding.dangling()) out.dangling.push_back(i);
      if (rule_of[i] == kNone) continue;
      for (std::uint32_t who = binding.subjects.first; who < binding.subjects.end(); ++who) {
        if (model.subjects()[who].meets != kUnknown) out.grants.push_back({i, who, rule_of[i]});
      }
    }
  }
  return out;
}

}  // namespace bulwark::analyzers::rbac
