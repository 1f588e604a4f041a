// SPDX-License-Identifier: Apache-2.0
#include "formats/zip_stream.h"

#include <fmt/core.h>
#include <isa-l/crc.h>

#include <algorithm>
#include <utility>

#include "formats/byte_reader.h"
#include "formats/zip_record.h"

namespace bulwark::formats {
namespace {

constexpr std::size_t kMagic = 4;
constexpr std::size_t kMostDescriptor = 24;
constexpr std::size_t kMostKept = std::size_t{16} << 20;  // of names and what is told of them
constexpr std::string_view kDescriptorMagic("PK\7\10", 4);

constexpr std::uint16_t kStored = 0, kDeflated = 8;
constexpr std::uint16_t kEncrypted = 1U << 0U, kSizeFollows = 1U << 3U;

std::unexpected<Error> broken(std::string text) {
  return fail(ErrorCode::malformed, std::move(text));
}

/// Checksum, packed and unpacked size behind a body.
struct Descriptor {
  std::size_t bytes = 0;
  std::uint32_t checksum = 0;
};

// Neither its magic nor whether sizes have 8 bytes is told anywhere: what fits the sizes that were
// seen is it.
Descriptor find_descriptor(std::string_view bytes, std::uint64_t compressed, std::uint64_t size) {
  for (const std::size_t front : {kDescriptorMagic.size(), std::size_t{0}}) {
    if (front != 0 && !bytes.starts_with(kDescriptorMagic)) continue;
    const std::uint32_t checksum = *u32_at(bytes, front);
    if (*u32_at(bytes, front + 4) == static_cast<std::uint32_t>(compressed) &&
        *u32_at(bytes, front + 8) == static_cast<std::uint32_t>(size))
      return {front + 12, checksum};
    if (zip_u64(bytes, front + 4) == compressed && zip_u64(bytes, front + 12) == size)
      return {front + 20, checksum};
  }
  return {};
}

}  // namespace

Result<void> ZipStream::write(std::string_view block) {
  while (!block.empty()) TRY_VOID(step(block));
  return {};
}

Result<void> ZipStream::finish() {
  if (!ended_ || comment_ > 0) return broken("this is no zip archive, or it is cut short");
  return {};
}

// Whether `held_` has so many bytes.
bool ZipStream::gather(std::string_view& block, std::size_t count) {
  const std::size_t taken = std::min(count - std::min(count, held_.size()), block.size());
  held_ += block.substr(0, taken);
  block.remove_prefix(taken);
  at_ += taken;
  return held_.size() >= count;
}

void ZipStream::next(Step step) {
  step_ = step;
  held_.clear();
}

// What was taken too much goes by once more.
Result<void> ZipStream::again(const std::string& bytes) {
  at_ -= bytes.size();
  return write(bytes);
}

Result<void> ZipStream::step(std::string_view& block) {
  switch (step_) {
    case Step::magic: find_magic(block); break;
    case Step::local_head:
      if (gather(block, kZipLocalBytes)) take_local_head();
      break;
    case Step::local_texts:
      if (gather(block, kZipLocalBytes + texts_)) return take_local_texts();
      break;
    case Step::body: return take_body(block);
    case Step::descriptor:
      if (gather(block, kMostDescriptor)) return take_descriptor();
      break;
    case Step::entry_head:
      if (gather(block, kZipEntryBytes)) {
        texts_ = *u16_at(held_, 28) + *u16_at(held_, 30) + *u16_at(held_, 32);
        step_ = Step::entry_texts;
      }
      break;
    case Step::entry_texts:
      if (gather(block, kZipEntryBytes + texts_)) return take_entry();
      break;
    case Step::end64_head:
      if (gather(block, kZipEnd64Bytes)) {
        told_entries_ = zip_u64(held_, 32);
        told_directory_ = zip_u64(held_, 48);
        next(Step::magic);
      }
      break;
    case Step::end_head:
      if (gather(block, kZipEndBytes)) return take_end();
      break;
    case Step::comment: pass_comment(block); break;
  }
  // A record without texts is whole already.
  if (step_ == Step::local_texts && texts_ == 0) return take_local_texts();
  if (step_ == Step::entry_texts && texts_ == 0) return take_entry();
  return {};
}

void ZipStream::find_magic(std::string_view& block) {
  if (held_.empty()) {
    const std::size_t skipped = std::min(block.find('P'), block.size());
    block.remove_prefix(skipped);
    at_ += skipped;
  }
  if (!gather(block, kMagic)) return;
  if (held_ == kZipLocalMagic) {
    local_ = {};
    local_.place.first = at_ - kMagic;
    in_directory_ = false;
    step_ = Step::local_head;
  } else if (held_ == kZipEntryMagic) {
    if (!in_directory_) begin_directory();
    step_ = Step::entry_head;
  } else if (held_ == kZipEndMagic) {
    if (!told_directory_) directory_end_ = at_ - kMagic;
    step_ = Step::end_head;
  } else if (held_ == kZipEnd64Magic) {
    directory_end_ = at_ - kMagic;
    step_ = Step::end64_head;
  } else {
    held_.erase(0, std::min(held_.find('P', 1), held_.size()));
  }
}

void ZipStream::take_local_head() {
  const std::uint16_t flags = *u16_at(held_, 6);
  local_.encrypted = (flags & kEncrypted) != 0;
  local_.size_follows = (flags & kSizeFollows) != 0;
  local_.method = *u16_at(held_, 8);
  local_.checksum = *u32_at(held_, 14);
  local_.compressed = *u32_at(held_, 18);
  local_.size = *u32_at(held_, 22);
  texts_ = *u16_at(held_, 26) + *u16_at(held_, 28);
  step_ = Step::local_texts;
}

Result<void> ZipStream::take_local_texts() {
  const std::string_view texts = std::string_view(held_).substr(kZipLocalBytes);
  const std::size_t name = *u16_at(held_, 26);
  ZipEntry sizes;
  sizes.size = local_.size;
  sizes.compressed = local_.compressed;
  read_zip64(texts.substr(name), sizes);
  local_.size = sizes.size;
  local_.compressed = sizes.compressed;
  local_.place.second = texts.substr(0, name);
  local_.wanted = taker_.begin({local_.place.second, local_.place.first});
  if (local_.encrypted)
    local_.state = fail(ErrorCode::unsupported, "the entry is encrypted");
  else if (local_.method != kStored && local_.method != kDeflated)
    local_.state = fail(ErrorCode::unsupported,
                        fmt::format("compression method {}", local_.method));
  // Only deflate's own end tells where such a body ends.
  local_.ends_itself = local_.size_follows && local_.method == kDeflated && !local_.encrypted;
  local_.unpacks = local_.state && local_.method == kDeflated &&
                   (local_.wanted || local_.ends_itself);
  if (local_.unpacks) inflate_.begin();
  next(Step::body);
  if (local_.size_follows && !local_.ends_itself && local_.compressed == 0) {
    local_.state = fail(ErrorCode::unsupported, "its size is not told in front of it");
    return end_body();
  }
  return !local_.ends_itself && local_.compressed == 0 ? body_passed() : Result<void>();
}

Result<void> ZipStream::take_body(std::string_view& block) {
  const std::uint64_t left = local_.ends_itself ? block.size() : local_.compressed - local_.seen;
  const std::string_view part = block.substr(
      0, static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size())));
  block.remove_prefix(part.size());
  at_ += part.size();
  local_.seen += part.size();
  if (local_.unpacks && !inflate_.done()) {
    TRY_VOID(unpack(part));
    if (local_.ends_itself && inflate_.done()) {
      block = {part.data() + (part.size() - inflate_.unused()), inflate_.unused() + block.size()};
      at_ -= inflate_.unused();
      local_.seen -= inflate_.unused() + inflate_.carried().size();
      next(Step::descriptor);
      return again(std::string(inflate_.carried()));
    }
  } else if (local_.wanted && local_.state && local_.method == kStored) {
    TRY_VOID(give(part));
  }
  if (!local_.ends_itself && local_.seen == local_.compressed) return body_passed();
  return {};
}

// Of an entry that is broken nothing more is given; what follows it is read if its size was told.
Result<void> ZipStream::unpack(std::string_view part) {
  bool taken = true;
  const auto state = inflate_.write(part, [&](std::string_view bytes) {
    Result<void> given = give(bytes);
    taken = given.has_value();
    return given;
  });
  if (state || !taken) return state;
  if (local_.ends_itself)
    return broken("an entry is broken, and nothing tells where it ends: " + state.error().message);
  local_.state = state;
  local_.unpacks = false;
  return {};
}

Result<void> ZipStream::give(std::string_view bytes) {
  budget_.unpacked += bytes.size();
  local_.unpacked += bytes.size();
  TRY_VOID(check_unpacked(budget_.limits, budget_.packed, budget_.unpacked));
  if (!local_.wanted) return {};
  local_.summed = crc32_gzip_refl(
      local_.summed, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  taker_.data(bytes);
  return {};
}

// All bytes of a body whose size was told.
Result<void> ZipStream::body_passed() {
  if (local_.unpacks && !inflate_.done()) local_.state = broken("the entry is cut short");
  if (local_.size_follows) {
    next(Step::descriptor);
    return {};
  }
  if (local_.state && local_.wanted && local_.summed != local_.checksum)
    local_.state = broken("the entry's checksum is wrong");
  return end_body();
}

Result<void> ZipStream::end_body() {
  next(Step::magic);
  if (!std::exchange(local_.wanted, false)) return {};
  taker_.end(local_.state);
  return keep(local_.place, {local_.compressed, local_.size, local_.checksum, local_.method},
              seen_);
}

// Names are as long as 64 KiB, and an archive may have millions of entries.
Result<void> ZipStream::keep(const Place& place, const Facts& facts, std::map<Place, Facts>& in) {
  constexpr std::size_t kNode = 128;
  kept_ += place.second.size() + kNode;
  if (kept_ > kMostKept)
    return fail(ErrorCode::limit, "too many entries of a zip archive are of interest");
  in.insert_or_assign(place, facts);
  return {};
}

Result<void> ZipStream::take_descriptor() {
  const Descriptor found = find_descriptor(held_, local_.seen, local_.unpacked);
  if (local_.state && found.bytes == 0) local_.state = broken("the entry's sizes are wrong");
  if (local_.state && local_.wanted && local_.summed != found.checksum)
    local_.state = broken("the entry's checksum is wrong");
  const std::string rest = held_.substr(found.bytes);
  local_.compressed = local_.seen;
  local_.size = local_.unpacked;
  local_.checksum = found.checksum;
  TRY_VOID(end_body());
  return again(rest);
}

Result<void> ZipStream::take_entry() {
  const std::size_t name = *u16_at(held_, 28);
  const std::string_view texts = std::string_view(held_).substr(kZipEntryBytes);
  ZipEntry entry;
  entry.name = texts.substr(0, name);
  entry.compressed = *u32_at(held_, 20);
  entry.size = *u32_at(held_, 24);
  entry.offset = *u32_at(held_, 42);
  read_zip64(texts.substr(name, *u16_at(held_, 30)), entry);
  entry.checksum = *u32_at(held_, 16);
  entry.method = *u16_at(held_, 10);
  ++entries_;
  Result<void> kept;
  if (taker_.keeps(entry.name))
    kept = keep({entry.offset, std::string(entry.name)},
                {entry.compressed, entry.size, entry.checksum, entry.method}, pending_);
  next(Step::magic);
  return kept;
}

void ZipStream::begin_directory() {
  in_directory_ = true;
  directory_ = at_ - kMagic;
  entries_ = 0;
  pending_.clear();
  told_directory_.reset();
  told_entries_.reset();
}

// A record that does not fit the directory in front of it is none, but bytes of something else.
// Places are told from where the archive began, which need not be the file's beginning.
Result<void> ZipStream::take_end() {
  const bool empty = !in_directory_;
  const std::uint32_t told_offset = *u32_at(held_, 16);
  const std::uint32_t told_size = *u32_at(held_, 12);
  const std::uint64_t size = empty ? 0 : directory_end_ - directory_;
  const std::uint64_t entries = empty ? 0 : entries_;
  const bool fits = told_entries_ ? *told_entries_ == entries
                                  : *u16_at(held_, 10) == static_cast<std::uint16_t>(entries);
  const std::uint64_t offset = told_directory_ && told_offset == kZipElsewhere ? *told_directory_
                                                                               : told_offset;
  if (!fits || (told_size != kZipElsewhere && told_size != size) ||
      (!empty && directory_ < offset)) {
    const std::string rest = held_.substr(kMagic);
    next(Step::magic);
    return again(rest);
  }
  listed_.clear();
  contradicted_.clear();
  for (const auto& [place, facts] : pending_) {
    if (empty) break;
    const Place moved{place.first + (directory_ - offset), place.second};
    const auto seen = seen_.find(moved);
    if (seen != seen_.end() && seen->second != facts) contradicted_.insert(moved);
    listed_.insert(moved);
  }
  in_directory_ = false;
  ended_ = true;
  comment_ = *u16_at(held_, 20);
  next(comment_ > 0 ? Step::comment : Step::magic);
  return {};
}

void ZipStream::pass_comment(std::string_view& block) {
  const std::size_t passed = std::min(comment_, block.size());
  block.remove_prefix(passed);
  at_ += passed;
  comment_ -= passed;
  if (comment_ == 0) next(Step::magic);
}

}  // namespace bulwark::formats
