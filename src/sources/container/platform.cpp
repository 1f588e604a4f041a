// SPDX-License-Identifier: Apache-2.0
#include "sources/container/platform.h"

#include <sys/utsname.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace bulwark::sources::container {
namespace {

// As the kernel and others call it, in Go's words.
void to_go_words(Platform& platform) {
  std::string& name = platform.architecture;
  if (name == "x86_64" || name == "x86-64") name = "amd64";
  if (name == "aarch64" || name == "armv8l") name = "arm64";
  if (name == "i386" || name == "i486" || name == "i586" || name == "i686") name = "386";
  if (name == "armv7l" || name == "armhf") {
    name = "arm";
    platform.variant = "v7";
  }
  if (name == "armv6l" || name == "armel") {
    name = "arm";
    platform.variant = "v6";
  }
}

// What is said where nothing is: arm64 is v8 and arm is v7.
std::string variant_of(const Platform& platform) {
  if (!platform.variant.empty()) return platform.variant;
  if (platform.architecture == "arm64") return "v8";
  return platform.architecture == "arm" ? "v7" : "";
}

}  // namespace

std::string Platform::text() const {
  return os + "/" + architecture + (variant.empty() ? "" : "/" + variant);
}

Result<Platform> parse_platform(std::string_view text) {
  const std::vector<std::string> parts = split(text, '/');
  const bool any_empty = std::any_of(parts.begin(), parts.end(),
                                     [](const std::string& one) { return one.empty(); });
  if (parts.empty() || parts.size() > 3 || any_empty) {
    return fail(ErrorCode::malformed,
                "'" + std::string(text) + "' is no platform; one is linux/amd64 or linux/arm/v7");
  }
  Platform out{"linux", parts[0], {}};
  if (parts.size() > 1) {
    out.os = parts[0];
    out.architecture = parts[1];
  }
  if (parts.size() > 2) out.variant = parts[2];
  to_go_words(out);
  return out;
}

Platform host_platform() {
  utsname machine{};
  Platform out{"linux", "amd64", {}};
  if (::uname(&machine) == 0) out.architecture = static_cast<const char*>(machine.machine);
  to_go_words(out);
  return out;
}

int platform_fit(const Platform& wanted, const Platform& has) {
  if (wanted.os != has.os || wanted.architecture != has.architecture) return 0;
  const std::string own = variant_of(wanted);
  const std::string other = variant_of(has);
  if (own == other) return 100;
  // Any will do for somebody who asked for none; an ARM processor runs what is for older ones.
  if (wanted.architecture == "arm" && other < own)
    return 50 + (other.empty() ? 0 : other.back() - '0');
  return wanted.variant.empty() || has.variant.empty() ? 1 : 0;
}

}  // namespace bulwark::sources::container
