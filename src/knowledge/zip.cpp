// SPDX-License-Identifier: Apache-2.0
// The central directory at the end says what there is; what stands before a member is passed over.
#include <algorithm>
#include <cstring>
#include <optional>

#include "knowledge/documents.h"

namespace bulwark::knowledge {
namespace {

// Signatures and sizes of APPNOTE 4.3.
constexpr std::uint32_t kLocal = 0x04034b50, kCentral = 0x02014b50, kEnd = 0x06054b50,
                        kEnd64 = 0x06064b50, kLocator64 = 0x07064b50;
constexpr std::size_t kLocalBytes = 30, kCentralBytes = 46, kEndBytes = 22, kEnd64Bytes = 56,
                      kLocator64Bytes = 20;
constexpr std::uint16_t kStored = 0, kDeflated = 8;
constexpr std::uint32_t kElsewhere = UINT32_MAX;  // the number is in the zip64 field

template <class T>
T load(std::string_view bytes, std::size_t at) {
  T out{};
  if (at <= bytes.size() && sizeof(T) <= bytes.size() - at)
    std::memcpy(&out, bytes.data() + at, sizeof(T));
  return out;
}

struct Directory {
  std::uint64_t offset = 0, members = 0;
};

std::optional<Directory> find_directory(std::string_view bytes) {
  constexpr std::size_t kLongestComment = UINT16_MAX;
  if (bytes.size() < kEndBytes) return std::nullopt;
  const std::size_t last = bytes.size() - kEndBytes;
  for (std::size_t back = 0; back <= std::min(last, kLongestComment); ++back) {
    const std::size_t at = last - back;
    if (load<std::uint32_t>(bytes, at) != kEnd) continue;
    Directory out{load<std::uint32_t>(bytes, at + 16), load<std::uint16_t>(bytes, at + 10)};
    const bool locator = at >= kLocator64Bytes &&
                         load<std::uint32_t>(bytes, at - kLocator64Bytes) == kLocator64;
    if (!locator) return out;
    const auto at64 = load<std::uint64_t>(bytes, at - kLocator64Bytes + 8);
    if (at64 > bytes.size() || bytes.size() - at64 < kEnd64Bytes ||
        load<std::uint32_t>(bytes, at64) != kEnd64)
      return std::nullopt;
    return Directory{load<std::uint64_t>(bytes, at64 + 48), load<std::uint64_t>(bytes, at64 + 32)};
  }
  return std::nullopt;
}

struct Entry {
  std::string_view name;
  std::uint16_t method = 0;
  std::uint64_t packed = 0, unpacked = 0, offset = 0;
  std::size_t bytes = 0;  // of the entry itself
};

// Numbers that do not fit into 32 bits stand in an extra field (APPNOTE 4.5.3), those only.
void take_zip64(std::string_view extra, Entry& entry) {
  while (extra.size() >= 4) {
    const std::size_t size = load<std::uint16_t>(extra, 2);
    const std::string_view body = extra.substr(4, size);
    if (load<std::uint16_t>(extra, 0) == 1) {
      std::size_t at = 0;
      for (std::uint64_t* number : {&entry.unpacked, &entry.packed, &entry.offset}) {
        if (*number != kElsewhere) continue;
        *number = load<std::uint64_t>(body, at);
        at += sizeof(std::uint64_t);
      }
    }
    extra.remove_prefix(std::min(extra.size(), size + 4));
  }
}

std::optional<Entry> entry_at(std::string_view bytes, std::uint64_t at) {
  if (at > bytes.size() || bytes.size() - at < kCentralBytes ||
      load<std::uint32_t>(bytes, at) != kCentral)
    return std::nullopt;
  const std::string_view here = bytes.substr(at);
  const std::size_t name = load<std::uint16_t>(here, 28), extra = load<std::uint16_t>(here, 30),
                    comment = load<std::uint16_t>(here, 32);
  Entry out;
  out.method = load<std::uint16_t>(here, 10);
  out.packed = load<std::uint32_t>(here, 20);
  out.unpacked = load<std::uint32_t>(here, 24);
  out.offset = load<std::uint32_t>(here, 42);
  out.bytes = kCentralBytes + name + extra + comment;
  if (here.size() < out.bytes) return std::nullopt;
  out.name = here.substr(kCentralBytes, name);
  take_zip64(here.substr(kCentralBytes + name, extra), out);
  return out;
}

std::optional<std::string_view> packed_bytes(std::string_view bytes, const Entry& entry) {
  if (entry.offset > bytes.size() || bytes.size() - entry.offset < kLocalBytes ||
      load<std::uint32_t>(bytes, entry.offset) != kLocal)
    return std::nullopt;
  const std::string_view here = bytes.substr(entry.offset);
  const std::size_t start = kLocalBytes + load<std::uint16_t>(here, 26) +
                            load<std::uint16_t>(here, 28);
  if (start > here.size() || entry.packed > here.size() - start) return std::nullopt;
  return here.substr(start, entry.packed);
}

Result<void> visit_entry(std::string_view bytes, const Entry& entry,
                         const DocumentVisitor& visitor) {
  const auto packed = packed_bytes(bytes, entry);
  if (!packed) return fail(ErrorCode::malformed, "a member does not lie within the zip");
  MemorySource source(*packed);
  if (entry.method == kStored) return visitor.visit(entry.name, source);
  if (entry.method != kDeflated)
    return fail(ErrorCode::unsupported, "a member is packed in a way that is not known");
  const auto unpacked = inflate(source, std::min(entry.unpacked, visitor.limits.unpacked));
  return visitor.visit(entry.name, *unpacked);
}

}  // namespace

Result<void> visit_zip(std::string_view bytes, const DocumentVisitor& visitor) {
  const auto directory = find_directory(bytes);
  if (!directory) return fail(ErrorCode::malformed, "the zip is broken: it has no directory");
  if (directory->members > visitor.limits.members)
    return fail(ErrorCode::limit, "the zip holds too many members");
  std::uint64_t at = directory->offset;
  for (std::uint64_t i = 0; i < directory->members; ++i) {
    if (visitor.stop.stop_requested()) return fail(ErrorCode::cancelled, "stopped");
    const auto entry = entry_at(bytes, at);
    if (!entry) return fail(ErrorCode::malformed, "the zip is broken: its directory ends early");
    at += entry->bytes;
    if (entry->name.ends_with('/') || !visitor.wants(entry->name)) continue;
    const Result<void> visited = visit_entry(bytes, *entry, visitor);
    if (!visited) return std::unexpected(Error(visited.error()).context(entry->name));
  }
  return {};
}

}  // namespace bulwark::knowledge
