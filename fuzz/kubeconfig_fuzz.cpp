// SPDX-License-Identifier: Apache-2.0
// Reads its input as a kubeconfig: whatever it is, there are entries whose paths are absolute, or
// an error that says where in the file it is.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sources/cluster/kubeconfig_file.h"

namespace {

using namespace bulwark::sources::cluster;  // NOLINT(google-build-using-namespace)

void expect_absolute(const std::string& path) {
  if (!path.empty() && !path.starts_with('/')) std::abort();
}

void check(const KubeconfigFile& file) {
  for (const auto& [name, cluster] : file.clusters) {
    if (name.empty() || cluster.file != "/home/jane/config") std::abort();
    expect_absolute(cluster.authority.path);
  }
  for (const auto& [name, user] : file.users) {
    if (name.empty()) std::abort();
    for (const std::string& path : {user.certificate.path, user.key.path, user.token_file})
      expect_absolute(path);
    if (!user.exec) continue;
    // A bare name is looked for in the search path.
    if (user.exec->command.find('/') != std::string::npos) expect_absolute(user.exec->command);
    for (const auto& [variable, value] : user.exec->environment) {
      if (variable.empty() || variable.find('=') != std::string::npos) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const bulwark::Result<KubeconfigFile> file = parse_kubeconfig(text, "/home/jane/config");
  if (file) {
    check(*file);
  } else if (file.error().message.empty() || !file.error().where.starts_with("/home/jane/config")) {
    std::abort();
  }
  return 0;
}
