// SPDX-License-Identifier: Apache-2.0
// Merge: one configuration over another, as components lay them over each other: maps join,
// everything else is replaced.
#pragma once

#include "formats/builder.h"
#include "formats/value.h"

namespace bulwark::extractors::config {

/// Both should be maps; what is null in `over` says nothing. In the builder's pool.
formats::Value merged(const formats::Value& base, const formats::Value& over,
                      formats::Builder& builder);

/// The same within a value that is being built.
void add_merged(const formats::Value& base, const formats::Value& over, formats::Builder& builder);

/// A value as it is, but for what is null in its maps, within one that is being built.
void add_copy(const formats::Value& value, formats::Builder& builder);

}  // namespace bulwark::extractors::config
