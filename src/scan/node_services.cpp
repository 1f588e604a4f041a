// SPDX-License-Identifier: Apache-2.0
// Units by the names that installations by hand give them.
#include "scan/node_services.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

#include "extractors/config/component_document.h"
#include "extractors/config/etcd_environment.h"
#include "extractors/config/etcd_file.h"
#include "extractors/config/proxy_config.h"
#include "scan/node_configuration.h"
#include "scan/node_units.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;
using config::Component;
using Words = std::span<const std::string>;

struct Service {
  Component component;
  std::string_view unit, manifest;  // the role of a static pod that tells it instead
};

constexpr std::array<Service, 6> kServices{
    {{Component::api_server, "kube-apiserver.service", "api-server-manifest"},
     {Component::controller_manager, "kube-controller-manager.service",
      "controller-manager-manifest"},
     {Component::scheduler, "kube-scheduler.service", "scheduler-manifest"},
     {Component::cloud_controller_manager, "cloud-controller-manager.service", ""},
     {Component::etcd, "etcd.service", "etcd-manifest"},
     {Component::kube_proxy, "kube-proxy.service", ""}}};

std::string lines_of(const config::Variables& variables) {
  std::string out;
  for (const auto& [name, value] : variables) out += name + "=" + value + '\0';
  return out;
}

std::string text_of(const config::Settings& settings, std::string_view name) {
  const auto flag = settings.flags.find(name);
  return flag == settings.flags.end() ? std::string() : flag->second.text;
}

// With a file of its own etcd heeds neither its flags nor its environment.
config::Settings with_file(config::Settings settings, NodeDocuments& out) {
  const std::string path = text_of(settings, "config-file");
  if (!path.starts_with('/')) return settings;
  const auto file = out.read_yaml(path);
  if (file) return config::settings_of(Component::etcd, config::etcd_file_flags(*file));
  settings.doubts.push_back("config-file: " + file.error().text());
  return settings;
}

formats::Value proxy_document(const config::ComponentName& name, const config::Settings& settings,
                              NodeDocuments& out) {
  const std::string path = text_of(settings, "config");
  const auto file = path.empty()
                        ? Result<formats::Value>(config::proxy_config(settings, out.builder()))
                        : out.read_yaml(path);
  if (file) return config::file_document(Component::kube_proxy, name, *file, out.builder());
  out.problem(name.name, file.error().text());
  return config::unknown_document(Component::kube_proxy, name, out.builder());
}

formats::Value document_of(const Service& service, Words words, const NodeService& found,
                           NodeDocuments& out) {
  const config::ComponentName name{out.named(service.unit), {}, {}};
  const auto environment = service.component == Component::etcd
                               ? config::etcd_environment(lines_of(found.variables))
                               : std::vector<config::EnvironmentFlag>();
  auto settings = config::settings_of(service.component, config::flags_in(words, service.component),
                                      environment);
  decide_by_files(service.component, settings, out);
  if (service.component == Component::etcd) settings = with_file(std::move(settings), out);
  if (service.component == Component::kube_proxy) return proxy_document(name, settings, out);
  for (const std::string& doubt : settings.doubts) out.problem(name.name, "--" + doubt);
  return config::flags_document(service.component, name, settings, out.builder());
}

void add(const Service& service, NodeDocuments& out) {
  const std::string unit(service.unit);
  const auto found = read_service(unit, out);
  if (!found && found.error().code == ErrorCode::not_found) return;
  if (!found) {
    out.add(config::unknown_document(service.component, {unit, {}, {}}, out.builder()));
    return out.problem(unit, found.error().text());
  }
  for (const auto& command : found->commands) {
    const auto program = config::program_in(command);
    if (!program || program->component != service.component) continue;
    return out.add(
        document_of(service, Words(command).subspan(program->first_argument), *found, out));
  }
  out.add(config::unknown_document(service.component, {unit, {}, {}}, out.builder()));
  out.problem(unit, "it starts something else, whose flags are not known");
}

}  // namespace

void add_services(NodeDocuments& out) {
  for (const Service& service : kServices) {
    const bool is_static_pod = std::ranges::find(out.facts().files, service.manifest,
                                                 &sources::node::NodeFile::role) !=
                               out.facts().files.end();
    if (!is_static_pod) add(service, out);
  }
}

}  // namespace bulwark::scan
