// SPDX-License-Identifier: Apache-2.0
// Processes tell which runtimes there are and which file each reads, else units do.
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
#include "scan/node_units.h"

namespace bulwark::scan {
namespace {

namespace config = extractors::config;
using formats::Value;
using sources::node::NodeProcess;
using Words = std::span<const std::string>;

struct Engine {
  std::string_view program, name, unit;
  std::array<std::string_view, 2> flags;  // that name its file
  std::span<const std::string_view> files;
};

constexpr std::array<std::string_view, 3> kContainerdFiles{
    "/etc/containerd/config.toml", "/var/lib/rancher/k3s/agent/etc/containerd/config.toml",
    "/var/lib/rancher/rke2/agent/etc/containerd/config.toml"};
constexpr std::array<std::string_view, 1> kCrioFiles{"/etc/crio/crio.conf"};
constexpr std::array<std::string_view, 1> kDockerFiles{"/etc/docker/daemon.json"};

constexpr std::array<Engine, 3> kEngines{
    {{"containerd", "containerd", "containerd.service", {"-c", "--config"}, kContainerdFiles},
     {"crio", "cri-o", "crio.service", {"-c", "--config"}, kCrioFiles},
     {"dockerd", "docker", "docker.service", {"--config-file", "--config-file"}, kDockerFiles}}};

constexpr std::string_view kCrioDropIns = "/etc/crio/crio.conf.d";

struct Found {
  std::string file;
  std::vector<std::string> words;  // after its program
  std::optional<Error> trouble{};  // why they are not known
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

bool is_program(const Engine& engine, std::string_view word) {
  return word.substr(word.rfind('/') + 1) == engine.program;
}

// How its unit starts it; nothing: there is none that does.
std::optional<Found> found_in_unit(const Engine& engine, const NodeDocuments& out) {
  const auto service = read_service(std::string(engine.unit), out);
  if (!service && service.error().code == ErrorCode::not_found) return std::nullopt;
  if (!service)
    return Found{
        std::string(engine.files[0]), {}, Error(service.error()).context(std::string(engine.unit))};
  for (const auto& command : service->commands) {
    if (!is_program(engine, command[0])) continue;
    const auto words = Words(command).subspan(1);
    return Found{flag_of(words, engine, engine.files[0]), {words.begin(), words.end()}};
  }
  return std::nullopt;
}

// Those that run; where none does, the one that has a unit, and those whose file is there.
std::vector<Found> found_of(const Engine& engine, const NodeDocuments& out) {
  std::vector<Found> all;
  for (const NodeProcess& process : out.facts().processes) {
    if (process.words.empty() || !is_program(engine, process.words[0])) continue;
    const Words words = Words(process.words).subspan(1);
    const std::string file = flag_of(words, engine, engine.files[0]);
    if (std::ranges::find(all, file, &Found::file) == all.end())
      all.push_back({file, {words.begin(), words.end()}});
  }
  if (!all.empty()) return all;
  if (auto found = found_in_unit(engine, out)) all.push_back(std::move(*found));
  for (const std::string_view file : engine.files) {
    const bool by_folder = engine.program == "crio" && is_there(out, kCrioDropIns);
    const bool is_new = std::ranges::find(all, file, &Found::file) == all.end();
    if (is_new && (by_folder || is_there(out, file))) all.push_back({std::string(file), {}});
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

// CRI-O's flags are over its files: all but those of its log may decide on security.
Result<void> check_crio_words(Words words) {
  for (const std::string& word : words) {
    const std::string name = word.substr(0, word.find('='));
    const bool is_known = !name.starts_with('-') || name == "-c" || name == "--config" ||
                          name == "-l" || name.starts_with("--log");
    if (!is_known) return fail(ErrorCode::unsupported, name + " is given to it, which is not read");
  }
  return {};
}

Result<RuntimeReading> read_crio(const Found& found, NodeDocuments& out) {
  TRY_VOID(check_crio_words(found.words));
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
  if (found.trouble) return std::unexpected(*found.trouble);
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
