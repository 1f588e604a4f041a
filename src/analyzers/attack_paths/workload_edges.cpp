// SPDX-License-Identifier: Apache-2.0
// What code in a pod has at hand: its service account's token, mounted Secrets, and its node.
#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "analyzers/attack_paths/escapes.h"
#include "analyzers/attack_paths/placement.h"
#include "analyzers/attack_paths/world.h"
#include "analyzers/references/types.h"
#include "formats/path.h"
#include "formats/value_fields.h"

namespace bulwark::analyzers::attack_paths {
namespace {

using formats::Value;
using references::Workload;

bool is_false(const Value* value) {
  return value != nullptr && value->is_bool() && !value->as_bool();
}

// A token of its own audience is no good with the API server; without one it is.
bool projects_token(const Value& spec) {
  for (const Value& volume : formats::items_of(spec, "volumes")) {
    const Value* projected = volume.find("projected");
    if (projected == nullptr) continue;
    for (const Value& source : formats::items_of(*projected, "sources")) {
      const Value* token = source.find("serviceAccountToken");
      if (token != nullptr && token->text("audience").empty()) return true;
    }
  }
  return false;
}

class WorkloadEdges {
 public:
  WorkloadEdges(World& world, const Placement& placement) : world_(world), placement_(placement) {}

  void add(std::string_view space, const Workload& workload) {
    const Value* spec = workload.spec();
    if (spec == nullptr || !spec->is_map()) return;
    at_ = workload_vertex(world_, workload);
    add_account(space, *spec, workload);
    add_secrets(space, *spec, workload);
    for (const Escape& one : escapes_of(*spec)) add_escape(one, workload);
    if (!is_false(spec->find("hostUsers"))) add_debugged(space);
  }

 private:
  void add_account(std::string_view space, const Value& spec, const Workload& workload) {
    std::string_view name = spec.text("serviceAccountName");
    if (name.empty()) name = spec.text("serviceAccount");
    if (name.empty()) name = "default";
    const Value* mounts = spec.find("automountServiceAccountToken");
    const auto accounts = world_.picture.find(references::kServiceAccount, space, name);
    if ((mounts == nullptr || mounts->is_null()) && !accounts.empty())
      mounts = accounts.front()->root.find("automountServiceAccountToken");
    const VertexId account = world_.account(space, name);
    if (is_false(mounts) && !projects_token(spec)) return;
    Evidence evidence;
    evidence.object = workload.resource;
    evidence.path = world_.book.keep(
        formats::join_path(workload.spec_path(), "serviceAccountName"));
    world_.add(at_, Move::use_account, account, world_.book.add(evidence));
  }

  void add_secrets(std::string_view space, const Value& spec, const Workload& workload) {
    std::set<std::string_view> names;
    const auto take = [&](const Value* from, std::string_view key) {
      if (from != nullptr && !from->text(key).empty()) names.insert(from->text(key));
    };
    for (const Value& volume : formats::items_of(spec, "volumes")) {
      take(volume.find("secret"), "secretName");
      const Value* projected = volume.find("projected");
      if (projected == nullptr) continue;
      for (const Value& source : formats::items_of(*projected, "sources"))
        take(source.find("secret"), "name");
    }
    for (const std::string_view list : {"containers", "initContainers"}) {
      for (const Value& container : formats::items_of(spec, list)) {
        for (const Value& from : formats::items_of(container, "envFrom"))
          take(from.find("secretRef"), "name");
        for (const Value& env : formats::items_of(container, "env"))
          take(env.at("valueFrom", "secretKeyRef"), "name");
      }
    }
    Evidence evidence;
    evidence.object = workload.resource;
    for (const std::string_view name : names)
      world_.add(at_, Move::use_mounted, world_.graph.vertex(VertexKind::secret, space, name),
                 world_.book.add(evidence));
  }

  // Where a privileged container that somebody adds to one of its pods would run.
  void add_debugged(std::string_view space) {
    const bool every = world_.graph.find(VertexKind::pods_nodes) != kNoVertex;
    if (!every && world_.graph.find(VertexKind::pods_nodes, space) == kNoVertex) return;
    const VertexId here = world_.hub(VertexKind::pods_nodes, space);
    if (every && !is_guarded(world_, space))
      world_.add(world_.hub(VertexKind::pods_nodes), Move::one_of, here);
    for (const std::string_view node : placement_.nodes_of(at_))
      world_.add(here, Move::one_of, world_.graph.vertex(VertexKind::node, "", node));
  }

  void add_escape(const Escape& escape, const Workload& workload) {
    const std::uint32_t evidence = world_.book.add(world_.book.at_place(
        *workload.resource, formats::join_path(workload.spec_path(), escape.path), escape.why));
    const VertexKind kind = escape.files_only ? VertexKind::host_files : VertexKind::node;
    const Move move = escape.files_only ? Move::read_host : Move::escape;
    for (const std::string_view node : placement_.nodes_of(at_))
      world_.add(at_, move, world_.graph.vertex(kind, "", node), evidence);
  }

  World& world_;
  const Placement& placement_;
  VertexId at_ = kNoVertex;
};

// Token Secrets are service accounts for whoever reads them.
void add_secret(World& world, const model::Resource& secret) {
  const std::string_view space = references::namespace_of(secret);
  const VertexId at = world.graph.vertex(VertexKind::secret, space, secret.name());
  if (secret.root.text("type") != "kubernetes.io/service-account-token") return;
  const Value* account = secret.root.at("metadata", "annotations",
                                        "kubernetes.io/service-account.name");
  if (account == nullptr || !account->is_string()) return;
  Evidence evidence;
  evidence.object = &secret;
  world.add(at, Move::use_secret, world.account(space, account->as_string()),
            world.book.add(evidence));
}

}  // namespace

VertexId workload_vertex(World& world, const Workload& workload) {
  const model::Resource& one = *workload.resource;
  return world.graph.vertex(VertexKind::workload, references::namespace_of(one), one.name(),
                            one.kind());
}

void add_workload_edges(World& world, const Placement& placement) {
  for (const model::Resource* one : world.picture.all(references::kServiceAccount))
    world.account(references::namespace_of(*one), one->name());
  for (const model::Resource* one : world.picture.all(references::kSecret)) add_secret(world, *one);
  WorkloadEdges edges(world, placement);
  for (const auto& [space, one] : world.picture.namespaces()) {
    for (const Workload& workload : one.workloads) edges.add(space, workload);
  }
}

}  // namespace bulwark::analyzers::attack_paths
