// SPDX-License-Identifier: Apache-2.0
// Image configuration: what an image runs with, and how it was made, as an object of the inventory:
// apiVersion bulwark.dev/v1, kind ImageConfiguration, metadata.name the image.
// docs/dockerfiles.md tells its fields.
#pragma once

#include "base/result.h"
#include "formats/builder.h"
#include "model/image_facts.h"

namespace bulwark::extractors::config {

/// What of `facts` is not known is not there: whoever asks for it learns that. Error: `limit`, for
/// a history whose scripts are nested too deeply.
Result<formats::Value> image_configuration_document(const model::ImageFacts& facts,
                                                    formats::Builder& builder);

}  // namespace bulwark::extractors::config
