// SPDX-License-Identifier: Apache-2.0
// Facts become documents.
#include "scan/node.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "base/text.h"
#include "extractors/config/component_document.h"
#include "extractors/config/config_file.h"
#include "extractors/config/etcd_environment.h"
#include "extractors/config/kubelet_config.h"
#include "model/own_documents.h"
#include "sources/node/node_facts.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;
using config::Component;
using formats::Value;
using sources::node::NodeFacts;
using sources::node::NodeFile;
using sources::node::NodeProcess;

// Beside those of components (0xFFFD) and whatever else is not read by a worker; one a node.
constexpr std::uint16_t kLastPool = 0xFFFC;
constexpr std::size_t kLargestFile = std::size_t{16} << 20;
constexpr std::string_view kKubeletFile = "/var/lib/kubelet/config.yaml";

// Which static pod tells a component, by the role of its manifest.
constexpr std::array<std::pair<Component, std::string_view>, 4> kManifestRoles{
    {{Component::api_server, "api-server-manifest"},
     {Component::controller_manager, "controller-manager-manifest"},
     {Component::scheduler, "scheduler-manifest"},
     {Component::etcd, "etcd-manifest"}}};

using Words = std::span<const std::string>;

class AddingNode {
 public:
  AddingNode(std::string_view target, std::uint64_t seed, model::Inventory& inventory)
      : inventory_(inventory),
        root_(root_of(target)),
        facts_(sources::node::read_node(root_)),
        source_(static_cast<std::uint32_t>(inventory.sources.size())),
        segment_{std::make_unique<formats::Pool>(
                     static_cast<std::uint16_t>(kLastPool - inventory.sources.size()), seed),
                 {}},
        builder_(*segment_.pool) {
    // Nothing of it can be read again as a text.
    inventory_.sources.push_back(
        {.name = std::string(target), .file = {}, .text = std::string(), .rendered = true});
  }

  std::vector<std::string> run() {
    for (const NodeFile& file : facts_.files) add(file);
    for (const sources::node::NodeTrouble& one : facts_.troubles) problem(one.what, one.reason);
    std::optional<Words> kubelet;
    for (const NodeProcess& process : facts_.processes) {
      const auto program = config::program_in(process.words);
      if (!program || program->component == Component::kube_proxy)
        continue;  // its DaemonSet tells it
      const Words words = Words(process.words).subspan(program->first_argument);
      if (program->component != Component::kubelet) {
        add(process, program->component, words);
      } else if (!kubelet) {
        kubelet = words;
      }
    }
    add_kubelet(kubelet);
    if (segment_.resources.empty() && facts_.manifests.empty())
      problem("node", "nothing of Kubernetes is there: no known file, and no component runs");
    inventory_.segments.push_back(std::move(segment_));
    return facts_.manifests;
  }

 private:
  static std::string root_of(std::string_view target) {
    const std::string_view root = target.substr(kNodeTarget.size());
    return root.empty() ? "/" : std::string(root);
  }

  void problem(std::string what, std::string reason) {
    model::Problem one;
    one.what = inventory_.sources[source_].name + ": " + std::move(what);
    one.reason = std::move(reason);
    inventory_.problems.push_back(std::move(one));
  }

  void add(const Value& root) {
    model::Resource& made = segment_.resources.emplace_back();
    made.root = root;
    made.source = source_;
    ++inventory_.documents;
  }

  void add(const NodeFile& file) {
    builder_.begin_map(formats::Sharing::unique);
    text("apiVersion", model::kOwnApiVersion);
    text("kind", "NodeFile");
    builder_.key("metadata");
    builder_.begin_map(formats::Sharing::unique);
    text("name", file.path);
    builder_.end_map();
    builder_.key("spec");
    builder_.begin_map();
    text("node", facts_.name);
    text("role", file.role);
    text("type", file.folder ? "folder" : "file");
    if (file.mode) {
      text("mode", fmt::format("{:04o}", *file.mode));
      text("owner", file.user + ":" + file.group);
    }
    builder_.end_map();
    builder_.end_map();
    add(builder_.finish());
    if (!file.mode) problem(file.path, file.trouble);
  }

  void text(std::string_view key, std::string_view value) {
    builder_.key(key);
    builder_.string(value);
  }

  bool has_manifest(Component component) const {
    const auto role = std::ranges::find(kManifestRoles, component,
                                        &std::pair<Component, std::string_view>::first);
    return role != kManifestRoles.end() &&
           std::ranges::find(facts_.files, role->second, &NodeFile::role) != facts_.files.end();
  }

  // Of a component that runs without a static pod.
  void add(const NodeProcess& process, Component component, Words words) {
    if (has_manifest(component)) return;
    const config::ComponentName name{
        fmt::format("{}-{}", config::program_of(component), process.id), {}, {}};
    std::vector<config::EnvironmentFlag> environment;
    if (component == Component::etcd) {
      const auto variables = root_.read(fmt::format("/proc/{}/environ", process.id), kLargestFile);
      if (!variables) {
        add(config::unknown_document(component, name, builder_));
        return problem(name.name, "its environment: " + variables.error().text());
      }
      environment = config::etcd_environment(*variables);
    }
    const auto settings = config::settings_of(component, config::flags_in(words, component),
                                              environment);
    add(config::flags_document(component, name, settings, builder_));
    for (const std::string& doubt : settings.doubts) problem(name.name, "--" + doubt);
  }

  // Without a process (a copied folder), by what kubeadm and its package give it.
  Result<std::vector<std::string>> words_of_package() const {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kVariables{
        {{"/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS"},
         {"/etc/default/kubelet", "KUBELET_EXTRA_ARGS"},
         {"/etc/sysconfig/kubelet", "KUBELET_EXTRA_ARGS"}}};
    std::vector<std::string> words{fmt::format("--config={}", kKubeletFile)};
    for (const auto& [path, variable] : kVariables) {
      const auto file = root_.read(path, kLargestFile);
      if (!file && file.error().code != ErrorCode::not_found)
        return std::unexpected(Error(file.error()).context(std::string(path)));
      if (file)
        std::ranges::copy(config::words_of_variable(*file, variable), std::back_inserter(words));
    }
    return words;
  }

  static std::string last_of(const std::vector<config::GivenFlag>& flags, std::string_view name) {
    std::string out;
    for (const config::GivenFlag& flag : flags) out = flag.name == name ? flag.value : out;
    return out;
  }

  void add_kubelet(const std::optional<Words>& words) {
    const bool has_file = std::ranges::find(facts_.files, kKubeletFile, &NodeFile::path) !=
                          facts_.files.end();
    if (!words && !has_file) return;  // no kubelet here
    const config::ComponentName name{facts_.name.empty() ? "kubelet" : facts_.name, {}, {}};
    config::Settings flags;
    const Result<Value> known = kubelet_config(words, flags);
    if (!known) problem("kubelet", known.error().text());
    add(known ? config::file_document(Component::kubelet, name, *known, builder_, &flags)
              : config::unknown_document(Component::kubelet, name, builder_));
  }

  Result<Value> kubelet_config(const std::optional<Words>& words, config::Settings& flags) {
    config::KubeletSettings settings;
    const std::vector<std::string> of_package = words ? std::vector<std::string>()
                                                      : TRY(words_of_package());
    settings.flags = config::flags_in(words ? *words : Words(of_package), Component::kubelet);
    flags = config::settings_of(Component::kubelet, settings.flags);
    TRY_VOID(read_files(settings));
    return config::kubelet_config(settings, builder_);
  }

  // Of --config, and those of --config-dir that end in .conf, by name.
  Result<void> read_files(config::KubeletSettings& settings) {
    const std::string main = last_of(settings.flags, "config");
    if (!main.empty()) settings.files.push_back(TRY(read_yaml(main)));
    const std::string folder = last_of(settings.flags, "config-dir");
    if (folder.empty()) return {};
    const auto names = root_.names(folder);
    if (!names) return std::unexpected(Error(names.error()).context(folder));
    for (const std::string& name : *names) {
      if (name.ends_with(".conf")) settings.files.push_back(TRY(read_yaml(folder + "/" + name)));
    }
    return {};
  }

  Result<Value> read_yaml(const std::string& path) {
    if (!path.starts_with('/'))
      return fail(ErrorCode::unsupported, path + " is relative to where the kubelet was started");
    const auto file = root_.read(path, kLargestFile);
    if (!file) return std::unexpected(Error(file.error()).context(path));
    auto read = config::read_config(*file, builder_);
    if (!read) return std::unexpected(std::move(read.error()).context(path));
    return read;
  }

  model::Inventory& inventory_;
  sources::node::NodeRoot root_;
  NodeFacts facts_;
  std::uint32_t source_;
  model::Segment segment_;
  formats::Builder builder_;
};

}  // namespace

std::vector<std::string> add_node(std::string_view target, std::uint64_t seed,
                                  model::Inventory& inventory) {
  return AddingNode(target, seed, inventory).run();
}

}  // namespace bulwark::scan
