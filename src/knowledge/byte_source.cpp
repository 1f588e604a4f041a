// SPDX-License-Identifier: Apache-2.0
// gzip (RFC 1952) and deflate by ISA-L, Zstandard (RFC 8878) by libzstd.
#include "knowledge/byte_source.h"

#include <fmt/core.h>
#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace bulwark::knowledge {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;

Error too_much(std::uint64_t most) {
  return {ErrorCode::limit, fmt::format("it unpacks to more than {} bytes", most), {}};
}

// Keeps packed bytes at hand, and counts what comes out.
class Unpacked : public ByteSource {
 public:
  Unpacked(ByteSource& inner, std::uint64_t most) : inner_(inner), left_(most), most_(most) {}

  Result<std::size_t> read(std::span<char> to) final {
    std::size_t filled = 0;
    while (filled < to.size() && !ended_) {
      const std::size_t got = TRY(step(to.subspan(filled)));
      if (got > left_) return std::unexpected(too_much(most_));
      left_ -= got;
      filled += got;
    }
    return filled;
  }

 protected:
  /// Some bytes into `to`, or ended_; never neither without having taken packed bytes.
  virtual Result<std::size_t> step(std::span<char> to) = 0;

  /// False at the end.
  Result<bool> refill() {
    at_ = 0;
    size_ = TRY(inner_.read(packed_));
    return size_ > 0;
  }

  std::vector<char> packed_ = std::vector<char>(kBlock);
  std::size_t at_ = 0, size_ = 0;
  bool ended_ = false;

 private:
  ByteSource& inner_;
  std::uint64_t left_, most_;
};

class Inflated final : public Unpacked {
 public:
  Inflated(ByteSource& inner, std::uint64_t most, bool gzip)
      : Unpacked(inner, most), gzip_(gzip), state_(std::make_unique<inflate_state>()) {
    isal_inflate_init(state_.get());
    state_->crc_flag = gzip ? ISAL_GZIP : ISAL_DEFLATE;
  }

 private:
  Result<std::size_t> step(std::span<char> to) override {
    if (at_ == size_ && !TRY(refill())) {
      // Between the members of a gzip file is a good place to end.
      if (between_) return end();
      return fail(ErrorCode::malformed, "the packed data is not whole");
    }
    between_ = false;
    state_->next_in = reinterpret_cast<std::uint8_t*>(packed_.data() + at_);
    state_->avail_in = static_cast<std::uint32_t>(size_ - at_);
    state_->next_out = reinterpret_cast<std::uint8_t*>(to.data());
    state_->avail_out = static_cast<std::uint32_t>(std::min<std::size_t>(to.size(), UINT32_MAX));
    const std::uint32_t room = state_->avail_out;
    const int code = isal_inflate(state_.get());
    if (code != ISAL_DECOMP_OK)
      return fail(ErrorCode::malformed, fmt::format("the packed data is broken (igzip {})", code));
    const std::size_t had = std::exchange(at_, size_ - state_->avail_in);
    const std::size_t got = room - state_->avail_out;
    const bool finished = state_->block_state == ISAL_BLOCK_FINISH;
    if (!finished && got == 0 && at_ == had)
      return fail(ErrorCode::malformed, "the packed data is broken: nothing comes of it");
    if (finished) next_member();
    return got;
  }

  void next_member() {
    if (!gzip_) {
      ended_ = true;
      return;
    }
    isal_inflate_reset(state_.get());
    state_->crc_flag = ISAL_GZIP;
    between_ = true;
  }

  std::size_t end() {
    ended_ = true;
    return 0;
  }

  bool gzip_;
  bool between_ = false;
  std::unique_ptr<inflate_state> state_;
};

struct FreeDecompressor {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

class Unzstd final : public Unpacked {
 public:
  Unzstd(ByteSource& inner, std::uint64_t most)
      : Unpacked(inner, most), context_(ZSTD_createDCtx()) {
    CHECK(context_ != nullptr, "no memory for a zstd context");
    constexpr int kLargestWindow = 27;  // 128 MiB, what the zstd tool takes without being told
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kLargestWindow);
  }

 private:
  Result<std::size_t> step(std::span<char> to) override {
    if (at_ == size_ && !full_ && !TRY(refill())) {
      if (wanted_ != 0) return fail(ErrorCode::malformed, "the packed data is not whole");
      ended_ = true;
      return std::size_t{0};
    }
    ZSTD_inBuffer in{packed_.data(), size_, at_};
    ZSTD_outBuffer out{to.data(), to.size(), 0};
    wanted_ = ZSTD_decompressStream(context_.get(), &out, &in);
    if (ZSTD_isError(wanted_) != 0)
      return fail(ErrorCode::malformed,
                  fmt::format("the packed data is broken: {}", ZSTD_getErrorName(wanted_)));
    at_ = in.pos;
    full_ = out.pos == out.size && wanted_ != 0;
    return out.pos;
  }

  std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context_;
  std::size_t wanted_ = 0;  ///< 0 once a frame is whole
  bool full_ = false;       ///< more may come without more packed bytes
};

}  // namespace

Result<std::size_t> MemorySource::read(std::span<char> to) {
  const std::size_t size = std::min(to.size(), left_.size());
  if (size > 0) std::memcpy(to.data(), left_.data(), size);
  left_.remove_prefix(size);
  return size;
}

Result<std::unique_ptr<PeekedSource>> PeekedSource::peek(ByteSource& inner, std::size_t size) {
  std::unique_ptr<PeekedSource> out(new PeekedSource(inner));
  out->first_.resize(size);
  out->first_.resize(TRY(inner.read(out->first_)));
  return out;
}

Result<std::size_t> PeekedSource::read(std::span<char> to) {
  const std::size_t again = std::min(to.size(), first_.size() - given_);
  std::memcpy(to.data(), first_.data() + given_, again);
  given_ += again;
  if (again == to.size()) return again;
  return again + TRY(inner_.read(to.subspan(again)));
}

Packing packing_of(std::string_view first) {
  constexpr std::size_t kTarMagicAt = 257;
  if (first.starts_with("\x1f\x8b")) return Packing::gzip;
  if (first.starts_with("\x28\xb5\x2f\xfd")) return Packing::zstd;
  if (first.starts_with("PK\x03\x04") || first.starts_with("PK\x05\x06")) return Packing::zip;
  if (first.size() > kTarMagicAt && first.substr(kTarMagicAt).starts_with("ustar"))
    return Packing::tar;
  return Packing::none;
}

std::unique_ptr<ByteSource> gunzip(ByteSource& inner, std::uint64_t most) {
  return std::make_unique<Inflated>(inner, most, true);
}

std::unique_ptr<ByteSource> inflate(ByteSource& inner, std::uint64_t most) {
  return std::make_unique<Inflated>(inner, most, false);
}

std::unique_ptr<ByteSource> unzstd(ByteSource& inner, std::uint64_t most) {
  return std::make_unique<Unzstd>(inner, most);
}

Result<std::string> read_all(ByteSource& source, std::size_t most) {
  std::string out;
  for (;;) {
    const std::size_t had = out.size();
    out.resize(had + kBlock);
    const std::size_t got = TRY(source.read(std::span(out).subspan(had)));
    out.resize(had + got);
    if (out.size() > most)
      return fail(ErrorCode::limit, fmt::format("it is larger than {} bytes", most));
    if (got < kBlock) return out;
  }
}

}  // namespace bulwark::knowledge
