// SPDX-License-Identifier: Apache-2.0
// The graph in the order in which it is made, and its vertices by what users call them.
#include "analyzers/attack_paths/analysis.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "analyzers/attack_paths/holdings.h"
#include "analyzers/attack_paths/placement.h"
#include "analyzers/attack_paths/world.h"
#include "analyzers/references/picture.h"
#include "base/text.h"

namespace bulwark::analyzers::attack_paths {
namespace {

struct KindWord {
  std::string_view word;
  VertexKind kind;
};

constexpr std::array<KindWord, 5> kKinds{{{"user", VertexKind::user},
                                          {"group", VertexKind::group},
                                          {"serviceaccount", VertexKind::service_account},
                                          {"secret", VertexKind::secret},
                                          {"node", VertexKind::node}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kShortNames{
    {{"sa", "serviceaccount"},
     {"po", "pod"},
     {"deploy", "deployment"},
     {"ds", "daemonset"},
     {"sts", "statefulset"},
     {"no", "node"}}};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// "deployment/shop/cart": as it is typed.
std::string typed(const Vertex& vertex) {
  std::string kind = lower(vertex.object_kind.empty() ? name(vertex.kind) : vertex.object_kind);
  if (!vertex.name_space.empty()) kind.append("/").append(vertex.name_space);
  return kind.append("/").append(vertex.name);
}

struct Words {
  std::string kind, name_space, name;
};

bool is_called(const Vertex& vertex, const Words& words) {
  if (vertex.name_space != words.name_space || vertex.name != words.name) return false;
  if (vertex.kind == VertexKind::workload) return lower(vertex.object_kind) == words.kind;
  return std::ranges::any_of(kKinds, [&](const KindWord& one) {
    return one.word == words.kind && one.kind == vertex.kind;
  });
}

// Users and groups may have slashes in their names.
Words split(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return {std::string(text), "", ""};
  Words out{lower(text.substr(0, slash)), "", std::string(text.substr(slash + 1))};
  for (const auto& [brief, full] : kShortNames) {
    if (out.kind == brief) out.kind = full;
  }
  if (out.kind == "user" || out.kind == "group" || out.kind == "node") return out;
  const std::size_t second = out.name.find('/');
  if (second == std::string::npos) return out;
  out.name_space = out.name.substr(0, second);
  out.name.erase(0, second + 1);
  return out;
}

std::unexpected<Error> nothing_so(const Graph& graph, const Words& words) {
  std::string text = words.kind;
  if (!words.name_space.empty()) text.append("/").append(words.name_space);
  if (!words.name.empty()) text.append("/").append(words.name);
  std::vector<std::string> known{"anonymous", "cluster-admin", "node"};
  for (const Vertex& vertex : graph.vertices()) {
    if (!vertex.is_hub() && !vertex.name.empty()) known.push_back(typed(vertex));
  }
  return fail(ErrorCode::not_found,
              fmt::format("nothing is called '{}' here{}", text, did_you_mean(text, known)));
}

}  // namespace

std::unique_ptr<const Analysis> Analysis::build(const model::Inventory& inventory,
                                                std::string_view cluster, const rbac::Model& rbac,
                                                const Options& options) {
  std::unique_ptr<Analysis> out(new Analysis(inventory, cluster, rbac));
  const references::Picture picture(inventory, cluster, /*complete=*/false);
  World world{inventory, cluster, rbac, picture, options.minor, out->graph_, out->book_};
  for (const rbac::Subject& subject : rbac.subjects()) {
    if (subject.meets != rbac::kUnknown)
      identity_vertex(world, rbac.text(subject.meets), subject.kind == rbac::Subject::Kind::group);
  }
  identity_vertex(world, "system:anonymous", false);
  const Holdings holdings(rbac, options.minor);
  out->cut_short_ = holdings.cut_short();
  const Placement placement(world);
  add_identity_edges(world, holdings);
  add_workload_edges(world, placement);
  add_named_edges(world, holdings);
  if (options.network) {
    NetworkSeen seen = add_network_edges(world, placement);
    out->cut_short_ = out->cut_short_ || !seen.whole;
    out->unknown_ = std::move(seen.unknown);
  }
  add_node_edges(world, placement);
  add_hub_edges(world);
  out->graph_.finish();
  return out;
}

Result<VertexId> Analysis::find(std::string_view text) const {
  if (text == "cluster-admin") return graph_.find(VertexKind::cluster_admin);
  if (text == "node") return graph_.find(VertexKind::node_root);
  if (text == "anonymous") return graph_.find(VertexKind::user, "", "system:anonymous");
  if (text == "internet" && graph_.find(VertexKind::internet) != kNoVertex)
    return graph_.find(VertexKind::internet);
  const Words words = split(text);
  for (VertexId i = 0; i < graph_.vertices().size(); ++i) {
    if (is_called(graph_.at(i), words)) return i;
  }
  const VertexId made = words.kind == "pod" ? workload_of_pod(words.name_space, words.name)
                                            : kNoVertex;
  if (made != kNoVertex) return made;
  return nothing_so(graph_, words);
}

const model::Resource* Analysis::object(std::string_view kind, std::string_view name_space,
                                        std::string_view name) const {
  for (const model::Segment& segment : inventory_.segments) {
    for (const model::Resource& one : segment.resources) {
      if (one.name() == name && one.kind() == kind && inventory_.cluster_of(one) == cluster_ &&
          references::namespace_of(one) == name_space)
        return &one;
    }
  }
  return nullptr;
}

// Up from owner to owner, to the one that stands for its pods.
VertexId Analysis::workload_of_pod(std::string_view name_space, std::string_view name) const {
  constexpr int kMostOwners = 4;
  std::string_view kind = "Pod";
  for (int i = 0; i < kMostOwners; ++i) {
    const VertexId found = graph_.find(VertexKind::workload, name_space, name, kind);
    if (found != kNoVertex) return found;
    const model::Resource* one = object(kind, name_space, name);
    const formats::Value* owner = one == nullptr ? nullptr : references::controller_of(one->root);
    if (owner == nullptr) break;
    kind = owner->text("kind");
    name = owner->text("name");
  }
  return kNoVertex;
}

std::vector<VertexId> Analysis::sources(bool system) const {
  std::vector<VertexId> out;
  for (VertexId i = 0; i < graph_.vertices().size(); ++i) {
    const Vertex& vertex = graph_.at(i);
    const bool begins = vertex.kind <= VertexKind::workload || vertex.kind == VertexKind::internet;
    if (begins && (system || !is_system(vertex))) out.push_back(i);
  }
  return out;
}

bool is_system(const Vertex& vertex) {
  if (vertex.kind == VertexKind::user) {
    return vertex.name.starts_with("system:kube-") || vertex.name.starts_with("system:node:") ||
           vertex.name == "system:apiserver";
  }
  if (vertex.kind == VertexKind::group) {
    return vertex.name == rbac::kMasters || vertex.name == "system:nodes" ||
           vertex.name == "kubeadm:cluster-admins";
  }
  return vertex.name_space.starts_with("kube-");
}

}  // namespace bulwark::analyzers::attack_paths
