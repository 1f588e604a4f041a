// SPDX-License-Identifier: Apache-2.0
// Walks the targets.
#include "sources/code/input.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "io/file_tree.h"
#include "sources/code/packages.h"

namespace bulwark::sources::code {
namespace {

constexpr std::array<std::string_view, 5> kEndings{".yaml", ".yml", ".json", ".ndjson", ".jsonl"};

bool is_manifest_name(std::string_view name) {
  if (name == "Kustomization") return true;
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view end) { return name.ends_with(end); });
}

bool is_wanted_folder(std::string_view name) {
  return !name.starts_with('.') && name != "node_modules";
}

class Finder {
 public:
  explicit Finder(const LoadOptions& options) : options_(options) {}

  Result<Inputs> run(std::span<const std::string> targets) {
    for (const std::string& target : targets) TRY_VOID(add(target));
    return std::move(found_);
  }

 private:
  InputKind kind_of(std::string_view path) const {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const auto is_one = options_.dockerfiles.is_one;
    return is_one != nullptr && is_one(name) ? InputKind::dockerfile : InputKind::file;
  }

  Result<void> add(const std::string& target) {
    if (target == "-") {
      take(InputKind::standard_input, "-", 0, true);
      return {};
    }
    const Result<io::PathFacts> facts = io::look_at(target);
    if (!facts && facts.error().code == ErrorCode::not_found) {
      return fail(ErrorCode::not_found, "there is no file or folder '" + target + "'");
    }
    if (!facts) {
      found_.problems.push_back(path_problem(target, facts.error()));
      return {};
    }
    if (facts->kind == io::PathKind::folder) return add_folder(target);
    take(kind_of(target), target, facts->size, true);
    return {};
  }

  Result<void> add_folder(const std::string& folder) {
    const auto is_wanted = [this](std::string_view name) {
      return is_manifest_name(name) || kind_of(name) == InputKind::dockerfile;
    };
    io::Tree tree = TRY(io::walk(
        folder,
        {.wants_file = is_wanted, .wants_folder = is_wanted_folder, .stop = options_.stop}));
    for (const io::TreeGap& gap : tree.gaps)
      found_.problems.push_back(path_problem(gap.path, gap.error));
    if (tree.files.empty() && tree.gaps.empty()) {
      found_.problems.push_back(path_problem(
          folder, {ErrorCode::not_found,
                   options_.dockerfiles.is_one == nullptr
                       ? "the folder holds no YAML or JSON file (snapshots are named one by one)"
                       : "the folder holds no YAML or JSON file and no Dockerfile (snapshots are "
                         "named one by one)",
                   {}}));
    }
    const Packages packages = find_packages(tree.files, options_);
    for (const std::string& chart : packages.charts) take(InputKind::chart, chart, 0, false);
    for (const std::string& built : packages.kustomizations)
      take(InputKind::kustomization, built, 0, false);
    for (const std::string& library : packages.libraries) found_.not_kubernetes.push_back(library);
    for (const io::TreeFile& file : tree.files) {
      const InputKind kind = kind_of(file.path);  // a Dockerfile is no part of a chart
      if (kind == InputKind::dockerfile || !packages.parts.contains(file.path))
        take(kind, file.path, file.size, false);
    }
    return {};
  }

  // Once each: the same file may be reached through several targets and links.
  void take(InputKind kind, const std::string& path, std::uint64_t size, bool named) {
    const Result<std::string> real = kind == InputKind::standard_input ? path : io::real_path(path);
    const auto [known, fresh] = seen_.try_emplace({kind, real ? *real : path},
                                                  found_.inputs.size());
    if (!fresh) {
      found_.inputs[known->second].named |= named;
      return;
    }
    found_.inputs.push_back({kind, path, size, named});
  }

  const LoadOptions& options_;
  Inputs found_;
  std::map<std::pair<InputKind, std::string>, std::size_t> seen_;
};

}  // namespace

model::Problem path_problem(const std::string& path, const Error& error) {
  model::Problem problem;
  problem.what = path;
  problem.reason = error.message;
  problem.code = error.code;
  problem.file = path;
  return problem;
}

Result<Inputs> find_inputs(std::span<const std::string> targets, const LoadOptions& options) {
  return Finder(options).run(targets);
}

}  // namespace bulwark::sources::code
