// SPDX-License-Identifier: Apache-2.0
#include "knowledge/texts.h"

#include <algorithm>
#include <functional>

#include "base/check.h"

namespace bulwark::knowledge {
namespace {

std::size_t hash_of(std::string_view text) { return std::hash<std::string_view>{}(text); }

std::size_t hash_of(std::span<const std::uint32_t> items) {
  return hash_of({reinterpret_cast<const char*>(items.data()), items.size_bytes()});
}

// Where what `same` tells stands among the slots, or the free one where it belongs.
template <class Same>
std::uint32_t& slot_for(std::vector<std::uint32_t>& slots, std::size_t hash, std::uint32_t free,
                        const Same& same) {
  const std::size_t mask = slots.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    if (slots[i] == free || same(slots[i])) return slots[i];
  }
}

}  // namespace

layout::Text TextTable::add(std::string_view text) {
  CHECK(text.size() <= kLongest && bytes_.size() <= kMost, "texts are bounded before they come");
  std::uint32_t& slot = slot_for(slots_, hash_of(text), kFree,
                                 [&](layout::Text known) { return at(known) == text; });
  if (slot != kFree) return slot;
  const auto out = static_cast<layout::Text>(bytes_.size());
  slot = out;
  std::size_t size = text.size();
  constexpr unsigned kMore = 0x80;
  for (; size >= kMore; size >>= 7U) bytes_ += static_cast<char>((size & (kMore - 1)) | kMore);
  bytes_ += static_cast<char>(size);
  bytes_ += text;
  if (++used_ * 2 > slots_.size()) grow();
  return out;
}

std::string_view TextTable::at(layout::Text text) const {
  std::size_t size = 0;
  std::size_t from = text;
  constexpr unsigned kMore = 0x80;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes_[from++]);
    size |= static_cast<std::size_t>(byte & (kMore - 1)) << shift;
    if (byte < kMore) break;
  }
  return std::string_view(bytes_).substr(from, size);
}

void TextTable::grow() {
  std::vector<std::uint32_t> old(slots_.size() * 2, kFree);
  old.swap(slots_);
  for (const std::uint32_t one : old) {
    if (one == kFree) continue;
    slot_for(slots_, hash_of(at(one)), kFree, [](layout::Text) { return false; }) = one;
  }
}

layout::List ListTable::add(std::span<const std::uint32_t> items) {
  std::uint32_t& slot = slot_for(slots_, hash_of(items), kFree, [&](layout::List known) {
    return std::ranges::equal(at(known), items);
  });
  if (slot != kFree) return slot;
  CHECK(numbers_.size() + items.size() < kFree, "lists are bounded before they come");
  const auto out = static_cast<layout::List>(numbers_.size());
  slot = out;
  numbers_.push_back(static_cast<std::uint32_t>(items.size()));
  numbers_.insert(numbers_.end(), items.begin(), items.end());
  if (++used_ * 2 > slots_.size()) grow();
  return out;
}

std::span<const std::uint32_t> ListTable::at(layout::List list) const {
  return std::span(numbers_).subspan(list + 1, numbers_[list]);
}

void ListTable::grow() {
  std::vector<std::uint32_t> old(slots_.size() * 2, kFree);
  old.swap(slots_);
  for (const std::uint32_t one : old) {
    if (one == kFree) continue;
    slot_for(slots_, hash_of(at(one)), kFree, [](layout::List) { return false; }) = one;
  }
}

}  // namespace bulwark::knowledge
