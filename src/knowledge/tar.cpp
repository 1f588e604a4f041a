// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "knowledge/documents.h"

namespace bulwark::knowledge {
namespace {

constexpr std::size_t kBlock = 512;
using Block = std::array<char, kBlock>;

// Fields of the header block.
constexpr std::size_t kName = 0, kNameSize = 100, kSize = 124, kSizeSize = 12, kChecksum = 148,
                      kChecksumSize = 8, kType = 156, kPrefix = 345, kPrefixSize = 155;

std::string_view field(const Block& block, std::size_t at, std::size_t size) {
  const std::string_view text(block.data() + at, size);
  return text.substr(0, text.find('\0'));
}

// Octal digits, or GNU's base 256; nothing for anything else.
std::optional<std::uint64_t> number(const Block& block, std::size_t at, std::size_t size) {
  constexpr unsigned kBinary = 0x80;
  std::uint64_t out = 0;
  if ((static_cast<unsigned char>(block[at]) & kBinary) != 0) {
    for (std::size_t i = at + 1; i < at + size; ++i) {
      if (out >> 56U != 0) return std::nullopt;
      out = (out << 8U) | static_cast<unsigned char>(block[i]);
    }
    return out;
  }
  for (const char c : field(block, at, size)) {
    if (c == ' ') continue;
    if (c < '0' || c > '7') return std::nullopt;
    out = (out << 3U) | static_cast<unsigned>(c - '0');
  }
  return out;
}

bool checksum_agrees(const Block& block) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const bool own = i >= kChecksum && i < kChecksum + kChecksumSize;
    sum += own ? static_cast<unsigned char>(' ') : static_cast<unsigned char>(block[i]);
  }
  return number(block, kChecksum, kChecksumSize) == sum;
}

// A member's bytes, and no more.
class Member final : public ByteSource {
 public:
  Member(ByteSource& inner, std::uint64_t size) : inner_(inner), left_(size) {}

  Result<std::size_t> read(std::span<char> to) override {
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(to.size(), left_));
    const std::size_t got = TRY(inner_.read(to.first(want)));
    left_ -= got;
    if (got < want) return fail(ErrorCode::malformed, "the tar ends within a member");
    return got;
  }

  Result<void> skip() {
    std::array<char, std::size_t{16} << 10> rest;
    while (left_ > 0) TRY_VOID(read(rest));
    return {};
  }

 private:
  ByteSource& inner_;
  std::uint64_t left_;
};

bool is_end(const Block& block) {
  return std::all_of(block.begin(), block.end(), [](char c) { return c == '\0'; });
}

std::string name_of(const Block& block) {
  const std::string_view prefix = field(block, kPrefix, kPrefixSize);
  std::string out(prefix);
  if (!out.empty()) out += '/';
  return out += field(block, kName, kNameSize);
}

}  // namespace

Result<void> visit_tar(ByteSource& bytes, const DocumentVisitor& visitor) {
  Block block;
  for (std::uint64_t members = 0; members < visitor.limits.members; ++members) {
    if (visitor.stop.stop_requested()) return fail(ErrorCode::cancelled, "stopped");
    const std::size_t got = TRY(bytes.read(block));
    if (got == 0 || (got == kBlock && is_end(block))) return {};
    if (got < kBlock || !checksum_agrees(block))
      return fail(ErrorCode::malformed, "the tar is broken: no header where one must be");
    const auto size = number(block, kSize, kSizeSize);
    if (!size) return fail(ErrorCode::malformed, "the tar is broken: a member without a size");
    Member member(bytes, *size);
    const std::string name = name_of(block);
    const bool file = block[kType] == '0' || block[kType] == '\0';
    if (file && visitor.wants(name)) TRY_VOID(visitor.visit(name, member));
    TRY_VOID(member.skip());
    Member padding(bytes, (kBlock - (*size % kBlock)) % kBlock);
    TRY_VOID(padding.skip());
  }
  return fail(ErrorCode::limit, "the tar holds too many members");
}

}  // namespace bulwark::knowledge
