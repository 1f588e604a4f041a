// SPDX-License-Identifier: Apache-2.0
// Facts become documents.
#include "scan/node.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "extractors/config/component_document.h"
#include "extractors/config/etcd_environment.h"
#include "scan/node_certificates.h"
#include "scan/node_configuration.h"
#include "scan/node_distribution.h"
#include "scan/node_file.h"
#include "scan/node_host.h"
#include "scan/node_kubelet.h"
#include "scan/node_runtime.h"
#include "scan/node_services.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;
using config::Component;
using sources::node::NodeFile;
using sources::node::NodeProcess;
using Words = std::span<const std::string>;

// Which static pod tells a component, by the role of its manifest.
constexpr std::array<std::pair<Component, std::string_view>, 4> kManifestRoles{
    {{Component::api_server, "api-server-manifest"},
     {Component::controller_manager, "controller-manager-manifest"},
     {Component::scheduler, "scheduler-manifest"},
     {Component::etcd, "etcd-manifest"}}};

bool has_manifest(Component component, const NodeDocuments& out) {
  const auto role = std::ranges::find(kManifestRoles, component,
                                      &std::pair<Component, std::string_view>::first);
  const auto& files = out.facts().files;
  return role != kManifestRoles.end() &&
         std::ranges::find(files, role->second, &NodeFile::role) != files.end();
}

// Of a component that runs without a static pod.
void add_process(const NodeProcess& process, Component component, Words words, NodeDocuments& out) {
  if (has_manifest(component, out)) return;
  const config::ComponentName name{
      out.named(fmt::format("{}-{}", config::program_of(component), process.id)), {}, {}};
  std::vector<config::EnvironmentFlag> environment;
  if (component == Component::etcd) {
    const auto variables = out.root().read(fmt::format("/proc/{}/environ", process.id),
                                           kLargestNodeFile);
    if (!variables) {
      out.add(config::unknown_document(component, name, out.builder()));
      return out.problem(name.name, "its environment: " + variables.error().text());
    }
    environment = config::etcd_environment(*variables);
  }
  auto settings = config::settings_of(component, config::flags_in(words, component), environment);
  decide_by_files(component, settings, out);
  out.add(config::flags_document(component, name, settings, out.builder()));
  for (const std::string& doubt : settings.doubts) out.problem(name.name, "--" + doubt);
}

void add_components(NodeDocuments& out) {
  std::optional<Words> kubelet;
  for (const NodeProcess& process : out.facts().processes) {
    const auto program = config::program_in(process.words);
    if (!program || program->component == Component::kube_proxy)
      continue;  // its DaemonSet tells it
    const Words words = Words(process.words).subspan(program->first_argument);
    if (program->component != Component::kubelet) {
      add_process(process, program->component, words, out);
    } else if (!kubelet) {
      kubelet = words;
    }
  }
  add_kubelet(kubelet, out);
  if (out.facts().processes.empty()) add_services(out);  // a copied folder
  add_distributions(out);
}

// A runtime alone makes no node.
bool is_of_kubernetes(const NodeDocuments& out) {
  const auto is_of_cluster = [](const NodeFile& file) { return file.role != "runtime-socket"; };
  return !out.empty() || !out.facts().manifests.empty() ||
         std::ranges::any_of(out.facts().files, is_of_cluster);
}

}  // namespace

AddedNode add_node(std::string_view target, const NodeOptions& options,
                   model::Inventory& inventory) {
  NodeDocuments out(target, options, inventory);
  add_components(out);
  add_configuration(out);
  const bool runs_kubernetes = is_of_kubernetes(out);
  if (!runs_kubernetes)
    out.problem("node", "nothing of Kubernetes is there: no known file, and no component runs");
  for (const NodeFile& file : out.facts().files) add_file(file, out);
  for (const sources::node::NodeTrouble& one : out.facts().troubles)
    out.problem(one.what, one.reason);
  add_certificates(out);
  add_runtimes(out);
  add_host(out);
  out.finish();
  return {out.facts().name, out.facts().manifests, runs_kubernetes};
}

}  // namespace bulwark::scan
