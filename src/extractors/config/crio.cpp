// SPDX-License-Identifier: Apache-2.0
// File by file, each over what those before it said.
#include "extractors/config/crio.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "formats/value_fields.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;

class Reading {
 public:
  Reading() {
    out_.apparmor = true;
    out_.selinux = false;
    out_.seccomp = "builtin";
    out_.cgroup_driver = "systemd";
    out_.signature_policy = "/etc/containers/policy.json";
  }

  void take(const Value& file) {
    const Value* crio = file.find("crio");
    if (crio == nullptr) return;
    if (const Value* api = crio->find("api")) take_api(*api);
    if (const Value* runtime = crio->find("runtime")) take_runtime(*runtime);
    if (const Value* image = crio->find("image")) take_image(*image);
    if (const Value* metrics = crio->find("metrics")) take_metrics(*metrics);
  }

  RuntimeFacts take_all() {
    if (!is_loopback(stream_address_) && !stream_tls_)
      out_.stream_servers.push_back(fmt::format("{}:{}", stream_address_, stream_port_));
    if (metrics_ && !metrics_host_) out_.open_metrics.reset();  // its default has changed
    if (metrics_ && metrics_host_ && !is_loopback(*metrics_host_))
      out_.open_metrics->push_back(fmt::format("{}:{}", *metrics_host_, metrics_port_));
    return std::move(out_);
  }

 private:
  static void set(std::string& out, const Value& map, std::string_view key) {
    const Value* value = map.find(key);
    if (value != nullptr && value->is_string()) out = value->as_string();
  }

  static void set(bool& out, const Value& map, std::string_view key) {
    const Value* value = map.find(key);
    if (value != nullptr && value->is_bool()) out = value->as_bool();
  }

  void take_api(const Value& api) {
    set(stream_address_, api, "stream_address");
    set(stream_port_, api, "stream_port");
    set(stream_tls_, api, "stream_enable_tls");
  }

  void take_runtime(const Value& runtime) {
    set(out_.default_handler, runtime, "default_runtime");
    set(*out_.cgroup_driver, runtime, "cgroup_manager");
    set(*out_.selinux, runtime, "selinux");
    std::string apparmor;
    set(apparmor, runtime, "apparmor_profile");
    if (!apparmor.empty()) out_.apparmor = apparmor != "unconfined";
    set(*out_.seccomp, runtime, "seccomp_profile");
    if (out_.seccomp->empty()) out_.seccomp = "builtin";
    const Value* handlers = runtime.find("runtimes");
    for (std::size_t i = 0; handlers != nullptr && i < handlers->values().size(); ++i)
      take_handler(handlers->shape()->keys[i], handlers->values()[i]);
  }

  void take_handler(std::string_view name, const Value& handler) {
    std::erase_if(out_.handlers, [&](const RuntimeHandler& one) { return one.name == name; });
    const std::string_view program = handler.text("runtime_path");
    out_.handlers.push_back({std::string(name),
                             handler_kind(handler.text("runtime_type") == "vm" ? "vm" : "",
                                          program.empty() ? name : program),
                             formats::is_true(handler.find("privileged_without_host_devices"))});
  }

  void take_image(const Value& image) {
    set(out_.signature_policy, image, "signature_policy");
    if (out_.signature_policy.empty()) out_.signature_policy = "/etc/containers/policy.json";
    if (image.find("insecure_registries") == nullptr) return;
    out_.insecure_registries.clear();
    for (const Value& one : formats::items_of(image, "insecure_registries")) {
      if (one.is_string() && !is_loopback(one.as_string()))
        out_.insecure_registries.push_back({std::string(one.as_string()), "TLS is not verified"});
    }
  }

  void take_metrics(const Value& metrics) {
    set(metrics_, metrics, "enable_metrics");
    const Value* host = metrics.find("metrics_host");
    if (host != nullptr && host->is_string()) metrics_host_ = host->as_string();
    const Value* port = metrics.find("metrics_port");
    if (port != nullptr && port->is_int()) metrics_port_ = port->as_int();
  }

  RuntimeFacts out_;
  std::string stream_address_ = "127.0.0.1", stream_port_ = "0";
  bool stream_tls_ = false, metrics_ = false;
  std::optional<std::string> metrics_host_;
  std::int64_t metrics_port_ = 9090;
};

}  // namespace

RuntimeFacts crio_facts(std::span<const Value> files) {
  Reading reading;
  for (const Value& file : files) reading.take(file);
  return reading.take_all();
}

std::vector<InsecureRegistry> insecure_in_registries(const Value& registries) {
  std::vector<InsecureRegistry> out;
  const auto look = [&](const Value& one) {
    if (!formats::is_true(one.find("insecure"))) return;
    const std::string_view place = one.text("location");
    const std::string_view name = place.empty() ? one.text("prefix") : place;
    if (!is_loopback(name)) out.push_back({std::string(name), "TLS is not verified"});
  };
  for (const Value& one : formats::items_of(registries, "registry")) {
    look(one);
    for (const Value& mirror : formats::items_of(one, "mirror")) look(mirror);
  }
  const Value* old = registries.at("registries", "insecure");
  if (old == nullptr) return out;
  for (const Value& one : formats::items_of(*old, "registries")) {
    if (one.is_string() && !is_loopback(one.as_string()))
      out.push_back({std::string(one.as_string()), "TLS is not verified"});
  }
  return out;
}

std::optional<bool> policy_verifies(const Value& policy) {
  const auto rules = formats::items_of(policy, "default");
  if (rules.empty()) return std::nullopt;
  return std::ranges::none_of(
      rules, [](const Value& rule) { return rule.text("type") == "insecureAcceptAnything"; });
}

}  // namespace bulwark::extractors::config
