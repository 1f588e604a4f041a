// SPDX-License-Identifier: Apache-2.0
// What a plugin prints is never repeated in an error, only what it says on its standard error.
#include "sources/cluster/exec_plugin.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "cel/time_text.h"
#include "cel/value.h"
#include "formats/base64.h"
#include "formats/json_object.h"
#include "formats/masking.h"
#include "formats/yaml.h"
#include "io/process.h"
#include "sources/cluster/typed_map.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::size_t kMostOutput = std::size_t{1} << 20;
constexpr std::size_t kMostWords = 2000;

std::string cluster_info(const Access& access) {
  formats::JsonObject out;
  out.text_if_any("server", access.server);
  out.text_if_any("tls-server-name", access.tls.server_name);
  if (access.tls.insecure) out.raw("insecure-skip-tls-verify", "true");
  out.text_if_any("certificate-authority-data", formats::encode_base64(access.tls.ca));
  out.text_if_any("proxy-url", access.proxy);
  if (!access.compressed) out.raw("disable-compression", "true");
  if (!access.cluster_config.empty()) out.raw("config", access.cluster_config);
  return std::move(out).take();
}

// The end of what it said, fit for a terminal and without secrets.
std::string last_words(std::string_view said) {
  while (!said.empty() && static_cast<unsigned char>(said.back()) <= ' ') said.remove_suffix(1);
  std::string out = formats::mask_secrets(said);  // before it is cut: half a secret has no shape
  if (out.size() > kMostWords) out.erase(0, out.size() - kMostWords);
  std::replace_if(
      out.begin(), out.end(),
      [](char c) { return c != '\n' && (static_cast<unsigned char>(c) < ' ' || c == 0x7F); }, ' ');
  return out;
}

std::string with_words(const std::string& message, std::string_view said) {
  const std::string words = last_words(said);
  return words.empty() ? message : message + ": " + words;
}

Error plugin_error(const Access& access, ErrorCode code, std::string_view message) {
  return {code,
          fmt::format("the credential plugin '{}' of user '{}' {}", access.exec->command,
                      access.user, message),
          {}};
}

Error not_installed(const Access& access) {
  return plugin_error(access, ErrorCode::not_found,
                      with_words("is not installed", access.exec->install_hint));
}

io::Command command_of(const Access& access, std::string program) {
  const ExecPlugin& plugin = *access.exec;
  io::Command out;
  out.program = std::move(program);
  out.arguments = plugin.arguments;
  for (const auto& [name, value] : plugin.environment)
    out.environment.push_back(fmt::format("{}={}", name, value));
  out.environment.push_back("KUBERNETES_EXEC_INFO=" + exec_info(access));
  out.most_output = kMostOutput;
  return out;
}

Result<std::optional<std::chrono::system_clock::time_point>> read_expiry(const TypedMap& status) {
  const std::string text = TRY(status.text("expirationTimestamp"));
  if (text.empty()) return std::nullopt;
  const std::optional<formats::Value> time = cel::parse_timestamp(text);
  if (!time) return std::unexpected(status.error("expirationTimestamp", "is no time (RFC 3339)"));
  return std::chrono::system_clock::time_point(std::chrono::seconds(cel::seconds_of(*time)));
}

Result<PluginCredential> read_credential(const formats::Value& root, std::string_view api_version) {
  const TypedMap map = TRY(TypedMap::root(root));
  const std::string kind = TRY(map.text("kind"));
  if (kind != "ExecCredential") return std::unexpected(map.error("kind", "is not ExecCredential"));
  const std::string version = TRY(map.text("apiVersion"));
  if (version != api_version) {
    return std::unexpected(
        map.error("apiVersion", fmt::format("is {}, but {} was asked for", version, api_version)));
  }
  const TypedMap status = TRY(map.map("status"));
  PluginCredential out;
  out.token = TRY(status.text("token"));
  out.certificate = TRY(status.text("clientCertificateData"));
  out.key = TRY(status.text("clientKeyData"));
  out.expires = TRY(read_expiry(status));
  if (out.certificate.empty() != out.key.empty())
    return std::unexpected(map.error("status", "holds only one of certificate and key"));
  if (out.token.empty() && out.certificate.empty())
    return std::unexpected(map.error("status", "holds neither token nor certificate"));
  return out;
}

}  // namespace

std::string exec_info(const Access& access) {
  formats::JsonObject spec;
  if (access.exec->provide_cluster_info) spec.raw("cluster", cluster_info(access));
  spec.raw("interactive", "false");
  formats::JsonObject out;
  out.text("kind", "ExecCredential");
  out.text("apiVersion", access.exec->api_version);
  out.raw("spec", std::move(spec).take());
  return std::move(out).take();
}

Result<PluginCredential> parse_exec_credential(std::string_view text,
                                               std::string_view api_version) {
  formats::Pool pool(1, 1);
  formats::Builder builder(pool);
  formats::DocumentOptions options;
  options.resource = false;
  const Result<formats::Document> document = formats::YamlReader().read(text, builder, options);
  if (!document) return fail(ErrorCode::malformed, "it is neither JSON nor YAML");
  Result<PluginCredential> out = read_credential(document->root, api_version);
  if (!out) out.error().where.clear();
  return out;
}

Result<PluginCredential> run_plugin(const Access& access, std::chrono::milliseconds timeout,
                                    const std::stop_token& stop) {
  const ExecPlugin& plugin = *access.exec;
  std::optional<std::string> program = plugin.command;
  if (plugin.command.find('/') == std::string::npos)
    program = io::find_program(plugin.command, access.search_path);
  if (!program) return std::unexpected(not_installed(access));
  io::Command command = command_of(access, *std::move(program));
  command.timeout = timeout;
  command.stop = stop;
  const Result<io::Outcome> outcome = io::run(command);
  if (!outcome) {
    const Error& error = outcome.error();
    if (error.code == ErrorCode::cancelled) return std::unexpected(error);
    if (error.code == ErrorCode::not_found) return std::unexpected(not_installed(access));
    return std::unexpected(plugin_error(access, error.code, "failed: " + error.message));
  }
  if (outcome->exit_code != 0) {
    return std::unexpected(plugin_error(
        access, ErrorCode::denied,
        with_words(fmt::format("failed with exit code {}", outcome->exit_code), outcome->errors)));
  }
  Result<PluginCredential> out = parse_exec_credential(outcome->output, plugin.api_version);
  if (out) return out;
  return std::unexpected(
      plugin_error(access, ErrorCode::malformed,
                   with_words("printed no credential: " + out.error().message, outcome->errors)));
}

}  // namespace bulwark::sources::cluster
