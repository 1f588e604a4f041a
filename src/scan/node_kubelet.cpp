// SPDX-License-Identifier: Apache-2.0
// --config, over it the drop-ins of --config-dir, over these the flags.
#include "scan/node_kubelet.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "extractors/config/component_document.h"
#include "extractors/config/kubelet_config.h"
#include "scan/node_files.h"
#include "scan/node_units.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;
using formats::Value;
using Words = std::span<const std::string>;

constexpr std::string_view kKubeletFile = "/var/lib/kubelet/config.yaml";

// Without a process or a unit, by what kubeadm and its package give it.
Result<std::vector<std::string>> words_of_package(const sources::node::NodeRoot& root) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kVariables{
      {{"/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS"},
       {"/etc/default/kubelet", "KUBELET_EXTRA_ARGS"},
       {"/etc/sysconfig/kubelet", "KUBELET_EXTRA_ARGS"}}};
  std::vector<std::string> words{fmt::format("--config={}", kKubeletFile)};
  for (const auto& [path, variable] : kVariables) {
    const auto file = root.read(path, kLargestNodeFile);
    if (!file && file.error().code != ErrorCode::not_found)
      return std::unexpected(Error(file.error()).context(std::string(path)));
    if (file)
      std::ranges::copy(config::words_of_variable(*file, variable), std::back_inserter(words));
  }
  return words;
}

// How its unit starts it; nothing: there is none that does.
Result<std::optional<std::vector<std::string>>> words_of_unit(const NodeDocuments& out) {
  const auto service = read_service("kubelet.service", out);
  if (!service && service.error().code == ErrorCode::not_found) return std::nullopt;
  if (!service) return std::unexpected(Error(service.error()).context("kubelet.service"));
  for (const auto& command : service->commands) {
    const auto program = config::program_in(command);
    if (!program || program->component != config::Component::kubelet) continue;
    const auto first = command.begin() + static_cast<std::ptrdiff_t>(program->first_argument);
    return std::vector<std::string>(first, command.end());
  }
  return fail(ErrorCode::unsupported,
              "kubelet.service starts something else, whose flags are not known");
}

std::string last_of(const std::vector<config::GivenFlag>& flags, std::string_view name) {
  std::string out;
  for (const config::GivenFlag& flag : flags) out = flag.name == name ? flag.value : out;
  return out;
}

Result<Value> read_absolute(const std::string& path, NodeDocuments& out) {
  if (!path.starts_with('/'))
    return fail(ErrorCode::unsupported, path + " is relative to where the kubelet was started");
  return out.read_yaml(path);
}

// Of --config, and those below --config-dir that end in .conf, by name.
Result<void> read_files(config::KubeletSettings& settings, NodeDocuments& out) {
  const std::string main = last_of(settings.flags, "config");
  if (!main.empty()) settings.files.push_back(TRY(read_absolute(main, out)));
  const std::string folder = last_of(settings.flags, "config-dir");
  if (folder.empty()) return {};
  if (!folder.starts_with('/'))
    return fail(ErrorCode::unsupported, folder + " is relative to where the kubelet was started");
  if (const auto names = out.root().names(folder); !names)
    return std::unexpected(Error(names.error()).context(folder));
  for (const std::string& path : TRY(files_below(folder, ".conf", out)))
    settings.files.push_back(TRY(out.read_yaml(path)));
  return {};
}

using GivenWords = std::optional<std::vector<std::string>>;

Result<Value> kubelet_config(const Result<GivenWords>& given, config::Settings& flags,
                             NodeDocuments& out) {
  if (!given) return std::unexpected(given.error());
  const auto words = *given ? **given : TRY(words_of_package(out.root()));
  config::KubeletSettings settings;
  settings.flags = config::flags_in(words, config::Component::kubelet);
  flags = config::settings_of(config::Component::kubelet, settings.flags);
  TRY_VOID(read_files(settings, out));
  return config::kubelet_config(settings, out.builder());
}

}  // namespace

void add_kubelet(std::optional<Words> words, NodeDocuments& out) {
  const auto& files = out.facts().files;
  const bool has_file = std::ranges::find(files, kKubeletFile, &sources::node::NodeFile::path) !=
                        files.end();
  const Result<GivenWords> given = words ? GivenWords({words->begin(), words->end()})
                                         : words_of_unit(out);
  if (given && !*given && !has_file) return;  // no kubelet here
  const std::string& node = out.facts().name;
  const config::ComponentName name{node.empty() ? "kubelet" : node, {}, {}};
  config::Settings flags;
  const Result<Value> known = kubelet_config(given, flags, out);
  if (!known) out.problem("kubelet", known.error().text());
  out.add(
      known ? config::file_document(config::Component::kubelet, name, *known, out.builder(), &flags)
            : config::unknown_document(config::Component::kubelet, name, out.builder()));
}

}  // namespace bulwark::scan
