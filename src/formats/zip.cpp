// SPDX-License-Identifier: Apache-2.0
#include "formats/zip.h"

#include <fmt/core.h>
#include <isa-l/crc.h>

#include <algorithm>

#include "formats/byte_reader.h"
#include "formats/inflate.h"
#include "formats/zip_record.h"

namespace bulwark::formats {
namespace {

constexpr std::size_t kEnd64LocatorBytes = 20;
constexpr std::size_t kMostComment = 0xFFFF;
constexpr std::string_view kEnd64LocatorMagic("PK\6\7", 4);

std::unexpected<Error> broken(std::string text) {
  return fail(ErrorCode::malformed, std::move(text));
}

struct Directory {
  std::uint64_t count = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
  std::size_t end = 0;  ///< where the record that says all this begins
};

// The last place where the end record may be: its comment reaches the end of the file.
std::size_t find_end(std::string_view bytes) {
  const std::size_t from = bytes.size() > kZipEndBytes + kMostComment
                               ? bytes.size() - kZipEndBytes - kMostComment
                               : 0;
  std::size_t at = bytes.rfind(kZipEndMagic);
  while (at != std::string_view::npos && at >= from) {
    if (bytes.size() - at >= kZipEndBytes &&
        at + kZipEndBytes + *u16_at(bytes, at + 20) <= bytes.size())
      return at;
    if (at == 0) break;
    at = bytes.rfind(kZipEndMagic, at - 1);
  }
  return std::string_view::npos;
}

Result<Directory> find_directory(std::string_view bytes) {
  const std::size_t end = find_end(bytes);
  if (end == std::string_view::npos) return broken("this is no zip archive, or it is cut short");
  Directory out{*u16_at(bytes, end + 10), *u32_at(bytes, end + 12), *u32_at(bytes, end + 16), end};
  if (end >= kEnd64LocatorBytes &&
      bytes.substr(end - kEnd64LocatorBytes).starts_with(kEnd64LocatorMagic)) {
    // The record stands right before its locator, unless something of unknown length is in it.
    std::size_t at = zip_u64(bytes, end - kEnd64LocatorBytes + 8);
    const auto direct = end - kEnd64LocatorBytes;
    if (direct >= kZipEnd64Bytes &&
        bytes.substr(direct - kZipEnd64Bytes).starts_with(kZipEnd64Magic))
      at = direct - kZipEnd64Bytes;
    const auto record = bytes_at(bytes, at, kZipEnd64Bytes);
    if (!record || !record->starts_with(kZipEnd64Magic))
      return broken("the ZIP64 record is missing");
    return Directory{zip_u64(*record, 32), zip_u64(*record, 40), zip_u64(*record, 48), at};
  }
  if (*u16_at(bytes, end + 4) != 0 || *u16_at(bytes, end + 6) != 0)
    return fail(ErrorCode::unsupported, "a zip archive in several volumes");
  return out;
}

}  // namespace

std::uint64_t zip_u64(std::string_view bytes, std::size_t at) {
  return number_at<std::uint64_t>(bytes, at, ByteOrder::little).value_or(0);
}

void read_zip64(std::string_view extra, ZipEntry& entry) {
  while (extra.size() >= 4) {
    const std::uint16_t id = *u16_at(extra, 0);
    const std::uint16_t size = *u16_at(extra, 2);
    std::string_view field = extra.substr(4, size);
    extra.remove_prefix(std::min<std::size_t>(extra.size(), 4U + size));
    if (id != 1) continue;
    for (std::uint64_t* number : {&entry.size, &entry.compressed, &entry.offset}) {
      if (*number != kZipElsewhere || field.size() < 8) continue;
      *number = zip_u64(field, 0);
      field.remove_prefix(8);
    }
  }
}

Result<ZipArchive> ZipArchive::open(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes)
    return fail(ErrorCode::limit, fmt::format("a zip archive of {} bytes", bytes.size()));
  const Directory directory = TRY(find_directory(bytes));
  if (directory.count > limits.entries)
    return fail(ErrorCode::limit, fmt::format("a zip archive of {} entries", directory.count));
  if (directory.size > directory.end)
    return broken("the zip directory lies outside of the archive");
  const std::uint64_t start = directory.end - directory.size;
  if (directory.offset > start) return broken("the zip directory lies outside of the archive");
  ZipArchive out(bytes);
  out.shift_ = start - directory.offset;
  TRY_VOID(out.read_directory(bytes.substr(start, directory.size), directory.count));
  return out;
}

Result<void> ZipArchive::read_directory(std::string_view directory, std::uint64_t count) {
  std::size_t at = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto head = bytes_at(directory, at, kZipEntryBytes);
    if (!head || !head->starts_with(kZipEntryMagic))
      return broken(fmt::format("entry {} of the zip directory is broken", i));
    const std::size_t name = *u16_at(*head, 28);
    const std::size_t extra = *u16_at(*head, 30);
    const std::size_t comment = *u16_at(*head, 32);
    const auto texts = bytes_at(directory, at + kZipEntryBytes, name + extra + comment);
    if (!texts) return broken(fmt::format("entry {} of the zip directory is cut short", i));
    ZipEntry entry;
    entry.name = texts->substr(0, name);
    entry.encrypted = (*u16_at(*head, 8) & 1U) != 0;
    entry.method = *u16_at(*head, 10);
    entry.checksum = *u32_at(*head, 16);
    entry.compressed = *u32_at(*head, 20);
    entry.size = *u32_at(*head, 24);
    entry.offset = *u32_at(*head, 42);
    read_zip64(texts->substr(name, extra), entry);
    entries_.push_back(entry);
    at += kZipEntryBytes + texts->size();
  }
  return {};
}

Result<std::string> ZipArchive::read(const ZipEntry& entry, std::size_t most) const {
  if (entry.encrypted) return fail(ErrorCode::unsupported, "the entry is encrypted");
  if (entry.size > most)
    return fail(ErrorCode::limit, fmt::format("an entry of {} bytes", entry.size));
  const std::uint64_t at = entry.offset + shift_;
  const auto head = bytes_at(bytes_, at, kZipLocalBytes);
  if (entry.offset > bytes_.size() || !head || !head->starts_with(kZipLocalMagic))
    return broken("the entry lies outside of the archive");
  const std::size_t skip = kZipLocalBytes + *u16_at(*head, 26) + *u16_at(*head, 28);
  const auto packed = bytes_at(bytes_, at + skip, entry.compressed);
  if (!packed) return broken("the entry is cut short");
  std::string out;
  if (entry.method == 0) {
    out = *packed;
  } else if (entry.method == 8) {
    out = TRY(inflate(*packed, DeflateWrapper::none, most)).bytes;
  } else {
    return fail(ErrorCode::unsupported, fmt::format("compression method {}", entry.method));
  }
  if (out.size() > most) return fail(ErrorCode::limit, fmt::format("an entry of over {}", most));
  const auto* const data = reinterpret_cast<const unsigned char*>(out.data());
  if (crc32_gzip_refl(0, data, out.size()) != entry.checksum)
    return broken("the entry's checksum is wrong");
  return out;
}

}  // namespace bulwark::formats
