// SPDX-License-Identifier: Apache-2.0
// Dockerfile build: goes through the instructions as a build would, without running anything, and
// tells what the image of the last stage runs with.
//
// Variables have the values that the file gives them (ARG with its default, ENV); what a base image
// or whoever builds may set is not known, and what depends on it neither.
#pragma once

#include "extractors/config/image_description.h"
#include "formats/dockerfile.h"

namespace bulwark::extractors::config {

struct BuiltImage {
  ImageDescription image;
  SourceLines user, health_check, base;  ///< where the last stage says it; base: its FROM
};

/// Errors: `malformed`, `limit`, at their line.
Result<BuiltImage> build_dockerfile(const formats::Dockerfile& file);

}  // namespace bulwark::extractors::config
