// SPDX-License-Identifier: Apache-2.0
#include "sources/container/layer_reader.h"

#include <fmt/core.h>

#include <algorithm>

namespace bulwark::sources::container {
namespace {

using formats::TarData;
using formats::TarEntry;
using formats::TarKind;

constexpr std::size_t kMostOdd = 20;  // of a kind that hostile layers can have by the million

std::uint32_t narrow(std::uint64_t id) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(id, UINT32_MAX));
}

// An entry that makes no entry of a record.
bool is_recorded(std::string_view path, const TarEntry& entry) {
  const bool overlay_whiteout = entry.kind == TarKind::character_device &&
                                entry.device_major == 0 && entry.device_minor == 0;
  return entry.kind != TarKind::other && !path.empty() && !overlay_whiteout &&
         whiteout_of(path).hides == Hides::nothing;
}

}  // namespace

FileFacts facts_of(FileId id, std::string_view path, const LayerEntry& entry) {
  return {id, path, entry.size, entry.mode, entry.user, entry.group, entry.capabilities};
}

void LayerReader::odd(std::string_view path, std::string_view why) {
  if (++odd_ > kMostOdd) return;
  gaps_.push_back({fmt::format("'{}' of layer {}", path.substr(0, 300), layer_ + 1),
                   {ErrorCode::malformed, std::string(why), {}}});
}

// Entries mostly follow one another in a folder, whose links need be followed once.
std::string LayerReader::path_of(const TarEntry& entry) {
  CleanPath clean = clean_path(entry.path);
  if (clean.outside) odd(entry.path, "it leads outside of the image; it was taken as within");
  const std::string_view folder = parent_of(clean.path);
  if (folder.empty()) return std::move(clean.path);
  if (folder != last_folder_ || last_folder_.empty()) {
    last_folder_ = folder;
    last_resolved_ = std::string(parent_of(links_.resolve(clean.path)));
  }
  if (last_resolved_ == last_folder_) return std::move(clean.path);
  const std::string_view name = name_of(clean.path);
  return last_resolved_.empty() ? std::string(name) : last_resolved_ + "/" + std::string(name);
}

bool LayerReader::is_whiteout(std::string_view path, const TarEntry& entry) {
  const bool overlay = entry.kind == TarKind::character_device && entry.device_major == 0 &&
                       entry.device_minor == 0;
  const Whiteout whiteout = overlay ? Whiteout{Hides::one, std::string(path)} : whiteout_of(path);
  switch (whiteout.hides) {
    case Hides::nothing: return false;
    case Hides::one: record_.hidden.push_back(record_.texts.copy(whiteout.path)); break;
    case Hides::all: record_.emptied.push_back(record_.texts.copy(whiteout.path)); break;
    case Hides::ignored: break;
    case Hides::broken: odd(path, "a whiteout of nothing");
  }
  return true;
}

void LayerReader::add(std::string_view path, const TarEntry& entry) {
  LayerEntry out;
  out.path = record_.texts.copy(path);
  if (entry.kind == TarKind::symbolic_link) out.link = record_.texts.copy(entry.link);
  if (entry.kind == TarKind::hard_link)
    out.link = record_.texts.copy(links_.resolve(clean_path(entry.link).path));
  out.size = entry.size;
  out.modified = entry.modified;
  out.user = narrow(entry.user);
  out.group = narrow(entry.group);
  out.mode = static_cast<std::uint16_t>(entry.mode);
  out.kind = entry.kind;
  out.capabilities = entry.capabilities;
  record_.entries.push_back(out);
  links_.set(path, entry.kind == TarKind::symbolic_link ? entry.link : std::string_view());
  if (entry.kind != TarKind::file && entry.kind != TarKind::hard_link) last_folder_.clear();
}

Result<TarData> LayerReader::begin(const TarEntry& entry) {
  in_file_ = false;
  if (entry.kind == TarKind::other) {
    odd(entry.path, "it is of a type that is no file's");
    return TarData::unwanted;
  }
  const std::string path = path_of(entry);
  if (path.empty() || is_whiteout(path, entry)) return TarData::unwanted;
  add(path, entry);
  if (entry.kind != TarKind::file) return TarData::unwanted;
  const FileId id{layer_, static_cast<std::uint32_t>(record_.entries.size() - 1)};
  const LayerEntry& added = record_.entries.back();
  const FileFacts facts = facts_of(id, added.path, added);
  const Want want = taker_.wants(facts);
  if (want.wish == Wish::nothing) return TarData::unwanted;
  wanted_.push_back({id, want});
  in_file_ = true;
  return handover_.begin(facts, want, gaps_);
}

Result<TarData> LayerReader::data(std::string_view block) { return handover_.write(block, gaps_); }

Result<void> LayerReader::end() {
  if (in_file_) handover_.finish(gaps_);
  in_file_ = false;
  return {};
}

// Entries are counted as they were the first time.
Result<TarData> LayerRereader::begin(const TarEntry& entry) {
  open_.clear();
  if (entry.kind == TarKind::other) return TarData::unwanted;
  const std::string path = clean_path(entry.path).path;
  if (!is_recorded(path, entry)) return TarData::unwanted;
  const std::uint32_t number = next_++;
  if (number >= record_.entries.size())
    return fail(ErrorCode::malformed, "the layer has changed while it was read");
  TarData out = TarData::unwanted;
  const auto [begin, end] = names_.equal_range(number);
  for (auto name = begin; name != end; ++name) {
    const FileFacts facts = facts_of({layer_, number}, name->second.path, record_.entries[number]);
    open_.push_back(std::make_unique<Handover>(taker_));
    if (open_.back()->begin(facts, name->second.want, gaps_) == TarData::wanted)
      out = TarData::wanted;
  }
  return out;
}

Result<TarData> LayerRereader::data(std::string_view block) {
  TarData out = TarData::unwanted;
  for (const auto& one : open_)
    if (one->write(block, gaps_) == TarData::wanted) out = TarData::wanted;
  return out;
}

Result<void> LayerRereader::end() {
  for (const auto& one : open_) one->finish(gaps_);
  open_.clear();
  return {};
}

}  // namespace bulwark::sources::container
