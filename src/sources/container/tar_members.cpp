// SPDX-License-Identifier: Apache-2.0
// A tar's members by name: read once from header to header, then each at its place.
#include <algorithm>
#include <map>
#include <utility>

#include "formats/tar.h"
#include "io/random_file.h"
#include "sources/container/layer_path.h"
#include "sources/container/members.h"

namespace bulwark::sources::container {
namespace {

using formats::TarData;
using formats::TarEntry;
using formats::TarKind;

constexpr std::size_t kMostMembers = 100'000;
constexpr std::size_t kMostName = 4096;
constexpr unsigned kMostHops = 20;
constexpr std::size_t kHeader = 512;

struct Place {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::string link = {};  ///< to another member; empty: none
};

class Indexer final : public formats::TarTaker {
 public:
  Result<TarData> begin(const TarEntry& entry) override {
    const std::string name = clean_path(entry.path).path;
    Place place;
    switch (entry.kind) {
      case TarKind::file: place = {reader->position(), entry.size, {}}; break;
      case TarKind::hard_link: place.link = clean_path(entry.link).path; break;
      case TarKind::symbolic_link: place.link = link_target(name, entry.link); break;
      default: return TarData::unwanted;
    }
    places.insert_or_assign(name, std::move(place));
    return TarData::unwanted;
  }
  Result<TarData> data(std::string_view) override { return TarData::unwanted; }
  Result<void> end() override { return {}; }

  std::map<std::string, Place> places;
  const formats::TarReader* reader = nullptr;
};

class TarMembers final : public Members {
 public:
  TarMembers(io::RandomFile file, std::map<std::string, Place> places)
      : file_(std::move(file)), places_(std::move(places)) {}

  bool has(const std::string& name) const override { return find(name) != nullptr; }

  Result<void> read(const std::string& name, const formats::BlockTaker& take,
                    const std::stop_token& stop) const override {
    const Place* place = find(name);
    if (place == nullptr) return fail(ErrorCode::not_found, "the archive has no such member", name);
    return file_.read_blocks(place->offset, place->size, take, stop);
  }

 private:
  const Place* find(const std::string& name) const {
    std::string next = clean_path(name).path;
    for (unsigned hops = 0; hops < kMostHops; ++hops) {
      const auto found = places_.find(next);
      if (found == places_.end()) return nullptr;
      if (found->second.link.empty()) return &found->second;
      next = found->second.link;
    }
    return nullptr;
  }

  io::RandomFile file_;
  std::map<std::string, Place> places_;
};

bool is_packed(std::string_view head) {
  return head.starts_with("\x1F\x8B") || head.starts_with("\x28\xB5\x2F\xFD") ||
         head.starts_with("BZh") ||
         head.starts_with(
             "\xFD"
             "7zXZ");
}

Result<void> index(const io::RandomFile& file, formats::TarReader& reader,
                   const std::stop_token& stop) {
  std::string block(kHeader, '\0');
  while (!reader.ended()) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
    const std::uint64_t at = reader.position();
    const std::uint64_t left = at < file.size() ? file.size() - at : 0;
    reader.skip(std::min(reader.skippable(), left));
    const std::size_t count = TRY(file.read_at(reader.position(), block));
    if (count == 0) break;
    TRY_VOID(reader.write(std::string_view(block).substr(0, count)));
  }
  return reader.finish();
}

}  // namespace

Result<std::unique_ptr<Members>> tar_members(const std::string& path, const std::stop_token& stop) {
  Result<io::RandomFile> file = io::RandomFile::open(path);
  if (!file) return fail(file.error().code, file.error().message, path);
  std::string head(kHeader, '\0');
  head.resize(TRY(file->read_at(0, head)));
  if (is_packed(head)) {
    return fail(ErrorCode::unsupported,
                "the archive is packed as a whole; unpack it first (gunzip, unzstd)", path);
  }
  Indexer indexer;
  formats::TarOptions options;
  options.limits.entries = kMostMembers;
  options.limits.name = kMostName;
  formats::TarReader reader(indexer, options);
  indexer.reader = &reader;
  Result<void> done = index(*file, reader, stop);
  if (!done) {
    done.error().where = path + ": " + done.error().where;
    return std::unexpected(std::move(done).error());
  }
  return std::make_unique<TarMembers>(std::move(*file), std::move(indexer.places));
}

}  // namespace bulwark::sources::container
