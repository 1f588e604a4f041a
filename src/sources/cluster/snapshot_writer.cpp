// SPDX-License-Identifier: Apache-2.0
// Lines wait in a short queue for the thread that compresses them, so that nobody who lists waits
// for the compression.
#include "sources/cluster/snapshot_writer.h"

#include <fmt/core.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/block_relay.h"
#include "formats/json_object.h"

namespace bulwark::sources::cluster {
namespace {

constexpr int kLevel = 3;
constexpr std::size_t kMostWaiting = std::size_t{16} << 20;

std::string first_line(const SnapshotHeader& header) {
  return formats::JsonObject()
             .text("format", kSnapshotFormat)
             .text("cluster", header.cluster)
             .text("server", header.server)
             .text("serverVersion", header.server_version)
             .text("takenAt", header.taken_at)
             .text("tool", header.tool)
             .raw("namespaces", formats::json_list(header.namespaces))
             .take() +
         "\n";
}

std::string last_line(std::uint64_t objects, std::span<const model::Problem> not_read) {
  std::string entries = "[";
  for (const model::Problem& problem : not_read) {
    if (entries.size() > 1) entries += ',';
    entries += formats::JsonObject()
                   .text("what", problem.what)
                   .text("reason", problem.reason)
                   .text("code", name(problem.code))
                   .take();
  }
  std::string
      end = formats::JsonObject().number("objects", objects).raw("notRead", entries + "]").take();
  return formats::JsonObject().raw("end", end).take() + "\n";
}

}  // namespace

// One zstd frame on its way into the sink.
class SnapshotWriter::Stream {
 public:
  explicit Stream(std::unique_ptr<io::Sink> sink) : sink_(std::move(sink)) {}

  Result<void> begin() {
    if (context_ == nullptr) return fail(ErrorCode::limit, "no memory for the compression");
    for (const auto& [parameter, value] :
         {std::pair(ZSTD_c_compressionLevel, kLevel), std::pair(ZSTD_c_checksumFlag, 1),
          std::pair(ZSTD_c_windowLog, kSnapshotWindowLog)}) {
      if (ZSTD_isError(ZSTD_CCtx_setParameter(context_.get(), parameter, value)) != 0)
        return fail(ErrorCode::internal, "the compression does not take its settings");
    }
    return {};
  }

  void add(std::string_view text) {
    if (!relay_.add(text)) return;  // finish() tells
  }

  bool failed() const { return relay_.failed(); }

  Result<void> finish() {
    TRY_VOID(relay_.finish());
    TRY_VOID(compress({}, ZSTD_e_end));
    return sink_->finish();
  }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };

  // Remembers the first error.
  Result<void> compress(std::string_view text, ZSTD_EndDirective directive) {
    ZSTD_inBuffer in{text.data(), text.size(), 0};
    for (bool done = false; state_ && !done;) {
      ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
      const std::size_t left = ZSTD_compressStream2(context_.get(), &out, &in, directive);
      if (ZSTD_isError(left) != 0) {
        state_ = fail(ErrorCode::internal, fmt::format("compressing: {}", ZSTD_getErrorName(left)));
        break;
      }
      sink_->write({buffer_.data(), out.pos});
      if (sink_->failed()) state_ = sink_->finish();
      done = directive == ZSTD_e_end ? left == 0 : in.pos == in.size;
    }
    return state_;
  }

  std::unique_ptr<io::Sink> sink_;
  std::unique_ptr<ZSTD_CCtx, Free> context_{ZSTD_createCCtx()};
  std::array<char, std::size_t{128} << 10> buffer_{};
  Result<void> state_;

  BlockRelay relay_{[this](std::string_view text) { return compress(text, ZSTD_e_continue); },
                    kMostWaiting};  // last, since it ends before what it works with
};

SnapshotWriter::SnapshotWriter(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}
SnapshotWriter::~SnapshotWriter() = default;

Result<std::unique_ptr<SnapshotWriter>> SnapshotWriter::create(std::unique_ptr<io::Sink> sink,
                                                               const SnapshotHeader& header) {
  auto stream = std::make_unique<Stream>(std::move(sink));
  TRY_VOID(stream->begin());
  stream->add(first_line(header));
  return std::unique_ptr<SnapshotWriter>(new SnapshotWriter(std::move(stream)));
}

void SnapshotWriter::add(std::string_view lines, std::uint64_t objects) {
  if (lines.empty()) return;
  objects_ += objects;
  stream_->add(lines);
}

bool SnapshotWriter::failed() const { return stream_->failed(); }

Result<void> SnapshotWriter::finish(std::span<const model::Problem> not_read) {
  stream_->add(last_line(objects_, not_read));
  return stream_->finish();
}

}  // namespace bulwark::sources::cluster
