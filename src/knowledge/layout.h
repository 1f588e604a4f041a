// SPDX-License-Identifier: Apache-2.0
// The advisory database's file, byte for byte: docs/advisory-database.md tells it in words.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace bulwark::knowledge::layout {

static_assert(std::endian::native == std::endian::little, "the file is mapped as it lies");

inline constexpr std::array<char, 8> kMagic{'B', 'W', 'K', 'A', 'D', 'V', 'D', 'B'};
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kHeaderBytes = 4096;
inline constexpr std::size_t kSignatureBytes = 4096;
inline constexpr std::size_t kBlockBytes = std::size_t{64} << 10;
inline constexpr std::size_t kHashBytes = 32;  ///< SHA-256

using Hash = std::array<unsigned char, kHashBytes>;

enum class Section : std::uint32_t {
  texts,          ///< length (LEB128) and bytes, each text once
  lists,          ///< numbers: a count and so many items; list 0 is empty
  feeds,          ///< FeedRecord
  advisories,     ///< AdvisoryRecord, sorted by id
  packages,       ///< PackageRecord, sorted by ecosystem and name
  entries,        ///< EntryRecord, package by package
  exploitations,  ///< ExploitationRecord, sorted by CVE
  ecosystems,     ///< EcosystemRecord, sorted by name
};
inline constexpr std::size_t kSections = 8;

struct SectionPlace {
  std::uint64_t offset;  ///< from the start of the file, a multiple of 8
  std::uint64_t size;    ///< bytes
};

/// At the start of the file; zeros up to `own_hash`, which is the SHA-256 of all before it.
struct Header {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t block_bytes;
  std::uint64_t file_bytes;
  std::uint64_t data_offset;  ///< behind the hashes of the blocks
  std::uint32_t blocks;
  std::uint32_t day;  ///< see kNoDay
  std::array<SectionPlace, kSections> sections;
  Hash blocks_hash;  ///< SHA-256 of the hashes of all blocks
};
static_assert(sizeof(Header) == 40 + (16 * kSections) + kHashBytes);

// Days are counted from 1970-01-01, which is 1; 0: not told.
inline constexpr std::uint32_t kNoDay = 0;

using Text = std::uint32_t;  ///< where it begins within `texts`; 0 is the empty one
using List = std::uint32_t;  ///< its index within `lists`; 0 is the empty one

struct FeedRecord {
  Text name;
  Text kind;
  std::uint32_t newest_day;
  std::uint32_t advisories;
  std::uint32_t entries;
  std::uint32_t exploitations;
  std::uint32_t left_out;
  std::uint32_t problems;
};
static_assert(sizeof(FeedRecord) == 32);

struct AdvisoryRecord {
  Text id;
  Text summary;
  Text cvss_vector;
  std::uint32_t feed;
  std::uint32_t severity;
  std::uint32_t published;
  std::uint32_t modified;
  std::uint32_t withdrawn;
  List aliases;
  List covers;
  List notices;
  List urls;
};
static_assert(sizeof(AdvisoryRecord) == 48);

struct PackageRecord {
  Text ecosystem;
  Text name;
  std::uint32_t first;  ///< of its entries
  std::uint32_t count;
};
static_assert(sizeof(PackageRecord) == 16);

struct EntryRecord {
  std::uint32_t advisory;
  std::uint8_t state;
  std::uint8_t names;
  std::uint8_t severity;
  std::uint8_t versions_unknown;
  Text fixed_version;
  Text module;
  List ranges;  ///< per range: the number of its events, then kind and version of each
  List versions;
  List architectures;
  List parts;
};
static_assert(sizeof(EntryRecord) == 32);

struct ExploitationRecord {
  Text cve;
  std::uint32_t feed;
  std::uint32_t epss;        ///< in millionths, plus 1; 0: not told
  std::uint32_t percentile;  ///< the same
  std::uint32_t known_exploited;
  std::uint32_t ransomware;
};
static_assert(sizeof(ExploitationRecord) == 24);

struct EcosystemRecord {
  Text name;
  std::uint32_t packages;
  std::uint32_t entries;
};
static_assert(sizeof(EcosystemRecord) == 12);

}  // namespace bulwark::knowledge::layout
