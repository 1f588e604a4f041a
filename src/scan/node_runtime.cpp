// SPDX-License-Identifier: Apache-2.0
// Processes tell which runtimes there are and which file each reads.
#include "scan/node_runtime.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extractors/config/crio.h"
#include "extractors/config/docker.h"
#include "scan/node_containerd.h"
#include "scan/node_files.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;
using formats::Value;
using sources::node::NodeProcess;
using Words = std::span<const std::string>;

struct Engine {
  std::string_view program, name;
  std::array<std::string_view, 2> flags;  // that name its file
  std::span<const std::string_view> files;
};

constexpr std::array<std::string_view, 3> kContainerdFiles{
    "/etc/containerd/config.toml", "/var/lib/rancher/k3s/agent/etc/containerd/config.toml",
    "/var/lib/rancher/rke2/agent/etc/containerd/config.toml"};
constexpr std::array<std::string_view, 1> kCrioFiles{"/etc/crio/crio.conf"};
constexpr std::array<std::string_view, 1> kDockerFiles{"/etc/docker/daemon.json"};

constexpr std::array<Engine, 3> kEngines{
    {{"containerd", "containerd", {"-c", "--config"}, kContainerdFiles},
     {"crio", "cri-o", {"-c", "--config"}, kCrioFiles},
     {"dockerd", "docker", {"--config-file", "--config-file"}, kDockerFiles}}};

constexpr std::string_view kCrioDropIns = "/etc/crio/crio.conf.d";

struct Found {
  std::string file;
  Words words;
};

std::string flag_of(Words words, const Engine& engine, std::string_view otherwise) {
  std::string out(otherwise);
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (const std::string_view flag : engine.flags) {
      if (words[i] == flag && i + 1 < words.size()) out = words[i + 1];
      if (words[i].starts_with(fmt::format("{}=", flag))) out = words[i].substr(flag.size() + 1);
    }
  }
  return out;
}

bool is_there(const NodeDocuments& out, std::string_view path) {
  struct stat facts{};
  const int hindered = out.root().look(path, facts);
  return hindered != ENOENT && hindered != ENOTDIR;
}

// Those that run; where none does, those whose file is there.
std::vector<Found> found_of(const Engine& engine, const NodeDocuments& out) {
  std::vector<Found> all;
  for (const NodeProcess& process : out.facts().processes) {
    if (process.words.empty()) continue;
    const std::string_view program = process.words[0];
    if (program.substr(program.rfind('/') + 1) != engine.program) continue;
    const Words words = Words(process.words).subspan(1);
    const std::string file = flag_of(words, engine, engine.files[0]);
    if (std::ranges::find(all, file, &Found::file) == all.end()) all.push_back({file, words});
  }
  if (!all.empty()) return all;
  for (const std::string_view file : engine.files) {
    const bool by_folder = engine.program == "crio" && is_there(out, kCrioDropIns);
    if (by_folder || is_there(out, file)) all.push_back({std::string(file), {}});
  }
  return all;
}

Result<RuntimeReading> read_docker(const Found& found, NodeDocuments& out) {
  RuntimeReading reading;
  Value file;
  if (is_there(out, found.file)) {
    file = TRY(out.read_yaml(found.file));
    reading.files.push_back(found.file);
  }
  reading.facts = config::docker_facts(file, found.words);
  return reading;
}

// Of containers/image; where there is none its own defaults count.
Result<void> read_registries(RuntimeReading& reading, NodeDocuments& out) {
  constexpr std::string_view kRegistries = "/etc/containers/registries.conf";
  std::vector<std::string> paths;
  if (is_there(out, kRegistries)) paths.emplace_back(kRegistries);
  for (const std::string& path : TRY(files_in(fmt::format("{}.d", kRegistries), ".conf", out)))
    paths.push_back(path);
  for (const std::string& path : paths) {
    const Value file = TRY(read_toml(path, out));
    std::ranges::move(config::insecure_in_registries(file),
                      std::back_inserter(reading.facts.insecure_registries));
  }
  return {};
}

Result<RuntimeReading> read_crio(const Found& found, NodeDocuments& out) {
  RuntimeReading reading;
  if (is_there(out, found.file)) reading.files.push_back(found.file);
  for (const std::string& path : TRY(files_in(std::string(kCrioDropIns), "", out)))
    reading.files.push_back(path);
  std::vector<Value> files;
  for (const std::string& path : reading.files) files.push_back(TRY(read_toml(path, out)));
  reading.facts = config::crio_facts(files);
  TRY_VOID(read_registries(reading, out));
  const auto policy = out.read_yaml(reading.facts.signature_policy);
  if (policy) {
    reading.verifies_images = config::policy_verifies(*policy);
  } else {
    reading.doubts.push_back("images: " + policy.error().text());
  }
  return reading;
}

Result<RuntimeReading> read(const Engine& engine, const Found& found, NodeDocuments& out) {
  if (!found.file.starts_with('/'))
    return fail(ErrorCode::unsupported, found.file + " is relative to where it was started");
  if (engine.program == "containerd") return read_containerd(found.file, out);
  return engine.program == "crio" ? read_crio(found, out) : read_docker(found, out);
}

void add(const Engine& engine, const Found& found, NodeDocuments& out) {
  const Result<RuntimeReading> reading = read(engine, found, out);
  out.begin("ContainerRuntime", found.file);
  out.text("runtime", engine.name);
  if (reading) {
    formats::Builder& builder = out.builder();
    builder.key("files");
    builder.begin_list();
    for (const std::string& file : reading->files) builder.string(file);
    builder.end_list();
    if (!reading->version.empty()) out.text("version", reading->version);
    config::add_runtime_facts(reading->facts, builder);
    if (reading->verifies_images) {
      builder.key("verifiesImages");
      builder.scalar(Value::boolean(*reading->verifies_images));
    }
  }
  out.end();
  if (!reading) return out.problem(std::string(engine.name), reading.error().text());
  for (const std::string& doubt : reading->doubts) out.problem(std::string(engine.name), doubt);
}

}  // namespace

void add_runtimes(NodeDocuments& out) {
  for (const Engine& engine : kEngines) {
    for (const Found& found : found_of(engine, out)) add(engine, found, out);
  }
}

}  // namespace bulwark::scan
