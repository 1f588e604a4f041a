// SPDX-License-Identifier: Apache-2.0
// The commands of `bulwark image`, and the flags that all of them have.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "sources/container/open_image.h"

namespace bulwark::cli {

struct ImageFlags {
  std::string image;
  std::string platform;
  bool plain_http = false;
  bool insecure = false;
  std::string ca_file;
  std::string containerd_root;
  std::string storage_root;
  std::vector<std::string> mirrors;  ///< "docker.io=mirror.example:5000"
};

/// IMAGE and how it is reached.
void add_image_flags(Command& command, ImageFlags& flags);

/// Reads the file of authorities and checks what was typed.
Result<sources::container::OpenOptions> image_options(const ImageFlags& flags,
                                                      const Services& services);

/// Adds itself to the command `image`.
void add_image_files_command(Command& image, const Services& services, Action& action);

}  // namespace bulwark::cli
