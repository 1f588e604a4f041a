// SPDX-License-Identifier: Apache-2.0
// Flags, kinds and versions of each.
#include "extractors/config/api_server_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "extractors/config/file_fields.h"
#include "formats/yaml.h"
#include "model/encryption_keys.h"
#include "model/kinds.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;

constexpr std::array<ApiServerFile, 5> kFiles{
    ApiServerFile::encryption, ApiServerFile::audit, ApiServerFile::admission,
    ApiServerFile::authentication, ApiServerFile::authorization};

struct Named {
  std::string_view flag, kind, role;
};

constexpr std::array<Named, 5> kNamed{
    {{"encryption-provider-config", "APIServerEncryption", "encryption-config"},
     {"audit-policy-file", "APIServerAuditPolicy", "audit-policy"},
     {"admission-control-config-file", "APIServerAdmission", "admission-config"},
     {"authentication-config", "APIServerAuthentication", "authentication-config"},
     {"authorization-config", "APIServerAuthorization", "authorization-config"}}};

const Named& named(ApiServerFile file) { return kNamed[static_cast<std::size_t>(file)]; }

struct Written {
  ApiServerFile file;
  std::string_view group, kind, versions;  ///< versions with spaces between
};

constexpr auto kWritten = std::to_array<Written>({
    {ApiServerFile::encryption, "apiserver.config.k8s.io", "EncryptionConfiguration", "v1"},
    {ApiServerFile::encryption, "", "EncryptionConfig", "v1"},
    {ApiServerFile::audit, "audit.k8s.io", "Policy", "v1"},
    {ApiServerFile::admission, "apiserver.config.k8s.io", "AdmissionConfiguration", "v1"},
    {ApiServerFile::admission, "apiserver.k8s.io", "AdmissionConfiguration", "v1alpha1"},
    {ApiServerFile::authentication, "apiserver.config.k8s.io", "AuthenticationConfiguration",
     "v1 v1beta1 v1alpha1"},
    {ApiServerFile::authorization, "apiserver.config.k8s.io", "AuthorizationConfiguration",
     "v1 v1beta1 v1alpha1"},
});

const Written* written_as(const Value& root) {
  const auto [group, version] = model::split_api_version(root.text("apiVersion"));
  for (const Written& one : kWritten) {
    if (one.group == group && one.kind == root.text("kind")) return &one;
  }
  return nullptr;
}

bool has_version(const Written& one, std::string_view version) {
  return std::ranges::count(split(one.versions, ' '), version) > 0;
}

}  // namespace

std::span<const ApiServerFile> api_server_files() { return kFiles; }
std::string_view flag_of(ApiServerFile file) { return named(file).flag; }
std::string_view kind_of(ApiServerFile file) { return named(file).kind; }
std::string_view role_of(ApiServerFile file) { return named(file).role; }

std::optional<ApiServerFile> api_server_file_of(const Value& root) {
  const Written* one = written_as(root);
  return one == nullptr ? std::nullopt : std::optional(one->file);
}

std::vector<std::string> faults_in(ApiServerFile file, const Value& root) {
  const std::string what = fmt::format("{} of {}", root.text("kind"), root.text("apiVersion"));
  const Written* one = written_as(root);
  if (one == nullptr || one->file != file)
    return {fmt::format("it is {}, which --{} does not take", what, flag_of(file))};
  if (!has_version(*one, model::split_api_version(root.text("apiVersion")).version))
    return {fmt::format("{} is no version that is known here", what)};
  return unknown_fields(fields_of(file), root);
}

Result<Value> read_api_server_file(std::string_view text, formats::Builder& builder) {
  formats::DocumentOptions options;
  options.resource = false;
  const formats::Document read = TRY(formats::YamlReader().read(text, builder, options));
  if (!read.root.is_map()) return fail(ErrorCode::malformed, "is no map");
  if (!read.repeated_keys.empty()) {
    const formats::RepeatedKey& one = read.repeated_keys.front();
    return fail(ErrorCode::malformed, fmt::format("'{}' is there twice", one.key), one.path);
  }
  return model::without_encryption_keys(read.root, builder.pool());
}

}  // namespace bulwark::extractors::config
