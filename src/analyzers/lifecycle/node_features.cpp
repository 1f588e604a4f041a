// SPDX-License-Identifier: Apache-2.0
// The status of Nodes, and the documents of their kubelets.
#include "analyzers/lifecycle/node_features.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "analyzers/lifecycle/version.h"
#include "model/own_documents.h"

namespace bulwark::analyzers::lifecycle {
namespace {

using formats::Value;
using model::Resource;

constexpr std::string_view kGate = "UserNamespacesSupport";
constexpr std::uint32_t kFirstGate = 28;  // before, the gate had another name
constexpr std::uint32_t kOnByDefault = 33;
constexpr std::uint32_t kAlwaysOn = 36;

/// What is missing is certain, whatever else is not known.
class Verdict {
 public:
  void missing(std::string what) { missing_.push_back(std::move(what)); }
  void unknown(std::string what) { unknown_.push_back(std::move(what)); }

  void into(NodeFeatures& out) && {
    out.user_namespaces = !missing_.empty()   ? Known::no
                          : !unknown_.empty() ? Known::unknown
                                              : Known::yes;
    out.why = std::move(missing_.empty() ? unknown_ : missing_);
  }

 private:
  std::vector<std::string> missing_, unknown_;
};

// Red Hat's kernels keep their number while features of later ones are brought in.
bool keeps_its_number(const Version& kernel) { return kernel.rest.contains(".el"); }

void judge_kernel(std::string_view text, Verdict& verdict) {
  const auto kernel = parse_version(text);
  if (!kernel) return verdict.unknown("which kernel runs");
  if (kernel->is_from(6, 3)) return;
  std::string said = fmt::format("Linux {} (6.3 is needed)", text);
  keeps_its_number(*kernel) ? verdict.unknown(std::move(said)) : verdict.missing(std::move(said));
}

void judge_runtime(std::string_view text, Verdict& verdict) {
  const std::size_t scheme = text.find("://");
  const auto version = scheme == std::string_view::npos ? std::nullopt
                                                        : parse_version(text.substr(scheme + 3));
  if (!version) return verdict.unknown("which container runtime runs");
  const std::string_view name = text.substr(0, scheme);
  const auto needs = [&](std::uint32_t major, std::uint32_t minor) {
    if (!version->is_from(major, minor))
      verdict.missing(
          fmt::format("{} {} ({}.{} is needed)", name, text.substr(scheme + 3), major, minor));
  };
  if (name == "containerd") return needs(2, 0);
  if (name == "cri-o") return needs(1, 25);
  verdict.unknown(fmt::format("whether the runtime {} can", name));
}

// Of a program whose feature gate decides; `gate` is what it is set to, if that is known.
void judge_gate(std::string_view program, std::uint32_t minor, const std::optional<bool>& gate,
                Verdict& verdict) {
  if (minor >= kAlwaysOn) return;
  if (minor < kFirstGate)
    return verdict.missing(fmt::format("{} 1.{} (1.33 is needed)", program, minor));
  if (gate && *gate) return;
  if (gate) return verdict.missing(fmt::format("{} 1.{} with {} off", program, minor, kGate));
  if (minor < kOnByDefault)
    verdict.unknown(fmt::format("whether {} is on in {} 1.{}", kGate, program, minor));
}

// Nothing where the document does not say what the gates are; a gate that is not named is as the
// version has it.
std::optional<bool> gate_of(const Resource* kubelet, std::uint32_t minor) {
  const Value* config = kubelet == nullptr ? nullptr : kubelet->root.at("spec", "config");
  if (config == nullptr) return std::nullopt;
  const Value* gate = config->at("featureGates", kGate);
  if (gate != nullptr && gate->is_bool()) return gate->as_bool();
  return minor >= kOnByDefault;
}

class Reading {
 public:
  Reading(const model::Inventory& inventory, std::string_view cluster,
          std::optional<std::uint32_t> api_server)
      : api_server_(api_server) {
    for (const model::Segment& segment : inventory.segments) {
      for (const Resource& resource : segment.resources) {
        if (inventory.cluster_of(resource) != cluster) continue;
        if (resource.kind() == "Node" && resource.api_version() == "v1")
          nodes_.push_back(&resource);
        if (resource.kind() == "Kubelet" && resource.api_version() == model::kOwnApiVersion)
          kubelets_.emplace(resource.name(), &resource);
      }
    }
    std::ranges::sort(nodes_, {}, [](const Resource* one) { return one->name(); });
  }

  std::vector<NodeFeatures> run() const {
    std::vector<NodeFeatures> out;
    for (const Resource* node : nodes_) out.push_back(features_of(*node));
    return out;
  }

 private:
  // The kubelet's own document, else that of kubeadm for all.
  const Resource* kubelet_of(const Resource& node) const {
    const auto own = kubelets_.find(node.name());
    if (own != kubelets_.end()) return own->second;
    for (const auto& [name, kubelet] : kubelets_) {
      if (name.starts_with("kubelet-config") && kubelet->name_space() == "kube-system")
        return kubelet;
    }
    return nullptr;
  }

  NodeFeatures features_of(const Resource& node) const {
    NodeFeatures out;
    out.node = &node;
    const Resource* kubelet = kubelet_of(node);
    const Value* set = kubelet == nullptr ? nullptr
                                          : kubelet->root.at("spec", "config", "seccompDefault");
    if (set != nullptr && set->is_bool()) {
      out.seccomp_default = set->as_bool() ? Known::yes : Known::no;
      out.seccomp_by = kubelet->title();
    }
    judge_user_namespaces(node, kubelet, out);
    return out;
  }

  void judge_user_namespaces(const Resource& node, const Resource* kubelet,
                             NodeFeatures& out) const {
    static const Value kNothing;
    const Value* told = node.root.at("status", "nodeInfo");
    const Value& info = told == nullptr ? kNothing : *told;
    Verdict verdict;
    if (info.text("operatingSystem") == "windows") {
      verdict.missing("Windows has none");
      return std::move(verdict).into(out);
    }
    judge_kernel(info.text("kernelVersion"), verdict);
    judge_runtime(info.text("containerRuntimeVersion"), verdict);
    const auto version = parse_version(info.text("kubeletVersion"));
    if (!version || version->major != 1) {
      verdict.unknown("which kubelet runs");
    } else {
      judge_gate("kubelet", version->minor, gate_of(kubelet, version->minor), verdict);
    }
    if (!api_server_) {
      verdict.unknown("which API server runs");
    } else {
      judge_gate("API server", *api_server_, std::nullopt, verdict);
    }
    std::move(verdict).into(out);
  }

  std::optional<std::uint32_t> api_server_;
  std::vector<const Resource*> nodes_;
  std::map<std::string_view, const Resource*> kubelets_;
};

}  // namespace

std::string_view name_of(Known known) {
  switch (known) {
    case Known::no: return "no";
    case Known::yes: return "yes";
    case Known::unknown: return "unknown";
  }
  return {};
}

std::vector<NodeFeatures> node_features(const model::Inventory& inventory, std::string_view cluster,
                                        std::optional<std::uint32_t> api_server) {
  return Reading(inventory, cluster, api_server).run();
}

}  // namespace bulwark::analyzers::lifecycle
