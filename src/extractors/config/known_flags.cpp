// SPDX-License-Identifier: Apache-2.0
// Flags by component, as each one's --help tells them.
#include "extractors/config/known_flags.h"

#include <algorithm>
#include <array>

namespace bulwark::extractors::config {
namespace {

using enum FlagType;

constexpr auto kApiServer = std::to_array<KnownFlag>({
    {"admission-control-config-file", text, ""},
    {"allow-privileged", boolean, "false"},
    {"anonymous-auth", boolean, "true"},
    {"audit-log-maxage", integer, "0"},
    {"audit-log-maxbackup", integer, "0"},
    {"audit-log-maxsize", integer, "0"},
    {"audit-log-path", text, ""},
    {"audit-policy-file", text, ""},
    {"audit-webhook-config-file", text, ""},
    {"authentication-config", text, ""},
    {"authentication-token-webhook-config-file", text, ""},
    {"authorization-config", text, ""},
    {"authorization-mode", list, "AlwaysAllow"},
    {"authorization-webhook-config-file", text, ""},
    {"bind-address", text, "0.0.0.0"},
    {"client-ca-file", text, ""},
    {"disable-admission-plugins", list, ""},
    {"enable-admission-plugins", list, ""},
    {"enable-bootstrap-token-auth", boolean, "false"},
    {"encryption-provider-config", text, ""},
    {"etcd-cafile", text, ""},
    {"etcd-certfile", text, ""},
    {"etcd-keyfile", text, ""},
    {"etcd-servers", list, ""},
    {"feature-gates", switches, ""},
    {"kubelet-certificate-authority", text, ""},
    {"kubelet-client-certificate", text, ""},
    {"kubelet-client-key", text, ""},
    {"oidc-issuer-url", text, ""},
    {"oidc-username-prefix", text, ""},
    {"profiling", boolean, "true"},
    {"request-timeout", text, "1m0s"},
    {"requestheader-allowed-names", list, ""},
    {"requestheader-client-ca-file", text, ""},
    {"runtime-config", switches, ""},
    {"secure-port", integer, "6443"},
    {"service-account-extend-token-expiration", boolean, "true"},
    {"service-account-issuer", list, ""},
    {"service-account-key-file", list, ""},
    {"service-account-lookup", boolean, "true"},
    {"service-account-signing-key-file", text, ""},
    {"tls-cert-file", text, ""},
    {"tls-cipher-suites", list, ""},
    {"tls-min-version", text, ""},
    {"tls-private-key-file", text, ""},
    {"token-auth-file", text, ""},
});

constexpr auto kControllerManager = std::to_array<KnownFlag>({
    {"authentication-kubeconfig", text, ""},
    {"authorization-kubeconfig", text, ""},
    {"bind-address", text, "0.0.0.0"},
    {"client-ca-file", text, ""},
    {"cluster-signing-cert-file", text, ""},
    {"cluster-signing-duration", text, "8760h0m0s"},
    {"cluster-signing-key-file", text, ""},
    {"controllers", list, "*"},
    {"feature-gates", switches, ""},
    {"kubeconfig", text, ""},
    {"profiling", boolean, "true"},
    {"root-ca-file", text, ""},
    {"secure-port", integer, "10257"},
    {"service-account-private-key-file", text, ""},
    {"terminated-pod-gc-threshold", integer, "12500"},
    {"tls-cert-file", text, ""},
    {"tls-cipher-suites", list, ""},
    {"tls-min-version", text, ""},
    {"tls-private-key-file", text, ""},
    {"use-service-account-credentials", boolean, "false"},
});

constexpr auto kScheduler = std::to_array<KnownFlag>({
    {"authentication-kubeconfig", text, ""},
    {"authorization-kubeconfig", text, ""},
    {"bind-address", text, "0.0.0.0"},
    {"client-ca-file", text, ""},
    {"config", text, ""},
    {"feature-gates", switches, ""},
    {"kubeconfig", text, ""},
    {"profiling", boolean, "true"},
    {"secure-port", integer, "10259"},
    {"tls-cert-file", text, ""},
    {"tls-cipher-suites", list, ""},
    {"tls-min-version", text, ""},
    {"tls-private-key-file", text, ""},
});

constexpr auto kCloudControllerManager = std::to_array<KnownFlag>({
    {"authentication-kubeconfig", text, ""},
    {"authorization-kubeconfig", text, ""},
    {"bind-address", text, "0.0.0.0"},
    {"client-ca-file", text, ""},
    {"cloud-config", text, ""},
    {"controllers", list, "*"},
    {"feature-gates", switches, ""},
    {"kubeconfig", text, ""},
    {"profiling", boolean, "true"},
    {"secure-port", integer, "10258"},
    {"tls-cert-file", text, ""},
    {"tls-cipher-suites", list, ""},
    {"tls-min-version", text, ""},
    {"tls-private-key-file", text, ""},
    {"use-service-account-credentials", boolean, "false"},
});

constexpr auto kEtcd = std::to_array<KnownFlag>({
    {"advertise-client-urls", list, "http://localhost:2379"},
    {"auto-tls", boolean, "false"},
    {"cert-file", text, ""},
    {"cipher-suites", list, ""},
    {"client-cert-auth", boolean, "false"},
    {"config-file", text, ""},
    {"data-dir", text, ""},
    {"enable-pprof", boolean, "false"},
    {"key-file", text, ""},
    {"listen-client-urls", list, "http://localhost:2379"},
    {"listen-metrics-urls", list, ""},
    {"listen-peer-urls", list, "http://localhost:2380"},
    {"peer-auto-tls", boolean, "false"},
    {"peer-cert-file", text, ""},
    {"peer-client-cert-auth", boolean, "false"},
    {"peer-key-file", text, ""},
    {"peer-trusted-ca-file", text, ""},
    {"tls-min-version", text, ""},
    {"trusted-ca-file", text, ""},
});

constexpr auto kKubeProxy = std::to_array<KnownFlag>({
    {"bind-address", text, "0.0.0.0"},
    {"config", text, ""},
    {"feature-gates", switches, ""},
    {"healthz-bind-address", text, "0.0.0.0:10256"},
    {"kubeconfig", text, ""},
    {"metrics-bind-address", text, "127.0.0.1:10249"},
    {"nodeport-addresses", list, ""},
    {"profiling", boolean, "false"},
});

// Its defaults are those of its file: kubelet_config.h.
constexpr auto kKubelet = std::to_array<KnownFlag>({
    {"anonymous-auth", boolean, ""},
    {"authentication-token-webhook", boolean, ""},
    {"authorization-mode", text, ""},
    {"client-ca-file", text, ""},
    {"config", text, ""},
    {"config-dir", text, ""},
    {"enable-debugging-handlers", boolean, ""},
    {"event-qps", integer, ""},
    {"feature-gates", switches, ""},
    {"hostname-override", text, ""},
    {"kubeconfig", text, ""},
    {"make-iptables-util-chains", boolean, ""},
    {"pod-max-pids", integer, ""},
    {"protect-kernel-defaults", boolean, ""},
    {"read-only-port", integer, ""},
    {"rotate-certificates", boolean, ""},
    {"rotate-server-certificates", boolean, ""},
    {"seccomp-default", boolean, ""},
    {"streaming-connection-idle-timeout", text, ""},
    {"tls-cert-file", text, ""},
    {"tls-cipher-suites", list, ""},
    {"tls-min-version", text, ""},
    {"tls-private-key-file", text, ""},
});

}  // namespace

std::span<const KnownFlag> known_flags(Component component) {
  switch (component) {
    case Component::api_server: return kApiServer;
    case Component::controller_manager: return kControllerManager;
    case Component::scheduler: return kScheduler;
    case Component::cloud_controller_manager: return kCloudControllerManager;
    case Component::etcd: return kEtcd;
    case Component::kube_proxy: return kKubeProxy;
    case Component::kubelet: return kKubelet;
  }
  return {};
}

const KnownFlag* known_flag(Component component, std::string_view name) {
  const auto all = known_flags(component);
  const auto at = std::ranges::lower_bound(all, name, {}, &KnownFlag::name);
  return at == all.end() || at->name != name ? nullptr : &*at;
}

}  // namespace bulwark::extractors::config
