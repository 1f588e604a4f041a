// SPDX-License-Identifier: Apache-2.0
// Paths within a layer: one spelling for each file, none that leads outside, and what whiteouts
// hide.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace bulwark::sources::container {

struct CleanPath {
  std::string path;      ///< "usr/bin/env"; empty: the root
  bool outside = false;  ///< its ".." led above the root, where it was held
};

/// Without slashes at the ends, doubled ones, "." and "..".
CleanPath clean_path(std::string_view path);

/// Where a symbolic link at `path` (clean) leads, within the root.
std::string link_target(std::string_view path, std::string_view link);

/// The part before the last slash; empty: the root.
std::string_view parent_of(std::string_view path);
std::string_view name_of(std::string_view path);

/// What a name in a layer hides of the layers below (OCI image-spec, "Whiteouts").
enum class Hides : std::uint8_t {
  nothing,  ///< it is a file like others
  one,      ///< the file or folder that its name tells
  all,      ///< all that its folder held
  ignored,  ///< aufs' own, which is no file of the image
  broken,   ///< a whiteout of "." or ".." or of nothing
};
struct Whiteout {
  Hides hides = Hides::nothing;
  std::string path = {};  ///< clean: what is hidden, or the folder whose contents are
};
/// `path` is clean.
Whiteout whiteout_of(std::string_view path);

/// Symbolic links of one layer, which its later entries go through as whoever unpacks it does.
class LayerLinks {
 public:
  /// `path` is a link now, or (with an empty `link`) is none any more.
  void set(std::string_view path, std::string_view link);
  /// The path with all links in the folders above it followed. Links in circles are left as they
  /// are.
  std::string resolve(std::string_view path) const;

 private:
  std::map<std::string, std::string, std::less<>> links_;
};

}  // namespace bulwark::sources::container
