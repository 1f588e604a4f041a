// SPDX-License-Identifier: Apache-2.0
// Options first, then what k3s makes of them.
#include "scan/node_distribution.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extractors/config/component_document.h"
#include "extractors/config/config_file.h"
#include "extractors/config/etcd_file.h"
#include "extractors/config/k3s.h"
#include "extractors/config/kubelet_config.h"
#include "extractors/config/proxy_config.h"
#include "scan/node_configuration.h"
#include "scan/node_files.h"
#include "scan/node_units.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;
using config::Component;
using config::K3sOptions;
using config::K3sStore;
using formats::Value;

struct Distribution {
  std::string_view name, server, agent;  // units
};

constexpr std::array<Distribution, 2> kDistributions{
    {{"k3s", "k3s.service", "k3s-agent.service"},
     {"rke2", "rke2-server.service", "rke2-agent.service"}}};

/// One that is here.
struct Running {
  std::string name, folder;  // folder: of its data
  bool is_server = false;
  K3sOptions options;
};

bool is_there(const std::string& path, const NodeDocuments& out) {
  struct stat facts{};
  const int hindered = out.root().look(path, facts);
  return hindered != ENOENT && hindered != ENOTDIR;
}

// config.yaml and its drop-ins.
Result<void> add_files(const std::string& path, NodeDocuments& out, K3sOptions& options) {
  if (!path.starts_with('/'))
    return fail(ErrorCode::unsupported, path + " is relative to where it was started");
  std::vector<std::string> paths;
  if (is_there(path, out)) paths.push_back(path);
  for (const std::string& one : TRY(files_in(path + ".d", "", out))) {
    if (one.ends_with(".yaml") || one.ends_with(".yml")) paths.push_back(one);
  }
  for (const std::string& one : paths) config::add_k3s_file(TRY(out.read_yaml(one)), options);
  return {};
}

void add_variables(const config::Variables& variables, K3sOptions& options) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kVariables{
      {{"K3S_DATA_DIR", "data-dir"},
       {"K3S_DATASTORE_ENDPOINT", "datastore-endpoint"},
       {"K3S_DATASTORE_CAFILE", "datastore-cafile"},
       {"K3S_DATASTORE_CERTFILE", "datastore-certfile"},
       {"K3S_DATASTORE_KEYFILE", "datastore-keyfile"}}};
  for (const auto& [variable, option] : kVariables) {
    const auto value = variables.find(variable);
    if (value != variables.end() && !options.contains(option))
      options[std::string(option)] = {value->second};
  }
}

Result<Running> running(const Distribution& which, const NodeService& service, NodeDocuments& out) {
  Running found;
  found.name = which.name;
  for (const auto& command : service.commands) {
    const std::string_view program = command[0];
    const bool is_it = program.substr(program.rfind('/') + 1) == which.name;
    if (!is_it || command.size() < 2) continue;
    if (command[1] != "server" && command[1] != "agent") continue;
    found.is_server = command[1] == "server";
    const auto words = std::span<const std::string>(command).subspan(2);
    K3sOptions given;
    config::add_k3s_words(words, given);
    std::string path = config::k3s_text(given, "config");
    const auto variable = service.variables.find(which.name == "k3s" ? "K3S_CONFIG_FILE"
                                                                     : "RKE2_CONFIG_FILE");
    if (variable != service.variables.end()) path = variable->second;
    if (path.empty()) path = fmt::format("/etc/rancher/{}/config.yaml", which.name);
    TRY_VOID(add_files(path, out, found.options));
    config::add_k3s_words(words, found.options);
    add_variables(service.variables, found.options);
    found.folder = config::k3s_text(found.options, "data-dir");
    if (found.folder.empty()) found.folder = fmt::format("/var/lib/rancher/{}", which.name);
    return found;
  }
  return fail(ErrorCode::unsupported, "its unit starts something else, whose flags are not known");
}

// Nothing: it is not here.
Result<std::optional<Running>> find(const Distribution& which, NodeDocuments& out) {
  for (const std::string_view unit : {which.server, which.agent}) {
    const auto service = read_service(std::string(unit), out);
    if (service) return TRY(running(which, *service, out));
    if (service.error().code != ErrorCode::not_found) return std::unexpected(service.error());
  }
  const std::string folder = fmt::format("/rancher/{}/", which.name);
  const bool has_files = std::ranges::any_of(
      out.facts().files,
      [&](const sources::node::NodeFile& file) { return file.path.contains(folder); });
  if (!has_files) return std::nullopt;
  return fail(ErrorCode::unsupported, "it has no unit here: its options are not known");
}

K3sStore store_of(const Running& found, const NodeDocuments& out) {
  const std::string endpoint = config::k3s_text(found.options, "datastore-endpoint");
  if (endpoint.starts_with("http")) return K3sStore::external;
  if (!endpoint.empty()) return K3sStore::socket;  // of what speaks to that database
  const bool has_etcd = config::k3s_is_on(found.options, "cluster-init") ||
                        is_there(found.folder + "/server/db/etcd", out);
  return has_etcd ? K3sStore::etcd : K3sStore::socket;
}

void add_component(Component component, const Running& found, NodeDocuments& out) {
  const auto words = config::k3s_component(component, found.options, store_of(found, out));
  if (!words) return;
  const config::ComponentName name{
      out.named(fmt::format("{}/{}", found.name, config::program_of(component))), {}, {}};
  auto settings = config::settings_of(component, config::flags_in(*words, component));
  for (const std::string& flag : config::k3s_unknown_flags(component, found.options))
    settings.flags.erase(flag);
  decide_by_files(component, settings, out);
  for (const std::string& doubt : settings.doubts) out.problem(name.name, "--" + doubt);
  if (component != Component::kube_proxy)
    return out.add(config::flags_document(component, name, settings, out.builder()));
  const Value file = config::proxy_config(settings, out.builder());
  out.add(config::file_document(component, name, file, out.builder()));
}

void add_etcd(const Running& found, NodeDocuments& out) {
  const config::ComponentName name{out.named(found.name + "/etcd"), {}, {}};
  const auto file = out.read_yaml(found.folder + "/server/db/etcd/config");
  if (!file) {
    out.add(config::unknown_document(Component::etcd, name, out.builder()));
    return out.problem(name.name, file.error().text());
  }
  const auto settings = config::settings_of(Component::etcd, config::etcd_file_flags(*file));
  for (const std::string& doubt : settings.doubts) out.problem(name.name, "--" + doubt);
  out.add(config::flags_document(Component::etcd, name, settings, out.builder()));
}

// The files that k3s writes for it are over what it begins with, flags over both.
Result<Value> kubelet_of(const Running& found, NodeDocuments& out) {
  config::KubeletSettings settings;
  settings.flags = config::flags_in(config::k3s_kubelet_words(found.options), Component::kubelet);
  settings.files.push_back(TRY(
      config::read_config(config::k3s_kubelet_config(found.options, found.folder), out.builder())));
  const auto paths = TRY(files_below(found.folder + "/agent/etc/kubelet.conf.d", ".conf", out));
  for (const std::string& path : paths) settings.files.push_back(TRY(out.read_yaml(path)));
  const bool has_own_file = std::ranges::any_of(settings.flags, [](const config::GivenFlag& flag) {
    return flag.name == "config" || flag.name == "config-dir";
  });
  if (has_own_file && paths.empty())
    return fail(ErrorCode::unsupported,
                "kubelet-arg names a file, which counts as k3s' version has it");
  return config::kubelet_config(settings, out.builder());
}

void add_kubelet_of(const Running& found, NodeDocuments& out) {
  const std::string& node = out.facts().name;
  const config::ComponentName name{node.empty() ? "kubelet" : node, {}, {}};
  const auto known = kubelet_of(found, out);
  if (!known) out.problem("kubelet", known.error().text());
  out.add(known ? config::file_document(Component::kubelet, name, *known, out.builder())
                : config::unknown_document(Component::kubelet, name, out.builder()));
}

bool has_kubelet(const NodeDocuments& out) {
  return std::ranges::any_of(out.facts().processes, [](const sources::node::NodeProcess& one) {
    const auto program = config::program_in(one.words);
    return program && program->component == Component::kubelet;
  });
}

void add(const Running& found, NodeDocuments& out) {
  const bool has_agent = !found.is_server || !config::k3s_is_on(found.options, "disable-agent");
  if (has_agent && !has_kubelet(out)) add_kubelet_of(found, out);
  if (found.name != "k3s") return;  // static pods tell RKE2's
  if (has_agent) add_component(Component::kube_proxy, found, out);
  if (!found.is_server) return;
  for (const Component component : {Component::api_server, Component::controller_manager,
                                    Component::scheduler, Component::cloud_controller_manager})
    add_component(component, found, out);
  const bool has_etcd = store_of(found, out) == K3sStore::etcd &&
                        !config::k3s_is_on(found.options, "disable-etcd");
  if (has_etcd) add_etcd(found, out);
}

}  // namespace

void add_distributions(NodeDocuments& out) {
  for (const Distribution& which : kDistributions) {
    const auto found = find(which, out);
    if (!found) {
      out.problem(std::string(which.name), found.error().text());
    } else if (*found) {
      add(**found, out);
    }
  }
}

}  // namespace bulwark::scan
