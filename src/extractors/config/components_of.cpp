// SPDX-License-Identifier: Apache-2.0
// Containers by what they run, files by what they say they are.
#include "extractors/config/components_of.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/result.h"
#include "extractors/config/component_document.h"
#include "extractors/config/config_file.h"
#include "extractors/config/etcd_environment.h"
#include "extractors/config/mounted_file.h"
#include "extractors/config/proxy_config.h"
#include "formats/path.h"
#include "formats/value_fields.h"
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
  const auto component = of_image ? of_image : component_named(container.text("name"));
  if (!component) return std::nullopt;
  return Started{{*component, 0}, false};
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
      found.root = unknown_document(component, name, builder_);
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
    found.root = flags_document(component, name, settings, builder_);
    out_.push_back(std::move(found));
  }

  static Settings settings_in(const Container& container, const Program& program) {
    const std::span<const std::string> words(container.words);
    const auto given = flags_in(words.subspan(program.first_argument), program.component);
    if (program.component != Component::etcd) return settings_of(program.component, given);
    return settings_of(program.component, given, etcd_environment(container.value));
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
    const auto mounted = mounted_file(spec, container.value, path);
    const Value* text = mounted
                            ? config_map_(resource_.name_space(), mounted->config_map, mounted->key)
                            : nullptr;
    if (text == nullptr || !text->is_string())
      return fail(ErrorCode::not_found, "is in no ConfigMap that was read");
    return read_config(text->as_string(), builder_);
  }

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
  const auto file = read_config(text->as_string(), builder);
  if (!file) found.doubts.push_back("data.kubelet: " + file.error().text());
  found.root = file ? file_document(Component::kubelet, name, *file, builder)
                    : unknown_document(Component::kubelet, name, builder);
  return {found};
}

}  // namespace

std::vector<FoundComponent> components_of(const Resource& resource, const ConfigMapText& config_map,
                                          Builder& builder) {
  if (const auto component = component_of_file(resource.root)) {
    FoundComponent found;
    found.parts.push_back({"spec.config", "", true});
    const ComponentName name{std::string(resource.name()), {}, {}};
    found.root = file_document(*component, name, resource.root, builder);
    return {found};
  }
  if (resource.api_version() == "v1" && resource.kind() == "ConfigMap")
    return kubelet_config_map(resource, builder);
  const model::PodTemplate pod = model::pod_template_of(resource.root);
  if (pod.value == nullptr || resource.kind() == "PodTemplate" || has_maker(resource)) return {};
  return PodReader(resource, pod, config_map, builder).read();
}

}  // namespace bulwark::extractors::config
