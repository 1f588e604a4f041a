// SPDX-License-Identifier: Apache-2.0
// zstd by libzstd: frames one after another, those that are to be skipped among them.
#include <zstd.h>

#include <string>

#include "base/check.h"
#include "base/freeing.h"
#include "formats/unpack.h"

namespace bulwark::formats {
namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;

class Zstd final : public Unpacking {
 public:
  explicit Zstd(int most_window) : out_(kBlock, '\0'), context_(ZSTD_createDCtx()) {
    CHECK(context_ != nullptr, "no memory for a zstd context");
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, most_window);
  }

  Result<void> write(std::string_view packed, const BlockTaker& take) override {
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    bool full = false;
    while (in.pos < in.size || full) {
      ZSTD_outBuffer out{out_.data(), out_.size(), 0};
      left_ = ZSTD_decompressStream(context_.get(), &out, &in);
      if (ZSTD_isError(left_) != 0)
        return fail(ErrorCode::malformed, std::string("zstd: ") + ZSTD_getErrorName(left_));
      // At the end of a frame a further call would ask for the next one.
      full = out.pos == out.size && left_ != 0;
      if (out.pos > 0) TRY_VOID(take({out_.data(), out.pos}));
    }
    return {};
  }

  Result<void> finish() override {
    if (left_ == 0) return {};
    return fail(ErrorCode::malformed, "zstd: it is cut off");
  }

 private:
  std::string out_;
  std::unique_ptr<ZSTD_DCtx, Freeing<ZSTD_freeDCtx>> context_;
  std::size_t left_ = 0;  ///< of the frame: 0 between two
};

}  // namespace

std::unique_ptr<Unpacking> zstd_unpacking(int most_window) {
  return std::make_unique<Zstd>(most_window);
}

}  // namespace bulwark::formats
