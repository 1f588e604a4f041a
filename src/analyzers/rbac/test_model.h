// SPDX-License-Identifier: Apache-2.0
// For tests: a model made of YAML, and short ways to ask it.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rbac/authorizer.h"
#include "analyzers/rbac/explain.h"
#include "formats/builder.h"
#include "formats/yaml.h"

namespace bulwark::analyzers::rbac {

/// Objects of RBAC's group unless they say otherwise: "kind: Role, metadata: {...}", each the
/// inside of a flow mapping.
class Estate {
 public:
  /// `cluster`: empty for manifests.
  Estate(std::initializer_list<std::string> objects, std::string cluster = {})
      : Estate(std::vector<std::string>(objects), std::move(cluster)) {}
  explicit Estate(const std::vector<std::string>& objects, std::string cluster = {})
      : cluster_(std::move(cluster)) {
    model::Source& source = inventory.sources.emplace_back();
    source.name = cluster_.empty() ? "file" : cluster_;
    source.cluster = !cluster_.empty();
    if (source.cluster)
      inventory.clusters.push_back({.source = 0, .server_version = {}, .taken_at = {}});
    model::Segment segment{std::make_unique<formats::Pool>(std::uint16_t{1}, 0), {}};
    formats::Builder builder(*segment.pool);
    for (const std::string& inside : objects) {
      const bool typed = inside.starts_with("apiVersion");
      const std::string text = (typed ? "{" : "{apiVersion: rbac.authorization.k8s.io/v1, ") +
                               inside + "}";
      const auto document = formats::YamlReader().read(text, builder, {});
      if (!document) {
        ADD_FAILURE() << text << ": " << document.error().text();
        continue;
      }
      segment.resources.push_back({.root = document->root});
      segment.resources.back().offset = segment.resources.size();
    }
    inventory.segments.push_back(std::move(segment));
  }

  void gap(std::string what) {
    model::Problem& problem = inventory.problems.emplace_back();
    problem.what = std::move(what);
    problem.reason = "missing permission";
    problem.cluster = cluster_;
  }

  std::unique_ptr<const Model> model() const { return Model::build(inventory, cluster_); }

  model::Inventory inventory;

 private:
  std::string cluster_;
};

/// "get pods/log", "get apps deployments", "get /metrics": verb, group if not core, resource.
inline Attributes asked(std::string_view question, std::string name_space = {},
                        std::string name = {}) {
  Attributes out;
  std::vector<std::string> words;
  std::size_t at = 0;
  while (at <= question.size()) {
    const std::size_t space = std::min(question.find(' ', at), question.size());
    words.emplace_back(question.substr(at, space - at));
    at = space + 1;
  }
  out.verb = words.front();
  if (words.back().starts_with('/')) {
    out.is_resource = false;
    out.path = words.back();
    return out;
  }
  if (words.size() == 3) out.group = words[1];
  const std::size_t slash = words.back().find('/');
  out.resource = words.back().substr(0, slash);
  if (slash != std::string::npos) out.subresource = words.back().substr(slash + 1);
  out.name_space = std::move(name_space);
  out.name = std::move(name);
  return out;
}

/// A ClusterRole `r` with one rule, bound to the user `jane` for the whole cluster.
inline Estate one_rule(const std::string& rule) {
  return Estate(
      {"kind: ClusterRole, metadata: {name: r}, rules: [{" + rule + "}]",
       "kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: "
       "r}, subjects: [{kind: User, name: jane}]"});
}

inline Verdict verdict(const Estate& estate, const Identity& who, const Attributes& what) {
  return authorize(*estate.model(), who, what).is;
}

inline bool may(const Estate& estate, const Attributes& what, const Identity& who = {"jane", {}}) {
  return verdict(estate, who, what) == Verdict::allowed;
}

}  // namespace bulwark::analyzers::rbac
