// SPDX-License-Identifier: Apache-2.0
// Keys of the file, and the flags of the same meaning.
#include "extractors/config/docker.h"

#include <fmt/core.h>

#include <vector>

#include "formats/value_fields.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;

class Reading {
 public:
  Reading(const Value& config, std::span<const std::string> words)
      : config_(config), words_(words) {}

  RuntimeFacts read() {
    out_.serves_kubernetes = false;
    out_.default_handler = one("default-runtime");
    if (out_.default_handler.empty()) out_.default_handler = "runc";
    out_.apparmor = true;
    out_.selinux = is_on("selinux-enabled");
    out_.seccomp = one("seccomp-profile");
    if (out_.seccomp->empty()) out_.seccomp = "builtin";
    read_handlers();
    for (const std::string& name : all("insecure-registries", "--insecure-registry")) {
      if (!is_loopback(name)) out_.insecure_registries.push_back({name, "TLS is not verified"});
    }
    for (const std::string& host : all("hosts", "--host")) add_host(host);
    for (const std::string& host : flags("-H")) add_host(host);
    const std::string metrics = one("metrics-addr");
    if (!metrics.empty() && !is_loopback(metrics)) out_.open_metrics->push_back(metrics);
    for (const std::string& option : all("exec-opts", "--exec-opt")) {
      constexpr std::string_view kDriver = "native.cgroupdriver=";
      if (option.starts_with(kDriver)) out_.cgroup_driver = option.substr(kDriver.size());
    }
    return std::move(out_);
  }

 private:
  void read_handlers() {
    const Value* handlers = config_.find("runtimes");
    for (std::size_t i = 0; handlers != nullptr && i < handlers->values().size(); ++i) {
      const Value& one = handlers->values()[i];
      out_.handlers.push_back({std::string(handlers->shape()->keys[i]),
                               handler_kind(one.text("runtimeType"), one.text("path")), false});
    }
  }

  void add_host(const std::string& host) {
    if (host.starts_with("tcp:") && !is_on("tlsverify")) out_.api_addresses.push_back(host);
  }

  // Values of a flag that may be given more than once.
  std::vector<std::string> flags(std::string_view flag) const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const std::string_view word = words_[i];
      if (word == flag && i + 1 < words_.size()) {
        out.push_back(words_[++i]);
      } else if (word.starts_with(flag) && word.substr(flag.size()).starts_with('=')) {
        out.emplace_back(word.substr(flag.size() + 1));
      }
    }
    return out;
  }

  std::vector<std::string> all(std::string_view key, std::string_view flag) const {
    std::vector<std::string> out = flags(flag);
    for (const Value& item : formats::items_of(config_, key)) {
      if (item.is_string()) out.emplace_back(item.as_string());
    }
    return out;
  }

  std::string one(std::string_view name) const {
    const auto given = flags(fmt::format("--{}", name));
    return given.empty() ? std::string(config_.text(name)) : given.back();
  }

  bool is_on(std::string_view name) const {
    if (formats::is_true(config_.find(name))) return true;
    for (const std::string& word : words_) {
      if (word == fmt::format("--{}", name) || word == fmt::format("--{}=true", name)) return true;
    }
    return false;
  }

  const Value& config_;
  std::span<const std::string> words_;
  RuntimeFacts out_;
};

}  // namespace

RuntimeFacts docker_facts(const Value& config, std::span<const std::string> words) {
  return Reading(config, words).read();
}

}  // namespace bulwark::extractors::config
