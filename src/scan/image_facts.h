// SPDX-License-Identifier: Apache-2.0
// Image facts: what was read of an image, for the document that controls judge.
#pragma once

#include <string_view>

#include "model/image_facts.h"
#include "scan/image_packages.h"

namespace bulwark::scan {

/// `name`: what the image is called; `today`: "2026-11-24", by which its age counts.
model::ImageFacts image_facts(const ImageContents& contents, std::string_view name,
                              std::string_view today);

}  // namespace bulwark::scan
