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

// "/@scope/name/1.2.3_react@18.0.0"
Key parse_old(std::string_view key) {
  if (key.starts_with('/')) key.remove_prefix(1);
  const std::size_t slash = key.find('/', key.starts_with('@') ? key.find('/') + 1 : 0);
  if (slash == std::string_view::npos) return {};
  const std::string_view version = key.substr(slash + 1);
  return {key.substr(0, slash), version.substr(0, version.find('_'))};
}

// "/@scope/name@1.2.3(react@18.0.0)", the slash in front only up to version 6.
Key parse_new(std::string_view key) {
  if (key.starts_with('/')) key.remove_prefix(1);
  key = key.substr(0, key.find('('));
  const std::size_t at = key.find('@', 1);
  if (at == std::string_view::npos) return {};
  return {key.substr(0, at), key.substr(at + 1)};
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

void add(std::string_view key, const Value& entry, bool is_old, Listing& list,
         const Reached* reached) {
  Key parsed = is_old ? parse_old(key) : parse_new(key);
  // Packages of other places than a registry say who they are in fields of their own.
  if (!entry.text("name").empty()) parsed.name = entry.text("name");
  if (!entry.text("version").empty()) parsed.version = entry.text("version");
  if (parsed.version.starts_with("file:") || parsed.version.starts_with("link:")) return;
  model::Package package = list.package({}, parsed.version);
  set_scoped_name(parsed.name, package);
  package.development = reached != nullptr ? !reached->has(key)
                                           : formats::is_true(entry.find("dev"));
  list.add(std::move(package), key);
}

}  // namespace

Result<model::PackageList> read_pnpm_lock(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::npm);
  const Value root = TRY(list.yaml(bytes));
  const std::string version = version_text(root);
  if (version.empty()) return fail(ErrorCode::malformed, "this is no lock file of pnpm");
  const bool is_old = version.starts_with('5') || version.starts_with('4');
  const bool has_snapshots = root.find("snapshots") != nullptr;
  const Reached reached(root);
  each_entry(root.find("packages"), [&](std::string_view key, const Value& entry) {
    add(key, entry, is_old, list, has_snapshots ? &reached : nullptr);
  });
  return std::move(list).take();
}

}  // namespace bulwark::extractors::lang
