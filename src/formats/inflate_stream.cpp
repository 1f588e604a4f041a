// SPDX-License-Identifier: Apache-2.0
#include "formats/inflate_stream.h"

#include <fmt/core.h>
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace bulwark::formats {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;
constexpr std::size_t kReadAhead = 8;  // bytes that ISA-L may hold in its register

}  // namespace

struct InflateStream::State {
  inflate_state inflate;
  std::array<char, kBlock> out;
};

InflateStream::InflateStream() : state_(std::make_unique_for_overwrite<State>()) { begin(); }
InflateStream::InflateStream(InflateStream&& other) noexcept = default;
InflateStream& InflateStream::operator=(InflateStream&& other) noexcept = default;
InflateStream::~InflateStream() = default;

void InflateStream::begin() {
  isal_inflate_init(&state_->inflate);
  state_->inflate.crc_flag = ISAL_DEFLATE;
  last_.clear();
  unused_ = 0;
  carried_.clear();
}

bool InflateStream::done() const { return state_->inflate.block_state == ISAL_BLOCK_FINISH; }

// Whole bytes that it read ahead belong to what follows.
void InflateStream::keep_unused(std::string_view block) {
  const inflate_state& inflate = state_->inflate;
  const auto ahead = static_cast<std::size_t>(std::max(inflate.read_in_length, 0)) / 8;
  const std::size_t behind = inflate.avail_in + ahead;
  unused_ = std::min(behind, block.size());
  carried_ = last_.substr(last_.size() - std::min(behind - unused_, last_.size()));
}

Result<void> InflateStream::write(std::string_view block, const BlockTaker& take) {
  if (block.size() > std::numeric_limits<std::uint32_t>::max())
    return fail(ErrorCode::limit, "a block of more than 4 GiB");
  inflate_state& inflate = state_->inflate;
  // ISA-L takes a pointer to bytes that it does not change.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  inflate.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(block.data()));
  inflate.avail_in = static_cast<std::uint32_t>(block.size());
  bool full = true;
  while (!done() && (inflate.avail_in > 0 || full)) {
    inflate.next_out = reinterpret_cast<std::uint8_t*>(state_->out.data());
    inflate.avail_out = static_cast<std::uint32_t>(kBlock);
    const int code = isal_inflate(&inflate);
    if (code < 0 || code == ISAL_NEED_DICT)
      return fail(ErrorCode::malformed, fmt::format("a broken deflate stream (ISA-L: {})", code));
    const std::size_t count = kBlock - inflate.avail_out;
    full = inflate.avail_out == 0;
    if (count > 0) TRY_VOID(take({state_->out.data(), count}));
  }
  if (done()) {
    keep_unused(block);
  } else {
    last_ += block.substr(block.size() - std::min(block.size(), kReadAhead));
    last_.erase(0, last_.size() - std::min(last_.size(), kReadAhead));
  }
  return {};
}

}  // namespace bulwark::formats
