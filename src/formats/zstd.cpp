// SPDX-License-Identifier: Apache-2.0
// By libzstd, a block at a time: what a frame says of its size is not believed.
#include "formats/zstd.h"

#include <fmt/core.h>
#include <zstd.h>

#include <memory>

#include "base/check.h"

namespace bulwark::formats {
namespace {

constexpr int kLevel = 9;

template <class Context, std::size_t (*Free)(Context*)>
struct Freeing {
  void operator()(Context* context) const { Free(context); }
};
using Compressor = std::unique_ptr<ZSTD_CCtx, Freeing<ZSTD_CCtx, ZSTD_freeCCtx>>;
using Decompressor = std::unique_ptr<ZSTD_DCtx, Freeing<ZSTD_DCtx, ZSTD_freeDCtx>>;

}  // namespace

std::string compress_zstd(std::string_view bytes) {
  const Compressor context(ZSTD_createCCtx());
  CHECK(context != nullptr, "no memory for a zstd context");
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(),
                                          bytes.size());
  CHECK(ZSTD_isError(size) == 0, "zstd has refused to compress");
  out.resize(size);
  return out;
}

Result<std::string> decompress_zstd(std::string_view frame, std::size_t most) {
  const Decompressor context(ZSTD_createDCtx());
  CHECK(context != nullptr, "no memory for a zstd context");
  ZSTD_inBuffer in{frame.data(), frame.size(), 0};
  std::string block(ZSTD_DStreamOutSize(), '\0');
  std::string out;
  std::size_t left = 1;  // of the frame: 0 once it is whole
  while (left != 0) {
    ZSTD_outBuffer room{block.data(), block.size(), 0};
    left = ZSTD_decompressStream(context.get(), &room, &in);
    if (ZSTD_isError(left) != 0)
      return fail(ErrorCode::malformed, fmt::format("zstd: {}", ZSTD_getErrorName(left)));
    if (out.size() + room.pos > most)
      return fail(ErrorCode::limit, fmt::format("zstd: more than {} bytes", most));
    out.append(block.data(), room.pos);
    if (left != 0 && in.pos == in.size && room.pos < room.size)
      return fail(ErrorCode::malformed, "zstd: the frame is not whole");
  }
  if (in.pos != in.size) return fail(ErrorCode::malformed, "zstd: bytes follow the frame");
  return out;
}

}  // namespace bulwark::formats
