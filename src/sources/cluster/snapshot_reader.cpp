// SPDX-License-Identifier: Apache-2.0
// Whoever asks next decompresses the next block; everybody parses what they were given into a pool
// of their own.
#include "sources/cluster/snapshot_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "formats/builder.h"
#include "formats/json.h"
#include "io/file.h"
#include "io/file_tree.h"
#include "model/object.h"
#include "model/redact.h"
#include "sources/cluster/picture.h"

namespace bulwark::sources::cluster {
namespace {

constexpr unsigned kMostWorkers = 256;
constexpr std::uint64_t kMostObjects = 20'000'000;  ///< a small file may say very many

/// What is wrong in a line, which is told by its place in the text.
struct Fault {
  std::size_t block = 0;
  std::uint64_t line = 0;  ///< within the block, from 0
  Error error;
};

/// Hands out blocks to several threads.
class Blocks {
 public:
  explicit Blocks(SnapshotStream& stream) : stream_(stream) {}

  bool next(SnapshotBlock& block) {
    const std::lock_guard lock(mutex_);
    if (!going_) return false;
    Result<bool> more = stream_.next(block);
    going_ = more && *more;
    if (!more) state_ = std::unexpected(std::move(more).error());
    return going_;
  }

  /// So many lines were in a block that is done.
  void done(const SnapshotBlock& block, std::uint64_t lines) {
    const std::lock_guard lock(mutex_);
    lines_.resize(std::max(lines_.size(), block.index + 1));
    lines_[block.index] = lines;
  }

  /// The number of a line in the file: all blocks before its own are done.
  std::uint64_t line_number(const Fault& fault) const {
    const auto end = lines_.begin() +
                     static_cast<std::ptrdiff_t>(std::min(fault.block, lines_.size()));
    return std::accumulate(lines_.begin(), end, fault.line + 2);
  }

  /// No more blocks, since what was given out is no good.
  void stop() {
    const std::lock_guard lock(mutex_);
    going_ = false;
    stopped_ = true;
  }

  /// Reads the file to its end, since whether it is whole says more than what is wrong in a line.
  Result<void> finish() {
    SnapshotBlock block;
    while (stopped_ && state_) {
      const Result<bool> more = stream_.next(block);
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
    }
    return state_;
  }

 private:
  SnapshotStream& stream_;
  std::mutex mutex_;
  bool going_ = true;
  bool stopped_ = false;
  std::vector<std::uint64_t> lines_;
  Result<void> state_;
};

/// One worker's share.
class Worker {
 public:
  Worker(std::uint16_t pool, std::uint32_t source, const SnapshotOptions& options)
      : options_(options),
        source_(source),
        segment_{std::make_unique<formats::Pool>(pool, options.seed), {}},
        builder_(*segment_.pool) {}

  void run(Blocks& blocks) {
    SnapshotBlock block;
    while (!options_.stop.stop_requested() && blocks.next(block)) {
      const std::uint64_t lines = read(block);
      if (fault_) return blocks.stop();
      blocks.done(block, lines);
    }
  }

  const std::optional<Fault>& fault() const { return fault_; }
  std::uint64_t objects() const { return segment_.resources.size(); }
  model::Segment take() { return std::move(segment_); }

 private:
  // Gives the number of lines.
  std::uint64_t read(const SnapshotBlock& block) {
    const std::string_view text(block.buffer.data(), block.size);
    std::uint64_t line = 0;
    for (std::size_t at = 0; at < text.size(); ++line) {
      const std::size_t end = text.find('\n', at);
      Result<void> kept = keep(text.substr(at, end - at), block.offset + at);
      if (!kept) {
        fault_ = {block.index, line, std::move(kept).error()};
        break;
      }
      at = end + 1;
    }
    return line;
  }

  Result<void> keep(std::string_view line, std::uint64_t offset) {
    const formats::Document document = TRY(json_.read(line, builder_, options_.document));
    if (auto why = model::why_no_object(document.root)) return fail(ErrorCode::malformed, *why);
    model::Resource resource;
    resource.root = model::without_secret_values(document.root, *segment_.pool);
    resource.offset = offset;
    resource.length = line.size();
    resource.source = source_;
    segment_.resources.push_back(resource);
    if (objects() <= kMostObjects) return {};
    return fail(ErrorCode::limit, fmt::format("more than {} objects", kMostObjects));
  }

  const SnapshotOptions& options_;
  std::uint32_t source_;
  model::Segment segment_;
  formats::Builder builder_;
  formats::JsonReader json_;
  std::optional<Fault> fault_;
};

std::deque<Worker> make_workers(const SnapshotOptions& options, const model::Inventory& inventory) {
  unsigned count = options.workers;
  if (count == 0) count = std::max(1U, std::thread::hardware_concurrency());
  std::deque<Worker> workers;
  for (unsigned i = 0; i < std::min(count, kMostWorkers); ++i) {
    workers.emplace_back(static_cast<std::uint16_t>(inventory.segments.size() + 1 + i),
                         static_cast<std::uint32_t>(inventory.sources.size()), options);
  }
  return workers;
}

void run_all(std::deque<Worker>& workers, Blocks& blocks) {
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < workers.size(); ++i)
    threads.emplace_back([&workers, &blocks, i] { workers[i].run(blocks); });
  workers[0].run(blocks);
}

// Of the first line that is wrong: lines before it were all read.
Result<void> first_fault(const std::deque<Worker>& workers, const Blocks& blocks) {
  const Fault* first = nullptr;
  for (const Worker& worker : workers) {
    if (worker.fault() && (first == nullptr || worker.fault()->block < first->block))
      first = &*worker.fault();
  }
  if (first == nullptr) return {};
  return fail(first->error.code,
              fmt::format("line {}: {}", blocks.line_number(*first), first->error.message));
}

Result<void> check_count(const std::deque<Worker>& workers, std::uint64_t told) {
  std::uint64_t objects = 0;
  for (const Worker& worker : workers) objects += worker.objects();
  if (objects == told) return {};
  return fail(
      ErrorCode::malformed,
      fmt::format("the snapshot was altered or is damaged: it says that it holds {} objects, "
                  "and holds {}",
                  told, objects));
}

void merge(std::deque<Worker>& workers, const SnapshotHeader& header, const SnapshotEnd& end,
           model::Inventory& inventory) {
  const std::uint32_t source = add_cluster(
      inventory, {header.cluster, header.server_version, header.taken_at, header.namespaces});
  for (Worker& worker : workers) {
    inventory.segments.push_back(worker.take());
    inventory.segments.back().pool->close();
  }
  inventory.documents += end.objects;
  add_gaps(inventory, source, end.not_read);
  rank_resources(inventory, source);
}

ByteSource file_source(io::File& file, const SnapshotOptions& options) {
  if (options.progress != nullptr) options.progress->bytes_total += file.size();
  return [&file, &options](std::span<char> to) -> Result<std::size_t> {
    const std::size_t count = TRY(file.read(to, options.stop));
    if (options.progress != nullptr) options.progress->bytes_done += count;
    return count;
  };
}

template <class T>
Result<T> named(Result<T> result, const std::string& path) {
  if (!result) result.error().where = path;
  return result;
}

}  // namespace

bool is_snapshot(const std::string& path) {
  // A pipe is not even opened: whoever writes into it would find it closed.
  const Result<io::PathFacts> facts = io::look_at(path);
  if (!facts || facts->kind != io::PathKind::file || facts->size < kZstdMagic.size()) return false;
  Result<io::File> file = io::File::open(path);
  if (!file) return false;
  std::string begin(kZstdMagic.size(), '\0');
  const Result<std::size_t> count = file->read(begin, {});
  return count && begin == kZstdMagic;
}

Result<SnapshotHeader> read_snapshot_header(const std::string& path) {
  Result<io::File> file = io::File::open(path);
  if (!file) return named(Result<SnapshotHeader>(std::unexpected(file.error())), path);
  const SnapshotOptions options;
  return named(SnapshotStream(file_source(*file, options), options.document.limits).header(), path);
}

Result<SnapshotHeader> load_snapshot(const ByteSource& bytes, const SnapshotOptions& options,
                                     model::Inventory& inventory) {
  SnapshotStream stream(bytes, options.document.limits);
  SnapshotHeader header = TRY(stream.header());
  std::deque<Worker> workers = make_workers(options, inventory);
  TRY_VOID(check_pools(inventory, workers.size()));
  Blocks blocks(stream);
  run_all(workers, blocks);
  if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "reading was interrupted");
  TRY_VOID(blocks.finish());
  TRY_VOID(first_fault(workers, blocks));
  TRY_VOID(check_count(workers, stream.end().objects));
  merge(workers, header, stream.end(), inventory);
  return header;
}

Result<SnapshotHeader> load_snapshot(const std::string& path, const SnapshotOptions& options,
                                     model::Inventory& inventory) {
  Result<io::File> file = io::File::open(path);
  if (!file) return named(Result<SnapshotHeader>(std::unexpected(file.error())), path);
  return named(load_snapshot(file_source(*file, options), options, inventory), path);
}

}  // namespace bulwark::sources::cluster
