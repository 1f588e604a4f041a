// SPDX-License-Identifier: Apache-2.0
// Maps: a plain one when every key is a string, otherwise entries, hashed when they are many.
#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "base/arena_vector.h"
#include "cel/value.h"

namespace bulwark::cel {
namespace {

constexpr std::uint32_t kLinearMap = 8;

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0x9E3779B97F4A7C15U;
  x ^= x >> 29;
  return x;
}

/// Equal keys have equal hashes: whole numbers of every kind hash as the integer that they are.
std::uint64_t key_hash(const Value& key) {
  switch (kind(key)) {
    case Kind::string: {
      std::uint64_t hash = 0xCBF29CE484222325U;
      for (char c : key.as_string()) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
      return mix(hash);
    }
    case Kind::number: {
      const double d = key.as_double();
      if (d >= -0x1p63 && d < 0x1p63 && d == std::floor(d)) {
        return mix(static_cast<std::uint64_t>(static_cast<std::int64_t>(d)));
      }
      if (d >= 0x1p63 && d < 0x1p64) return mix(static_cast<std::uint64_t>(d));
      return mix(std::bit_cast<std::uint64_t>(d));
    }
    default: return mix(key.payload());
  }
}

Value string_keyed_map(Arena& arena, std::span<const EntryMap::Entry> entries) {
  ArenaVector<const EntryMap::Entry*> sorted(arena);
  sorted.reserve(entries.size());
  for (const EntryMap::Entry& entry : entries) sorted.push_back(&entry);
  // Of equal keys the one written last stands last: their places tell.
  std::ranges::sort(sorted, {},
                    [](const EntryMap::Entry* e) { return std::pair(e->key.as_string(), e); });
  ArenaVector<std::string_view> keys(arena);
  ArenaVector<Value> values(arena);
  keys.reserve(sorted.size());
  values.reserve(sorted.size());
  for (const EntryMap::Entry* entry : sorted) {
    if (!keys.empty() && keys.back() == entry->key.as_string()) {
      values.back() = entry->value;
    } else {
      // Short keys live inside the entry, which does not outlive this call.
      keys.push_back(arena.copy(entry->key.as_string()));
      values.push_back(entry->value);
    }
  }
  return Value::map_in(arena, keys, values);
}

std::uint32_t* make_index(Arena& arena, std::size_t entries, std::uint32_t& buckets) {
  buckets = static_cast<std::uint32_t>(std::bit_ceil(entries * 2));
  std::uint32_t* index = arena.allocate_array<std::uint32_t>(buckets);
  std::fill_n(index, buckets, 0U);
  return index;
}

}  // namespace

const Value* EntryMap::find(const Value& key) const {
  if (buckets == 0) {
    for (std::uint32_t i = 0; i < count; ++i) {
      if (equal(entries[i].key, key)) return &entries[i].value;
    }
    return nullptr;
  }
  for (std::uint64_t at = key_hash(key);; ++at) {
    const std::uint32_t number = index[at & (buckets - 1)];
    if (number == 0) return nullptr;
    if (equal(entries[number - 1].key, key)) return &entries[number - 1].value;
  }
}

const EntryMap* make_entry_map(Arena& arena, std::span<const EntryMap::Entry> entries) {
  auto* kept = arena.allocate_array<EntryMap::Entry>(entries.size());
  std::uint32_t buckets = 0;
  std::uint32_t* index = entries.size() > kLinearMap ? make_index(arena, entries.size(), buckets)
                                                     : nullptr;
  auto* map = new (arena.allocate(sizeof(EntryMap))) EntryMap{0, buckets, kept, index};
  for (const EntryMap::Entry& entry : entries) {
    if (const Value* old = map->find(entry.key)) {
      kept[reinterpret_cast<const EntryMap::Entry*>(old - 1) - kept].value = entry.value;
      continue;
    }
    kept[map->count++] = entry;
    if (index == nullptr) continue;
    std::uint64_t at = key_hash(entry.key);
    while (index[at & (buckets - 1)] != 0) ++at;
    index[at & (buckets - 1)] = map->count;
  }
  return map;
}

Value make_map(Arena& arena, std::span<const EntryMap::Entry> entries) {
  const auto is_string = [](const EntryMap::Entry& entry) { return entry.key.is_string(); };
  if (std::ranges::all_of(entries, is_string)) return string_keyed_map(arena, entries);
  return extension(Kind::entry_map,
                   reinterpret_cast<std::uintptr_t>(make_entry_map(arena, entries)));
}

std::size_t map_size(const Value& map) {
  return map.is_map() ? map.size() : entry_map_of(map).count;
}

const Value* map_find(const Value& map, const Value& key) {
  if (map.is_map()) return key.is_string() ? map.find(key.as_string()) : nullptr;
  return entry_map_of(map).find(key);
}

}  // namespace bulwark::cel
