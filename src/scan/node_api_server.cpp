// SPDX-License-Identifier: Apache-2.0
// Pods, processes, known places.
#include "scan/node_api_server.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>
#include <utility>

#include "extractors/config/mounted_file.h"
#include "extractors/config/settings.h"
#include "extractors/config/started.h"
#include "formats/value_fields.h"
#include "model/kinds.h"
#include "sources/node/known_files.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;
using config::ApiServerFile;
using config::Component;
using formats::Value;
using Words = std::span<const std::string>;
using ToNode = std::function<std::optional<std::string>(const std::string&)>;

struct KnownPlace {
  ApiServerFile file;
  std::string_view path;
};

// RKE2 and k3s read these whenever they are there.
constexpr std::array<KnownPlace, 4> kKnownPlaces{
    {{ApiServerFile::encryption, "/var/lib/rancher/rke2/server/cred/encryption-config.json"},
     {ApiServerFile::encryption, "/var/lib/rancher/k3s/server/cred/encryption-config.json"},
     {ApiServerFile::audit, "/etc/rancher/rke2/audit-policy.yaml"},
     {ApiServerFile::admission, "/etc/rancher/rke2/rke2-pss.yaml"}}};

std::optional<std::string> as_it_is(const std::string& path) {
  return path.starts_with('/') ? std::optional(path) : std::nullopt;
}

class Finding {
 public:
  explicit Finding(NodeDocuments& out) : out_(out) {}

  std::vector<ApiServerNamedFile> run() {
    for (const std::string_view folder : sources::node::manifest_folders()) look_into(folder);
    if (!is_known_) {
      look_at_documents();
      look_at_known_places();
    }
    return std::move(found_);
  }

 private:
  // A manifest that is no YAML is told of where manifests are read.
  void look_into(std::string_view folder) {
    const auto names = out_.root().names(folder);
    for (const std::string& name : names ? *names : std::vector<std::string>()) {
      if (name.starts_with('.')) continue;  // as the kubelet passes over them
      const auto pod = out_.read_yaml(std::string(folder) + "/" + name);
      const Value* spec = pod ? model::pod_template_of(*pod).value : nullptr;
      spec = spec == nullptr ? nullptr : spec->find("spec");
      if (spec != nullptr) take_pod(*spec);
    }
  }

  void take_pod(const Value& spec) {
    for (const Value& container : formats::items_of(spec, "containers")) {
      const auto started = config::started_by(container);
      if (!started || started->program.component != Component::api_server) continue;
      is_known_ = true;
      if (!started->known) continue;  // a shell starts it; its document says so
      const std::vector<std::string> words = config::words_of(container, ~std::size_t{0});
      take_flags(Words(words).subspan(started->program.first_argument),
                 "no hostPath volume of the pod leads to it",
                 [spec, container](const std::string& path) {
                   return config::host_file(spec, container, path);
                 });
    }
  }

  // Of processes, units and k3s: their documents are there already.
  void look_at_documents() {
    for (const model::Resource& one : out_.documents()) {
      if (one.kind() != "KubeAPIServer") continue;
      for (const ApiServerFile file : config::api_server_files()) {
        const Value* flag = one.root.at("spec", "flags", config::flag_of(file));
        if (flag == nullptr || !flag->is_string() || flag->as_string().empty()) continue;
        const std::string path(flag->as_string());
        add({file, path, path.starts_with('/') ? std::optional(path) : std::nullopt,
             "is relative to where it was started", as_it_is});
      }
    }
  }

  void look_at_known_places() {
    for (const KnownPlace& place : kKnownPlaces) {
      struct stat facts{};
      const int hindered = out_.root().look(place.path, facts);
      if (hindered == ENOENT || hindered == ENOTDIR) continue;
      const std::string path(place.path);
      add({place.file, path, path, {}, as_it_is});
    }
  }

  void take_flags(Words words, const std::string& trouble, const ToNode& to_node) {
    const auto settings = config::settings_of(Component::api_server,
                                              config::flags_in(words, Component::api_server));
    for (const ApiServerFile file : config::api_server_files()) {
      const auto flag = settings.flags.find(config::flag_of(file));
      if (flag == settings.flags.end() || flag->second.text.empty()) continue;
      const std::string& path = flag->second.text;
      add({file, path, path.starts_with('/') ? to_node(path) : std::nullopt, trouble, to_node});
    }
  }

  void add(ApiServerNamedFile one) {
    const bool is_there = std::ranges::any_of(found_, [&](const ApiServerNamedFile& other) {
      return other.file == one.file && other.on_node == one.on_node && other.path == one.path;
    });
    if (!is_there) found_.push_back(std::move(one));
  }

  NodeDocuments& out_;
  std::vector<ApiServerNamedFile> found_;
  bool is_known_ = false;  // a static pod is there, whose flags tell
};

}  // namespace

std::vector<ApiServerNamedFile> api_server_named_files(NodeDocuments& out) {
  return Finding(out).run();
}

}  // namespace bulwark::scan
