// SPDX-License-Identifier: Apache-2.0
// Dockerfile document: what a Dockerfile builds, as an object of the inventory: apiVersion
// bulwark.dev/v1, kind Dockerfile, metadata.name the path of the file. docs/dockerfiles.md tells
// its fields.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "extractors/config/image_description.h"
#include "formats/builder.h"

namespace bulwark::extractors::config {

/// Lines of what stands at a path of the document: "spec.commands[3]".
struct DocumentPlace {
  std::string path;
  SourceLines lines;
};

struct DockerfileDocument {
  formats::Value root;
  std::vector<DocumentPlace> places;
  std::vector<DocumentPlace> secrets;  ///< credentials (in place of paths), and where they stand

  /// Of the longest path that leads to `path`; of the last FROM, where the file says nothing.
  SourceLines lines_of(std::string_view path) const;
};

/// Errors: those of formats::parse_dockerfile, at their line.
Result<DockerfileDocument> dockerfile_document(std::string_view text, std::string_view name,
                                               formats::Builder& builder);

/// Whether a file of this name is one: Dockerfile, Dockerfile.dev, web.Dockerfile, Containerfile
/// likewise; not Dockerfile.dockerignore, Dockerfile.md, nor a template (Dockerfile.j2).
bool is_dockerfile_name(std::string_view name);

}  // namespace bulwark::extractors::config
