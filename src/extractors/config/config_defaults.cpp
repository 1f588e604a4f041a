// SPDX-License-Identifier: Apache-2.0
// kubelet.config.k8s.io/v1beta1 and kubeproxy.config.k8s.io/v1alpha1, as their SetDefaults fill
// them.
#include "extractors/config/config_defaults.h"

namespace bulwark::extractors::config {
namespace {

constexpr std::string_view kKubelet = R"(
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true, cacheTTL: 2m0s}
  x509: {}
authorization: {mode: Webhook}
enableDebugFlagsHandler: true
enableDebuggingHandlers: true
enableProfilingHandler: true
enableSystemLogHandler: true
enableSystemLogQuery: false
eventRecordQPS: 50
healthzBindAddress: 127.0.0.1
makeIPTablesUtilChains: true
podPidsLimit: -1
protectKernelDefaults: false
readOnlyPort: 0
rotateCertificates: false
seccompDefault: false
serverTLSBootstrap: false
streamingConnectionIdleTimeout: 4h0m0s
)";

constexpr std::string_view kKubeProxy = R"(
bindAddress: 0.0.0.0
enableProfiling: false
healthzBindAddress: 0.0.0.0:10256
metricsBindAddress: 127.0.0.1:10249
)";

}  // namespace

std::string_view config_defaults(Component component) {
  if (component == Component::kubelet) return kKubelet;
  if (component == Component::kube_proxy) return kKubeProxy;
  return {};
}

}  // namespace bulwark::extractors::config
