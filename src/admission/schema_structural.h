// SPDX-License-Identifier: Apache-2.0
// How the objects of a custom kind merge: from the structural schema of its definition.
#pragma once

#include <string_view>

#include "admission/schema.h"
#include "base/result.h"
#include "formats/value.h"

namespace bulwark::admission {

/// The schema of one version of a CustomResourceDefinition (apiextensions.k8s.io/v1), as the API
/// server publishes it. Errors: not_found when there is no such version, malformed where the schema
/// is none, with the place.
Result<Schema> custom_schema(const formats::Value& definition, std::string_view version);

}  // namespace bulwark::admission
