// SPDX-License-Identifier: Apache-2.0
// The JSON documents of images, each read once and dropped.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/value.h"

namespace bulwark::sources::container {

/// Bytes of a manifest, index or config: registries take 4 MiB.
inline constexpr std::size_t kMostDocument = std::size_t{8} << 20;

/// Calls `use` with the document's root, a map or list, which lives no longer than that call.
/// `malformed` where it is no JSON.
Result<void> with_document(std::string_view text,
                           const std::function<Result<void>(const formats::Value&)>& use);

/// A whole number from 0; nothing but -1 where it is missing or none.
std::int64_t number_of(const formats::Value& map, std::string_view key);

/// The texts of a list; what is no text is passed over. Empty when it is missing.
std::vector<std::string> texts_of(const formats::Value& map, std::string_view key);

}  // namespace bulwark::sources::container
