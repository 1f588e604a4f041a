// SPDX-License-Identifier: Apache-2.0
// Documents of components, in a pool of their own.
#include "scan/components.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "extractors/config/components_of.h"
#include "model/own_documents.h"
#include "scan/node.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;
using model::Resource;

// Beside those of readers (from 1 up), of the built-in roles and of the catalogue.
constexpr std::uint16_t kPool = 0xFFFD;

/// By cluster, namespace and name; made when the first is asked for.
class ConfigMaps {
 public:
  explicit ConfigMaps(const model::Inventory& inventory) : inventory_(inventory) {}

  const formats::Value* text(std::string_view cluster, std::string_view space,
                             std::string_view name, std::string_view key) {
    if (!index_) read();
    const auto found = index_->find({cluster, space, name});
    return found == index_->end() ? nullptr : found->second->root.at("data", key);
  }

 private:
  void read() {
    index_.emplace();
    for (const model::Segment& segment : inventory_.segments) {
      for (const Resource& one : segment.resources) {
        if (one.kind() == "ConfigMap" && one.api_version() == "v1")
          index_->emplace(Name{inventory_.cluster_of(one), one.name_space(), one.name()}, &one);
      }
    }
  }

  using Name = std::tuple<std::string_view, std::string_view, std::string_view>;
  const model::Inventory& inventory_;
  std::optional<std::map<Name, const Resource*>> index_;
};

/// Operating systems by cluster and node; read when the first is asked for.
class NodeSystems {
 public:
  explicit NodeSystems(const model::Inventory& inventory) : inventory_(inventory) {}

  std::string_view of(std::string_view cluster, std::string_view node) {
    if (!index_) read();
    const auto found = index_->find({cluster, node});
    return found == index_->end() ? std::string_view() : found->second;
  }

 private:
  void read() {
    index_.emplace();
    for (const model::Segment& segment : inventory_.segments) {
      for (const Resource& one : segment.resources) {
        if (one.kind() != "Node" || one.api_version() != "v1") continue;
        const formats::Value* system = one.root.at("metadata", "labels", "kubernetes.io/os");
        if (system == nullptr || !system->is_string()) continue;
        index_->emplace(std::pair(inventory_.cluster_of(one), one.name()), system->as_string());
      }
    }
  }

  const model::Inventory& inventory_;
  std::optional<std::map<std::pair<std::string_view, std::string_view>, std::string_view>> index_;
};

/// What nodes tell of configuration files of their API servers.
class NodeFiles {
 public:
  explicit NodeFiles(const model::Inventory& inventory) : inventory_(inventory) {
    for (const model::Source& source : inventory.sources) {
      if (source.name.starts_with(kNodeTarget)) roots_.push_back(root_of(source.name));
    }
    if (roots_.empty()) return;
    for (const model::Segment& segment : inventory.segments) {
      for (const Resource& one : segment.resources) take(one);
    }
  }

  /// `path` is on the node whose folder the pod's manifest is in.
  const formats::Value* config(const Resource& pod, config::ApiServerFile file,
                               const std::string& path) const {
    if (pod.source >= inventory_.sources.size()) return nullptr;
    const std::string& manifest = inventory_.sources[pod.source].name;
    const std::string* best = nullptr;
    for (const std::string& root : roots_) {
      const bool leads = manifest.starts_with(root + "/");
      if (leads && (best == nullptr || best->size() < root.size())) best = &root;
    }
    if (best == nullptr) return nullptr;
    const auto found = configs_.find({std::string(config::kind_of(file)), *best + path});
    return found == configs_.end() ? nullptr : found->second;
  }

 private:
  // "" of "node:/", so that a path on the node follows it.
  static std::string root_of(const std::string& source) {
    std::string out = source.substr(kNodeTarget.size());
    while (out.ends_with('/')) out.pop_back();
    return out;
  }

  void take(const Resource& one) {
    const std::string& source = inventory_.sources[one.source].name;
    if (one.api_version() != model::kOwnApiVersion || !source.starts_with(kNodeTarget)) return;
    const formats::Value* spec = one.root.find("spec");
    const formats::Value* config = spec == nullptr ? nullptr : spec->find("config");
    if (config == nullptr || spec->text("file").empty()) return;
    configs_.emplace(
        std::pair(std::string(one.kind()), root_of(source) + std::string(spec->text("file"))),
        config);
  }

  const model::Inventory& inventory_;
  std::vector<std::string> roots_;
  std::map<std::pair<std::string, std::string>, const formats::Value*> configs_;
};

class Adding {
 public:
  Adding(model::Inventory& inventory, std::uint64_t seed)
      : inventory_(inventory),
        config_maps_(inventory),
        node_files_(inventory),
        node_systems_(inventory),
        segment_{std::make_unique<formats::Pool>(kPool, seed), {}},
        builder_(*segment_.pool) {}

  std::vector<std::string> run() {
    const std::set<const Resource*> told = kubelets_that_are_told();
    for (const model::Segment& segment : inventory_.segments) {
      for (const Resource& resource : segment.resources) {
        if (!told.contains(&resource)) take(resource);
      }
    }
    for (const model::Cluster& cluster : inventory_.clusters) take(cluster);
    if (!segment_.resources.empty()) inventory_.segments.push_back(std::move(segment_));
    std::ranges::sort(doubts_);  // whichever worker read what
    return std::move(doubts_);
  }

 private:
  // What nodes have published holds them already (scan/published_nodes.h).
  std::set<const Resource*> kubelets_that_are_told() const {
    std::set<const Resource*> out;
    for (const auto& [document, origin] : inventory_.origins) {
      if (document->kind() == "Kubelet" && origin.resource != nullptr) out.insert(origin.resource);
    }
    return out;
  }

  // What the API server says of itself: no object of the cluster holds it.
  void take(const model::Cluster& cluster) {
    const std::string& name = inventory_.sources[cluster.source].name;
    if (cluster.server_version.empty()) {
      doubts_.push_back(fmt::format("ClusterVersion {}: the API server did not say", name));
      return;
    }
    const auto text = [&](std::string_view key, std::string_view value) {
      builder_.key(key);
      builder_.string(value);
    };
    builder_.begin_map(formats::Sharing::unique);
    text("apiVersion", model::kOwnApiVersion);
    text("kind", "ClusterVersion");
    builder_.key("metadata");
    builder_.begin_map(formats::Sharing::unique);
    text("name", name);
    builder_.end_map();
    builder_.key("spec");
    builder_.begin_map();
    text("version", cluster.server_version);
    builder_.end_map();
    builder_.end_map();
    Resource& made = segment_.resources.emplace_back();
    made.root = builder_.finish();
    made.source = cluster.source;
    inventory_.origins.emplace(&made, model::Origin{});  // of no object
  }

  void take(const Resource& resource) {
    const auto config_map = [&](std::string_view space, std::string_view name,
                                std::string_view key) {
      return config_maps_.text(inventory_.cluster_of(resource), space, name, key);
    };
    const auto node_file = [&](config::ApiServerFile file, const std::string& path) {
      return node_files_.config(resource, file, path);
    };
    const auto node_system = [&](std::string_view node) {
      return node_systems_.of(inventory_.cluster_of(resource), node);
    };
    for (config::FoundComponent& found :
         config::components_of(resource, config_map, node_file, builder_, node_system)) {
      Resource& made = segment_.resources.emplace_back(resource);
      made.root = found.root;
      for (const std::string& doubt : found.doubts)
        doubts_.push_back(fmt::format("{}: {}", made.title(), doubt));
      inventory_.origins.emplace(&made, model::Origin{&resource, std::move(found.parts)});
    }
  }

  model::Inventory& inventory_;
  ConfigMaps config_maps_;
  NodeFiles node_files_;
  NodeSystems node_systems_;
  model::Segment segment_;
  formats::Builder builder_;
  std::vector<std::string> doubts_;
};

}  // namespace

std::vector<std::string> add_components(model::Inventory& inventory, std::uint64_t seed) {
  return Adding(inventory, seed).run();
}

}  // namespace bulwark::scan
