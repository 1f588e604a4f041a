// SPDX-License-Identifier: Apache-2.0
// Places, manifests, processes, kubeconfigs.
#include "scan/node_certificate_files.h"

#include <fmt/core.h>

#include <optional>
#include <utility>

#include "extractors/config/certificate_use.h"
#include "extractors/config/components_of.h"
#include "extractors/config/config_file.h"
#include "extractors/config/mounted_file.h"
#include "formats/base64.h"
#include "formats/path.h"
#include "formats/pem.h"
#include "formats/value_fields.h"
#include "sources/node/known_certificates.h"
#include "sources/node/known_files.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;
namespace node = sources::node;
using formats::Value;

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

const Value* at_path(const Value& root, std::string_view path) {
  const auto steps = formats::parse_path(path);
  const Value* at = &root;
  if (!steps) return nullptr;
  for (const formats::PathStep& step : *steps) {
    if (at == nullptr) return nullptr;
    if (!step.index) {
      at = at->find(step.key);
    } else {
      at = *step.index < at->items().size() ? &at->items()[*step.index] : nullptr;
    }
  }
  return at;
}

class Finder {
 public:
  explicit Finder(NodeDocuments& out) : out_(out) {}

  CertificateFiles find() {
    for (const node::NodeFile& file : out_.facts().files) {
      // One that may not be looked at is told as a file already.
      if (file.role == "pki" && !file.folder && file.mode && node::may_be_certificate(file.path))
        add_by_place(file.path);
    }
    for (const std::string_view folder : node::certificate_folders()) look_into(folder);
    for (const std::string_view folder : node::manifest_folders()) read_manifests(folder);
    for (const model::Resource& document : out_.documents()) read_component(document.root);
    for (const node::NodeFile& file : out_.facts().files) {
      if (file.role.ends_with("-kubeconfig")) read_kubeconfig(file);
    }
    pair_by_name();
    return std::move(found_);
  }

 private:
  CertificateFile& add_by_place(const std::string& path) {
    CertificateFile& file = found_.by_path[path];
    const std::string_view use = node::use_of_place(path);
    if (!use.empty()) file.uses.emplace(use);
    return file;
  }

  // What is no folder, or not there, has been told elsewhere or is nothing.
  void look_into(std::string_view folder) {
    const auto names = out_.root().names(folder);
    if (!names) {
      if (names.error().code != ErrorCode::not_found)
        out_.problem(std::string(folder), names.error().message);
      return;
    }
    for (const std::string& name : *names) {
      const std::string path = fmt::format("{}/{}", folder, name);
      struct stat facts{};
      const bool is_folder = out_.root().look(path, facts) == 0 && S_ISDIR(facts.st_mode);
      if (!is_folder && node::may_be_certificate(path)) add_by_place(path);
    }
  }

  // Manifests that are none are told by whoever reads them as such.
  void read_manifests(std::string_view folder) {
    const auto names = out_.root().names(folder);
    if (!names) return;
    const auto nothing = [](const auto&...) -> const Value* { return nullptr; };
    for (const std::string& name : *names) {
      const auto pod = out_.read_yaml(fmt::format("{}/{}", folder, name));
      if (!pod) continue;
      model::Resource resource;
      resource.root = *pod;
      for (const auto& component :
           config::components_of(resource, nothing, nothing, out_.builder()))
        read_static_pod(resource, component);
    }
  }

  // What comes out of the image is no file of the node.
  void read_static_pod(const model::Resource& pod, const config::FoundComponent& component) {
    const Value* spec = pod.root.find("spec");
    const Value* container = component.parts.empty()
                                 ? nullptr
                                 : at_path(pod.root, component.parts.front().from);
    if (spec == nullptr || container == nullptr) return;
    for (config::NamedCertificate& one : config::certificates_of(component.root)) {
      const auto path = config::host_file(*spec, *container, one.path);
      if (!path) continue;
      one.path = *path;
      one.key = config::host_file(*spec, *container, one.key).value_or("");
      add_named(one, fmt::format("{} of {}", one.setting, pod.name()));
    }
  }

  void read_component(const Value& document) {
    for (const config::NamedCertificate& one : config::certificates_of(document)) {
      const Value* name = document.at("metadata", "name");
      const std::string who(name == nullptr ? std::string_view() : name->as_string());
      add_named(one, fmt::format("{} of {} {}", one.setting, document.text("kind"), who));
    }
  }

  void add_named(const config::NamedCertificate& one, const std::string& named_by) {
    for (const std::string& path : {one.path, one.key}) {
      if (path.empty()) continue;
      if (!path.starts_with('/')) {
        out_.problem(named_by, path + " is relative to where it was started");
        continue;
      }
      CertificateFile& file = add_by_place(path);
      file.uses.emplace(one.use);
      if (file.named_by.empty()) file.named_by = named_by;
    }
    if (one.path.starts_with('/') && one.key.starts_with('/'))
      found_.by_path[one.path].key = one.key;
  }

  void read_kubeconfig(const node::NodeFile& file) {
    auto text = out_.root().read(file.path, kLargestNodeFile);
    if (!text) return out_.problem(file.path, text.error().message);
    formats::Pool pool(1, 1);  // keys do not stay in that of the documents
    formats::Builder builder(pool);
    const auto root = config::read_config(*text, builder);
    formats::wipe(*text);
    if (!root) return out_.problem(file.path, root.error().message);
    const std::string_view use = node::use_of_kubeconfig(file.role, file.path);
    for (const Value& entry : formats::items_of(*root, "users")) {
      const Value* user = entry.find("user");
      if (user != nullptr) read_user(file.path, entry.text("name"), *user, std::string(use));
    }
  }

  void read_user(const std::string& path, std::string_view name, const Value& user,
                 const std::string& use) {
    const std::string who = fmt::format("{}: user {}", path, name);
    const std::string_view data = user.text("client-certificate-data");
    if (data.empty()) return read_user_files(path, user, use, who);
    auto certificate = formats::decode_base64(data);
    auto key = formats::decode_base64(user.text("client-key-data"));
    if (!certificate || !key)
      return out_.problem(who, certificate ? "client-key-data is no base64"
                                           : "client-certificate-data is no base64");
    found_.in_kubeconfigs.push_back(
        {path, std::string(name), use, *std::move(certificate), *std::move(key)});
  }

  void read_user_files(const std::string& path, const Value& user, const std::string& use,
                       const std::string& who) {
    const auto absolute = [&](std::string_view file) {
      if (file.empty() || file.starts_with('/')) return std::string(file);
      return folder_of(path) + "/" + std::string(file);
    };
    const config::NamedCertificate one{absolute(user.text("client-certificate")), use,
                                       absolute(user.text("client-key")), "client-certificate"};
    if (!one.path.empty()) add_named(one, who);
  }

  // "apiserver.key" beside "apiserver.crt".
  void pair_by_name() {
    constexpr std::string_view kCertificate = ".crt";
    for (auto& [path, file] : found_.by_path) {
      if (!file.key.empty() || !path.ends_with(kCertificate)) continue;
      const std::string key = path.substr(0, path.size() - kCertificate.size()) + ".key";
      if (found_.by_path.contains(key)) file.key = key;
    }
  }

  NodeDocuments& out_;
  CertificateFiles found_;
};

}  // namespace

CertificateFiles certificate_files(NodeDocuments& out) { return Finder(out).find(); }

}  // namespace bulwark::scan
