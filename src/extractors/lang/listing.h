// SPDX-License-Identifier: Apache-2.0
// Listing: what readers of lock files share: the document, and the list that they fill.
#pragma once

#include <string_view>

#include "base/result.h"
#include "formats/builder.h"
#include "formats/value.h"
#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// The largest lock file that is read as a document.
inline constexpr std::size_t kMostDocumentBytes = std::size_t{64} << 20;

/// A document and the pool that its values live in. Neither copied nor moved.
class Listing {
 public:
  Listing(std::string_view path, model::PackageType type) : path_(path), type_(type) {}
  Listing(const Listing&) = delete;
  Listing& operator=(const Listing&) = delete;

  Result<formats::Value> json(std::string_view bytes);
  Result<formats::Value> yaml(std::string_view bytes);
  Result<formats::Value> toml(std::string_view bytes);

  /// A package of the list's type and path.
  model::Package package(std::string_view name, std::string_view version) const;

  /// Added, unless it has no name or no version: that is a problem, at `where` in the file.
  void add(model::Package package, std::string_view where = {});
  /// One problem of the file; the rest of it is not lost.
  void problem(std::string reason, std::string_view where = {});

  /// The list, each package once.
  model::PackageList take() &&;
  std::string_view path() const { return path_; }

 private:
  std::string_view path_;
  model::PackageType type_;
  formats::Pool pool_{1, 1};
  formats::Builder builder_{pool_};
  model::PackageList list_;
};

/// Calls `take(key, value)` for each entry of a map, in the order of keys; never where there is
/// none.
template <class Take>
void each_entry(const formats::Value* map, Take take) {
  if (map == nullptr || !map->is_map()) return;
  for (std::uint32_t i = 0; i < map->shape()->count; ++i)
    take(map->shape()->keys[i], map->values()[i]);
}

/// The last part of a path, behind its last slash.
std::string_view base_name(std::string_view path);

/// "@angular/core" as name space "@angular" and name "core"; one part alone is a name.
void set_scoped_name(std::string_view full, model::Package& package);

/// A license as package.json, composer.lock and others have it: a text, {"type": text}, or a list
/// of either (joined by " OR ").
std::string license_of(const formats::Value* value);

}  // namespace bulwark::extractors::lang
