// SPDX-License-Identifier: Apache-2.0
// Reader: one worker's share of the loading, from slices of text to resources in a pool of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formats/builder.h"
#include "formats/json.h"
#include "formats/yaml.h"
#include "model/inventory.h"
#include "sources/code/load.h"
#include "sources/code/stream.h"
#include "sources/code/tally.h"

namespace bulwark::sources::code {

/// Not thread-safe: one a worker.
class Reader {
 public:
  /// `pool` is the id of its pool. `options` must outlive the reader.
  Reader(std::uint16_t pool, const LoadOptions& options);

  /// Reads the slices of `batch` as documents of source `source`.
  void read(const Batch& batch, std::uint32_t source);
  /// Reads the file at `path` as the one document of source `source`.
  void dockerfile(const std::string& path, std::uint32_t source);
  /// Notes that a source, or the rest of it, could not be read.
  void note(std::uint32_t source, const Error& error);

  /// What was read. DuplicateKey::segment is 0 throughout.
  model::Segment take_segment() { return std::move(segment_); }
  std::vector<model::DuplicateKey> take_duplicate_keys() { return std::move(duplicate_keys_); }
  std::unordered_map<std::uint32_t, Tally> take_tallies() { return std::move(tallies_); }

 private:
  /// The slice that is being read.
  struct Place {
    const Batch& batch;
    const Slice& slice;
    std::uint32_t source;
    Tally& tally;
  };

  void slice(const Place& place);
  Result<formats::Document> parse(const Place& place);
  void document(const Place& place, const formats::Document& document);
  void list(const Place& place, const formats::Document& document, const formats::Value& items);
  bool object(const Place& place, formats::Value root, std::uint32_t list_item);
  void keep_repeated(const formats::RepeatedKey& repeated, std::string path);
  void list_repeated(const Place& place, const formats::Document& document,
                     const std::vector<std::uint32_t>& resources);
  void gap(const Place& place, ErrorCode code, std::string reason, bool no_manifest);
  void parse_gap(const Place& place, const Error& error);

  const LoadOptions& options_;
  model::Segment segment_;
  formats::Builder builder_;
  formats::JsonReader json_;
  formats::YamlReader yaml_;
  std::vector<model::DuplicateKey> duplicate_keys_;
  std::unordered_map<std::uint32_t, Tally> tallies_;
};

}  // namespace bulwark::sources::code
