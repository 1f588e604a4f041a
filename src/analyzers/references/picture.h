// SPDX-License-Identifier: Apache-2.0
// Picture: the objects of one cluster, or of all manifests together, by kind, namespace and name,
// and what may be concluded from an object's absence.
//
// A cluster is complete type by type: where a type could not be listed, nothing of it is known to
// be missing. Manifests are a part of something, unless the user says that they are everything; and
// even then what Kubernetes makes by itself, what a custom resource stands for, and what a workload
// is allowed to create may exist.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyzers/references/labels.h"
#include "model/inventory.h"
#include "model/kinds.h"

namespace bulwark::analyzers::references {

/// A type by all its names.
struct Type {
  std::string_view group, kind, resource;
};

/// What makes pods: a resource with a pod template that nothing else in the picture owns.
struct Workload {
  const model::Resource* resource = nullptr;
  model::PodTemplate pod;
  std::uint32_t instances = 1;  ///< of one owner that is not in the picture

  const formats::Value* labels() const;
  const formats::Value* spec() const;
  std::string spec_path() const;
  bool on_host_network() const;
};

struct Namespace {
  std::string name;
  std::vector<Workload> workloads;
  LabelIndex templates{LabelsOf::templates};  ///< of workloads, by the same numbers
  LabelIndex pods{LabelsOf::objects};         ///< of pods that others made
};

/// Const once built; must not outlive the inventory.
class Picture {
 public:
  using Objects = std::vector<const model::Resource*>;

  /// `cluster`: its name, empty for the manifests. `complete`: manifests are everything.
  Picture(const model::Inventory& inventory, std::string_view cluster, bool complete);

  /// All that are told of by that name: overlays and bases may give several. Empty when there is
  /// none.
  const Objects& find(const Type& type, std::string_view name_space, std::string_view name) const;
  const Objects& all(const Type& type) const;

  const std::map<std::string, Namespace, std::less<>>& namespaces() const { return namespaces_; }
  /// Null where nothing of it was read.
  const Namespace* name_space(std::string_view name) const;

  /// Whether an object that is not in the picture is known not to exist. `name_space` is empty for
  /// a type without.
  bool knows_all(const Type& type, std::string_view name_space) const;
  /// The same for an object that only its owner would write, such as a policy: what a workload
  /// could create in theory does not count.
  bool holds_all(const Type& type, std::string_view name_space) const;
  /// The same as knows_all() for what makes pods.
  bool knows_all_pods(std::string_view name_space) const;
  /// Whether two objects are sure to live in one namespace of one cluster: in a folder, two without
  /// a namespace may be meant for different ones.
  bool surely_together(const model::Resource& a, const model::Resource& b) const;

  bool is_cluster() const { return !cluster_.empty(); }

 private:
  void take(const model::Resource& resource);
  void take_workload(const model::Resource& resource, Namespace& name_space);
  void find_completeness(const model::Inventory& inventory, bool complete);
  void find_makers();
  void grant_role(const model::Resource& binding, std::string_view scope);
  bool may_be_made(const Type& type, std::string_view name_space) const;

  std::string cluster_;
  bool complete_ = false;
  std::vector<std::string> only_;       // namespaces that alone were read of a cluster
  std::vector<std::string_view> gaps_;  // types of a cluster that could not be read
  std::map<std::string, Namespace, std::less<>> namespaces_;
  std::unordered_map<std::string, Objects> by_type_, by_name_;
  std::unordered_map<std::string, std::uint32_t> orphans_;  // owner that is not there -> workload
  std::unordered_set<std::string> owners_;                  // of what is owned
  std::unordered_set<std::string> makers_;  // "namespace|* group|* resource|*" that may appear
};

/// The owner reference of what controls the object, else its only one; null where there is none.
const formats::Value* controller_of(const formats::Value& root);

/// The namespace where kubectl puts what names none.
std::string_view namespace_of(const model::Resource& resource);

}  // namespace bulwark::analyzers::references
