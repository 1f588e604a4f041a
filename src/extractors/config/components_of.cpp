// SPDX-License-Identifier: Apache-2.0
// Containers by what they run, files by what they say they are.
#include "extractors/config/components_of.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "extractors/config/component_document.h"
#include "extractors/config/mounted_file.h"
#include "formats/path.h"
#include "formats/value_fields.h"
#include "formats/yaml.h"
#include "model/kinds.h"

namespace bulwark::extractors::config {
namespace {

using formats::Builder;
using formats::Value;
using model::Resource;

constexpr std::array<std::string_view, 4> kShells{"sh", "bash", "ash", "dash"};

bool has_maker(const Resource& resource) {
  const Value* metadata = resource.root.find("metadata");
  if (metadata == nullptr || resource.kind() != "Pod") return false;
  return std::ranges::any_of(formats::items_of(*metadata, "ownerReferences"),
                             [](const Value& owner) { return owner.text("kind") != "Node"; });
}

// An image's own program where the container names none; not known where a shell starts it.
struct Started {
  Program program;
  bool known = true;
};

std::vector<std::string> words_of(const Value& container, std::size_t most) {
  std::vector<std::string> out;
  for (const std::string_view list : {"command", "args"}) {
    for (const Value& word : formats::items_of(container, list)) {
      if (out.size() == most) return out;
      out.emplace_back(word.is_string() ? word.as_string() : std::string_view());
    }
  }
  return out;
}

std::optional<Started> started_by(const Value& container) {
  const std::vector<std::string> words = words_of(container, 2);
  if (const auto program = program_in(words)) return Started{*program};
  const auto of_image = component_of_image(container.text("image"));
  if (of_image && (words.empty() || words[0].starts_with('-'))) return Started{{*of_image, 0}};
  if (words.empty()) return std::nullopt;
  const std::string_view first = words[0];
  if (std::ranges::count(kShells, first.substr(first.rfind('/') + 1)) == 0) return std::nullopt;
  const std::vector<std::string> name{std::string(container.text("name"))};
  const auto by_name = program_in(name);
  if (!of_image && !by_name) return std::nullopt;
  return Started{of_image ? Program{*of_image, 0} : *by_name, false};
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

// etcd takes each flag from the environment too: --client-cert-auth as ETCD_CLIENT_CERT_AUTH.
class EtcdEnvironment {
 public:
  explicit EtcdEnvironment(const Value& container) {
    constexpr std::string_view kPrefix = "ETCD_";
    for (const Value& one : formats::items_of(container, "env")) {
      const std::string_view name = one.text("name");
      if (!name.starts_with(kPrefix)) continue;
      std::string flag(name.substr(kPrefix.size()));
      for (char& c : flag)
        c = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      const bool known = one.find("valueFrom") == nullptr;
      values_.emplace_back(flag,
                           known ? std::optional(std::string(one.text("value"))) : std::nullopt);
    }
  }
  std::vector<EnvironmentFlag> flags() const {
    std::vector<EnvironmentFlag> out;
    for (const auto& [name, value] : values_) out.push_back({name, value ? &*value : nullptr});
    return out;
  }

 private:
  std::vector<std::pair<std::string, std::optional<std::string>>> values_;
};

class PodReader {
 public:
  PodReader(const Resource& resource, const model::PodTemplate& pod,
            const ConfigMapText& config_map, Builder& builder)
      : resource_(resource), pod_(pod), config_map_(config_map), builder_(builder) {}

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
      found.root = component == Component::kube_proxy
                       ? component_document(component, name, static_cast<const Value*>(nullptr),
                                            builder_)
                       : component_document(component, name, static_cast<const Settings*>(nullptr),
                                            builder_);
      out_.push_back(std::move(found));
      return;
    }
    const Settings settings = settings_in(container, started.program);
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
    found.root = component_document(component, name, settings.are_known ? &settings : nullptr,
                                    builder_);
    out_.push_back(std::move(found));
  }

  static Settings settings_in(const Container& container, const Program& program) {
    const std::span<const std::string> words(container.words);
    const auto given = flags_in(words.subspan(program.first_argument), program.component);
    if (program.component != Component::etcd) return settings_of(program.component, given);
    const EtcdEnvironment environment(container.value);
    return settings_of(program.component, given, environment.flags());
  }

  // What its file says; where it has none, its flags in the file's words.
  void take_proxy(const Value& spec, const Container& container, const ComponentName& name,
                  const Settings& settings, FoundComponent found) {
    const auto config = settings.flags.find("config");
    if (config == settings.flags.end() || config->second.text.empty()) {
      builder_.begin_map();
      for (const auto& [flag, field] : kProxyFields) {
        const auto setting = settings.flags.find(flag);
        if (setting == settings.flags.end()) continue;
        builder_.key(field);
        builder_.string(setting->second.text);
      }
      builder_.end_map();
      const Value file = builder_.finish();
      found.root = component_document(Component::kube_proxy, name, &file, builder_);
    } else {
      const auto mounted = mounted_file(spec, container.value, config->second.text);
      const Value* text = mounted ? config_map_(resource_.name_space(), mounted->config_map,
                                                mounted->key)
                                  : nullptr;
      const auto file = parsed(text, found.doubts, config->second.text);
      found.root = component_document(Component::kube_proxy, name, file ? &*file : nullptr,
                                      builder_);
    }
    out_.push_back(std::move(found));
  }

  std::optional<Value> parsed(const Value* text, std::vector<std::string>& doubts,
                              const std::string& path) {
    if (text == nullptr || !text->is_string()) {
      doubts.push_back(fmt::format("{} is in no ConfigMap that was read", path));
      return std::nullopt;
    }
    formats::DocumentOptions options;
    options.resource = false;
    const auto read = formats::YamlReader().read(text->as_string(), builder_, options);
    if (read && read->root.is_map()) return read->root;
    doubts.push_back(fmt::format("{}: {}", path, read ? "is no map" : read.error().text()));
    return std::nullopt;
  }

  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kProxyFields{
      {{"bind-address", "bindAddress"},
       {"healthz-bind-address", "healthzBindAddress"},
       {"metrics-bind-address", "metricsBindAddress"}}};

  const Resource& resource_;
  const model::PodTemplate& pod_;
  const ConfigMapText& config_map_;
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
  formats::DocumentOptions options;
  options.resource = false;
  const auto read = formats::YamlReader().read(text->as_string(), builder, options);
  const bool good = read && read->root.is_map();
  if (!good) found.doubts.push_back("data.kubelet: " + (read ? "is no map" : read.error().text()));
  found.root = component_document(Component::kubelet, name, good ? &read->root : nullptr, builder);
  return {found};
}

}  // namespace

std::vector<FoundComponent> components_of(const Resource& resource, const ConfigMapText& config_map,
                                          Builder& builder) {
  if (const auto component = component_of_file(resource.root)) {
    FoundComponent found;
    found.parts.push_back({"spec.config", "", true});
    const ComponentName name{std::string(resource.name()), {}, {}};
    found.root = component_document(*component, name, &resource.root, builder);
    return {found};
  }
  if (resource.api_version() == "v1" && resource.kind() == "ConfigMap")
    return kubelet_config_map(resource, builder);
  const model::PodTemplate pod = model::pod_template_of(resource.root);
  if (pod.value == nullptr || resource.kind() == "PodTemplate" || has_maker(resource)) return {};
  return PodReader(resource, pod, config_map, builder).read();
}

}  // namespace bulwark::extractors::config
