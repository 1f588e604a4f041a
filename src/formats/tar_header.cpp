// SPDX-License-Identifier: Apache-2.0
#include "formats/tar_header.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

namespace bulwark::formats {
namespace {

constexpr std::size_t kChecksumAt = 148;
constexpr std::size_t kChecksumSize = 8;
constexpr std::size_t kPieceSize = 24;

std::string_view field(std::string_view block, std::size_t at, std::size_t size) {
  return block.substr(at, size);
}

std::string text(std::string_view block, std::size_t at, std::size_t size) {
  const std::string_view all = field(block, at, size);
  return std::string(all.substr(0, all.find('\0')));
}

std::unexpected<Error> broken(std::string_view what) {
  return fail(ErrorCode::malformed, "tar: " + std::string(what));
}

// Some old programs added signed characters up.
bool checksum_fits(std::string_view block) {
  const auto wanted = tar_number(field(block, kChecksumAt, kChecksumSize));
  if (!wanted) return false;
  std::int64_t plain = 0;
  std::int64_t with_signs = 0;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const bool own = i >= kChecksumAt && i < kChecksumAt + kChecksumSize;
    plain += own ? ' ' : static_cast<unsigned char>(block[i]);
    with_signs += own ? ' ' : static_cast<signed char>(block[i]);
  }
  return *wanted == plain || *wanted == with_signs;
}

std::optional<std::int64_t> base256(std::string_view digits) {
  const bool negative = (static_cast<unsigned char>(digits[0]) & 0x40) != 0;
  // Of a negative number all bits are turned over, so that it is read as its complement.
  const unsigned char turn = negative ? 0xFF : 0;
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    auto byte = static_cast<unsigned char>(static_cast<unsigned char>(digits[i]) ^ turn);
    if (i == 0) byte &= 0x7F;
    if ((out >> 56) != 0) return std::nullopt;
    out = out << 8 | byte;
  }
  if ((out >> 63) != 0) return std::nullopt;
  const auto value = static_cast<std::int64_t>(out);
  return negative ? ~value : value;
}

TarKind kind_of(char type, std::string_view path) {
  switch (type) {
    case '\0': return path.ends_with('/') ? TarKind::folder : TarKind::file;
    case '0':
    case '7':
    case 'S': return TarKind::file;
    case '1': return TarKind::hard_link;
    case '2': return TarKind::symbolic_link;
    case '3': return TarKind::character_device;
    case '4': return TarKind::block_device;
    case '5': return TarKind::folder;
    case '6': return TarKind::fifo;
    default: return TarKind::other;
  }
}

Result<void> add_pieces(std::string_view block, std::size_t at, std::size_t most,
                        std::vector<TarPiece>& out) {
  for (std::size_t i = 0; i < most; ++i, at += kPieceSize) {
    if (block[at] == '\0') return {};
    const auto offset = tar_number(field(block, at, 12));
    const auto size = tar_number(field(block, at + 12, 12));
    if (!offset || !size || *offset < 0 || *size < 0) return broken("a sparse map that is none");
    out.push_back({static_cast<std::uint64_t>(*offset), static_cast<std::uint64_t>(*size)});
  }
  return {};
}

Result<std::int64_t> number(std::string_view block, std::size_t at, std::size_t size,
                            std::string_view what) {
  const auto out = tar_number(field(block, at, size));
  if (!out) return broken("the " + std::string(what) + " is no number");
  return *out;
}

Result<std::uint64_t> size_field(std::string_view block, std::size_t at) {
  const std::int64_t out = TRY(number(block, at, 12, "size"));
  if (out < 0) return broken("a size below zero");
  return static_cast<std::uint64_t>(out);
}

// What comes before the name where it was too long for its field.
std::string prefix_of(std::string_view block) {
  if (field(block, 257, 6) != std::string_view("ustar\0", 6)) return {};
  const bool star = field(block, 508, 4) == std::string_view("tar\0", 4);
  return text(block, 345, star ? 131 : 155);
}

Result<void> read_gnu_sparse(std::string_view block, TarHeader& out) {
  TRY_VOID(add_pieces(block, 386, 4, out.pieces));
  out.more_pieces = block[482] != '\0';
  out.entry.size = TRY(size_field(block, 483));
  return {};
}

}  // namespace

std::optional<std::int64_t> tar_number(std::string_view field) {
  if (field.empty()) return 0;
  if ((static_cast<unsigned char>(field[0]) & 0x80) != 0) return base256(field);
  const auto is_pad = [](char c) { return c == ' ' || c == '\0'; };
  while (!field.empty() && is_pad(field.front())) field.remove_prefix(1);
  while (!field.empty() && is_pad(field.back())) field.remove_suffix(1);
  if (field.empty()) return 0;
  field = field.substr(0, field.find('\0'));
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), out, 8);
  if (error != std::errc() || end != field.data() + field.size() || out < 0) return std::nullopt;
  return out;
}

std::optional<std::uint64_t> decimal_number(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() ||
      out > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return std::nullopt;
  return out;
}

bool is_zero_block(std::string_view block) {
  return std::all_of(block.begin(), block.end(), [](char c) { return c == '\0'; });
}

bool tar_type_has_data(char type) { return type < '1' || type > '6'; }

Result<bool> read_more_pieces(std::string_view block, std::vector<TarPiece>& out) {
  constexpr std::size_t kPieces = 21;
  TRY_VOID(add_pieces(block, 0, kPieces, out));
  return block[504] != '\0';
}

Result<TarHeader> read_tar_header(std::string_view block) {
  if (!checksum_fits(block)) return broken("a header with a wrong checksum");
  TarHeader out;
  out.type = block[156];
  const std::string prefix = prefix_of(block);
  out.entry.path = prefix.empty() ? text(block, 0, 100) : prefix + "/" + text(block, 0, 100);
  out.entry.link = text(block, 157, 100);
  out.entry.kind = kind_of(out.type, out.entry.path);
  out.entry.mode = static_cast<std::uint32_t>(TRY(number(block, 100, 8, "mode")) & 07777);
  out.entry.user = static_cast<std::uint64_t>(TRY(number(block, 108, 8, "user id")));
  out.entry.group = static_cast<std::uint64_t>(TRY(number(block, 116, 8, "group id")));
  out.entry.modified = TRY(number(block, 136, 12, "time"));
  if (tar_type_has_data(out.type)) out.stored = TRY(size_field(block, 124));
  out.entry.size = out.stored;
  if (out.entry.kind == TarKind::character_device || out.entry.kind == TarKind::block_device) {
    out.entry.device_major = static_cast<std::uint32_t>(TRY(number(block, 329, 8, "device")));
    out.entry.device_minor = static_cast<std::uint32_t>(TRY(number(block, 337, 8, "device")));
  }
  if (out.type == 'S') TRY_VOID(read_gnu_sparse(block, out));
  return out;
}

}  // namespace bulwark::formats
