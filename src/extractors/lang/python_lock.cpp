// SPDX-License-Identifier: Apache-2.0
#include "extractors/lang/python_lock.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "extractors/lang/listing.h"
#include "formats/value_fields.h"

namespace bulwark::extractors::lang {
namespace {

using formats::Value;

// Whether a package has groups, of which `is` holds for all.
template <class Is>
bool all_groups(const Value& package, Is is) {
  const auto groups = formats::items_of(package, "groups");
  return !groups.empty() && std::ranges::all_of(groups, [&](const Value& one) {
    return one.is_string() && is(one.as_string());
  });
}

// uv: the project and the members of its workspace are packages whose source is a folder.
bool is_own(const Value& package) {
  const Value* const source = package.find("source");
  return source != nullptr &&
         (source->find("editable") != nullptr || source->find("virtual") != nullptr);
}

// The names that the project's own packages need, and what those need.
class Needed {
 public:
  explicit Needed(std::span<const Value> packages) {
    std::multimap<std::string_view, const Value*> by_name;
    for (const Value& one : packages) {
      by_name.emplace(one.text("name"), &one);
      if (is_own(one)) ask_all(one);
    }
    while (!pending_.empty()) {
      const std::string name = std::move(pending_.back());
      pending_.pop_back();
      const auto [first, last] = by_name.equal_range(name);
      for (auto at = first; at != last; ++at) ask_all(*at->second);
    }
  }

  bool has(std::string_view name) const { return names_.contains(name); }

 private:
  void ask(std::span<const Value> dependencies) {
    for (const Value& one : dependencies)
      if (names_.emplace(one.text("name")).second) pending_.emplace_back(one.text("name"));
  }

  void ask_all(const Value& package) {
    ask(formats::items_of(package, "dependencies"));
    each_entry(package.find("optional-dependencies"),
               [&](std::string_view, const Value& extra) { ask(extra.items()); });
  }

  std::set<std::string, std::less<>> names_;
  std::vector<std::string> pending_;
};

void add_section(const Value& root, std::string_view section, Listing& list) {
  each_entry(root.find(section), [&](std::string_view name, const Value& entry) {
    // Pipenv's first releases wrote the version alone.
    std::string_view version = entry.is_string() ? entry.as_string() : entry.text("version");
    while (version.starts_with('=')) version.remove_prefix(1);
    // From a repository or a folder: what version that is is not said.
    model::Package package = list.package(name, version);
    package.development = section == "develop";
    list.add(std::move(package), section);
  });
}

}  // namespace

Result<model::PackageList> read_poetry_lock(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::pypi);
  const Value root = TRY(list.toml(bytes));
  for (const Value& one : formats::items_of(root, "package")) {
    model::Package package = list.package(one.text("name"), one.text("version"));
    package.development = one.text("category") == "dev" ||
                          all_groups(one, [](std::string_view group) { return group != "main"; });
    list.add(std::move(package));
  }
  return std::move(list).take();
}

Result<model::PackageList> read_uv_lock(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::pypi);
  const Value root = TRY(list.toml(bytes));
  const auto packages = formats::items_of(root, "package");
  const bool has_project = std::ranges::any_of(packages, is_own);
  const Needed needed(packages);
  for (const Value& one : packages) {
    if (is_own(one)) continue;
    model::Package package = list.package(one.text("name"), one.text("version"));
    package.development = has_project && !needed.has(package.name);
    list.add(std::move(package));
  }
  return std::move(list).take();
}

Result<model::PackageList> read_pdm_lock(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::pypi);
  const Value root = TRY(list.toml(bytes));
  for (const Value& one : formats::items_of(root, "package")) {
    model::Package package = list.package(one.text("name"), one.text("version"));
    // Other groups than PDM's own for development may be extras, which are installed with others:
    // the file does not tell one from the other.
    package.development = all_groups(one, [](std::string_view group) { return group == "dev"; });
    list.add(std::move(package));
  }
  return std::move(list).take();
}

Result<model::PackageList> read_pipfile_lock(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::pypi);
  const Value root = TRY(list.json(bytes));
  if (root.find("default") == nullptr && root.find("develop") == nullptr)
    return fail(ErrorCode::malformed, "this is no lock file of Pipenv");
  for (const std::string_view section : {"default", "develop"}) add_section(root, section, list);
  return std::move(list).take();
}

}  // namespace bulwark::extractors::lang
