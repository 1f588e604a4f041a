// SPDX-License-Identifier: Apache-2.0
// References to images in registries, as Docker and Kubernetes understand them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::sources::container {

struct Reference {
  std::string registry = {};    ///< "docker.io", "localhost:5000"
  std::string repository = {};  ///< "library/nginx"
  std::string tag = {};         ///< "latest" where neither tag nor digest is told
  std::string digest = {};      ///< counts before the tag
  bool operator==(const Reference&) const = default;

  /// Whole: "docker.io/library/nginx:latest".
  std::string text() const;
};

/// Whether a tag may be called so.
bool is_tag(std::string_view text);

/// `malformed` with what is wrong.
Result<Reference> parse_reference(std::string_view text);

}  // namespace bulwark::sources::container
