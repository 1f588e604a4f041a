// SPDX-License-Identifier: Apache-2.0
// The commands of `bulwark image`, and the flags that all of them have.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "knowledge/database.h"
#include "scan/image_packages.h"
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

  /// Whether one of them says how images are reached.
  bool any() const;
};

/// How images are reached: --platform, --plain-http, --insecure-skip-tls-verify,
/// --certificate-authority, --mirror, --containerd-root, --storage-root.
void add_reach_flags(Command& command, ImageFlags& flags);
/// IMAGE and how it is reached.
void add_image_flags(Command& command, ImageFlags& flags);

/// What of the advisory database and of VEX documents counts.
struct AdvisoryFlags {
  std::string database, verify_key;
  std::vector<std::string> vex;
  unsigned max_age = 7;  ///< days
  bool ignore_unfixed = false;

  /// --db, or where the database is by default; empty: nobody says.
  std::string path() const;
  /// Whether one of them was given.
  bool any() const;
};

/// --db, --verify-key, --vex, --ignore-unfixed, --max-age.
void add_advisory_flags(Command& command, AdvisoryFlags& flags);

/// The database that the flags name. Says so when it is stale on `today` ("2026-11-30", empty: by
/// the clock): that is no reason to fail, but what it does not know yet must not pass for nothing.
/// Error::message names its file.
Result<knowledge::Database> open_advisories(const AdvisoryFlags& flags, const std::string& today);
/// Fails where what was read of it was altered.
Result<void> whole_still(const knowledge::Database& database, const AdvisoryFlags& flags);

/// Reads the file of authorities and checks what was typed.
Result<sources::container::OpenOptions> image_options(const ImageFlags& flags,
                                                      const Services& services);

/// What the image holds. Errors: the image is not there, or `cancelled`.
Result<scan::ImageContents> read_image_contents(const ImageFlags& flags, const Services& services);

/// Prints why there is no answer; returns the exit code.
int complain_of_image(const Error& error);
/// Prints what could not be read; returns the exit code of an answer that has such gaps.
int tell_image_gaps(const std::vector<std::string>& gaps);

/// Each adds itself to the command `image`.
void add_image_files_command(Command& image, const Services& services, Action& action);
void add_image_sbom_command(Command& image, const Services& services, Action& action);
void add_image_base_command(Command& image, const Services& services, Action& action);
void add_image_vulnerabilities_command(Command& image, const Services& services, Action& action);

}  // namespace bulwark::cli
