// SPDX-License-Identifier: Apache-2.0
#include "formats/unpack.h"

#include <algorithm>
#include <utility>

namespace bulwark::formats {
namespace {

constexpr std::size_t kMagic = 6;

class NoUnpacking final : public Unpacking {
 public:
  Result<void> write(std::string_view packed, const BlockTaker& take) override {
    return take(packed);
  }
  Result<void> finish() override { return {}; }
};

bool is_zstd(std::string_view head) {
  if (head.starts_with("\x28\xB5\x2F\xFD")) return true;
  // A frame to be skipped: its last four bits are free.
  return head.size() >= 4 && (static_cast<unsigned char>(head[0]) & 0xF0) == 0x50 &&
         head.substr(1, 3) == "\x2A\x4D\x18";
}

}  // namespace

std::unique_ptr<Unpacking> no_unpacking() { return std::make_unique<NoUnpacking>(); }

Result<void> check_unpacked(const UnpackLimits& limits, std::uint64_t packed,
                            std::uint64_t unpacked) {
  if (unpacked > limits.bytes)
    return fail(ErrorCode::limit,
                "it unpacks to more than " + std::to_string(limits.bytes) + " bytes");
  if (unpacked > limits.any_ratio && unpacked / limits.ratio > packed)
    return fail(ErrorCode::limit, "a decompression bomb: " + std::to_string(packed) +
                                      " bytes unpack to more than " + std::to_string(limits.ratio) +
                                      " times as many");
  return {};
}

Result<void> Unpacker::choose() {
  if (head_.starts_with("\x1F\x8B")) {
    packing_ = Packing::gzip;
    unpacking_ = gzip_unpacking();
  } else if (is_zstd(head_)) {
    packing_ = Packing::zstd;
    unpacking_ = zstd_unpacking();
  } else if (head_.starts_with("BZh") ||
             head_.starts_with(std::string_view("\xFD"
                                                "7zXZ\0",
                                                6)) ||
             head_.starts_with("\x04\x22\x4D\x18")) {
    return fail(ErrorCode::unsupported,
                "it is packed by bzip2, xz or lz4; gzip, zstd and nothing are understood");
  } else {
    packing_ = Packing::none;
    unpacking_ = no_unpacking();
  }
  return {};
}

Result<void> Unpacker::push(std::string_view packed, const BlockTaker& take) {
  if (packing_ == Packing::none) {
    out_ += packed.size();
    if (out_ > limits_.bytes)
      return fail(ErrorCode::limit, "more than " + std::to_string(limits_.bytes) + " bytes");
    return take(packed);
  }
  return unpacking_->write(packed, [&](std::string_view block) -> Result<void> {
    out_ += block.size();
    TRY_VOID(check_unpacked(limits_, in_, out_));
    return take(block);
  });
}

Result<void> Unpacker::write(std::string_view packed, const BlockTaker& take) {
  in_ += packed.size();
  if (unpacking_ != nullptr) return push(packed, take);
  const std::size_t count = std::min(kMagic - head_.size(), packed.size());
  head_ += packed.substr(0, count);
  packed.remove_prefix(count);
  if (head_.size() < kMagic) return {};
  TRY_VOID(choose());
  const std::string head = std::exchange(head_, {});
  TRY_VOID(push(head, take));
  return packed.empty() ? Result<void>() : push(packed, take);
}

Result<void> Unpacker::finish(const BlockTaker& take) {
  if (unpacking_ == nullptr) {
    TRY_VOID(choose());
    if (!head_.empty()) TRY_VOID(push(std::exchange(head_, {}), take));
  }
  return unpacking_->finish();
}

}  // namespace bulwark::formats
