// SPDX-License-Identifier: Apache-2.0
// Scope: where an object lives that does not say so itself, told without a cluster.
#pragma once

#include <string_view>

#include "admission/request.h"
#include "formats/pool.h"

namespace bulwark::admission {

/// Whether objects of a kind live in a namespace, for built-in kinds. Custom resources say by their
/// namespace whether they live in one: false.
bool lives_in_namespace(const GroupVersionKind& kind);

/// The object with metadata.namespace set, as the API server sets it before anybody is asked. The
/// rest is shared; `object` must outlive what is returned.
formats::Value in_namespace(const formats::Value& object, std::string_view name_space,
                            formats::Pool& pool);

}  // namespace bulwark::admission
