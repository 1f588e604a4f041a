// SPDX-License-Identifier: Apache-2.0
// Where no kubeconfig is: the service account of the pod that we run in.
#include <fmt/core.h>

#include "base/text.h"
#include "io/file_tree.h"
#include "io/read_file.h"
#include "sources/cluster/access.h"
#include "sources/cluster/access_check.h"
#include "sources/cluster/kubeconfig.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;

bool in_pod(const Environment& environment) {
  return !environment.service_host.empty() && !environment.service_port.empty();
}

std::unexpected<Error> nothing_found(const Kubeconfig& kubeconfig, std::string_view context) {
  std::string message = "there is no cluster to talk to: no kubeconfig, and this is no pod";
  if (!context.empty()) message = fmt::format("no context '{}': there is no kubeconfig", context);
  const std::vector<std::string>& files = kubeconfig.files();
  if (!files.empty()) message += " (looked at " + join(files, ", ") + ")";
  return fail(ErrorCode::not_found, std::move(message));
}

}  // namespace

Result<Access> in_cluster_access(const Environment& environment) {
  if (!in_pod(environment)) {
    return fail(ErrorCode::not_found,
                "this is no pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set");
  }
  const std::string& folder = environment.service_account_folder;
  Access out;
  out.context = "in-cluster";
  const bool is_v6 = environment.service_host.find(':') != std::string::npos;
  out.server = fmt::format(fmt::runtime(is_v6 ? "https://[{}]:{}" : "https://{}:{}"),
                           environment.service_host, environment.service_port);
  out.search_path = environment.search_path;
  out.token_file = io::join(folder, "token");
  const Result<io::PathFacts> token = io::look_at(out.token_file);
  if (!token || token->kind != io::PathKind::file) {
    return fail(ErrorCode::not_found,
                "the pod has no service account token: is automountServiceAccountToken false?",
                out.token_file);
  }
  out.tls.ca = TRY(read_pem_file(io::join(folder, "ca.crt")));
  if (Result<std::string> name = io::read_file(io::join(folder, "namespace"), kMostBytes); name) {
    out.name_space = name->substr(0, name->find_first_of(" \r\n"));
  }
  return out;
}

Result<Access> find_access(const std::string& explicit_file, std::string_view context,
                           const Environment& environment) {
  const Kubeconfig kubeconfig = TRY(Kubeconfig::load(explicit_file, environment));
  if (!kubeconfig.empty() || !explicit_file.empty()) return kubeconfig.access(context);
  if (!context.empty() || !in_pod(environment)) return nothing_found(kubeconfig, context);
  return in_cluster_access(environment);
}

}  // namespace bulwark::sources::cluster
