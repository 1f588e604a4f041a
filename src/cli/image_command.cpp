// SPDX-License-Identifier: Apache-2.0
// `bulwark image`: what images hold.
#include <cstdlib>

#include "cli/command_line.h"
#include "cli/image_ask.h"
#include "io/file_tree.h"
#include "io/read_file.h"

namespace bulwark::cli {
namespace {

constexpr std::size_t kMostAuthorities = std::size_t{4} << 20;

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread changes it
  return value == nullptr ? "" : value;
}

// Where podman's auth.json and docker's config.json are, in podman's order.
std::vector<std::string> credential_files() {
  std::vector<std::string> out;
  if (const std::string own = variable("REGISTRY_AUTH_FILE"); !own.empty()) return {own};
  const std::string home = variable("HOME");
  const auto add = [&out](const std::string& folder, const std::string& name) {
    if (!folder.empty()) out.push_back(io::join(folder, name));
  };
  add(variable("XDG_RUNTIME_DIR"), "containers/auth.json");
  const std::string config = variable("XDG_CONFIG_HOME");
  add(config.empty() && !home.empty() ? home + "/.config" : config, "containers/auth.json");
  const std::string docker = variable("DOCKER_CONFIG");
  add(docker.empty() && !home.empty() ? home + "/.docker" : docker, "config.json");
  return out;
}

}  // namespace

bool ImageFlags::any() const {
  return !platform.empty() || plain_http || insecure || !ca_file.empty() ||
         !containerd_root.empty() || !storage_root.empty() || !mirrors.empty();
}

void add_image_flags(Command& command, ImageFlags& flags) {
  command
      .add_option("IMAGE", flags.image,
                  "A reference (registry.example/app:1.2), oci:PATH[:TAG], docker-archive:PATH, "
                  "dir:PATH, containerd:REF, containers-storage:REF, or a path to one of these")
      .required();
  add_reach_flags(command, flags);
}

void add_reach_flags(Command& command, ImageFlags& flags) {
  command.add_option("--platform", flags.platform,
                     "Of an image for several: linux/amd64, linux/arm/v7; else this machine's");
  command.add_flag("--plain-http", flags.plain_http,
                   "Speak http to the registry, not https (loopback: tried anyway)");
  command.add_flag("--insecure-skip-tls-verify", flags.insecure,
                   "Believe any certificate of the registry");
  command.add_option("--certificate-authority", flags.ca_file,
                     "Registry: a file of PEM certificates to trust, in place of the system's");
  command
      .add_option("--mirror", flags.mirrors,
                  "REGISTRY=HOST[:PORT][/PATH]: ask there first (docker.io=mirror.example)")
      .allow_extra_args(false);
  command.add_option("--containerd-root", flags.containerd_root,
                     "containerd's folder; else /var/lib/containerd");
  command.add_option("--storage-root", flags.storage_root,
                     "Of containers-storage; else /var/lib/containers/storage");
}

Result<sources::container::OpenOptions> image_options(const ImageFlags& flags,
                                                      const Services& services) {
  sources::container::OpenOptions out;
  out.stop = services.stop;
  if (!flags.platform.empty())
    out.platform = TRY(sources::container::parse_platform(flags.platform));
  out.registry.credential_files = credential_files();
  out.registry.search_path = variable("PATH");
  if (!flags.containerd_root.empty()) out.containerd_root = flags.containerd_root;
  if (!flags.storage_root.empty()) out.storage_root = flags.storage_root;
  out.registry.plain_http = flags.plain_http;
  out.registry.insecure = flags.insecure;
  out.registry.user_agent = "bulwark/" + services.version;
  if (!flags.ca_file.empty()) {
    auto text = io::read_file(flags.ca_file, kMostAuthorities);
    if (!text) return fail(text.error().code, text.error().message, flags.ca_file);
    out.registry.ca = *std::move(text);
  }
  for (const std::string& one : flags.mirrors) {
    const std::size_t equals = one.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == one.size())
      return fail(ErrorCode::malformed, "--mirror " + one + " is not REGISTRY=HOST");
    out.registry.mirrors[one.substr(0, equals)].push_back(one.substr(equals + 1));
  }
  return out;
}

void add_image_command(Command& app, const Services& services, Action& action) {
  Command image = app.add_subcommand("image", "What container images hold");
  image.require_subcommand(1);
  add_image_files_command(image, services, action);
  add_image_sbom_command(image, services, action);
  add_image_base_command(image, services, action);
  add_image_vulnerabilities_command(image, services, action);
}

}  // namespace bulwark::cli
