// SPDX-License-Identifier: Apache-2.0
// The rules of client-go's validation, each with a sentence of its own.
#include "sources/cluster/access_check.h"

#include <fmt/core.h>

#include "io/read_file.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::size_t kMostPem = std::size_t{1} << 20;

// An entry of a kubeconfig, for errors about it.
struct Subject {
  std::string path;  ///< "users[jane].user"
  const std::string& file;

  std::unexpected<Error> wrong(std::string_view what) const {
    return fail(ErrorCode::malformed, fmt::format("{}{}", path, what), file);
  }
};

Result<std::string> read_pem(const PemSource& source, const Subject& subject,
                             std::string_view field) {
  if (!source.data.empty() || source.path.empty()) return source.data;
  Result<std::string> text = read_pem_file(source.path);
  if (text) return text;
  return fail(text.error().code, fmt::format("{}.{}: {}", subject.path, field, text.error().text()),
              subject.file);
}

// "https://host:port/prefix": without a slash at its end, query or fragment.
Result<std::string> server_url(std::string_view server, const Subject& subject) {
  if (server.empty()) return subject.wrong(".server is missing");
  std::string url(server.substr(0, server.find_first_of("?#")));
  const std::size_t scheme = url.find("://");
  // As kubectl reads it: without a scheme it is plain HTTP.
  if (scheme == std::string::npos)
    url.insert(0, "http://");
  else if (!url.starts_with("https://") && !url.starts_with("http://"))
    return subject.wrong(".server must begin with https:// or http://");
  while (url.ends_with('/')) url.pop_back();
  const std::size_t host = url.find("://") + 3;
  if (url.substr(host, url.find('/', host) - host).find('@') != std::string::npos)
    return subject.wrong(".server must hold no user name: credentials belong to the user's entry");
  return url;
}

Result<void> check_proxy(std::string_view proxy, const Subject& subject) {
  if (proxy.empty()) return {};
  for (const std::string_view scheme : {"http://", "https://", "socks5://", "socks5h://"}) {
    if (proxy.starts_with(scheme)) return {};
  }
  return subject.wrong(".proxy-url must begin with http://, https:// or socks5://");
}

Result<void> check_exec(const ExecPlugin& exec, const Subject& user) {
  const Subject subject{user.path + ".exec", user.file};
  if (exec.command.empty()) return subject.wrong(".command is missing");
  if (exec.api_version == "client.authentication.k8s.io/v1alpha1")
    return subject.wrong(".apiVersion v1alpha1 was removed from Kubernetes 1.24: use v1");
  const bool stable = exec.api_version == "client.authentication.k8s.io/v1";
  if (!stable && exec.api_version != "client.authentication.k8s.io/v1beta1")
    return subject.wrong(".apiVersion must be client.authentication.k8s.io/v1 or .../v1beta1");
  const std::string& mode = exec.interactive_mode;
  if (mode.empty() ? !stable : mode == "Never" || mode == "IfAvailable") return {};
  if (mode == "Always") {
    return fail(ErrorCode::unsupported,
                subject.path +
                    ".interactiveMode is Always: this plugin asks questions, and nobody is there "
                    "to answer them",
                user.file);
  }
  return subject.wrong(".interactiveMode must be Never, IfAvailable or Always");
}

Result<void> check_user(const UserEntry& entry, const Subject& subject) {
  const bool basic = !entry.username.empty() || !entry.password.empty();
  if (basic && !entry.token.empty()) return subject.wrong(" has a token and a password: keep one");
  if (!entry.certificate.empty() && entry.key.empty())
    return subject.wrong(" has a client certificate without its key");
  if (entry.exec && !entry.auth_provider.empty())
    return subject.wrong(" has exec and auth-provider: keep one");
  const Impersonation& as = entry.impersonation;
  if (as.user.empty() && (!as.uid.empty() || !as.groups.empty() || !as.extra.empty()))
    return subject.wrong(" impersonates a uid, groups or extra without a user (as)");
  if (entry.exec) TRY_VOID(check_exec(*entry.exec, subject));
  return {};
}

// The only provider that is left is oidc. kubectl keeps its token in the kubeconfig, and renews it
// there.
Result<std::string> provider_token(const UserEntry& entry, const Subject& subject) {
  if (entry.auth_provider != "oidc") {
    return fail(ErrorCode::unsupported,
                fmt::format("{}.auth-provider '{}' was removed from Kubernetes: use its exec "
                            "plugin (gke-gcloud-auth-plugin, kubelogin)",
                            subject.path, entry.auth_provider),
                entry.file);
  }
  if (!entry.oidc_token.empty()) return entry.oidc_token;
  return fail(ErrorCode::denied,
              subject.path + ".auth-provider holds no id-token: log in with kubectl first",
              entry.file);
}

}  // namespace

Result<std::string> read_pem_file(const std::string& path) {
  Result<std::string> text = io::read_file(path, kMostPem);
  if (!text) {
    text.error().where = path;
    return text;
  }
  if (text->find("-----BEGIN ") == std::string::npos)
    return fail(ErrorCode::malformed, "there is no PEM in it", path);
  return text;
}

Result<void> take_cluster(const ClusterEntry& entry, Access& out) {
  const Subject subject{fmt::format("clusters[{}].cluster", out.cluster), entry.file};
  out.server = TRY(server_url(entry.server, subject));
  TRY_VOID(check_proxy(entry.proxy, subject));
  if (entry.insecure && !entry.authority.empty()) {
    return subject.wrong(
        " has a certificate-authority and insecure-skip-tls-verify: they exclude each other");
  }
  out.tls.ca = TRY(read_pem(entry.authority, subject, "certificate-authority"));
  out.tls.insecure = entry.insecure;
  out.tls.server_name = entry.server_name;
  out.proxy = entry.proxy;
  out.compressed = entry.compressed;
  out.cluster_config = entry.exec_config;
  return {};
}

Result<void> take_user(const UserEntry& entry, Access& out) {
  const Subject subject{fmt::format("users[{}].user", out.user), entry.file};
  TRY_VOID(check_user(entry, subject));
  out.impersonation = entry.impersonation;
  if (!entry.certificate.empty()) {
    out.tls.certificate = TRY(read_pem(entry.certificate, subject, "client-certificate"));
    out.tls.key = TRY(read_pem(entry.key, subject, "client-key"));
  }
  out.token = entry.token;
  out.token_file = entry.token_file;
  out.username = entry.username;
  out.password = entry.password;
  out.exec = entry.exec;
  if (!entry.auth_provider.empty()) out.token = TRY(provider_token(entry, subject));
  return {};
}

}  // namespace bulwark::sources::cluster
