// SPDX-License-Identifier: Apache-2.0
// File fields: which fields configuration files of the API server have, and of what type each is:
// one that is misspelt is passed over by some API servers and refused by others, and what it was
// meant to say is not known.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/config/api_server_file.h"
#include "formats/value.h"

namespace bulwark::extractors::config {

enum class FieldType : std::uint8_t { map, list, text, integer, number, boolean, any };

/// "authorizers[].webhook.timeout": steps with dots between, "[]" for each item of a list.
struct Field {
  std::string_view path;
  FieldType type = FieldType::text;
};

/// Those of Kubernetes 1.27 to 1.37, beside apiVersion and kind. All versions of one kind have the
/// same.
std::span<const Field> fields_of(ApiServerFile file);

/// Of what an AdmissionConfiguration holds for a plugin; empty: not known, anything may stand
/// there.
std::span<const Field> fields_of_plugin(std::string_view plugin);

/// "jwt[0].isuer is no field that is known", "jwt is no list". At most ten.
std::vector<std::string> unknown_fields(std::span<const Field> fields, const formats::Value& root);

}  // namespace bulwark::extractors::config
