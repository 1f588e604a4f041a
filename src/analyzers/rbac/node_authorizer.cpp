// SPDX-License-Identifier: Apache-2.0
// Rules by the request, then the graph; and what of it was not read.
#include "analyzers/rbac/node_authorizer.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "analyzers/rbac/node_rules.h"
#include "base/text.h"
#include "model/gap.h"

namespace bulwark::analyzers::rbac {
namespace {

constexpr std::string_view kUserPrefix = "system:node:";

struct Type {
  std::string_view group, resource;
  bool in_snapshots = true;
};
constexpr Type kPods{"", "pods"};
constexpr Type kVolumes{"", "persistentvolumes"};

struct Sources {
  Related of;
  std::array<const Type*, 2> types;  // what relates it to a node; null: nothing else
};
constexpr Type kAttachments{"storage.k8s.io", "volumeattachments", false};
constexpr Type kSlices{"resource.k8s.io", "resourceslices", false};
constexpr Type kRequests{"certificates.k8s.io", "podcertificaterequests", false};

// In the order of Related.
constexpr std::array<Sources, 10> kSources{{
    {Related::pod, {&kPods, nullptr}},
    {Related::service_account, {&kPods, nullptr}},
    {Related::secret, {&kPods, &kVolumes}},
    {Related::config_map, {&kPods, nullptr}},
    {Related::claim, {&kPods, nullptr}},
    {Related::volume, {&kPods, &kVolumes}},
    {Related::volume_attachment, {&kAttachments, nullptr}},
    {Related::resource_claim, {&kPods, nullptr}},
    {Related::resource_slice, {&kSlices, nullptr}},
    {Related::certificate_request, {&kRequests, nullptr}},
}};

// Why objects of the type may be missing from the picture; empty where all are there.
std::string gap_of(const model::Inventory& inventory, std::string_view cluster, const Type& type,
                   bool other_types_read) {
  if (!type.in_snapshots && !other_types_read)
    return fmt::format("{} are not in the picture", type.resource);
  for (const model::Problem& problem : inventory.problems) {
    if (problem.cluster == cluster && problem.control.empty() &&
        model::gap_may_hide(problem.what, type.group, type.resource))
      return fmt::format("{}: {}", problem.what, problem.reason);
  }
  for (const model::Cluster& one : inventory.clusters) {
    if (!one.namespaces.empty() && inventory.sources[one.source].name == cluster)
      return fmt::format("only {} of the namespaces {} were read", type.resource,
                         join(one.namespaces, ", "));
  }
  return {};
}

}  // namespace

NodeAuthorizer::NodeAuthorizer(const model::Inventory& inventory, std::string_view cluster,
                               const NodeAuthorizerOptions& options)
    : graph_(inventory, cluster), minor_(options.minor) {
  for (const Sources& sources : kSources) {
    std::string& gap = unread_.emplace_back();
    for (const Type* type : sources.types) {
      if (type != nullptr && gap.empty())
        gap = gap_of(inventory, cluster, *type, options.other_types_read);
    }
  }
}

NodeAnswer NodeAuthorizer::related(std::string_view node, Related type,
                                   const Attributes& asked) const {
  if (const model::Resource* by = graph_.by(node, type, asked.name_space, asked.name)) {
    const bool itself = type == Related::pod || type == Related::volume_attachment ||
                        type == Related::resource_slice || type == Related::certificate_request;
    return {Verdict::allowed,
            by->title() + (itself ? " is of this node" : " of this node names it")};
  }
  const std::string& gap = unread_[static_cast<std::size_t>(type)];
  return gap.empty() ? NodeAnswer() : NodeAnswer{Verdict::unknown, gap};
}

NodeAnswer NodeAuthorizer::decide(std::string_view node, const Attributes& asked,
                                  std::uint32_t minor) const {
  const NodeRule rule = node_rule(node, asked, minor);
  switch (rule.is) {
    case NodeRule::Is::no: break;
    case NodeRule::Is::allowed_to_all: return {Verdict::allowed, "every kubelet may"};
    case NodeRule::Is::own: return {Verdict::allowed, "it is the node's own"};
    case NodeRule::Is::related: return related(node, rule.type, asked);
  }
  return {};
}

// Where the version is not known, it is known what all of them answer.
NodeAnswer NodeAuthorizer::decide(std::string_view node, const Attributes& asked) const {
  if (node.empty()) return {};
  if (minor_ && *minor_ >= kOldestNodeRules)
    return decide(node, asked, std::min(*minor_, kNewestNodeRules));
  NodeAnswer first = decide(node, asked, kOldestNodeRules);
  for (std::uint32_t minor = kOldestNodeRules + 1; minor <= kNewestNodeRules; ++minor) {
    if (decide(node, asked, minor).is != first.is)
      return {Verdict::unknown, "it depends on the version of the API server"};
  }
  return first;
}

Decision authorize(const Model& model, const NodeAuthorizer* node_authorizer,
                   const Identity& identity, const Attributes& asked) {
  Decision decision = authorize(model, identity, asked);
  if (decision.is == Verdict::allowed || !identity.is_node()) return decision;
  if (node_authorizer == nullptr) {
    decision.node_open = "it goes by what is not in the picture";
    return decision;
  }
  NodeAnswer answer = node_authorizer->decide(
      std::string_view(identity.user).substr(kUserPrefix.size()), asked);
  if (answer.is == Verdict::unknown) decision.node_open = std::move(answer.reason);
  if (answer.is != Verdict::allowed) return decision;
  decision.is = Verdict::allowed;
  decision.by_node = std::move(answer.reason);
  return decision;
}

}  // namespace bulwark::analyzers::rbac
