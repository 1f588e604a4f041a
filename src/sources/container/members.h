// SPDX-License-Identifier: Apache-2.0
// Members: the files that make up a stored image, in a folder or in a tar.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "formats/unpack.h"

namespace bulwark::sources::container {

/// Names are relative, as "blobs/sha256/...". Several may be read at once.
class Members {
 public:
  Members() = default;
  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;
  virtual ~Members() = default;

  virtual bool has(const std::string& name) const = 0;
  /// From front to back. `not_found` where there is none; Error::where is its name.
  virtual Result<void> read(const std::string& name, const formats::BlockTaker& take,
                            const std::stop_token& stop) const = 0;
};

/// A small one in one text; `limit` where it holds more than `most` bytes.
Result<std::string> read_member(const Members& members, const std::string& name, std::size_t most,
                                const std::stop_token& stop);

/// The files of a folder; none above it.
std::unique_ptr<Members> folder_members(std::string folder);

/// The members of a tar; links among them are followed. Only headers are read here. `unsupported`
/// where the tar is packed itself: its members cannot be found again without unpacking it.
Result<std::unique_ptr<Members>> tar_members(const std::string& path, const std::stop_token& stop);

/// Whichever of both `path` is.
Result<std::unique_ptr<Members>> open_members(const std::string& path, const std::stop_token& stop);

}  // namespace bulwark::sources::container
