// SPDX-License-Identifier: Apache-2.0
// From the rules about Secrets and about what makes pods to roles, to bindings, to subjects.
#include "analyzers/rbac/secret_readers.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace bulwark::analyzers::rbac {
namespace {

struct Way {
  std::string_view verb, group, resource;
  bool by_pod = false;
};

// The answer to a patch is the whole Secret, and that to a deletecollection all of them, also where
// it is a dry run. Who may update or patch what makes pods makes them too.
constexpr auto kWays = std::to_array<Way>({
    {"get", "", "secrets"},
    {"list", "", "secrets"},
    {"watch", "", "secrets"},
    {"patch", "", "secrets"},
    {"deletecollection", "", "secrets"},
    {"create", "", "pods", true},
    {"create", "", "replicationcontrollers", true},
    {"create", "apps", "deployments", true},
    {"create", "apps", "daemonsets", true},
    {"create", "apps", "replicasets", true},
    {"create", "apps", "statefulsets", true},
    {"create", "batch", "cronjobs", true},
    {"create", "batch", "jobs", true},
    {"update", "apps", "deployments", true},
    {"update", "apps", "daemonsets", true},
    {"update", "apps", "replicasets", true},
    {"update", "apps", "statefulsets", true},
    {"update", "batch", "cronjobs", true},
    {"update", "", "replicationcontrollers", true},
    {"patch", "apps", "deployments", true},
    {"patch", "apps", "daemonsets", true},
    {"patch", "apps", "replicasets", true},
    {"patch", "apps", "statefulsets", true},
    {"patch", "batch", "cronjobs", true},
    {"patch", "", "replicationcontrollers", true},
});

struct Row {
  std::uint32_t subject = 0;
  std::array<bool, kWays.size()> ways{};
  std::set<std::uint32_t> bindings;
};
// Namespace, the names that rules are limited to, whom, a group or not.
using Key = std::tuple<NameId, std::vector<NameId>, NameId, bool>;

Range range_of(const Model& model, const std::optional<std::string>& name_space, bool cluster) {
  if (cluster) return model.bindings_in("");
  if (name_space) return model.bindings_in(*name_space);
  const Range wide = model.bindings_in("");  // these come first
  return {wide.end(), static_cast<std::uint32_t>(model.bindings().size()) - wide.count};
}

class Readers {
 public:
  Readers(const Model& model, const std::optional<std::string>& name_space) : model_(model) {
    ranges_ = {range_of(model, name_space, true), range_of(model, name_space, false)};
    if (name_space && name_space->empty()) ranges_[1] = {};
    for (std::size_t way = 0; way < kWays.size(); ++way) find(way);
  }

  std::vector<SecretReaders> take() && {
    std::vector<SecretReaders> out;
    for (const auto& [key, row] : rows_) out.push_back(readers(key, row));
    std::sort(out.begin(), out.end(), [](const SecretReaders& a, const SecretReaders& b) {
      const auto key = [](const SecretReaders& one) {
        return std::tie(one.name_space, one.names, one.subject.kind, one.subject.name_space,
                        one.subject.name);
      };
      return key(a) < key(b);
    });
    return out;
  }

 private:
  // One role's rules: those for all names, else the names of all others together.
  void find(std::size_t way) {
    const Rules& rules = model_.rules();
    Attributes attributes;
    attributes.verb = kWays.at(way).verb;
    attributes.group = kWays.at(way).group;
    attributes.resource = kWays.at(way).resource;
    Wanted wanted = rbac::wanted(attributes, model_.names());
    wanted.any_name = !kWays.at(way).by_pod && attributes.verb != "deletecollection";
    const auto found = model_.by_resource().find(wanted, rules, model_.names());
    for (std::size_t i = 0; i < found.size();) {
      const std::uint32_t role = rules.all[found[i]].role;
      std::vector<NameId> names;
      bool all = false;
      for (; i < found.size() && rules.all[found[i]].role == role; ++i) {
        const auto some = rules.list(rules.all[found[i]].names);
        all = all || some.empty();
        names.insert(names.end(), some.begin(), some.end());
      }
      if (all) names.clear();
      std::sort(names.begin(), names.end());
      names.erase(std::unique(names.begin(), names.end()), names.end());
      bind(way, role, names);
    }
  }

  void bind(std::size_t way, std::uint32_t role, const std::vector<NameId>& names) {
    for (const Range within : ranges_) {
      for (const std::uint32_t number : model_.by_role().find(role, within)) {
        const Binding& binding = model_.bindings()[number];
        for (std::uint32_t i = binding.subjects.first; i < binding.subjects.end(); ++i) {
          const Subject& subject = model_.subjects()[i];
          if (subject.meets == kUnknown) continue;
          Row& row = rows_[{binding.name_space, names, subject.meets,
                            subject.kind == Subject::Kind::group}];
          row.subject = i;
          row.ways.at(way) = true;
          row.bindings.insert(number);
        }
      }
    }
  }

  SecretReaders readers(const Key& key, const Row& row) const {
    SecretReaders out;
    out.name_space = std::string(model_.text(std::get<0>(key)));
    for (const NameId name : std::get<1>(key)) out.names.emplace_back(model_.text(name));
    std::sort(out.names.begin(), out.names.end());
    out.subject = subject_name(model_, model_.subjects()[row.subject]);
    for (std::size_t way = 0; way < kWays.size(); ++way) {
      if (!row.ways.at(way)) continue;
      auto& list = kWays.at(way).by_pod ? out.by_pod : out.reads;
      const std::string word(kWays.at(way).by_pod ? kWays.at(way).resource : kWays.at(way).verb);
      if (std::find(list.begin(), list.end(), word) == list.end()) list.push_back(word);
    }
    for (const std::uint32_t number : row.bindings)
      out.bindings.push_back(binding_name(model_, model_.bindings()[number]));
    return out;
  }

  const Model& model_;
  std::array<Range, 2> ranges_{};  // of bindings: of the cluster, of namespaces
  std::map<Key, Row> rows_;
};

}  // namespace

std::vector<SecretReaders> secret_readers(const Model& model,
                                          const std::optional<std::string>& name_space) {
  return Readers(model, name_space).take();
}

std::vector<std::uint32_t> dangling_in(const Model& model,
                                       const std::optional<std::string>& name_space) {
  std::vector<std::uint32_t> out;
  for (const bool cluster : {true, false}) {
    const Range within = range_of(model, name_space, cluster);
    for (std::uint32_t i = within.first; i < within.end(); ++i) {
      if (model.bindings()[i].dangling()) out.push_back(i);
    }
  }
  return out;
}

}  // namespace bulwark::analyzers::rbac
