// SPDX-License-Identifier: Apache-2.0
// The format is etcd-io/bbolt's, version 2 (internal/common: page.go, meta.go, bucket.go), in the
// byte order of the machine that wrote it: little-endian ones.
#include "formats/bolt.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace bulwark::formats {
namespace {

constexpr std::uint64_t kMagic = 0xED0CDAED;
constexpr std::uint64_t kVersion = 2;
constexpr std::size_t kPageHead = 16;
constexpr std::size_t kElement = 16;
constexpr std::size_t kMetaSize = 64;
constexpr std::uint64_t kBranch = 1;
constexpr std::uint64_t kLeaf = 2;
constexpr std::uint64_t kIsBucket = 1;
constexpr std::size_t kDeepest = 32;

std::unexpected<Error> broken(std::string_view what) {
  return fail(ErrorCode::malformed, "bolt: " + std::string(what));
}

// `at` + `size` is within the bytes.
std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t out = 0;
  for (std::size_t i = size; i > 0; --i)
    out = out << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
  return out;
}

std::uint64_t fnv1a(std::string_view bytes) {
  std::uint64_t out = 14695981039346656037U;
  for (const char c : bytes) out = (out ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return out;
}

struct Meta {
  std::uint64_t page_size;
  std::uint64_t root;
  std::uint64_t transaction;
};

std::optional<Meta> read_meta(std::string_view page) {
  if (page.size() < kPageHead + kMetaSize) return std::nullopt;
  const std::string_view meta = page.substr(kPageHead, kMetaSize);
  if (number(meta, 0, 4) != kMagic || number(meta, 4, 4) != kVersion ||
      number(meta, 56, 8) != fnv1a(meta.substr(0, 56)))
    return std::nullopt;
  Meta out{number(meta, 8, 4), number(meta, 16, 8), number(meta, 48, 8)};
  const bool fits = out.page_size >= 512 && out.page_size <= (1U << 16) &&
                    (out.page_size & (out.page_size - 1)) == 0;
  return fits ? std::optional(out) : std::nullopt;
}

struct Element {
  std::string_view key;
  std::string_view value;
  std::uint64_t child = 0;  ///< of a branch
  bool is_bucket = false;
};

Result<Element> element(std::string_view page, std::size_t index, bool leaf) {
  const std::size_t at = kPageHead + index * kElement;
  if (at + kElement > page.size()) return broken("an entry outside of its page");
  Element out;
  const std::uint64_t position = number(page, leaf ? at + 4 : at, 4) + at;
  const std::uint64_t key = number(page, leaf ? at + 8 : at + 4, 4);
  const std::uint64_t value = leaf ? number(page, at + 12, 4) : 0;
  if (position + key + value > page.size()) return broken("an entry outside of its page");
  out.key = page.substr(position, key);
  out.value = page.substr(position + key, value);
  if (leaf) {
    out.is_bucket = (number(page, at, 4) & kIsBucket) != 0;
  } else {
    out.child = number(page, at + 8, 8);
  }
  return out;
}

/// A page on the way down, and which of its children comes next.
struct Open {
  std::string page;
  std::size_t next = 0;
};

}  // namespace

Result<BoltReader> BoltReader::open(ReadAt read_at, const BoltLimits& limits) {
  std::optional<Meta> best;
  const std::string first = TRY(read_at(0, kPageHead + kMetaSize));
  const auto add = [&best](std::string_view page) {
    const auto meta = read_meta(page);
    if (meta && (!best || meta->transaction > best->transaction)) best = meta;
  };
  add(first);
  // Where the first head is torn its page size is unknown: those that there are are tried.
  for (std::uint64_t size : {4096U, 8192U, 16384U, 32768U, 65536U}) {
    if (best && best->page_size != size) continue;
    const std::string second = TRY(read_at(size, kPageHead + kMetaSize));
    add(second);
  }
  if (!best) return broken("neither of its heads is good");
  return BoltReader(std::move(read_at), limits, best->page_size, best->root);
}

Result<std::string> BoltReader::page(std::uint64_t number_of_page) const {
  if (number_of_page > (std::uint64_t{1} << 40)) return broken("a page that there is not");
  const std::uint64_t at = number_of_page * page_size_;
  std::string out = TRY(read_at_(at, page_size_));
  if (out.size() < kPageHead || number(out, 0, 8) != number_of_page)
    return broken("a page that there is not");
  const std::uint64_t whole = (number(out, 12, 4) + 1) * page_size_;
  if (whole > limits_.page) return fail(ErrorCode::limit, "bolt: a page of too many bytes");
  if (whole > page_size_) out = TRY(read_at_(at, whole));
  return out;
}

Result<void> BoltReader::walk(const BoltBucket& bucket, const Visit& visit) const {
  std::vector<Open> open;
  std::set<std::uint64_t> seen;
  std::size_t entries = 0;
  if (bucket.root == 0) {
    open.push_back({bucket.entries});
  } else {
    open.push_back({TRY(page(bucket.root))});
    seen.insert(bucket.root);
  }
  while (!open.empty()) {
    Open& top = open.back();
    if (top.page.size() < kPageHead) return broken("a page that is cut off");
    const std::uint64_t flags = number(top.page, 8, 2);
    if (flags != kLeaf && flags != kBranch) return broken("a page of another kind");
    if (top.next == number(top.page, 10, 2)) {
      open.pop_back();
      continue;
    }
    if (++entries > limits_.entries) return fail(ErrorCode::limit, "bolt: too many entries");
    const Element one = TRY(element(top.page, top.next++, flags == kLeaf));
    if (flags == kLeaf) {
      const bool more = TRY(visit(one.key, one.value, one.is_bucket));
      if (!more) return {};
      continue;
    }
    if (open.size() >= kDeepest || seen.size() >= limits_.pages)
      return fail(ErrorCode::limit, "bolt: too many pages");
    if (!seen.insert(one.child).second) return broken("a page that leads back to itself");
    open.push_back({TRY(page(one.child))});
  }
  return {};
}

Result<BoltBucket> BoltReader::bucket_of(std::string_view value) {
  constexpr std::size_t kBucketHead = 16;
  if (value.size() < kBucketHead) return broken("a bucket that is cut off");
  BoltBucket out;
  out.root = number(value, 0, 8);
  if (out.root == 0) out.entries = value.substr(kBucketHead);
  return out;
}

Result<std::optional<BoltBucket>> BoltReader::find_bucket(const BoltBucket& in,
                                                          std::string_view name) const {
  std::optional<BoltBucket> out;
  const auto visit = [&](std::string_view key, std::string_view value,
                         bool is_bucket) -> Result<bool> {
    if (key != name || !is_bucket) return true;
    out = TRY(bucket_of(value));
    return false;
  };
  TRY_VOID(walk(in, visit));
  return out;
}

}  // namespace bulwark::formats
