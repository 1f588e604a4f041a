// SPDX-License-Identifier: Apache-2.0
#include "formats/inflate.h"

#include <fmt/core.h>
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

namespace bulwark::formats {
namespace {

constexpr std::size_t kBlock = 64 << 10;

void begin(inflate_state& state, std::string_view stream, DeflateWrapper wrapper) {
  isal_inflate_init(&state);
  state.crc_flag = wrapper == DeflateWrapper::zlib ? ISAL_ZLIB : ISAL_DEFLATE;
  // ISA-L takes a pointer to bytes that it does not change.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  state.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(stream.data()));
  state.avail_in = static_cast<std::uint32_t>(stream.size());
}

// One block more; its size.
std::size_t step(inflate_state& state, std::array<std::uint8_t, kBlock>& block, std::size_t room,
                 int& error) {
  state.next_out = block.data();
  state.avail_out = static_cast<std::uint32_t>(std::min(room, block.size()));
  const std::uint32_t before = state.avail_out;
  error = isal_inflate(&state);
  return before - state.avail_out;
}

}  // namespace

Result<Inflated> inflate(std::string_view stream, DeflateWrapper wrapper, std::size_t most) {
  if (stream.size() > std::numeric_limits<std::uint32_t>::max())
    return fail(ErrorCode::limit, "a deflate stream of more than 4 GiB");
  const auto state = std::make_unique_for_overwrite<inflate_state>();
  begin(*state, stream, wrapper);
  const auto block = std::make_unique_for_overwrite<std::array<std::uint8_t, kBlock>>();
  Inflated out;
  while (state->block_state != ISAL_BLOCK_FINISH) {
    int error = 0;
    const std::size_t size = step(*state, *block, kBlock, error);
    if (error < 0)
      return fail(ErrorCode::malformed, fmt::format("a broken deflate stream (ISA-L: {})", error));
    if (out.bytes.size() + size > most)
      return fail(ErrorCode::limit, fmt::format("more than {} bytes in a deflate stream", most));
    out.bytes.append(reinterpret_cast<const char*>(block->data()), size);
    if (size == 0 && state->avail_in == 0 && state->block_state != ISAL_BLOCK_FINISH)
      return fail(ErrorCode::unavailable, "the deflate stream is not whole");
  }
  out.taken = stream.size() - state->avail_in;
  return out;
}

struct InflateStart::State {
  inflate_state inflate;
  std::array<std::uint8_t, kBlock> block;
};

InflateStart::InflateStart() : state_(std::make_unique_for_overwrite<State>()) {}
InflateStart::InflateStart(InflateStart&& other) noexcept = default;
InflateStart& InflateStart::operator=(InflateStart&& other) noexcept = default;
InflateStart::~InflateStart() = default;

std::string_view InflateStart::of(std::string_view stream, DeflateWrapper wrapper,
                                  std::size_t most) {
  if (stream.size() > std::numeric_limits<std::uint32_t>::max()) return {};
  begin(state_->inflate, stream, wrapper);
  int error = 0;
  const std::size_t size = step(state_->inflate, state_->block, most, error);
  if (error < 0) return {};
  return {reinterpret_cast<const char*>(state_->block.data()), size};
}

}  // namespace bulwark::formats
