// SPDX-License-Identifier: Apache-2.0
// The schema of whatever kind a mutation is about.
#pragma once

#include <span>

#include "admission/mutate_object.h"
#include "admission/request.h"
#include "admission/schema.h"
#include "base/result.h"
#include "formats/value.h"

namespace bulwark::admission {

/// How the objects of `kind` merge in Kubernetes 1.`minor`: as a built-in kind, or by its
/// CustomResourceDefinition, if that is among `documents`. A JSON Patch needs less: that the kind
/// is no built-in one, which its group may tell. Errors: why it is not known.
Result<Schema> schema_of(const GroupVersionKind& kind, int minor, PatchType type,
                         std::span<const formats::Value> documents);

}  // namespace bulwark::admission
