// SPDX-License-Identifier: Apache-2.0
// What an image was built on, and which of its layers are those of that.
#pragma once

#include <cstddef>
#include <optional>

#include "sources/container/image.h"

namespace bulwark::sources::container {

/// How many of the lowest layers they are. No image says so: it is taken from its history, where
/// the base image's own last word (CMD or ENTRYPOINT) stands below the layers that were added to
/// it. Not set where the history says nothing of the kind, or tells of other layers than there are.
std::optional<std::size_t> base_layers(const Image& image);

/// What it says it was built on: in the annotations of its manifest, or else in its labels, which
/// an image has from its base too and which may then tell the base of that.
BaseName base_name(const Image& image);

}  // namespace bulwark::sources::container
