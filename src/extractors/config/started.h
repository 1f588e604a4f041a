// SPDX-License-Identifier: Apache-2.0
// Started: which component a container starts, by its words and its image.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "extractors/config/component.h"
#include "formats/value.h"

namespace bulwark::extractors::config {

/// An image's own program where the container names none; not known where a shell starts it.
struct Started {
  Program program;
  bool known = true;
};

std::optional<Started> started_by(const formats::Value& container);

/// The first `most` words of its command and args; what is no text is an empty one.
std::vector<std::string> words_of(const formats::Value& container, std::size_t most);

}  // namespace bulwark::extractors::config
