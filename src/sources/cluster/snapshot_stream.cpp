// SPDX-License-Identifier: Apache-2.0
// The last complete line is always held back: it may be the one that closes the file.
#include "sources/cluster/snapshot_stream.h"

#include <fmt/core.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include "formats/json.h"
#include "sources/cluster/snapshot_lines.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::size_t kBlock = std::size_t{4} << 20;
constexpr std::size_t kStep = std::size_t{1} << 20;
constexpr std::size_t kLongestHeader = std::size_t{64} << 10;

std::string_view view(const std::vector<char>& text) { return {text.data(), text.size()}; }

Error truncated() {
  return {ErrorCode::malformed, "the snapshot is truncated: it ends before its last line", {}};
}

Error explain(std::size_t code) {
  switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_prefix_unknown: return {ErrorCode::malformed, "no snapshot of Bulwark", {}};
    case ZSTD_error_checksum_wrong:
      return {ErrorCode::malformed,
              "the snapshot was altered or is damaged: its checksum is wrong",
              {}};
    case ZSTD_error_frameParameter_windowTooLarge:
      return {ErrorCode::limit, "it asks for more than 128 MiB to be decompressed", {}};
    case ZSTD_error_memory_allocation: return {ErrorCode::limit, "no memory to decompress it", {}};
    default:
      return {ErrorCode::malformed,
              fmt::format("the snapshot was altered or is damaged: {}", ZSTD_getErrorName(code)),
              {}};
  }
}

// What can be given out of a text that goes on: all but its last complete line and what follows.
std::size_t complete_lines(std::string_view text) {
  const std::size_t last = text.rfind('\n');
  if (last == std::string_view::npos || last == 0) return 0;
  const std::size_t before = text.rfind('\n', last - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

}  // namespace

struct SnapshotStream::Frame {
  struct Free {
    void operator()(ZSTD_DCtx* made) const { ZSTD_freeDCtx(made); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> context{ZSTD_createDCtx()};
  std::array<char, std::size_t{128} << 10> buffer{};
  ZSTD_inBuffer in{buffer.data(), 0, 0};
  bool full = false;  ///< there may be more to come out before more is read
};

SnapshotStream::SnapshotStream(ByteSource source, const Limits& limits)
    : source_(std::move(source)), limits_(limits), frame_(std::make_unique<Frame>()) {
  (void)ZSTD_DCtx_setParameter(frame_->context.get(), ZSTD_d_windowLogMax, kLargestWindowLog);
}

SnapshotStream::SnapshotStream(SnapshotStream&&) noexcept = default;
SnapshotStream::~SnapshotStream() = default;

Result<SnapshotHeader> SnapshotStream::header() {
  std::size_t end = std::string_view::npos;
  while ((end = view(rest_).find('\n')) == std::string_view::npos) {
    if (rest_.size() > kLongestHeader || ended_)
      return fail(ErrorCode::malformed, "no snapshot of Bulwark");
    TRY_VOID(more(rest_));
  }
  SnapshotHeader header = TRY(read_first_line(view(rest_).substr(0, end)));
  offset_ = end + 1;
  rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(end + 1));
  return header;
}

Result<bool> SnapshotStream::next(SnapshotBlock& block) {
  std::vector<char>& text = block.buffer;
  text.clear();
  text.swap(rest_);
  std::size_t size = 0;
  while (!ended_ && (text.size() < kBlock || (size = complete_lines(view(text))) == 0)) {
    if (text.size() > 2 * (limits_.bytes + kBlock))
      return fail(ErrorCode::limit, fmt::format("a line has more than {} bytes", limits_.bytes));
    TRY_VOID(more(text));
  }
  block.offset = offset_;
  block.index = blocks_++;
  block.size = size;
  if (ended_) {
    TRY_VOID(close(block));
  } else {
    rest_.assign(text.begin() + static_cast<std::ptrdiff_t>(size), text.end());
  }
  offset_ += block.size;
  text.resize(block.size + formats::kJsonPadding);
  return block.size > 0;
}

// Appends a step of decompressed text.
Result<void> SnapshotStream::more(std::vector<char>& text) {
  Frame& frame = *frame_;
  if (frame.context == nullptr) return fail(ErrorCode::limit, "no memory to decompress it");
  const std::size_t before = text.size();
  text.resize(before + kStep);
  ZSTD_outBuffer out{text.data(), text.size(), before};
  while (out.pos < out.size && !ended_) {
    if (frame.in.pos == frame.in.size && !frame.full) {
      if (!TRY(refill())) return std::unexpected(truncated());
    }
    const std::size_t left = ZSTD_decompressStream(frame.context.get(), &out, &frame.in);
    if (ZSTD_isError(left) != 0) return std::unexpected(explain(left));
    frame.full = out.pos == out.size;
    ended_ = left == 0;
  }
  text.resize(out.pos);
  if (!ended_) return {};
  const bool junk = frame.in.pos < frame.in.size || TRY(refill());
  if (junk) return fail(ErrorCode::malformed, "something stands behind the snapshot's end");
  return {};
}

// False when the file ends here.
Result<bool> SnapshotStream::refill() {
  Frame& frame = *frame_;
  const bool first = frame.in.src != nullptr && frame.in.size == 0;
  const std::size_t count = TRY(source_(frame.buffer));
  frame.in = {frame.buffer.data(), count, 0};
  // Other frames that zstd knows, and passes over, are none of ours.
  const std::size_t known = std::min(count, kZstdMagic.size());
  if (first && std::memcmp(frame.buffer.data(), kZstdMagic.data(), known) != 0)
    return fail(ErrorCode::malformed, "no snapshot of Bulwark");
  return count > 0;
}

// The last block: takes the line that closes the file off it.
Result<void> SnapshotStream::close(SnapshotBlock& block) {
  const std::string_view text = view(block.buffer);
  if (text.empty()) {
    block.size = 0;
    return closed_ ? Result<void>() : std::unexpected(truncated());
  }
  if (!text.ends_with('\n')) return std::unexpected(truncated());
  const std::size_t before = text.size() < 2 ? std::string_view::npos
                                             : text.rfind('\n', text.size() - 2);
  block.size = before == std::string_view::npos ? 0 : before + 1;
  const std::string_view last = text.substr(block.size, text.size() - block.size - 1);
  if (!last.starts_with(kEndBegins)) return std::unexpected(truncated());
  end_ = TRY(read_last_line(last));
  closed_ = true;
  return {};
}

}  // namespace bulwark::sources::cluster
