// SPDX-License-Identifier: Apache-2.0
// pax headers: records that say of a tar entry what its header block cannot.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/tar_header.h"

namespace bulwark::formats {

/// What such a header says; what it does not is empty.
struct PaxRecords {
  std::optional<std::string> path = {};
  std::optional<std::string> link = {};
  std::optional<std::uint64_t> size = {};
  std::optional<std::uint64_t> user = {};
  std::optional<std::uint64_t> group = {};
  std::optional<std::int64_t> modified = {};
  bool capabilities = false;

  // GNU.sparse.*, in its three versions
  std::optional<std::string> sparse_name = {};
  std::optional<std::uint64_t> sparse_size = {};
  std::vector<TarPiece> pieces = {};
  bool sparse = false;
  bool map_in_data = false;  ///< version 1.0: the map stands in front of the file's bytes
};

/// Adds the records of one header; the later of two wins. `malformed`, or `limit` where it holds
/// more than `most_pieces` pieces of a sparse file.
Result<void> read_pax(std::string_view text, std::size_t most_pieces, PaxRecords& out);

/// Brings into an entry what the records say.
void apply_pax(const PaxRecords& records, TarHeader& header);

}  // namespace bulwark::formats
