// SPDX-License-Identifier: Apache-2.0
// Containers by what they run, files by what they say they are.
#include "extractors/config/components_of.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/result.h"
#include "extractors/config/api_server_document.h"
#include "extractors/config/component_document.h"
#include "extractors/config/config_file.h"
#include "extractors/config/decided_flags.h"
#include "extractors/config/etcd_environment.h"
#include "extractors/config/mounted_file.h"
#include "extractors/config/proxy_config.h"
#include "extractors/config/started.h"
#include "formats/path.h"
#include "formats/value_fields.h"
#include "model/kinds.h"

namespace bulwark::extractors::config {
namespace {

using formats::Builder;
using formats::Value;
using model::Resource;

bool has_maker(const Resource& resource) {
  const Value* metadata = resource.root.find("metadata");
  if (metadata == nullptr || resource.kind() != "Pod") return false;
  return std::ranges::any_of(formats::items_of(*metadata, "ownerReferences"),
                             [](const Value& owner) { return owner.text("kind") != "Node"; });
}

/// One container, and the words that it is started with.
struct Container {
  Container(const Value& container, std::string where)
      : value(container),
        path(std::move(where)),
        words(words_of(container, ~std::size_t{0})),
        command_words(formats::items_of(container, "command").size()) {}

  std::string word_path(std::size_t number) const {
    const bool in_command = number < command_words;
    return path + (in_command ? ".command" : ".args") +
           formats::item_step(in_command ? number : number - command_words);
  }

  const Value& value;
  std::string path;
  std::vector<std::string> words;
  std::size_t command_words;  ///< the others are its args
};

class PodReader {
 public:
  PodReader(const Resource& resource, const model::PodTemplate& pod,
            const ConfigMapText& config_map, const NodeFileConfig& node_file, Builder& builder)
      : resource_(resource),
        pod_(pod),
        config_map_(config_map),
        node_file_(node_file),
        builder_(builder) {}

  std::vector<FoundComponent> read() {
    const Value* spec = pod_.value->find("spec");
    if (spec == nullptr || !spec->is_map()) return {};
    const std::string list = formats::join_path(pod_.path, "spec.containers");
    const auto containers = formats::items_of(*spec, "containers");
    for (std::size_t i = 0; i < containers.size(); ++i) {
      if (const auto started = started_by(containers[i]))
        take(*spec, Container(containers[i], list + formats::item_step(i)), *started);
    }
    return std::move(out_);
  }

 private:
  void take(const Value& spec, const Container& container, const Started& started) {
    const Component component = started.program.component;
    if (component == Component::kubelet) return;  // a kubelet in a pod is somebody's test
    FoundComponent found;
    found.parts.push_back({"spec", container.path, false});
    const ComponentName name{std::string(resource_.name()), std::string(resource_.name_space()),
                             std::string(version_of_image(container.value.text("image")))};
    if (!started.known) {
      found.doubts.emplace_back("a shell starts it: its flags are not known");
      found.root = unknown_document(component, name, builder_);
      out_.push_back(std::move(found));
      return;
    }
    Settings settings = settings_in(container, started.program);
    if (component == Component::api_server) {
      const std::vector<ApiServerDocument> mounted = mounted_files(spec, container, settings);
      decide_flags(deciding_files(spec, container, settings, mounted), settings);
    }
    if (component == Component::kube_proxy) {
      take_proxy(spec, container, name, settings, std::move(found));
      return;
    }
    for (const auto& [flag, setting] : settings.flags) {
      if (setting.source == Setting::Source::command_line)
        found.parts.push_back({"spec.flags." + formats::key_step(flag),
                               container.word_path(setting.word + started.program.first_argument),
                               false});
    }
    for (const std::string& doubt : settings.doubts) found.doubts.push_back("--" + doubt);
    found.root = flags_document(component, name, settings, builder_);
    out_.push_back(std::move(found));
  }

  static Settings settings_in(const Container& container, const Program& program) {
    const std::span<const std::string> words(container.words);
    const auto given = flags_in(words.subspan(program.first_argument), program.component);
    if (program.component != Component::etcd) return settings_of(program.component, given);
    return settings_of(program.component, given, etcd_environment(container.value));
  }

  // Of an API server that runs as a Deployment, whose files are keys of ConfigMaps.
  std::vector<ApiServerDocument> mounted_files(const Value& spec, const Container& container,
                                               const Settings& settings) {
    std::vector<ApiServerDocument> out;
    for (const ApiServerFile file : api_server_files()) {
      const auto flag = settings.flags.find(flag_of(file));
      if (flag == settings.flags.end()) continue;
      const std::string& path = flag->second.text;
      if (!mounted_file(spec, container.value, path)) continue;
      out.push_back(mounted_document(file, path, spec, container));
      FoundComponent& found = out_.emplace_back();
      found.root = out.back().root;
      found.parts.push_back({"spec", container.path, false});
      for (const std::string& doubt : out.back().doubts)
        found.doubts.push_back(path + ": " + doubt);
    }
    return out;
  }

  ApiServerDocument mounted_document(ApiServerFile file, const std::string& path, const Value& spec,
                                     const Container& container) {
    ApiServerSource source{std::string(resource_.name()), {}, path};
    source.name_space = resource_.name_space();
    const PluginFile read = [&](const std::string& one) -> Result<Value> {
      const Value* text = mounted_text(spec, container, one);
      if (text == nullptr) return fail(ErrorCode::not_found, "is in no ConfigMap that was read");
      return read_api_server_file(text->as_string(), builder_);
    };
    const auto content = read(path);
    if (content) return api_server_document(file, source, *content, read, builder_);
    return {unknown_api_server_document(file, source, builder_), {content.error().text()}, {}};
  }

  const Value* mounted_text(const Value& spec, const Container& container,
                            const std::string& path) const {
    const auto mounted = mounted_file(spec, container.value, path);
    const Value* text = mounted
                            ? config_map_(resource_.name_space(), mounted->config_map, mounted->key)
                            : nullptr;
    return text != nullptr && text->is_string() ? text : nullptr;
  }

  DecidingFiles deciding_files(const Value& spec, const Container& container,
                               const Settings& settings,
                               const std::vector<ApiServerDocument>& mounted) const {
    const auto content = [&](ApiServerFile file) -> std::optional<Value> {
      for (const ApiServerDocument& one : mounted) {
        const Value* config = one.root.at("spec", "config");
        if (one.root.text("kind") == kind_of(file) && config != nullptr) return *config;
      }
      const auto flag = settings.flags.find(flag_of(file));
      if (flag == settings.flags.end() || flag->second.text.empty()) return std::nullopt;
      const auto path = host_file(spec, container.value, flag->second.text);
      const Value* config = path ? node_file_(file, *path) : nullptr;
      return config == nullptr ? std::nullopt : std::optional(*config);
    };
    return {content(ApiServerFile::authentication), content(ApiServerFile::authorization)};
  }

  // What its file says; where it has none, its flags in the file's words.
  void take_proxy(const Value& spec, const Container& container, const ComponentName& name,
                  const Settings& settings, FoundComponent found) {
    const auto config = settings.flags.find("config");
    const bool has_file = config != settings.flags.end() && !config->second.text.empty();
    const auto file = has_file ? proxy_file(spec, container, config->second.text)
                               : Result<Value>(proxy_config(settings, builder_));
    if (!file) found.doubts.push_back(config->second.text + ": " + file.error().text());
    found.root = file ? file_document(Component::kube_proxy, name, *file, builder_)
                      : unknown_document(Component::kube_proxy, name, builder_);
    out_.push_back(std::move(found));
  }

  Result<Value> proxy_file(const Value& spec, const Container& container, const std::string& path) {
    const Value* text = mounted_text(spec, container, path);
    if (text == nullptr) return fail(ErrorCode::not_found, "is in no ConfigMap that was read");
    return read_config(text->as_string(), builder_);
  }

  const Resource& resource_;
  const model::PodTemplate& pod_;
  const ConfigMapText& config_map_;
  const NodeFileConfig& node_file_;
  Builder& builder_;
  std::vector<FoundComponent> out_;
};

std::optional<Component> component_of_file(const Value& root) {
  const auto [group, version] = model::split_api_version(root.text("apiVersion"));
  if (group == "kubelet.config.k8s.io" && root.text("kind") == "KubeletConfiguration")
    return Component::kubelet;
  if (group == "kubeproxy.config.k8s.io" && root.text("kind") == "KubeProxyConfiguration")
    return Component::kube_proxy;
  return std::nullopt;
}

// What kubeadm gives to all kubelets: ConfigMap kube-system/kubelet-config, before 1.24 with the
// version behind it.
std::vector<FoundComponent> kubelet_config_map(const Resource& resource, Builder& builder) {
  const Value* text = resource.root.at("data", "kubelet");
  if (resource.name_space() != "kube-system" || !resource.name().starts_with("kubelet-config") ||
      text == nullptr || !text->is_string())
    return {};
  FoundComponent found;
  found.parts.push_back({"spec", "data.kubelet", false});
  const ComponentName name{std::string(resource.name()), std::string(resource.name_space()), {}};
  const auto file = read_config(text->as_string(), builder);
  if (!file) found.doubts.push_back("data.kubelet: " + file.error().text());
  found.root = file ? file_document(Component::kubelet, name, *file, builder)
                    : unknown_document(Component::kubelet, name, builder);
  return {found};
}

// A configuration file of the API server by itself.
FoundComponent api_server_file_by_itself(ApiServerFile file, const Resource& resource,
                                         Builder& builder) {
  const PluginFile not_read = [](const std::string& path) -> Result<Value> {
    return fail(ErrorCode::not_found, "is a file on the control plane's nodes", path);
  };
  auto made = api_server_document(file, {std::string(resource.name()), {}, {}}, resource.root,
                                  not_read, builder);
  return {made.root, std::move(made.parts), std::move(made.doubts)};
}

}  // namespace

std::vector<FoundComponent> components_of(const Resource& resource, const ConfigMapText& config_map,
                                          const NodeFileConfig& node_file, Builder& builder,
                                          const NodeSystem& node_system) {
  if (const auto component = component_of_file(resource.root)) {
    FoundComponent found;
    found.parts.push_back({"spec.config", "", true});
    ComponentName name{std::string(resource.name()), {}, {}};
    if (node_system) name.system = node_system(resource.name());
    found.root = file_document(*component, name, resource.root, builder);
    return {found};
  }
  if (const auto file = api_server_file_of(resource.root))
    return {api_server_file_by_itself(*file, resource, builder)};
  if (resource.api_version() == "v1" && resource.kind() == "ConfigMap")
    return kubelet_config_map(resource, builder);
  const model::PodTemplate pod = model::pod_template_of(resource.root);
  if (pod.value == nullptr || resource.kind() == "PodTemplate" || has_maker(resource)) return {};
  return PodReader(resource, pod, config_map, node_file, builder).read();
}

}  // namespace bulwark::extractors::config
