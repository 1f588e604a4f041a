// SPDX-License-Identifier: Apache-2.0
// Layout, little endian: a head of 32 bytes ("RpmP", version, generation, count of pages of slots),
// then slots of 16 bytes ("Slot", number of the package, its block, count of blocks) up to the end
// of those pages (4096 bytes each), then blobs of blocks of 16 bytes ("BlbS", number of the
// package, generation, length in bytes, the header).
#include "extractors/os/rpm_ndb.h"

#include <fmt/core.h>

#include "extractors/os/rpm_header.h"
#include "formats/byte_reader.h"

namespace bulwark::extractors::os {
namespace {

using formats::u32_at;

constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kSlotBytes = 16;
constexpr std::size_t kBlockBytes = 16;
constexpr std::size_t kHeadBytes = 32;
constexpr std::size_t kBlobHeadBytes = 16;
constexpr std::uint32_t kMostPages = 4096;  // a million packages

std::unexpected<Error> broken(std::string text) {
  return fail(ErrorCode::malformed, std::move(text));
}

// The header that a slot points to.
Result<std::string_view> blob_of(std::string_view slot, std::string_view bytes) {
  const std::uint32_t package = *u32_at(slot, 4);
  const std::size_t at = std::size_t{*u32_at(slot, 8)} * kBlockBytes;
  const auto head = formats::bytes_at(bytes, at, kBlobHeadBytes);
  if (!head) return broken("its blob lies outside of the file");
  if (!head->starts_with("BlbS") || *u32_at(*head, 4) != package)
    return broken("its blob belongs to something else");
  const std::uint32_t size = *u32_at(*head, 12);
  if (size > std::size_t{*u32_at(slot, 12)} * kBlockBytes)
    return broken("its blob is larger than its blocks");
  const auto blob = formats::bytes_at(bytes, at + kBlobHeadBytes, size);
  if (!blob) return broken("its blob is cut short");
  return *blob;
}

void add_slot(std::string_view path, std::string_view slot, std::string_view bytes,
              model::PackageList& out) {
  if (!slot.starts_with("Slot")) {
    out.problems.push_back(model::unread(
        path, {ErrorCode::malformed, "a place of the table of packages is no slot", {}}));
    return;
  }
  if (*u32_at(slot, 8) == 0) return;  // free
  const std::string record = fmt::format("package {}", *u32_at(slot, 4));
  auto blob = blob_of(slot, bytes);
  if (!blob) {
    out.problems.push_back(
        model::unread(path, std::move(blob).error().context("reading " + record)));
    return;
  }
  add_rpm_package(path, record, *blob, out);
}

}  // namespace

Result<model::PackageList> read_rpm_ndb(std::string_view path, std::string_view bytes) {
  const auto head = formats::bytes_at(bytes, 0, kHeadBytes);
  if (!head || !head->starts_with("RpmP"))
    return fail(ErrorCode::malformed, "this is no rpm database (ndb)", std::string(path));
  if (*u32_at(*head, 4) != 0)
    return fail(ErrorCode::unsupported,
                fmt::format("an rpm database (ndb) of version {}", *u32_at(*head, 4)),
                std::string(path));
  const std::uint32_t pages = *u32_at(*head, 12);
  if (pages == 0 || pages > kMostPages || pages * kPageBytes > bytes.size())
    return fail(ErrorCode::malformed, fmt::format("a table of {} pages", pages), std::string(path));
  model::PackageList out;
  for (std::size_t at = kHeadBytes; at < pages * kPageBytes; at += kSlotBytes)
    add_slot(path, bytes.substr(at, kSlotBytes), bytes, out);
  return out;
}

}  // namespace bulwark::extractors::os
