// SPDX-License-Identifier: Apache-2.0
// Version 1 is a tree of "dependencies"; 2 and 3 hold "packages" by their folder
// ("node_modules/a/node_modules/b"), and 2 the tree besides for old clients.
#include "extractors/lang/npm_lock.h"

#include <fmt/core.h>

#include "extractors/lang/listing.h"
#include "formats/value_fields.h"

namespace bulwark::extractors::lang {
namespace {

using formats::Value;

constexpr std::string_view kFolder = "node_modules/";
constexpr std::size_t kMostDepth = 100;

void add_folder(std::string_view folder, const Value& entry, Listing& list) {
  const std::size_t at = folder.rfind(kFolder);
  // A link points to a workspace, and a folder elsewhere is one: the project's own parts.
  if (at == std::string_view::npos || formats::is_true(entry.find("link"))) return;
  if (entry.text("version").empty() && formats::is_true(entry.find("optional")))
    return;  // not for this platform: npm keeps an empty entry
  model::Package package = list.package({}, entry.text("version"));
  const std::string_view alias = entry.text("name");
  set_scoped_name(alias.empty() ? folder.substr(at + kFolder.size()) : alias, package);
  package.license = license_of(entry.find("license"));
  package.development = formats::is_true(entry.find("dev"));
  list.add(std::move(package), folder);
}

// "npm:other@1.2.3" is a package under another name; "file:..." is the project's own. Of any other
// place (a repository, an archive) only the address stands here, and not which version that is.
void add_dependency(std::string_view name, const Value& entry, Listing& list) {
  std::string_view version = entry.text("version");
  if (version.starts_with("file:")) return;
  constexpr std::string_view kAlias = "npm:";
  if (version.starts_with(kAlias)) {
    const std::size_t at = version.rfind('@');
    name = version.substr(kAlias.size(), at - kAlias.size());
    version = version.substr(at + 1);
  }
  if (version.contains(':')) version = {};
  model::Package package = list.package({}, version);
  set_scoped_name(name, package);
  package.development = formats::is_true(entry.find("dev"));
  list.add(std::move(package), name);
}

void add_tree(const Value& parent, std::size_t depth, Listing& list) {
  if (depth > kMostDepth) return list.problem("dependencies nest too deep");
  each_entry(parent.find("dependencies"), [&](std::string_view name, const Value& entry) {
    add_dependency(name, entry, list);
    add_tree(entry, depth + 1, list);
  });
}

}  // namespace

Result<model::PackageList> read_npm_lock(std::string_view path, std::string_view bytes) {
  Listing list(path, model::PackageType::npm);
  const Value root = TRY(list.json(bytes));
  const Value* const packages = root.find("packages");
  if (packages != nullptr && packages->is_map()) {
    each_entry(packages, [&](std::string_view folder, const Value& entry) {
      add_folder(folder, entry, list);
    });
  } else if (root.find("lockfileVersion") != nullptr || root.find("dependencies") != nullptr) {
    add_tree(root, 0, list);
  } else {
    return fail(ErrorCode::malformed, "this is no lock file of npm");
  }
  return std::move(list).take();
}

}  // namespace bulwark::extractors::lang
