// SPDX-License-Identifier: Apache-2.0
// gzip through ISA-L. A stream may be several members one after another; zeros and other bytes
// behind the last one are no member.
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <string>

#include "formats/unpack.h"

namespace bulwark::formats {
namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;
constexpr std::size_t kMostInput = std::size_t{1} << 30;  // ISA-L counts in 32 bits

std::string_view words_for(int code) {
  switch (code) {
    case ISAL_INVALID_BLOCK: return "a block that is none";
    case ISAL_INVALID_SYMBOL: return "a symbol that is none";
    case ISAL_INVALID_LOOKBACK: return "a reference to before the beginning";
    case ISAL_INVALID_WRAPPER: return "a header that is none";
    case ISAL_UNSUPPORTED_METHOD: return "a method other than deflate";
    case ISAL_INCORRECT_CHECKSUM: return "the checksum does not fit";
    default: return "it cannot be unpacked";
  }
}

class Gzip final : public Unpacking {
 public:
  Gzip() : out_(kBlock, '\0'), state_(std::make_unique<inflate_state>()) {
    isal_inflate_init(state_.get());
    state_->crc_flag = ISAL_GZIP;
  }

  Result<void> write(std::string_view packed, const BlockTaker& take) override {
    while (!packed.empty()) {
      const std::string_view part = packed.substr(0, kMostInput);
      packed.remove_prefix(part.size());
      TRY_VOID(push(part, take));
    }
    return {};
  }

  Result<void> finish() override {
    if (step_ != Step::member) return {};
    return fail(ErrorCode::malformed, "gzip: it is cut off");
  }

  bool trailing() const override { return trailing_; }

 private:
  /// Where the next byte belongs.
  enum class Step : std::uint8_t { member, between, magic, after };

  Result<void> push(std::string_view packed, const BlockTaker& take) {
    while (!packed.empty()) {
      switch (step_) {
        case Step::member: TRY_VOID(inflate(packed, take)); break;
        case Step::between:
          if (packed[0] == '\x1F') {
            step_ = Step::magic;
            packed.remove_prefix(1);
          } else {
            step_ = Step::after;
          }
          break;
        case Step::magic: TRY_VOID(begin_member(packed, take)); break;
        case Step::after:
          trailing_ = trailing_ ||
                      std::any_of(packed.begin(), packed.end(), [](char c) { return c != '\0'; });
          return {};
      }
    }
    return {};
  }

  // The first byte of its magic has gone by.
  Result<void> begin_member(std::string_view& packed, const BlockTaker& take) {
    if (packed[0] != '\x8B') {
      step_ = Step::after;
      trailing_ = true;
      return {};
    }
    isal_inflate_reset(state_.get());
    state_->crc_flag = ISAL_GZIP;
    step_ = Step::member;
    std::string_view first = "\x1F";
    return inflate(first, take);
  }

  Result<void> inflate(std::string_view& packed, const BlockTaker& take) {
    // ISA-L reads only, though it does not say so.
    auto* bytes = const_cast<char*>(packed.data());
    state_->next_in = reinterpret_cast<std::uint8_t*>(bytes);
    state_->avail_in = static_cast<std::uint32_t>(packed.size());
    bool full = true;
    while (state_->block_state != ISAL_BLOCK_FINISH && (state_->avail_in > 0 || full)) {
      state_->next_out = reinterpret_cast<std::uint8_t*>(out_.data());
      state_->avail_out = static_cast<std::uint32_t>(out_.size());
      const int code = isal_inflate(state_.get());
      if (code < 0 || code == ISAL_NEED_DICT)
        return fail(ErrorCode::malformed, "gzip: " + std::string(words_for(code)));
      const std::size_t count = out_.size() - state_->avail_out;
      full = state_->avail_out == 0;
      if (count > 0) TRY_VOID(take({out_.data(), count}));
    }
    packed.remove_prefix(packed.size() - state_->avail_in);
    if (state_->block_state == ISAL_BLOCK_FINISH) step_ = Step::between;
    return {};
  }

  std::string out_;
  std::unique_ptr<inflate_state> state_;
  Step step_ = Step::member;
  bool trailing_ = false;
};

}  // namespace

std::unique_ptr<Unpacking> gzip_unpacking() { return std::make_unique<Gzip>(); }

}  // namespace bulwark::formats
