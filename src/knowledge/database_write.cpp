// SPDX-License-Identifier: Apache-2.0
// The second half of DatabaseBuilder: everything into its order, and into a file.
#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <numeric>
#include <span>

#include "knowledge/database_builder.h"
#include "knowledge/day_number.h"
#include "knowledge/digest.h"

namespace bulwark::knowledge {
namespace {

template <class Records>
std::string_view bytes_of(const Records& records) {
  return {reinterpret_cast<const char*>(records.data()),
          records.size() * sizeof(typename Records::value_type)};
}

// Gives what is written to it out in whole blocks.
template <class Take>
class Blocks {
 public:
  explicit Blocks(Take take) : take_(std::move(take)) { block_.reserve(layout::kBlockBytes); }

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::string_view part = bytes.substr(0, layout::kBlockBytes - block_.size());
      block_ += part;
      bytes.remove_prefix(part.size());
      if (block_.size() == layout::kBlockBytes) flush();
    }
  }
  void flush() {
    if (!block_.empty()) take_(block_);
    block_.clear();
  }

 private:
  Take take_;
  std::string block_;
};

using SectionBytes = std::array<std::string_view, layout::kSections>;

std::uint64_t padded(std::uint64_t size) { return (size + 7) / 8 * 8; }

template <class Write>
void write_data(const SectionBytes& sections, Write& to) {
  constexpr std::string_view kZeros{"\0\0\0\0\0\0\0", 7};
  for (const std::string_view one : sections) {
    to.write(one);
    to.write(kZeros.substr(0, padded(one.size()) - one.size()));
  }
  to.flush();
}

std::string hashes_of(const SectionBytes& sections) {
  std::string out;
  Blocks blocks([&out](std::string_view block) {
    const layout::Hash hash = sha256(block);
    out.append(reinterpret_cast<const char*>(hash.data()), hash.size());
  });
  write_data(sections, blocks);
  return out;
}

std::string with_hash(std::string bytes, std::size_t size) {
  bytes.resize(size - layout::kHashBytes, '\0');
  const layout::Hash hash = sha256(bytes);
  bytes.append(reinterpret_cast<const char*>(hash.data()), hash.size());
  return bytes;
}

std::string header_of(const SectionBytes& sections, std::string_view hashes, std::uint32_t day) {
  layout::Header header{};
  header.magic = layout::kMagic;
  header.version = layout::kVersion;
  header.block_bytes = layout::kBlockBytes;
  header.blocks = static_cast<std::uint32_t>(hashes.size() / layout::kHashBytes);
  header.data_offset = layout::kHeaderBytes + layout::kSignatureBytes + hashes.size();
  header.day = day;
  std::uint64_t at = header.data_offset;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    header.sections[i] = {at, sections[i].size()};
    at += padded(sections[i].size());
  }
  header.file_bytes = at;
  header.blocks_hash = sha256(hashes);
  return with_hash(std::string(reinterpret_cast<const char*>(&header), sizeof(header)),
                   layout::kHeaderBytes);
}

Result<std::string> signature_of(std::string_view header, const std::string& private_key) {
  std::string signature;
  if (!private_key.empty()) signature = TRY(sign(header, private_key));
  const auto size = static_cast<std::uint32_t>(signature.size());
  std::string out(reinterpret_cast<const char*>(&size), sizeof(size));
  out += signature;
  if (out.size() + layout::kHashBytes > layout::kSignatureBytes)
    return fail(ErrorCode::unsupported, "this key's signatures are too long");
  return with_hash(std::move(out), layout::kSignatureBytes);
}

// Puts `items` into the order of `order`.
template <class T>
void arrange(std::vector<T>& items, const std::vector<std::uint32_t>& order) {
  std::vector<T> out;
  out.reserve(items.size());
  for (const std::uint32_t one : order) out.push_back(items[one]);
  items.swap(out);
}

std::vector<std::uint32_t> counted(std::size_t size) {
  std::vector<std::uint32_t> out(size);
  std::iota(out.begin(), out.end(), 0U);
  return out;
}

// Where each item went.
std::vector<std::uint32_t> places(const std::vector<std::uint32_t>& order) {
  std::vector<std::uint32_t> out(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) out[order[i]] = i;
  return out;
}

}  // namespace

std::vector<std::uint32_t> DatabaseBuilder::sort_advisories() {
  std::vector<std::uint32_t> order = counted(advisories_.size());
  std::ranges::stable_sort(order, [this](std::uint32_t a, std::uint32_t b) {
    return texts_.at(advisories_[a].id) < texts_.at(advisories_[b].id);
  });
  arrange(advisories_, order);
  return places(order);
}

void DatabaseBuilder::sort_entries() {
  const std::vector<std::uint32_t> advisory_at = sort_advisories();
  std::vector<std::uint32_t> order = counted(packages_.size());
  std::ranges::sort(order, [this](std::uint32_t a, std::uint32_t b) {
    const layout::PackageRecord &x = packages_[a], &y = packages_[b];
    if (x.ecosystem != y.ecosystem) return texts_.at(x.ecosystem) < texts_.at(y.ecosystem);
    return texts_.at(x.name) < texts_.at(y.name);
  });
  arrange(packages_, order);
  const std::vector<std::uint32_t> package_at = places(order);
  for (layout::EntryRecord& one : entries_) one.advisory = advisory_at[one.advisory];
  for (std::uint32_t& one : entry_package_) one = package_at[one];
  order = counted(entries_.size());
  std::ranges::stable_sort(order, [this](std::uint32_t a, std::uint32_t b) {
    if (entry_package_[a] != entry_package_[b]) return entry_package_[a] < entry_package_[b];
    return entries_[a].advisory < entries_[b].advisory;
  });
  arrange(entries_, order);
  for (const std::uint32_t package : entry_package_) ++packages_[package].count;
  std::uint32_t first = 0;
  for (layout::PackageRecord& one : packages_) {
    one.first = first;
    first += one.count;
  }
  entry_package_ = {};
}

void DatabaseBuilder::sort_exploitations() {
  std::ranges::stable_sort(exploitations_, [this](const auto& a, const auto& b) {
    return texts_.at(a.cve) < texts_.at(b.cve);
  });
}

std::vector<layout::EcosystemRecord> DatabaseBuilder::ecosystems() const {
  std::vector<layout::EcosystemRecord> out;
  for (const layout::PackageRecord& one : packages_) {
    if (out.empty() || out.back().name != one.ecosystem) out.push_back({one.ecosystem, 0, 0});
    ++out.back().packages;
    out.back().entries += one.count;
  }
  return out;
}

std::vector<layout::FeedRecord> DatabaseBuilder::feed_records() {
  const auto number = [](std::uint64_t count) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(count, UINT32_MAX));
  };
  std::vector<layout::FeedRecord> out;
  for (const Feed& one : feeds_) {
    const FeedFacts& facts = one.facts;
    out.push_back({texts_.add(facts.name), texts_.add(facts.kind), one.newest,
                   number(facts.advisories), number(facts.entries), number(facts.exploitations),
                   number(facts.left_out), number(facts.problems)});
  }
  return out;
}

std::uint32_t DatabaseBuilder::day_of_data(const WriteOptions& options) const {
  if (!options.day.empty()) return day_number(options.day);
  std::uint32_t newest = layout::kNoDay;
  for (const Feed& one : feeds_) newest = std::max(newest, one.newest);
  return newest;
}

Result<void> DatabaseBuilder::write(io::Sink& sink, const WriteOptions& options) && {
  package_of_ = {};
  lists_.close();
  const std::vector<layout::FeedRecord> feeds = feed_records();
  texts_.close();
  sort_entries();
  sort_exploitations();
  const std::vector<layout::EcosystemRecord> known = ecosystems();
  const SectionBytes sections{texts_.bytes(),           bytes_of(lists_.numbers()),
                              bytes_of(feeds),          bytes_of(advisories_),
                              bytes_of(packages_),      bytes_of(entries_),
                              bytes_of(exploitations_), bytes_of(known)};
  const std::string hashes = hashes_of(sections);
  const std::string header = header_of(sections, hashes, day_of_data(options));
  sink.write(header);
  sink.write(TRY(signature_of(header, options.private_key)));
  sink.write(hashes);
  Blocks blocks([&sink](std::string_view block) { sink.write(block); });
  write_data(sections, blocks);
  return sink.finish();
}

}  // namespace bulwark::knowledge
