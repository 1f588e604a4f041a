// SPDX-License-Identifier: Apache-2.0
// Flags by the fields that they set.
#include "extractors/config/kubelet_config.h"

#include <fmt/core.h>

#include <array>

#include "base/text.h"
#include "extractors/config/component_document.h"
#include "extractors/config/config_file.h"
#include "extractors/config/merge.h"
#include "extractors/config/settings.h"

namespace bulwark::extractors::config {
namespace {

using formats::Builder;
using formats::Value;

struct Field {
  std::string_view flag, path;  ///< steps with dots between
};

constexpr auto kFields = std::to_array<Field>({
    {"anonymous-auth", "authentication.anonymous.enabled"},
    {"authentication-token-webhook", "authentication.webhook.enabled"},
    {"authorization-mode", "authorization.mode"},
    {"client-ca-file", "authentication.x509.clientCAFile"},
    {"enable-debugging-handlers", "enableDebuggingHandlers"},
    {"event-qps", "eventRecordQPS"},
    {"feature-gates", "featureGates"},
    {"make-iptables-util-chains", "makeIPTablesUtilChains"},
    {"pod-max-pids", "podPidsLimit"},
    {"protect-kernel-defaults", "protectKernelDefaults"},
    {"read-only-port", "readOnlyPort"},
    {"rotate-certificates", "rotateCertificates"},
    {"rotate-server-certificates", "serverTLSBootstrap"},
    {"seccomp-default", "seccompDefault"},
    {"streaming-connection-idle-timeout", "streamingConnectionIdleTimeout"},
    {"tls-cert-file", "tlsCertFile"},
    {"tls-cipher-suites", "tlsCipherSuites"},
    {"tls-min-version", "tlsMinVersion"},
    {"tls-private-key-file", "tlsPrivateKeyFile"},
});

// Where no file is given.
constexpr std::string_view kOpenDefaults =
    "{authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}, "
    "authorization: {mode: AlwaysAllow}, readOnlyPort: 10255}";

// {authentication: {anonymous: {enabled: true}}}
Value document_of(std::string_view path, const Setting& setting, Builder& builder) {
  const auto steps = split(path, '.');
  for (const std::string& step : steps) {
    builder.begin_map();
    builder.key(step);
  }
  add_setting(setting, builder);
  for (std::size_t i = 0; i < steps.size(); ++i) builder.end_map();
  return builder.finish();
}

}  // namespace

Result<Value> kubelet_config(const KubeletSettings& settings, Builder& builder) {
  Value out;
  if (settings.files.empty()) {
    out = TRY(read_config(kOpenDefaults, builder));
  } else {
    for (const Value& file : settings.files) out = merged(out, file, builder);
  }
  const Settings flags = settings_of(Component::kubelet, settings.flags);
  if (!flags.doubts.empty()) return fail(ErrorCode::malformed, "--" + join(flags.doubts, "; --"));
  for (const Field& field : kFields) {
    const auto flag = flags.flags.find(field.flag);
    if (flag == flags.flags.end() || flag->second.source == Setting::Source::standard) continue;
    out = merged(out, document_of(field.path, flag->second, builder), builder);
  }
  return out;
}

std::vector<std::string> words_of_variable(std::string_view file, std::string_view variable) {
  std::vector<std::string> out;
  for (const std::string& line : split(file, '\n')) {
    std::string_view text = trim(line);
    if (!text.starts_with(variable) || !text.substr(variable.size()).starts_with('=')) continue;
    text.remove_prefix(variable.size() + 1);
    const bool quoted = text.size() > 1 && (text[0] == '"' || text[0] == '\'') &&
                        text.back() == text[0];
    if (quoted) text = text.substr(1, text.size() - 2);
    out.clear();  // the last one counts
    for (const std::string& word : split(text, ' ')) {
      if (!word.empty()) out.push_back(word);
    }
  }
  return out;
}

}  // namespace bulwark::extractors::config
