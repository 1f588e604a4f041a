// SPDX-License-Identifier: Apache-2.0
// Packages are keyed "/name/1.2.3_peers" (5), "/name@1.2.3(peers)" (6) or "name@1.2.3" (9, where
// "snapshots" hold who needs whom, with peers).
#include "extractors/lang/pnpm_lock.h"

#include <fmt/core.h>

#include <set>
#include <string>
#include <vector>

#include "extractors/lang/listing.h"
#include "formats/value_fields.h"

namespace bulwark::extractors::lang {
namespace {

using formats::Value;

struct Key {
  std::string_view name;
  std::string_view version;
};

// Up to version 6 a key begins with the registry's host, which is left out of the usual one.
std::string_view without_host(std::string_view key) {
  return key.substr(std::min(key.find('/') + 1, key.size()));
}

// "/@scope/name/1.2.3_react@18.0.0"
Key parse_old(std::string_view key) {
  key = without_host(key);
  const std::size_t slash = key.find('/', key.starts_with('@') ? key.find('/') + 1 : 0);
  if (slash == std::string_view::npos) return {};
  const std::string_view version = key.substr(slash + 1);
  return {key.substr(0, slash), version.substr(0, version.find('_'))};
}

// "@scope/name@1.2.3(react@18.0.0)"
Key parse_new(std::string_view key) {
  key = key.substr(0, key.find('('));
  const std::size_t at = key.find('@', 1);
  if (at == std::string_view::npos) return {};
  return {key.substr(0, at), key.substr(at + 1)};
}

// From version 11 on, pnpm's own version and what configures it may lead, in a document of their
// own.
std::string_view project_document(std::string_view bytes) {
  const std::size_t at = bytes.find("\n---", 1);
  const std::size_t end = at == std::string_view::npos ? at : bytes.find('\n', at + 1);
  return end == std::string_view::npos ? bytes : bytes.substr(end + 1);
}

std::string version_text(const Value& root) {
  const Value* const version = root.find("lockfileVersion");
  if (version == nullptr) return {};
  if (version->is_string()) return std::string(version->as_string());
  if (version->is_int()) return std::to_string(version->as_int());
  return version->is_double() ? fmt::format("{:.1f}", version->as_double()) : std::string();
}

// What is reached from the dependencies of importers that are not for development (version 9).
class Reached {
 public:
  explicit Reached(const Value& root) : snapshots_(root.find("snapshots")) {
    each_entry(root.find("importers"), [&](std::string_view, const Value& importer) {
      for (const std::string_view group : {"dependencies", "optionalDependencies"})
        each_entry(importer.find(group), [&](std::string_view name, const Value& one) {
          ask(name, one.text("version"));
        });
    });
    while (!pending_.empty()) follow();
  }

  bool has(std::string_view package) const { return packages_.contains(package); }

 private:
  // A version may itself be the key of another package: "npm:other@1", or "other@1.0.0".
  void ask(std::string_view name, std::string_view version) {
    std::string key = fmt::format("{}@{}", name, version);
    if (snapshots_ != nullptr && snapshots_->find(key) == nullptr &&
        snapshots_->find(version) != nullptr)
      key = version;
    if (keys_.insert(key).second) pending_.push_back(std::move(key));
  }

  void follow() {
    const std::string key = std::move(pending_.back());
    pending_.pop_back();
    packages_.insert(key.substr(0, key.find('(')));
    const Value* const snapshot = snapshots_ == nullptr ? nullptr : snapshots_->find(key);
    if (snapshot == nullptr) return;
    for (const std::string_view group : {"dependencies", "optionalDependencies"})
      each_entry(snapshot->find(group), [&](std::string_view name, const Value& version) {
        if (version.is_string()) ask(name, version.as_string());
      });
  }

  const Value* snapshots_;
  std::set<std::string, std::less<>> keys_;
  std::set<std::string, std::less<>> packages_;
  std::vector<std::string> pending_;
};

Key parse(std::string_view key, char version) {
  if (version < '6') return parse_old(key);
  return parse_new(version < '9' ? without_host(key) : key);
}

void add(std::string_view key, const Value& entry, char version, Listing& list,
         const Reached* reached) {
  // A folder of the project's own.
  if (const Value* const from = entry.find("resolution");
      from != nullptr && from->text("type") == "directory")
    return;
  Key parsed = parse(key, version);
  // Packages of other places than a registry say who they are in fields of their own.
  if (!entry.text("name").empty()) parsed.name = entry.text("name");
  if (!entry.text("version").empty()) parsed.version = entry.text("version");
  if (parsed.version.starts_with("link:")) return;
  if (parsed.version.contains(':')) parsed.version = {};  // an address: which version is not said
  model::Package package = list.package({}, parsed.version);
  set_scoped_name(parsed.name, package);
  package.development = reached != nullptr ? !reached->has(key)
                                           : formats::is_true(entry.find("dev"));
  list.add(std::move(package), key);
}

}  // namespace

Result<model::PackageList> read_pnpm_lock(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::npm);
  const Value root = TRY(list.yaml(project_document(bytes)));
  const std::string version = version_text(root);
  if (version.empty()) return fail(ErrorCode::malformed, "this is no lock file of pnpm");
  const bool has_snapshots = root.find("snapshots") != nullptr;
  const Reached reached(root);
  each_entry(root.find("packages"), [&](std::string_view key, const Value& entry) {
    add(key, entry, version.front(), list, has_snapshots ? &reached : nullptr);
  });
  return std::move(list).take();
}

}  // namespace bulwark::extractors::lang
