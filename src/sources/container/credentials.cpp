// SPDX-License-Identifier: Apache-2.0
// docker/cli's config file and docker/docker-credential-helpers' protocol; containers-auth.json(5).
#include "sources/container/credentials.h"

#include <fmt/core.h>

#include <utility>

#include "base/text.h"
#include "formats/base64.h"
#include "formats/value.h"
#include "io/file_tree.h"
#include "io/process.h"
#include "io/read_file.h"
#include "sources/container/image_document.h"

namespace bulwark::sources::container {
namespace {

using formats::Value;

constexpr std::size_t kMostFile = std::size_t{1} << 20;
constexpr std::string_view kDockerHub = "https://index.docker.io/v1/";
constexpr std::string_view kNotFound = "credentials not found in native keychain";

// "https://index.docker.io/v1/", "gcr.io", "quay.io/team": as a registry, with a path or without.
std::string entry_name(std::string_view key) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (key.starts_with(scheme)) key.remove_prefix(scheme.size());
  while (key.ends_with('/')) key.remove_suffix(1);
  for (const std::string_view version : {"/v1", "/v2"})
    if (key.ends_with(version)) key.remove_suffix(version.size());
  if (key == "index.docker.io" || key == "registry-1.docker.io") return "docker.io";
  return std::string(key);
}

Result<RegistryCredential> read_entry(const std::string& key, const Value& from) {
  RegistryCredential out{std::string(from.text("username")), std::string(from.text("password")),
                         std::string(from.text("identitytoken"))};
  const std::string_view packed = from.text("auth");
  if (packed.empty()) return out;
  const auto plain = formats::decode_base64(packed);
  const std::size_t colon = plain ? plain->find(':') : std::string::npos;
  if (colon == std::string::npos)
    return fail(ErrorCode::malformed, "'auth' of '" + key + "' is no user and password in base64");
  out.user = plain->substr(0, colon);
  out.password = plain->substr(colon + 1);
  while (out.password.ends_with('\0')) out.password.pop_back();
  return out;
}

bool is_empty(const RegistryCredential& one) { return one == RegistryCredential{}; }

template <class Use>
Result<void> for_each(const Value& root, std::string_view key, const Use& use) {
  const Value* map = root.find(key);
  if (map == nullptr || !map->is_map()) return {};
  for (std::uint32_t i = 0; i < map->shape()->count; ++i)
    TRY_VOID(use(std::string(map->shape()->keys[i]), map->values()[i]));
  return {};
}

Result<void> read_root(const Value& root, CredentialFile& out) {
  if (!root.is_map()) return fail(ErrorCode::malformed, "it is no JSON object");
  out.store = root.text("credsStore");
  TRY_VOID(for_each(root, "credHelpers",
                    [&](const std::string& key, const Value& value) -> Result<void> {
                      if (value.is_string())
                        out.helpers[entry_name(key)] = std::string(value.as_string());
                      return {};
                    }));
  return for_each(root, "auths", [&](const std::string& key, const Value& value) -> Result<void> {
    RegistryCredential one = TRY(read_entry(key, value));
    // With a store docker leaves empty entries behind.
    if (!is_empty(one)) out.entries[entry_name(key)] = std::move(one);
    return {};
  });
}

bool is_helper_name(std::string_view name) {
  return !name.empty() && !name.contains('/') && !name.contains('\0');
}

Result<std::optional<RegistryCredential>> ask_helper(const std::string& name,
                                                     std::string_view registry,
                                                     const RegistryOptions& options,
                                                     const std::stop_token& stop) {
  const std::string program = "docker-credential-" + name;
  if (!is_helper_name(name))
    return fail(ErrorCode::malformed, "'" + name + "' is no credential helper");
  const auto path = io::find_program(program, options.search_path);
  if (!path)
    return fail(ErrorCode::not_found, "the credential helper " + program + " is not installed");
  io::Command command;
  command.program = *path;
  command.arguments = {"get"};
  command.input = registry == "docker.io" ? std::string(kDockerHub) : std::string(registry);
  command.timeout = std::chrono::seconds(30);
  command.most_output = kMostFile;
  command.stop = stop;
  const auto outcome = io::run(command);
  if (!outcome) return fail(outcome.error().code, program + ": " + outcome.error().message);
  if (outcome->exit_code == 0) {
    auto parsed = parse_helper_output(outcome->output);
    if (!parsed) return fail(parsed.error().code, program + " " + parsed.error().message);
    return parsed;
  }
  // It says so on its standard output.
  if (outcome->output.contains(kNotFound) || outcome->errors.contains(kNotFound))
    return std::optional<RegistryCredential>();
  return fail(ErrorCode::denied,
              fmt::format("{} failed with exit code {}", program, outcome->exit_code));
}

Result<std::optional<RegistryCredential>> ask_file(const std::string& path,
                                                   const RegistryOptions& options,
                                                   std::string_view registry,
                                                   std::string_view repository,
                                                   const std::stop_token& stop) {
  const auto text = io::read_file(path, kMostFile);
  if (!text) return fail(text.error().code, text.error().message, path);
  const auto file = parse_credential_file(*text);
  if (!file) return fail(file.error().code, file.error().message, path);
  const auto helper = file->helpers.find(std::string(registry));
  if (helper != file->helpers.end()) return ask_helper(helper->second, registry, options, stop);
  if (const RegistryCredential* found = find_credential(file->entries, registry, repository))
    return std::optional(*found);
  if (!file->store.empty()) return ask_helper(file->store, registry, options, stop);
  return std::optional<RegistryCredential>();
}

}  // namespace

Result<CredentialFile> parse_credential_file(std::string_view text) {
  CredentialFile out;
  if (trim(text).empty()) return out;
  TRY_VOID(with_document(text, [&out](const Value& root) { return read_root(root, out); }));
  return out;
}

const RegistryCredential* find_credential(const std::map<std::string, RegistryCredential>& entries,
                                          std::string_view registry, std::string_view repository) {
  std::string key = std::string(registry) + "/" + std::string(repository);
  while (true) {
    const auto found = entries.find(key);
    if (found != entries.end()) return &found->second;
    const std::size_t slash = key.rfind('/');
    if (slash == std::string::npos) return nullptr;
    key.resize(slash);
  }
}

Result<std::optional<RegistryCredential>> parse_helper_output(std::string_view output) {
  RegistryCredential out;
  const Result<void> read = with_document(output, [&out](const Value& root) -> Result<void> {
    out.user = root.text("Username");
    out.password = root.text("Secret");
    return {};
  });
  if (!read) return fail(ErrorCode::malformed, "printed no JSON");
  if (out.user == "<token>") out = {{}, {}, out.password};
  if (is_empty(out)) return std::optional<RegistryCredential>();
  return std::optional(std::move(out));
}

Result<std::optional<RegistryCredential>> credential_for(const RegistryOptions& options,
                                                         std::string_view registry,
                                                         std::string_view repository,
                                                         const std::stop_token& stop) {
  if (const RegistryCredential* own = find_credential(options.credentials, registry, repository))
    return std::optional(*own);
  for (const std::string& path : options.credential_files) {
    const auto facts = io::look_at(path);
    if (!facts && facts.error().code == ErrorCode::not_found) continue;
    std::optional<RegistryCredential> found = TRY(
        ask_file(path, options, registry, repository, stop));
    if (found) return found;
  }
  return std::optional<RegistryCredential>();
}

}  // namespace bulwark::sources::container
