// SPDX-License-Identifier: Apache-2.0
// For tests: snapshots in memory, written, damaged and read.
#pragma once

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/freeing.h"
#include "formats/json_write.h"
#include "io/sink.h"
#include "sources/cluster/snapshot_reader.h"
#include "sources/cluster/snapshot_writer.h"

namespace bulwark::sources::cluster::test {

inline const SnapshotHeader kHeader{"kind-shop", "https://127.0.0.1:6443", "v1.34.4",
                                    "2026-01-31T12:00:00Z", "0.1.0"};

/// Keeps what was written after its owner is gone.
class SharedSink final : public io::Sink {
 public:
  SharedSink(std::string& text, bool& complete) : text_(text), complete_(complete) {}

 private:
  Result<void> drain(std::string_view text) override {
    text_.append(text);
    return {};
  }
  Result<void> commit() override {
    complete_ = true;
    return {};
  }
  std::string& text_;
  bool& complete_;
};

inline std::string written(const std::vector<std::string>& objects,
                           const std::vector<model::Problem>& not_read = {}) {
  std::string file;
  bool complete = false;
  auto writer = SnapshotWriter::create(std::make_unique<SharedSink>(file, complete), kHeader);
  EXPECT_TRUE(writer);
  for (const std::string& object : objects) (*writer)->add(object + "\n", 1);
  EXPECT_TRUE((*writer)->finish(not_read));
  EXPECT_TRUE(complete);
  return file;
}

inline std::string compressed(std::string_view text, int window = 0) {
  const std::unique_ptr<ZSTD_CCtx, Freeing<ZSTD_freeCCtx>> context(ZSTD_createCCtx());
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  if (window != 0) {
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, window);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_contentSizeFlag, 0);
  }
  std::string out(ZSTD_compressBound(text.size()), '\0');
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  ZSTD_inBuffer from{text.data(), text.size(), 0};
  if (window != 0) ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_flush);
  EXPECT_EQ(ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_end), 0U);
  out.resize(to.pos);
  return out;
}

inline ByteSource bytes_of(std::string_view file) {
  return [rest = file](std::span<char> to) mutable -> Result<std::size_t> {
    const std::size_t count = std::min(to.size(), rest.size());
    std::memcpy(to.data(), rest.data(), count);
    rest.remove_prefix(count);
    return count;
  };
}

inline Result<SnapshotHeader> load(std::string_view file, model::Inventory& inventory,
                                   unsigned workers = 3) {
  SnapshotOptions options;
  options.workers = workers;
  options.seed = 42;
  return load_snapshot(bytes_of(file), options, inventory);
}

inline std::string error_of(std::string_view file) {
  model::Inventory inventory;
  const auto loaded = load(file, inventory);
  if (loaded) return "none";
  EXPECT_TRUE(inventory.segments.empty() && inventory.sources.empty() &&
              inventory.clusters.empty() && inventory.problems.empty() && inventory.documents == 0);
  return loaded.error().message;
}

/// The objects as JSON, in the order of their ranks.
inline std::vector<std::string> objects_of(const model::Inventory& inventory) {
  std::vector<std::string> out(inventory.resources());
  for (const model::Segment& segment : inventory.segments) {
    for (const model::Resource& resource : segment.resources)
      out.at(resource.offset) = formats::json_text(resource.root);
  }
  return out;
}

inline std::string pod(std::string_view name, std::string_view rest = "") {
  return fmt::format(
      R"({{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"{}","namespace":"x"}}{}}})", name,
      rest);
}

inline const std::string kFirst =
    R"({"format":"bulwark.snapshot/v1","cluster":"a","server":"","serverVersion":"","takenAt":"","tool":""})"
    "\n";

}  // namespace bulwark::sources::cluster::test
