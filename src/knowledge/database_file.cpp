// SPDX-License-Identifier: Apache-2.0
#include "knowledge/database_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "io/file.h"
#include "knowledge/digest.h"

namespace bulwark::knowledge {
namespace {

using layout::Header;

constexpr std::uint64_t kHashesAt = layout::kHeaderBytes + layout::kSignatureBytes;

Error altered(std::string_view what) {
  return {ErrorCode::malformed,
          fmt::format("it was altered or is not whole ({}): make it again with `bulwark db update`",
                      what),
          {}};
}

layout::Hash hash_at(std::string_view bytes, std::uint64_t offset) {
  layout::Hash out{};
  std::memcpy(out.data(), bytes.data() + offset, out.size());
  return out;
}

// Whether `size` bytes at `offset` lie between `from` and `end`.
bool lies_within(std::uint64_t offset, std::uint64_t size, std::uint64_t from, std::uint64_t end) {
  return offset >= from && offset <= end && size <= end - offset;
}

}  // namespace

void DatabaseFile::Unmap::operator()(const char* at) const {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): munmap takes no const
  ::munmap(const_cast<char*>(at), size);
}

Result<DatabaseFile> DatabaseFile::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return std::unexpected(io::system_error(errno));
  struct stat facts{};
  const bool regular = ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
  const auto size = static_cast<std::size_t>(regular ? facts.st_size : 0);
  void* at = size == 0 ? MAP_FAILED : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  ::close(descriptor);
  if (at == MAP_FAILED)
    return fail(ErrorCode::malformed, "it is no advisory database: not a file with bytes");
  DatabaseFile file;
  file.mapped_ = {static_cast<const char*>(at), Unmap{size}};
  file.bytes_ = {static_cast<const char*>(at), size};
  return check(std::move(file));
}

Result<DatabaseFile> DatabaseFile::of(std::string bytes) {
  DatabaseFile file;
  file.owned_ = std::make_unique<std::string>(std::move(bytes));
  file.bytes_ = *file.owned_;
  return check(std::move(file));
}

Result<DatabaseFile> DatabaseFile::check(DatabaseFile file) {
  const std::string_view bytes = file.bytes_;
  if (bytes.size() < kHashesAt ||
      !std::equal(layout::kMagic.begin(), layout::kMagic.end(), bytes.begin()))
    return fail(ErrorCode::malformed, "it is no advisory database");
  std::memcpy(&file.header_, bytes.data(), sizeof(Header));
  if (file.header_.version != layout::kVersion)
    return fail(ErrorCode::unsupported,
                fmt::format("it is an advisory database of format {}, and this program reads {}",
                            file.header_.version, layout::kVersion));
  TRY_VOID(file.check_frame());
  file.state_ = std::make_unique<State>();
  file.state_->checked = std::make_unique<std::atomic<std::uint8_t>[]>(file.header_.blocks);
  return file;
}

// Everything but the data.
Result<void> DatabaseFile::check_frame() const {
  constexpr std::uint64_t kOwnHash = layout::kHeaderBytes - layout::kHashBytes;
  if (sha256(bytes_.substr(0, kOwnHash)) != hash_at(bytes_, kOwnHash))
    return std::unexpected(altered("its header"));
  constexpr std::uint64_t kSignatureHash = kHashesAt - layout::kHashBytes;
  if (sha256(bytes_.substr(layout::kHeaderBytes, kSignatureHash - layout::kHeaderBytes)) !=
      hash_at(bytes_, kSignatureHash))
    return std::unexpected(altered("its signature"));
  const std::uint64_t hashes = std::uint64_t{header_.blocks} * layout::kHashBytes;
  if (header_.file_bytes != bytes_.size() || header_.block_bytes != layout::kBlockBytes ||
      header_.data_offset != kHashesAt + hashes || header_.data_offset > bytes_.size())
    return std::unexpected(altered("its size"));
  const std::uint64_t data = bytes_.size() - header_.data_offset;
  if ((data + layout::kBlockBytes - 1) / layout::kBlockBytes != header_.blocks)
    return std::unexpected(altered("its size"));
  if (sha256(bytes_.substr(kHashesAt, hashes)) != header_.blocks_hash)
    return std::unexpected(altered("its table of hashes"));
  for (const layout::SectionPlace& one : header_.sections) {
    if (one.offset % 8 != 0 ||
        !lies_within(one.offset, one.size, header_.data_offset, bytes_.size()))
      return std::unexpected(altered("a section"));
  }
  return {};
}

std::string_view DatabaseFile::signature() const {
  std::uint32_t size = 0;
  std::memcpy(&size, bytes_.data() + layout::kHeaderBytes, sizeof(size));
  constexpr std::uint32_t kMost = layout::kSignatureBytes - layout::kHashBytes -
                                  sizeof(std::uint32_t);
  if (size > kMost) return {};
  return bytes_.substr(layout::kHeaderBytes + sizeof(size), size);
}

std::string DatabaseFile::digest() const {
  std::string out;
  for (const unsigned char byte : sha256(signed_bytes())) out += fmt::format("{:02x}", byte);
  return out;
}

std::uint64_t DatabaseFile::size(layout::Section section) const {
  return header_.sections[static_cast<std::size_t>(section)].size;
}

const char* DatabaseFile::at(layout::Section section, std::uint64_t offset,
                             std::uint64_t size) const {
  const layout::SectionPlace& place = header_.sections[static_cast<std::size_t>(section)];
  if (!lies_within(offset, size, 0, place.size)) return nullptr;
  const std::uint64_t from = place.offset + offset;
  if (size > 0) {
    const std::uint64_t in_data = from - header_.data_offset;
    if (!check_blocks(in_data / layout::kBlockBytes, (in_data + size - 1) / layout::kBlockBytes))
      return nullptr;
  }
  return bytes_.data() + from;
}

bool DatabaseFile::check_blocks(std::uint64_t first, std::uint64_t last) const {
  for (std::uint64_t block = first; block <= last; ++block) {
    if (state_->checked[block].load(std::memory_order_relaxed) == 0 && !check_block(block))
      return false;
  }
  return true;
}

bool DatabaseFile::check_block(std::uint64_t block) const {
  const std::uint64_t from = header_.data_offset + (block * layout::kBlockBytes);
  const bool good = sha256(bytes_.substr(from, layout::kBlockBytes)) ==
                    hash_at(bytes_, kHashesAt + (block * layout::kHashBytes));
  if (good) state_->checked[block].store(1, std::memory_order_relaxed);
  if (!good) state_->damaged.store(true, std::memory_order_relaxed);
  return good;
}

Result<void> DatabaseFile::check_all() const {
  for (std::uint64_t block = 0; block < header_.blocks; ++block) {
    if (!check_block(block)) return std::unexpected(altered("its data"));
  }
  return {};
}

}  // namespace bulwark::knowledge
