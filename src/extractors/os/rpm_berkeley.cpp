// SPDX-License-Identifier: Apache-2.0
// Layout, in the byte order of the machine that wrote it: pages of equal size. The first says so
// (magic, page size, number of the last page). A hash page holds the offsets of its items, keys and
// values in turn; a value is on the page itself, or (a large one) in a chain of overflow pages. The
// key 0 is no package: its value is the number of the next one.
#include "extractors/os/rpm_berkeley.h"

#include <fmt/core.h>

#include "extractors/os/rpm_header.h"
#include "formats/byte_reader.h"

namespace bulwark::extractors::os {
namespace {

using formats::ByteOrder;
using formats::u16_at;
using formats::u32_at;

constexpr std::uint32_t kHashMagic = 0x00061561;
constexpr std::size_t kPageHead = 26;
constexpr std::size_t kLeastPage = 512;
constexpr std::size_t kMostPage = 65536;
constexpr std::uint32_t kMostValue = 64U << 20U;

enum PageType : std::uint8_t { kHashUnsorted = 2, kOverflow = 7, kHash = 13 };
enum ItemType : std::uint8_t { kOnPage = 1, kOffPage = 3 };

std::unexpected<Error> broken(std::string text) {
  return fail(ErrorCode::malformed, std::move(text));
}

class HashFile {
 public:
  static Result<HashFile> of(std::string_view bytes) {
    constexpr std::size_t kMagicAt = 12;
    ByteOrder order = ByteOrder::little;
    if (u32_at(bytes, kMagicAt, order) != kHashMagic) order = ByteOrder::big;
    if (u32_at(bytes, kMagicAt, order) != kHashMagic)
      return broken("this is no hash file of Berkeley DB");
    const std::size_t size = u32_at(bytes, 20, order).value_or(0);
    if (size < kLeastPage || size > kMostPage || (size & (size - 1)) != 0)
      return broken(fmt::format("pages of {} bytes", size));
    return HashFile(bytes, size, order);
  }

  std::size_t pages() const { return (bytes_.size() + size_ - 1) / size_; }

  /// The values of page `number`, where it is a page of the hash.
  void read_page(std::size_t number, std::string_view path, model::PackageList& out) {
    const std::string_view page = bytes_.substr(number * size_, size_);
    if (page.size() < kPageHead) return;
    const auto type = static_cast<std::uint8_t>(page[25]);
    if (type != kHash && type != kHashUnsorted) return;
    const std::uint16_t items = *u16_at(page, 20, order_);
    for (std::uint16_t item = 0; item + 1 < items; item += 2) {
      if (is_counter(page, item)) continue;
      auto value = value_of(page, item + 1U);
      const std::string record = fmt::format("item {} of page {}", item, number);
      if (value) {
        add_rpm_package(path, record, *value, out);
      } else {
        out.problems.push_back(
            model::unread(path, std::move(value).error().context("reading " + record)));
      }
    }
  }

 private:
  HashFile(std::string_view bytes, std::size_t size, ByteOrder order)
      : bytes_(bytes), size_(size), order_(order) {}

  // Items are laid from the end of the page down: one ends where the one before it begins.
  std::string_view item_of(std::string_view page, std::size_t item) const {
    const auto start = u16_at(page, kPageHead + item * 2, order_);
    const auto before = item == 0 ? static_cast<std::uint16_t>(0)
                                  : u16_at(page, kPageHead + (item - 1) * 2, order_).value_or(0);
    const std::size_t end = item == 0 ? page.size() : before;
    if (!start || *start < kPageHead || *start >= end || end > page.size()) return {};
    return page.substr(*start, end - *start);
  }

  bool is_counter(std::string_view page, std::size_t item) const {
    const std::string_view key = item_of(page, item);
    return key.size() == 5 && key.substr(1) == std::string_view("\0\0\0\0", 4);
  }

  Result<std::string> value_of(std::string_view page, std::size_t item) {
    const std::string_view value = item_of(page, item);
    if (value.empty()) return broken("it lies outside of its page");
    if (value[0] == kOnPage) return std::string(value.substr(1));
    const auto first = u32_at(value, 4, order_);
    const auto size = u32_at(value, 8, order_);
    if (value[0] != kOffPage || !first || !size) return broken("it is of an unknown form");
    if (*size > kMostValue) return fail(ErrorCode::limit, fmt::format("{} bytes", *size));
    return chain(*first, *size);
  }

  // All chains of the file together are at most as long as the file: a loop ends there.
  Result<std::string> chain(std::uint32_t next, std::size_t size) {
    std::string out;
    while (next != 0 && out.size() < size) {
      const std::size_t at = std::size_t{next} * size_;
      const auto page = formats::bytes_at(bytes_, at, size_);
      if (!page || (*page)[25] != kOverflow) return broken("its chain of pages is broken");
      if (++followed_ > pages()) return broken("its chain of pages does not end");
      const auto part = formats::bytes_at(*page, kPageHead, *u16_at(*page, 22, order_));
      if (!part) return broken("a page of its chain is broken");
      out += *part;
      next = *u32_at(*page, 16, order_);
    }
    if (out.size() < size) return broken("its chain of pages ends too early");
    out.resize(size);
    return out;
  }

  std::string_view bytes_;
  std::size_t size_;
  ByteOrder order_;
  std::size_t followed_ = 0;
};

}  // namespace

Result<model::PackageList> read_rpm_berkeley(std::string_view path, std::string_view bytes) {
  auto file = HashFile::of(bytes);
  if (!file) return fail(file.error().code, file.error().message, std::string(path));
  model::PackageList out;
  for (std::size_t page = 0; page < file->pages(); ++page) file->read_page(page, path, out);
  if (bytes.size() % kLeastPage != 0)
    out.problems.push_back(
        model::unread(path, {ErrorCode::malformed, "the file is cut short within a page", {}}));
  return out;
}

}  // namespace bulwark::extractors::os
