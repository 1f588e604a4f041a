// SPDX-License-Identifier: Apache-2.0
// What somebody wants of an image's files, and how it is handed over.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::sources::container {

/// One file's contents: which entry of which layer. Two names that are hard links have one.
struct FileId {
  std::uint32_t layer = 0;  ///< 0 is the lowest
  std::uint32_t entry = 0;
  auto operator<=>(const FileId&) const = default;
};

/// Of a regular file. `path` lives as long as the call that it is given to.
struct FileFacts {
  FileId id;
  std::string_view path;  ///< clean, from the root, without a slash in front
  std::uint64_t size = 0;
  std::uint32_t mode = 0;
  std::uint32_t user = 0;
  std::uint32_t group = 0;
  bool capabilities = false;
  bool other_name = false;  ///< a link's: of these contents it was asked by their own name before
};

enum class Wish : std::uint8_t {
  nothing,
  look,    ///< its first bytes, to say then what is wanted
  whole,   ///< in one text
  stream,  ///< block by block
};

struct Want {
  Wish wish = Wish::nothing;
  /// Bytes; a file with more of them is a gap, and not handed over. Of `whole` each of the threads
  /// that read may hold so many.
  std::uint64_t most = std::uint64_t{64} << 20;
  std::uint32_t tag = 0;  ///< whatever the taker wants to know later
  bool operator==(const Want&) const = default;
};

/// Bytes that are enough to tell what a file is.
inline constexpr std::size_t kHeadBytes = 4096;

/// Gets one file. Neither copied nor moved.
class FileStream {
 public:
  FileStream() = default;
  FileStream(const FileStream&) = delete;
  FileStream& operator=(const FileStream&) = delete;
  virtual ~FileStream() = default;

  /// The next block. False: the rest is not wanted, and finish() is not called.
  virtual bool write(std::string_view block) = 0;
  /// All of it has come. Where a layer breaks off before, it is not called.
  virtual void finish() = 0;
};

/// Is asked about each regular file and given what it wants. Calls for one layer come one after
/// another; those for different layers may come at once from several threads. Which files survive
/// is known only when all layers were read: ImagePicture::survives.
class FileTaker {
 public:
  FileTaker() = default;
  FileTaker(const FileTaker&) = delete;
  FileTaker& operator=(const FileTaker&) = delete;
  virtual ~FileTaker() = default;

  /// By its name and facts. Names that lead to another file's contents (hard and symbolic links)
  /// are asked about once all layers were read, and only those that survive.
  virtual Want wants(const FileFacts& file) = 0;
  /// After Wish::look: `head` is its first kHeadBytes, or all of a shorter one. Wish::look again is
  /// Wish::nothing.
  virtual Want looked(const FileFacts& file, std::string_view head) {
    static_cast<void>(file);
    static_cast<void>(head);
    return {};
  }
  /// After Wish::whole.
  // NOLINTNEXTLINE(performance-unnecessary-value-param): who takes them may keep them
  virtual void take(const FileFacts& /*file*/, std::uint32_t /*tag*/, std::string /*bytes*/) {}
  /// After Wish::stream. Null: it is not wanted after all.
  virtual std::unique_ptr<FileStream> open(const FileFacts& file, std::uint32_t tag) {
    static_cast<void>(file);
    static_cast<void>(tag);
    return nullptr;
  }
};

}  // namespace bulwark::sources::container
