// SPDX-License-Identifier: Apache-2.0
// From objects to a Model: collected and sorted, read, joined by their names, indexed.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "analyzers/rbac/aggregation.h"
#include "analyzers/rbac/model.h"
#include "analyzers/references/picture.h"
#include "base/text.h"
#include "formats/path.h"
#include "formats/value_fields.h"
#include "model/gap.h"
#include "model/kinds.h"

namespace bulwark::analyzers::rbac {
namespace {

using formats::Value;
using model::Resource;
using Objects = std::vector<const Resource*>;

constexpr std::string_view kGroup = "rbac.authorization.k8s.io";
constexpr std::array<std::string_view, 4> kTypes{"clusterroles", "clusterrolebindings", "roles",
                                                 "rolebindings"};
constexpr std::string_view kInNamespace = " in namespace ";
constexpr std::size_t kMostRules = 20'000'000;  // of all roles, aggregated ones included

// What names none is put into `default` by kubectl; a cluster's objects always name it.
std::string_view space_of(const Resource& object) {
  return object.kind().starts_with("Cluster") ? std::string_view()
                                              : references::namespace_of(object);
}

void sort_objects(Objects& objects) {
  const auto key = [](const Resource* one) {
    return std::tuple(space_of(*one), one->name(), one->source, one->offset, one->list_item);
  };
  std::sort(objects.begin(), objects.end(),
            [&](const Resource* a, const Resource* b) { return key(a) < key(b); });
}

Range range(std::size_t first, std::size_t end) {
  return {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(end - first)};
}

}  // namespace

class ModelBuilder {
 public:
  ModelBuilder(const model::Inventory& inventory, std::string_view cluster,
               const model::Segment* built_in)
      : inventory_(inventory), cluster_(cluster), built_in_(built_in) {
    model_->cluster_ = !cluster.empty();
  }

  std::unique_ptr<const Model> build() && {
    collect();
    read_roles();
    read_bindings();
    give_rules();
    find_gaps();
    model_->knows_roles_ = model_->cluster_ && model_->gaps_.empty();
    model_->by_subject_.build(model_->bindings_, model_->subjects_);
    model_->by_role_.build(model_->bindings_, model_->roles_.size());
    model_->by_resource_.build(model_->rules_, model_->names_.size());
    return std::move(model_);
  }

 private:
  void collect();
  void add_built_in();
  void read_roles();
  void read_rules(const Resource& object, std::uint32_t role);
  Rule read_rule(const Resource& object, const Value& rule, std::size_t number);
  Range words(const Resource& object, const Value& rule, std::size_t number, std::string_view key);
  void read_bindings();
  void read_binding(const Resource& object);
  Subject read_subject(const Value& subject, NameId name_space);
  Range find_roles(const Binding& binding);
  Range built_in_admin();
  void give_rules();
  void gather(const Aggregation& aggregation, std::uint32_t role);
  void find_gaps();
  void fault(const Resource& object, const std::string& path, std::string_view reason);

  static std::uint64_t key(NameId name_space, NameId name) {
    return (std::uint64_t{name_space} << 32U) | name;
  }

  const model::Inventory& inventory_;
  std::string_view cluster_;
  std::unique_ptr<Model> model_{new Model()};
  const model::Segment* built_in_;
  Objects cluster_roles_, roles_, cluster_bindings_, bindings_;
  std::unordered_set<const Resource*> of_server_;  // of cluster_roles_ those that are built in
  std::vector<Rule> own_;                          // what roles say themselves
  std::vector<Range> own_of_;
  std::unordered_map<std::uint64_t, Range> by_name_;
};

std::unique_ptr<const Model> Model::build(const model::Inventory& inventory,
                                          std::string_view cluster,
                                          const model::Segment* built_in) {
  return ModelBuilder(inventory, cluster, built_in).build();
}

void ModelBuilder::collect() {
  for (const model::Segment& segment : inventory_.segments) {
    for (const Resource& object : segment.resources) {
      const std::string_view kind = object.kind();
      if (!kind.ends_with("Role") && !kind.ends_with("RoleBinding")) continue;
      if (model::split_api_version(object.api_version()).group != kGroup) continue;
      if (inventory_.cluster_of(object) != cluster_) continue;
      if (kind == "ClusterRole") cluster_roles_.push_back(&object);
      if (kind == "Role") roles_.push_back(&object);
      if (kind == "ClusterRoleBinding") cluster_bindings_.push_back(&object);
      if (kind == "RoleBinding") bindings_.push_back(&object);
    }
  }
  if (!model_->cluster_ && built_in_ != nullptr) add_built_in();
  for (Objects* some : {&cluster_roles_, &roles_, &cluster_bindings_, &bindings_})
    sort_objects(*some);
}

// What the manifests bring themselves counts as they have it.
void ModelBuilder::add_built_in() {
  std::unordered_set<std::string_view> brought;
  for (const Resource* role : cluster_roles_) brought.insert(role->name());
  for (const Resource& role : built_in_->resources) {
    if (brought.contains(role.name())) continue;
    cluster_roles_.push_back(&role);
    of_server_.insert(&role);
  }
}

void ModelBuilder::fault(const Resource& object, const std::string& path, std::string_view reason) {
  model_->gaps_.push_back({fmt::format("{} {}", object.title(), path), std::string(reason),
                           std::string(space_of(object)), true});
}

void ModelBuilder::read_roles() {
  for (const Objects* some : {&cluster_roles_, &roles_}) {
    for (const Resource* object : *some) {
      const auto number = static_cast<std::uint32_t>(model_->roles_.size());
      Role& role = model_->roles_.emplace_back();
      role.object = object;
      role.built_in = of_server_.contains(object);
      role.name_space = model_->names_.intern(space_of(*object));
      role.name = model_->names_.intern(object->name());
      role.aggregated = role.name_space == kEmpty && is_aggregated(*object);
      ++by_name_.try_emplace(key(role.name_space, role.name), Range{number, 0}).first->second.count;
      read_rules(*object, number);
    }
  }
}

void ModelBuilder::read_rules(const Resource& object, std::uint32_t role) {
  const std::size_t first = own_.size();
  const Value* rules = object.root.find("rules");
  if (rules != nullptr && !rules->is_list() && !rules->is_null())
    fault(object, "rules", "is no list");
  const auto items = formats::items_of(object.root, "rules");
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].is_map()) {
      fault(object, "rules" + formats::item_step(i), "is no map");
      continue;
    }
    Rule rule = read_rule(object, items[i], i);
    rule.role = rule.source = role;
    own_.push_back(rule);
  }
  own_of_.push_back(range(first, own_.size()));
}

Rule ModelBuilder::read_rule(const Resource& object, const Value& rule, std::size_t number) {
  Rule out;
  out.number = static_cast<std::uint32_t>(number);
  out.verbs = words(object, rule, number, "verbs");
  out.groups = words(object, rule, number, "apiGroups");
  out.resources = words(object, rule, number, "resources");
  out.names = words(object, rule, number, "resourceNames");
  out.paths = words(object, rule, number, "nonResourceURLs");
  for (const NameId verb : model_->rules_.list(out.verbs)) out.verb_bits |= bit_of(verb);
  for (const NameId group : model_->rules_.list(out.groups)) out.group_bits |= bit_of(group);
  return out;
}

Range ModelBuilder::words(const Resource& object, const Value& rule, std::size_t number,
                          std::string_view key) {
  std::vector<NameId>& words = model_->rules_.words;
  const std::size_t first = words.size();
  const Value* list = rule.find(key);
  if (list == nullptr || list->is_null()) return {};
  bool whole = list->is_list();
  for (const Value& word : list->items()) {
    whole = whole && word.is_string();
    if (word.is_string()) words.push_back(model_->names_.intern(word.as_string()));
  }
  if (!whole) {
    fault(object, fmt::format("rules{}.{}", formats::item_step(number), key),
          "is no list of strings");
    // A list of names that lost one would else allow every name.
    if (key == "resourceNames") words.push_back(model_->names_.intern_copy("\n"));
  }
  return range(first, words.size());
}

void ModelBuilder::read_bindings() {
  for (const Objects* some : {&cluster_bindings_, &bindings_}) {
    for (const Resource* object : *some) read_binding(*object);
  }
}

void ModelBuilder::read_binding(const Resource& object) {
  Binding& binding = model_->bindings_.emplace_back();
  binding.object = &object;
  binding.name_space = model_->names_.intern(space_of(object));
  binding.name = model_->names_.intern(object.name());
  const Value* reference = object.root.find("roleRef");
  if (reference != nullptr) {
    binding.role_kind = model_->names_.intern(reference->text("kind"));
    binding.role_name = model_->names_.intern(reference->text("name"));
  }
  const std::size_t first = model_->subjects_.size();
  const Value* subjects = object.root.find("subjects");
  if (subjects != nullptr && !subjects->is_list() && !subjects->is_null())
    fault(object, "subjects", "is no list");
  const auto items = formats::items_of(object.root, "subjects");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Subject subject = read_subject(items[i], binding.name_space);
    if (subject.kind == Subject::Kind::unknown || subject.name == kEmpty)
      fault(object, "subjects" + formats::item_step(i), "names no User, Group or ServiceAccount");
    model_->subjects_.push_back(subject);
  }
  binding.subjects = range(first, model_->subjects_.size());
  binding.roles = find_roles(binding);
}

Subject ModelBuilder::read_subject(const Value& subject, NameId name_space) {
  Names& names = model_->names_;
  Subject out;
  out.kind = subject_kind_from(subject.text("kind"));
  out.name = names.intern(subject.text("name"));
  if (out.kind == Subject::Kind::user || out.kind == Subject::Kind::group) out.meets = out.name;
  if (out.kind != Subject::Kind::service_account) return out;
  const std::string_view own = subject.text("namespace");
  out.name_space = own.empty() ? name_space : names.intern(own);
  if (out.name_space != kEmpty)
    out.meets = names.intern_copy(account_user(names.text(out.name_space), names.text(out.name)));
  return out;
}

Range ModelBuilder::find_roles(const Binding& binding) {
  const std::string_view kind = model_->text(binding.role_kind);
  const bool wide = kind == "ClusterRole";
  if (!wide && (kind != "Role" || binding.name_space == kEmpty)) return {};
  const auto found = by_name_.find(key(wide ? kEmpty : binding.name_space, binding.role_name));
  if (found != by_name_.end()) return found->second;
  const bool admin = wide && model_->text(binding.role_name) == "cluster-admin";
  return admin && !model_->cluster_ ? built_in_admin() : Range();
}

// Every API server makes this role, and mends it at every start.
Range ModelBuilder::built_in_admin() {
  const auto number = static_cast<std::uint32_t>(model_->roles_.size());
  Role& role = model_->roles_.emplace_back();
  role.name = model_->names_.intern("cluster-admin");
  role.built_in = true;
  by_name_.emplace(key(kEmpty, role.name), Range{number, 1});
  std::vector<NameId>& words = model_->rules_.words;
  const Range all = range(words.size(), words.size() + 1);
  words.push_back(kAll);
  Rule rule;
  rule.role = rule.source = number;
  rule.verbs = all;
  rule.verb_bits = rule.group_bits = bit_of(kAll);
  Rule paths = rule;
  rule.groups = rule.resources = all;
  paths.paths = all;
  paths.number = 1;
  own_of_.push_back(range(own_.size(), own_.size() + 2));
  own_.insert(own_.end(), {rule, paths});
  return {number, 1};
}

// The controller of a cluster has given aggregated roles their rules already.
void ModelBuilder::give_rules() {
  Aggregation aggregation;
  aggregation.sources.resize(cluster_roles_.size());
  if (!model_->cluster_) aggregation = aggregate(cluster_roles_);
  model_->cycles_ = std::move(aggregation.cycles);
  for (const std::uint32_t role : aggregation.unfinished)
    fault(*cluster_roles_[role], "aggregationRule", "gathers more roles than is borne");
  std::vector<Rule>& all = model_->rules_.all;
  all.reserve(own_.size());
  for (std::uint32_t i = 0; i < model_->roles_.size(); ++i) {
    const std::size_t first = all.size();
    if (model_->roles_[i].aggregated && !model_->cluster_) {
      gather(aggregation, i);
    } else {
      const Range own = own_of_[i];
      all.insert(all.end(), own_.begin() + own.first, own_.begin() + own.end());
    }
    model_->roles_[i].rules = range(first, all.size());
  }
  own_ = {};
}

void ModelBuilder::gather(const Aggregation& aggregation, std::uint32_t role) {
  std::vector<Rule>& all = model_->rules_.all;
  for (const std::uint32_t source : aggregation.sources[role]) {
    const Range own = own_of_[source];
    if (all.size() + own.count > kMostRules) {
      fault(*cluster_roles_[role], "aggregationRule", "gathers more rules than is borne");
      return;
    }
    for (std::uint32_t i = own.first; i < own.end(); ++i) all.emplace_back(own_[i]).role = role;
  }
}

void ModelBuilder::find_gaps() {
  for (const model::Problem& problem : inventory_.problems) {
    if (!problem.control.empty() || problem.cluster != cluster_) continue;
    const bool touches = !model_->cluster_ ||
                         std::any_of(kTypes.begin(), kTypes.end(), [&](std::string_view type) {
                           return model::gap_may_hide(problem.what, kGroup, type);
                         });
    if (!touches) continue;
    const std::size_t at = problem.what.find(kInNamespace);
    model_->gaps_.push_back({problem.what, problem.reason,
                             at == std::string::npos || !model_->cluster_
                                 ? std::string()
                                 : problem.what.substr(at + kInNamespace.size())});
  }
  for (const model::Cluster& one : inventory_.clusters) {
    if (one.namespaces.empty() || inventory_.sources[one.source].name != cluster_) continue;
    model_->gaps_.push_back({"what is outside of the namespaces " + join(one.namespaces, ", "),
                             "the picture has nothing else of the cluster", ""});
  }
}

}  // namespace bulwark::analyzers::rbac
