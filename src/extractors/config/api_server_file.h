// SPDX-License-Identifier: Apache-2.0
// API server file: the configuration files that flags of the API server name, and how each is told
// by what it says of itself.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/builder.h"

namespace bulwark::extractors::config {

enum class ApiServerFile : std::uint8_t {
  encryption,      ///< EncryptionConfiguration
  audit,           ///< Policy of audit.k8s.io
  admission,       ///< AdmissionConfiguration
  authentication,  ///< AuthenticationConfiguration
  authorization,   ///< AuthorizationConfiguration
};

/// All of them.
std::span<const ApiServerFile> api_server_files();

/// The flag that names it: "encryption-provider-config"
std::string_view flag_of(ApiServerFile file);
/// Of the document that tells it: "APIServerEncryption"
std::string_view kind_of(ApiServerFile file);
/// Of a NodeFile: "encryption-config"
std::string_view role_of(ApiServerFile file);

/// By group and kind of the file, whatever its version; nothing: it is another object.
std::optional<ApiServerFile> api_server_file_of(const formats::Value& root);

/// What an API server of 1.27 to 1.37 would not take, or would pass over: another kind, a version
/// that it has not, fields that it does not know, values of another type. Empty: nothing.
std::vector<std::string> faults_in(ApiServerFile file, const formats::Value& root);

/// The text of one, without keys. Error: it is no YAML or JSON, no map, or has a key twice.
Result<formats::Value> read_api_server_file(std::string_view text, formats::Builder& builder);

}  // namespace bulwark::extractors::config
