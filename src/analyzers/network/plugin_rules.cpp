// SPDX-License-Identifier: Apache-2.0
// Network plugins that do not enforce policies.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "analyzers/network/finding_rules.h"
#include "analyzers/references/types.h"
#include "formats/value_fields.h"
#include "model/kinds.h"

namespace bulwark::analyzers::network {
namespace {

using formats::Value;

// What DaemonSets of plugins that enforce policies run, by a part of the image's name.
constexpr std::array<std::string_view, 10> kEnforcers{
    "calico/node", "cilium/cilium", "antrea-agent",          "antrea-ubuntu", "weave-npc",
    "kube-router", "ovn-kube",      "kube-network-policies", "azure-npm",     "kube-ovn"};

std::vector<const Value*> containers_of(const model::Resource& resource) {
  std::vector<const Value*> out;
  const model::PodTemplate pod = model::pod_template_of(resource.root);
  const Value* spec = pod.value == nullptr ? nullptr : pod.value->find("spec");
  if (spec == nullptr) return out;
  for (const Value& one : formats::items_of(*spec, "containers")) out.push_back(&one);
  return out;
}

bool runs(const model::Resource& resource, std::string_view part) {
  return std::ranges::any_of(containers_of(resource), [&](const Value* one) {
    return one->text("image").find(part) != std::string_view::npos;
  });
}

bool enforces(const model::Resource& resource) {
  return std::ranges::any_of(kEnforcers, [&](std::string_view one) { return runs(resource, one); });
}

// Amazon's plugin has an agent for policies, which its own flag turns off.
bool is_amazon_without_agent(const model::Resource& resource) {
  if (!runs(resource, "amazon-k8s-cni")) return false;
  return std::ranges::none_of(containers_of(resource), [](const Value* one) {
    const auto arguments = formats::items_of(*one, "args");
    return one->text("image").find("network-policy-agent") != std::string_view::npos &&
           std::ranges::any_of(arguments, [](const Value& text) {
             return text.is_string() && text.as_string() == "--enable-network-policy=true";
           });
  });
}

void ignored(OpenJudge& judge) {
  const auto& sets = judge.in.picture.all(references::kDaemonSet);
  if (std::ranges::any_of(sets, [](const auto* one) { return enforces(*one); })) return;
  for (const model::Resource* one : sets) {
    const bool flannel = runs(*one, "flannel");
    if (!flannel && !is_amazon_without_agent(*one)) continue;
    judge.found(*one, "metadata.name",
                fmt::format("{} enforces no network policies: whatever they say, every pod reaches "
                            "every other",
                            flannel ? "flannel" : "this configuration of Amazon's plugin"));
  }
}

constexpr OpenRule kRules[] = {{"network-plugin-ignores-policies", ignored}};

}  // namespace

std::span<const OpenRule> plugin_rules() { return kRules; }

}  // namespace bulwark::analyzers::network
