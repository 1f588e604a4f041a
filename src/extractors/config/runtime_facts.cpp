// SPDX-License-Identifier: Apache-2.0
// Facts become keys.
#include "extractors/config/runtime_facts.h"

#include <array>
#include <span>
#include <utility>

namespace bulwark::extractors::config {
namespace {

using formats::Builder;
using formats::Value;

void add(std::string_view key, std::string_view text, Builder& builder) {
  builder.key(key);
  builder.string(text);
}

void add(std::string_view key, std::optional<bool> on, Builder& builder) {
  if (!on) return;
  builder.key(key);
  builder.scalar(Value::boolean(*on));
}

void add(std::string_view key, const std::optional<std::string>& text, Builder& builder) {
  if (text) add(key, std::string_view(*text), builder);
}

void add(std::string_view key, std::span<const std::string> texts, Builder& builder) {
  builder.key(key);
  builder.begin_list();
  for (const std::string& text : texts) builder.string(text);
  builder.end_list();
}

void add(std::span<const InsecureRegistry> registries, Builder& builder) {
  builder.key("insecureRegistries");
  builder.begin_list();
  for (const InsecureRegistry& registry : registries) {
    builder.begin_map();
    add("name", std::string_view(registry.name), builder);
    add("why", std::string_view(registry.why), builder);
    builder.end_map();
  }
  builder.end_list();
}

void add(std::span<const RuntimeHandler> handlers, Builder& builder) {
  builder.key("handlers");
  builder.begin_list();
  for (const RuntimeHandler& handler : handlers) {
    builder.begin_map();
    add("name", std::string_view(handler.name), builder);
    add("kind", std::string_view(handler.kind), builder);
    add("privilegedWithoutDevices", std::optional(handler.privileged_without_devices), builder);
    builder.end_map();
  }
  builder.end_list();
}

}  // namespace

std::string handler_kind(std::string_view type, std::string_view program) {
  program = program.substr(program.rfind('/') + 1);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kKinds{
      {{"kata", "kata"}, {"runsc", "gvisor"}, {"crun", "crun"}, {"runc", "runc"}, {"vm", "kata"}}};
  if (!program.empty() && type != "vm") {
    for (const auto& [word, kind] : kKinds) {
      if (program == word || (word != "vm" && program.starts_with(word))) return std::string(kind);
    }
    return std::string(program);
  }
  for (const auto& [word, kind] : kKinds) {
    if (type == word || type.contains("." + std::string(word) + ".")) return std::string(kind);
  }
  return std::string(type);
}

bool is_loopback(std::string_view address) {
  if (address.starts_with('[')) return address.starts_with("[::1]");
  const std::string_view host = address.substr(0, address.find(':'));
  return host == "localhost" || host.starts_with("127.") || address == "::1";
}

void add_runtime_facts(const RuntimeFacts& facts, Builder& builder) {
  add("servesKubernetes", std::optional(facts.serves_kubernetes), builder);
  if (!facts.default_handler.empty())
    add("defaultHandler", std::string_view(facts.default_handler), builder);
  add(facts.handlers, builder);
  add(facts.insecure_registries, builder);
  add("registryCredentials", facts.credentials, builder);
  add("apiAddresses", facts.api_addresses, builder);
  if (facts.open_metrics) add("openMetrics", *facts.open_metrics, builder);
  add("streamServers", facts.stream_servers, builder);
  add("apparmor", facts.apparmor, builder);
  add("selinux", facts.selinux, builder);
  add("seccomp", facts.seccomp, builder);
  add("cgroupDriver", facts.cgroup_driver, builder);
  add("cdi", facts.cdi, builder);
  add("unprivilegedPorts", facts.unprivileged_ports, builder);
}

}  // namespace bulwark::extractors::config
