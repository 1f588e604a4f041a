// SPDX-License-Identifier: Apache-2.0
// ConfigMaps of model/node_facts.h, cluster by cluster.
#include "scan/published_nodes.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "base/text.h"
#include "cel/time_text.h"
#include "cel/value.h"
#include "extractors/config/component_document.h"
#include "formats/base64.h"
#include "formats/zstd.h"
#include "model/node_facts.h"
#include "scan/node_facts.h"

namespace bulwark::scan {
namespace {

using model::Resource;

constexpr std::uint16_t kPool = 0xFFFE;  // beside that of components
constexpr std::size_t kLargestFacts = std::size_t{16} << 20;
constexpr std::int64_t kDay = 24 * 60 * 60;  // seconds

struct OfCluster {
  std::set<std::string_view> nodes;
  std::map<std::string_view, const Resource*> kubelets;  ///< by node: what they say at /configz
  std::vector<const Resource*> facts;
};

class Adding {
 public:
  Adding(model::Inventory& inventory, std::uint64_t seed)
      : inventory_(inventory),
        segment_{std::make_unique<formats::Pool>(kPool, seed), {}},
        builder_(*segment_.pool) {}

  std::vector<std::string> run() {
    for (const auto& [cluster, found] : find()) {
      if (found.facts.empty()) continue;
      std::set<std::string_view> silent = found.nodes;
      for (const Resource* one : found.facts) {
        const std::string_view node = one->name().substr(model::kNodeFactsPrefix.size());
        if (silent.erase(node) > 0 || found.nodes.empty()) {
          const auto kubelet = found.kubelets.find(node);
          take(*one, node, kubelet == found.kubelets.end() ? nullptr : kubelet->second);
        } else {
          notices_.push_back(fmt::format("{}: there is no node {} any more", one->title(), node));
        }
      }
      tell_of(silent, found.nodes.size());
    }
    if (!segment_.resources.empty()) inventory_.segments.push_back(std::move(segment_));
    return std::move(notices_);
  }

 private:
  // In the order of their names, whichever worker read what.
  std::map<std::string_view, OfCluster> find() const {
    std::map<std::string_view, OfCluster> out;
    for (const model::Segment& segment : inventory_.segments) {
      for (const Resource& one : segment.resources) {
        const std::string_view cluster = inventory_.cluster_of(one);
        if (one.kind() == "Node" && one.api_version() == "v1") {
          out[cluster].nodes.insert(one.name());
        } else if (one.kind() == "KubeletConfiguration" && !cluster.empty()) {
          out[cluster].kubelets.emplace(one.name(), &one);
        } else if (model::is_node_facts(one.root)) {
          out[cluster].facts.push_back(&one);
        }
      }
    }
    for (auto& [cluster, found] : out)
      std::ranges::sort(found.facts, {}, [](const Resource* one) { return one->name(); });
    return out;
  }

  Result<NodeFacts> read(const Resource& config_map, std::string_view node) {
    const formats::Value* text = config_map.root.at("binaryData", model::kNodeFactsKey);
    if (text == nullptr || !text->is_string())
      return fail(ErrorCode::malformed, fmt::format("there is no {}", model::kNodeFactsKey));
    const auto frame = formats::decode_base64(text->as_string());
    if (!frame)
      return fail(ErrorCode::malformed, fmt::format("{} is no base64", model::kNodeFactsKey));
    std::string facts = TRY(formats::decompress_zstd(*frame, kLargestFacts));
    NodeFacts read = TRY(read_node_facts(std::move(facts), builder_));
    if (read.node == node) return read;
    return fail(ErrorCode::malformed, fmt::format("they are those of node '{}'", read.node));
  }

  // `kubelet`: what the kubelet says itself, where it was asked.
  void take(const Resource& config_map, std::string_view node, const Resource* kubelet) {
    const Result<NodeFacts> facts = read(config_map, node);
    if (!facts) return problem(config_map, config_map.title(), facts.error().text());
    if (is_old(config_map, facts->taken_at)) {
      problem(config_map, fmt::format("node {}", node),
              fmt::format("what it told is of {}, and more than a day older than this picture",
                          facts->taken_at));
    }
    for (const formats::Value& root : facts->documents) {
      if (kubelet != nullptr && root.text("kind") == "Kubelet") {
        take_kubelet(*kubelet, root);
        continue;
      }
      Resource& made = segment_.resources.emplace_back(config_map);
      made.root = root;
      inventory_.origins.emplace(&made, model::Origin{&config_map, {}});
    }
    for (const NodeFacts::Gap& gap : facts->gaps)
      problem(config_map, fmt::format("node {}: {}", node, gap.what), gap.reason);
  }

  // Its configuration as it says itself, which is newer; of its flags only the node knows.
  void take_kubelet(const Resource& kubelet, const formats::Value& published) {
    const formats::Value* flags = published.at("spec", "flags");
    if (flags == nullptr) return;  // it is a component like all others
    namespace config = extractors::config;
    const formats::Value file = config::file_document(
        config::Component::kubelet, {std::string(kubelet.name()), {}, {}}, kubelet.root, builder_);
    Resource& made = segment_.resources.emplace_back(kubelet);
    made.root = with_flags(file, *flags);
    inventory_.origins.emplace(&made, model::Origin{&kubelet, {{"spec.config", "", true}}});
  }

  formats::Value with_flags(const formats::Value& document, const formats::Value& flags) {
    builder_.begin_map(formats::Sharing::unique);
    for (const std::string_view key : {"apiVersion", "kind", "metadata"}) {
      builder_.key(key);
      builder_.scalar(*document.find(key));
    }
    builder_.key("spec");
    builder_.begin_map();
    builder_.key("config");
    builder_.scalar(*document.at("spec", "config"));
    builder_.key("flags");
    builder_.scalar(flags);
    builder_.end_map();
    builder_.end_map();
    return builder_.finish();
  }

  void problem(const Resource& config_map, std::string what, std::string reason) {
    model::Problem one;
    one.what = std::move(what);
    one.reason = std::move(reason);
    one.cluster = inventory_.cluster_of(config_map);
    inventory_.problems.push_back(std::move(one));
  }

  // Against the moment of the picture, so that a snapshot stays what it was.
  bool is_old(const Resource& config_map, std::string_view taken_at) const {
    const auto cluster = std::ranges::find(inventory_.clusters, config_map.source,
                                           &model::Cluster::source);
    if (cluster == inventory_.clusters.end() || cluster->taken_at.empty()) return false;
    const auto told = cel::parse_timestamp(taken_at);
    const auto picture = cel::parse_timestamp(cluster->taken_at);
    return !told || (picture && cel::seconds_of(*told) + kDay < cel::seconds_of(*picture));
  }

  void tell_of(const std::set<std::string_view>& silent, std::size_t all) {
    if (silent.empty()) return;
    constexpr std::size_t kNamed = 3;
    std::vector<std::string> named;
    for (const std::string_view node : silent) {
      if (named.size() < kNamed) named.emplace_back(node);
    }
    notices_.push_back(fmt::format("{} of {} nodes have not told what they run: {}{}",
                                   silent.size(), all, join(named, ", "),
                                   silent.size() > kNamed ? ", ..." : ""));
  }

  model::Inventory& inventory_;
  model::Segment segment_;
  formats::Builder builder_;
  std::vector<std::string> notices_;
};

}  // namespace

std::vector<std::string> add_published_nodes(model::Inventory& inventory, std::uint64_t seed) {
  return Adding(inventory, seed).run();
}

}  // namespace bulwark::scan
