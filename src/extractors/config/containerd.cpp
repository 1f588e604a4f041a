// SPDX-License-Identifier: Apache-2.0
// Version 1 calls its plugins "cri" and the like; 2 has all of the CRI in one section, 3 has it in
// three; 4 has the server's addresses in sections too.
#include "extractors/config/containerd.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/value_fields.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;

// Without the user and password that it may have.
std::string without_user(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t at = url.substr(host, url.find('/', host) - host).rfind('@');
  if (at == std::string_view::npos) return std::string(url);
  return std::string(url.substr(0, host)) + std::string(url.substr(host + at + 1));
}

// The plugins that have the CRI's settings, over all layouts. A setting is in one of them.
constexpr std::array<std::string_view, 4> kCri{"cri", "io.containerd.grpc.v1.cri",
                                               "io.containerd.cri.v1.runtime",
                                               "io.containerd.cri.v1.images"};

class Facts {
 public:
  explicit Facts(const Value& config) : config_(config) {}

  RuntimeFacts read() {
    out_.serves_kubernetes = !is_disabled();
    out_.default_handler = "runc";
    out_.apparmor = true;
    out_.selinux = false;
    out_.seccomp = "builtin";
    out_.cgroup_driver = "cgroupfs";
    out_.verifier_folder = "/opt/containerd/image-verifier/bin";
    for (const std::string_view name : kCri) {
      if (const Value* plugin = config_.at("plugins", name)) read_cri(*plugin);
    }
    read_server();
    read_verifier();
    return std::move(out_);
  }

 private:
  bool is_disabled() const {
    return std::ranges::any_of(
        formats::items_of(config_, "disabled_plugins"), [](const Value& one) {
          return one.is_string() && std::ranges::find(kCri, one.as_string()) != kCri.end();
        });
  }

  void read_cri(const Value& plugin) {
    if (const Value* one = plugin.find("enable_selinux")) out_.selinux = formats::is_true(one);
    if (const Value* one = plugin.find("disable_apparmor")) out_.apparmor = !formats::is_true(one);
    if (const Value* one = plugin.find("enable_cdi")) out_.cdi = formats::is_true(one);
    if (const Value* one = plugin.find("enable_unprivileged_ports"))
      out_.unprivileged_ports = formats::is_true(one);
    if (const Value* containerd = plugin.find("containerd")) read_handlers(*containerd);
    if (const Value* registry = plugin.find("registry")) read_registry(*registry);
    read_streaming(plugin);
  }

  void read_handlers(const Value& containerd) {
    const std::string_view name = containerd.text("default_runtime_name");
    if (!name.empty()) out_.default_handler = name;
    const Value* runtimes = containerd.find("runtimes");
    for (std::size_t i = 0; runtimes != nullptr && i < runtimes->values().size(); ++i) {
      const Value& one = runtimes->values()[i];
      const Value* options = one.find("options");
      RuntimeHandler handler;
      handler.name = runtimes->shape()->keys[i];
      handler.kind = handler_kind(one.text("runtime_type"),
                                  options == nullptr ? "" : options->text("BinaryName"));
      handler.privileged_without_devices = formats::is_true(
          one.find("privileged_without_host_devices"));
      if (handler.name == out_.default_handler && options != nullptr &&
          formats::is_true(options->find("SystemdCgroup")))
        out_.cgroup_driver = "systemd";
      out_.handlers.push_back(std::move(handler));
    }
  }

  void read_registry(const Value& registry) {
    for (const std::string& folder : split(registry.text("config_path"), ':')) {
      if (!folder.empty()) out_.registry_folders.push_back(folder);
    }
    each(registry.find("mirrors"), [&](std::string_view name, const Value& mirror) {
      for (const Value& endpoint : formats::items_of(mirror, "endpoint")) {
        if (endpoint.is_string()) add_plain(name, endpoint.as_string());
      }
    });
    each(registry.find("configs"), [&](std::string_view name, const Value& one) {
      const Value* unverified = one.at("tls", "insecure_skip_verify");
      if (formats::is_true(unverified)) add(name, "its certificate is not verified");
      if (one.find("auth") != nullptr) out_.credentials.emplace_back(name);
    });
    each(registry.find("auths"), [&](std::string_view name, const Value& /*auth*/) {
      out_.credentials.emplace_back(name);
    });
  }

  template <class Take>
  static void each(const Value* map, Take take) {
    for (std::size_t i = 0; map != nullptr && i < map->values().size(); ++i)
      take(map->shape()->keys[i], map->values()[i]);
  }

  void add_plain(std::string_view name, std::string_view url) {
    constexpr std::string_view kPlain = "http://";
    const std::string whole = without_user(url);
    const std::string_view endpoint = whole;
    if (endpoint.starts_with(kPlain) && !is_loopback(endpoint.substr(kPlain.size())))
      add(name, fmt::format("plain http to {}", endpoint));
  }

  void add(std::string_view name, std::string why) {
    out_.insecure_registries.push_back({std::string(name), std::move(why)});
  }

  void read_streaming(const Value& plugin) {
    const std::string_view address = plugin.text("stream_server_address");
    const Value* disabled = plugin.find("disable_tcp_service");
    const bool serves = disabled != nullptr && !formats::is_true(disabled);
    const bool has_tls = formats::is_true(plugin.find("enable_tls_streaming"));
    if (serves && !has_tls && !address.empty() && !is_loopback(address))
      out_.stream_servers.push_back(fmt::format("{}:{}", address, port_of(plugin)));
  }

  static std::string_view port_of(const Value& plugin) {
    const std::string_view port = plugin.text("stream_server_port");
    return port.empty() ? "0" : port;
  }

  // Sections of the file, or from version 4 on plugins.
  void read_server() {
    const Value* plugins = config_.find("plugins");
    const Value* server = plugins == nullptr ? nullptr
                                             : plugins->find("io.containerd.server.v1.grpc-tcp");
    if (server != nullptr) read_tcp(server->text("address"), server->text("tls_ca"));
    if (const Value* grpc = config_.find("grpc"); grpc != nullptr && server == nullptr)
      read_tcp(grpc->text("tcp_address"), grpc->text("tcp_tls_ca"));
    for (const std::string_view name : {"metrics", "debug"}) {
      const Value* one = config_.find(name);
      const Value* plugin = plugins == nullptr
                                ? nullptr
                                : plugins->find(fmt::format("io.containerd.server.v1.{}", name));
      if (plugin != nullptr) one = plugin;
      const std::string_view address = one == nullptr ? "" : one->text("address");
      if (!address.empty() && !address.starts_with('/') && !is_loopback(address))
        out_.open_metrics->emplace_back(address);
    }
  }

  // It asks for certificates where it has an authority that gives them.
  void read_tcp(std::string_view address, std::string_view authority) {
    if (!address.empty() && authority.empty()) out_.api_addresses.emplace_back(address);
  }

  void read_verifier() {
    constexpr std::string_view kVerifier = "io.containerd.image-verifier.v1.bindir";
    for (const Value& one : formats::items_of(config_, "disabled_plugins")) {
      if (one.is_string() && one.as_string() == kVerifier) out_.verifier_folder.clear();
    }
    const Value* plugin = config_.at("plugins", kVerifier);
    if (plugin == nullptr || out_.verifier_folder.empty()) return;
    const Value* folder = plugin->find("bin_dir");
    if (folder != nullptr && folder->is_string()) out_.verifier_folder = folder->as_string();
  }

  const Value& config_;
  RuntimeFacts out_;
};

}  // namespace

RuntimeFacts containerd_facts(const Value& config) { return Facts(config).read(); }

std::vector<InsecureRegistry> insecure_hosts(std::string_view registry, const Value& hosts) {
  std::vector<InsecureRegistry> out;
  const auto look = [&](std::string_view url, const Value& one) {
    const std::string whole = without_user(url);
    const std::string_view address = whole;
    const bool is_plain = address.starts_with("http://");
    const std::size_t scheme = address.find("://");
    const std::string_view host = scheme == std::string_view::npos ? address
                                                                   : address.substr(scheme + 3);
    if (is_plain && !is_loopback(host))
      out.push_back({std::string(registry), fmt::format("plain http to {}", address)});
    if (formats::is_true(one.find("skip_verify")))
      out.push_back({std::string(registry), fmt::format("the certificate of {} is not verified",
                                                        address.empty() ? registry : address)});
  };
  look(hosts.text("server"), hosts);
  const Value* all = hosts.find("host");
  for (std::size_t i = 0; all != nullptr && i < all->values().size(); ++i)
    look(all->shape()->keys[i], all->values()[i]);
  return out;
}

}  // namespace bulwark::extractors::config
