// SPDX-License-Identifier: Apache-2.0
// Options, and over k3s' own flags those that are given.
#include "extractors/config/k3s.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "formats/json_write.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;
using Words = std::vector<std::string>;

// What urfave/cli takes for one word; no other option of one letter matters here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kAliases{
    {{"d", "data-dir"},
     {"c", "config"},
     {"s", "server"},
     {"kube-controller-arg", "kube-controller-manager-arg"},
     {"kube-cloud-controller-arg", "kube-cloud-controller-manager-arg"}}};

// Options without a value of their own.
constexpr auto kSwitches = std::to_array<std::string_view>({"cluster-init",
                                                            "cluster-reset",
                                                            "debug",
                                                            "disable-agent",
                                                            "disable-apiserver",
                                                            "disable-cloud-controller",
                                                            "disable-controller-manager",
                                                            "disable-default-registry-endpoint",
                                                            "disable-etcd",
                                                            "disable-helm-controller",
                                                            "disable-kube-proxy",
                                                            "disable-network-policy",
                                                            "disable-scheduler",
                                                            "docker",
                                                            "embedded-registry",
                                                            "etcd-disable-snapshots",
                                                            "etcd-expose-metrics",
                                                            "etcd-s3",
                                                            "flannel-external-ip",
                                                            "flannel-ipv6-masq",
                                                            "prefer-bundled-bin",
                                                            "protect-kernel-defaults",
                                                            "rootless",
                                                            "secrets-encryption",
                                                            "selinux",
                                                            "supervisor-metrics"});

std::string named(std::string_view name) {
  const auto alias = std::ranges::find(kAliases, name,
                                       &std::pair<std::string_view, std::string_view>::first);
  return std::string(alias == kAliases.end() ? name : alias->second);
}

std::string text_of(const Value& value) {
  return value.is_string() ? std::string(value.as_string()) : formats::json_text(value);
}

Words texts_of(const Value& value) {
  Words out;
  if (!value.is_list()) return {text_of(value)};
  for (const Value& item : value.items()) out.push_back(text_of(item));
  return out;
}

struct OfComponent {
  Component component;
  std::string_view option, off;  // off: the option that turns it off
  std::span<const std::pair<std::string_view, std::string_view>> flags;
};

using Flag = std::pair<std::string_view, std::string_view>;

// "@" stands for <data-dir>/server.
constexpr auto kApiServer = std::to_array<Flag>({
    {"allow-privileged", "true"},
    {"anonymous-auth", "false"},
    {"authorization-mode", "Node,RBAC"},
    {"client-ca-file", "@/tls/client-ca.crt"},
    {"enable-admission-plugins", "NodeRestriction"},
    {"kubelet-certificate-authority", "@/tls/server-ca.crt"},
    {"kubelet-client-certificate", "@/tls/client-kube-apiserver.crt"},
    {"kubelet-client-key", "@/tls/client-kube-apiserver.key"},
    {"profiling", "false"},
    {"requestheader-allowed-names", "system:auth-proxy"},
    {"requestheader-client-ca-file", "@/tls/request-header-ca.crt"},
    {"service-account-key-file", "@/tls/service.key"},
    {"tls-cert-file", "@/tls/serving-kube-apiserver.crt"},
    {"tls-private-key-file", "@/tls/serving-kube-apiserver.key"},
});

constexpr auto kControllerManager = std::to_array<Flag>({
    {"bind-address", "127.0.0.1"},
    {"profiling", "false"},
    {"root-ca-file", "@/tls/server-ca.crt"},
    {"service-account-private-key-file", "@/tls/service.key"},
    {"use-service-account-credentials", "true"},
});

constexpr auto kLocal = std::to_array<Flag>({
    {"bind-address", "127.0.0.1"},
    {"profiling", "false"},
});

constexpr auto kKubeProxy = std::to_array<Flag>({{"healthz-bind-address", "127.0.0.1"}});

constexpr std::array<OfComponent, 5> kComponents{
    {{Component::api_server, "kube-apiserver-arg", "disable-apiserver", kApiServer},
     {Component::controller_manager, "kube-controller-manager-arg", "disable-controller-manager",
      kControllerManager},
     {Component::scheduler, "kube-scheduler-arg", "disable-scheduler", kLocal},
     {Component::cloud_controller_manager, "kube-cloud-controller-manager-arg",
      "disable-cloud-controller", kLocal},
     {Component::kube_proxy, "kube-proxy-arg", "disable-kube-proxy", kKubeProxy}}};

using Flags = std::map<std::string, Words, std::less<>>;

std::string server_folder(const K3sOptions& options) {
  const std::string folder = k3s_text(options, "data-dir");
  return (folder.empty() ? "/var/lib/rancher/k3s" : folder) + "/server";
}

std::span<const std::string> values_of(const K3sOptions& options, std::string_view name) {
  const auto found = options.find(name);
  return found == options.end() ? std::span<const std::string>() : found->second;
}

// "name=value" replaces, "name+=value" adds behind, "name-=value" before; without a value it is
// "true".
void add_given(const std::string& given, Flags& flags, std::vector<std::string>& seen) {
  std::string name = given.starts_with("--") ? given.substr(2) : given;
  std::string value = "true";
  if (const std::size_t equals = name.find('='); equals != std::string::npos) {
    value = name.substr(equals + 1);
    name.resize(equals);
  }
  const char last = name.empty() ? ' ' : name.back();
  while (name.ends_with('+') || name.ends_with('-')) name.pop_back();
  const bool is_own = std::ranges::find(seen, name) == seen.end();
  seen.push_back(name);
  Words& values = flags[name];
  if (is_own && last != '+' && last != '-') values.clear();
  values.insert(last == '-' ? values.begin() : values.end(), value);
}

// Those of etcd are for an etcd that k3s runs; whoever brings another one names its files.
void add_store(const K3sOptions& options, K3sStore store, Flags& flags) {
  const std::string folder = server_folder(options);
  if (store == K3sStore::socket) flags["etcd-servers"] = {"unix://kine.sock"};
  if (store == K3sStore::etcd) {
    flags["etcd-servers"] = {"https://127.0.0.1:2379"};
    flags["etcd-cafile"] = {folder + "/tls/etcd/server-ca.crt"};
    flags["etcd-certfile"] = {folder + "/tls/etcd/client.crt"};
    flags["etcd-keyfile"] = {folder + "/tls/etcd/client.key"};
  }
  if (store != K3sStore::external) return;
  constexpr std::array<Flag, 4> kGiven{{{"datastore-endpoint", "etcd-servers"},
                                        {"datastore-cafile", "etcd-cafile"},
                                        {"datastore-certfile", "etcd-certfile"},
                                        {"datastore-keyfile", "etcd-keyfile"}}};
  for (const auto& [option, flag] : kGiven) {
    const std::string text = k3s_text(options, option);
    if (!text.empty()) flags[std::string(flag)] = {text};
  }
}

bool gives(const K3sOptions& options, std::string_view option, std::string_view flag) {
  return std::ranges::any_of(values_of(options, option), [&](const std::string& given) {
    const std::string_view text = given.starts_with("--") ? std::string_view(given).substr(2)
                                                          : std::string_view(given);
    return text.substr(0, text.find('=')) == flag;
  });
}

void add_api_server(const K3sOptions& options, K3sStore store, Flags& flags) {
  add_store(options, store, flags);
  if (k3s_is_on(options, "secrets-encryption"))
    flags["encryption-provider-config"] = {server_folder(options) + "/cred/encryption-config.json"};
  // A file that decides is not contradicted.
  if (gives(options, "kube-apiserver-arg", "authorization-config"))
    flags.erase("authorization-mode");
  if (gives(options, "kube-apiserver-arg", "authentication-config")) flags.erase("anonymous-auth");
}

}  // namespace

void add_k3s_file(const Value& file, K3sOptions& options) {
  for (std::size_t i = 0; i < file.values().size(); ++i) {
    std::string_view key = file.shape()->keys[i];
    const bool adds = key.ends_with('+');
    if (adds) key.remove_suffix(1);
    Words& values = options[named(key)];
    if (!adds) values.clear();
    std::ranges::move(texts_of(file.values()[i]), std::back_inserter(values));
  }
}

void add_k3s_words(std::span<const std::string> words, K3sOptions& options) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!word.starts_with('-') || word.size() < 2) continue;
    const std::string text = word.substr(word.starts_with("--") ? 2 : 1);
    const std::size_t equals = text.find('=');
    const std::string name = named(text.substr(0, equals));
    Words& values = options[name];
    if (equals != std::string::npos) {
      values.push_back(text.substr(equals + 1));
    } else if (std::ranges::binary_search(kSwitches, name) || i + 1 == words.size()) {
      values.emplace_back("true");
    } else {
      values.push_back(words[++i]);
    }
  }
}

std::string k3s_text(const K3sOptions& options, std::string_view name) {
  const auto values = values_of(options, name);
  return values.empty() ? std::string() : values.back();
}

bool k3s_is_on(const K3sOptions& options, std::string_view name) {
  const std::string text = k3s_text(options, name);
  return text == "true" || text == "1" || text == "t" || text == "TRUE" || text == "True" ||
         text == "T";
}

std::optional<Words> k3s_component(Component component, const K3sOptions& options, K3sStore store) {
  const auto found = std::ranges::find(kComponents, component, &OfComponent::component);
  if (found == kComponents.end() || k3s_is_on(options, found->off)) return std::nullopt;
  Flags flags;
  for (const auto& [name, value] : found->flags) {
    const bool is_path = value.starts_with('@');
    flags[std::string(name)] = {is_path ? server_folder(options) + std::string(value.substr(1))
                                        : std::string(value)};
  }
  if (component == Component::api_server) add_api_server(options, store, flags);
  std::vector<std::string> seen;
  for (const std::string& given : values_of(options, found->option)) add_given(given, flags, seen);
  Words out;
  for (const auto& [name, values] : flags) {
    for (const std::string& value : values) out.push_back(fmt::format("--{}={}", name, value));
  }
  return out;
}

Words k3s_unknown_flags(Component component, const K3sOptions& options) {
  Words out;
  if (component != Component::api_server) return out;
  for (const std::string_view flag :
       {"bind-address", "secure-port", "service-account-issuer", "service-account-signing-key-file",
        "enable-bootstrap-token-auth"}) {
    if (!gives(options, "kube-apiserver-arg", flag)) out.emplace_back(flag);
  }
  return out;
}

std::string k3s_kubelet_config(const K3sOptions& options, std::string_view folder) {
  const bool protects = k3s_is_on(options, "protect-kernel-defaults") ||
                        k3s_text(options, "profile").starts_with("cis");
  std::string agent;
  formats::write_json_string(agent, fmt::format("{}/agent/", folder));
  agent = agent.substr(1, agent.size() - 2);
  return fmt::format(
      "{{authentication: {{anonymous: {{enabled: false}}, webhook: {{enabled: true}}, "
      "x509: {{clientCAFile: \"{0}client-ca.crt\"}}}}, authorization: {{mode: Webhook}}, "
      "readOnlyPort: 0, protectKernelDefaults: {1}, tlsCertFile: \"{0}serving-kubelet.crt\", "
      "tlsPrivateKeyFile: \"{0}serving-kubelet.key\"}}",
      agent, protects);
}

Words k3s_kubelet_words(const K3sOptions& options) {
  Flags flags;
  std::vector<std::string> seen;
  for (const std::string& given : values_of(options, "kubelet-arg")) add_given(given, flags, seen);
  Words out;
  for (const auto& [name, values] : flags) {
    for (const std::string& value : values) out.push_back(fmt::format("--{}={}", name, value));
  }
  return out;
}

}  // namespace bulwark::extractors::config
