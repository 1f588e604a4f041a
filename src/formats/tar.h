// SPDX-License-Identifier: Apache-2.0
// Tar archives (POSIX ustar and pax, GNU), pushed through block by block: what is in them is passed
// on as it comes, and nothing of it is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bulwark::formats {

enum class TarKind : std::uint8_t {
  file,
  hard_link,
  symbolic_link,
  folder,
  character_device,
  block_device,
  fifo,
  other,  ///< of a type that is no file's: a volume label, an incremental dump's list
};

/// Texts are as the archive has them: names may be absolute, hold "..", or be no UTF-8.
struct TarEntry {
  TarKind kind = TarKind::file;
  std::string path = {};
  std::string link = {};    ///< where a link leads
  std::uint64_t size = 0;   ///< of a file, its holes included; 0 for all else
  std::uint32_t mode = 0;   ///< permissions, with setuid (04000), setgid (02000) and sticky (01000)
  std::uint64_t user = 0;   ///< id
  std::uint64_t group = 0;  ///< id
  std::int64_t modified = 0;  ///< seconds since 1970
  std::uint32_t device_major = 0;
  std::uint32_t device_minor = 0;
  bool capabilities = false;  ///< an extended attribute gives who runs it rights of root's
  bool operator==(const TarEntry&) const = default;
};

/// What is to become of an entry's bytes.
enum class TarData : std::uint8_t { wanted, unwanted };

/// Gets what is in an archive, in its order. An error ends the reading and is returned by it.
class TarTaker {
 public:
  TarTaker() = default;
  TarTaker(const TarTaker&) = delete;
  TarTaker& operator=(const TarTaker&) = delete;
  virtual ~TarTaker() = default;

  virtual Result<TarData> begin(const TarEntry& entry) = 0;
  /// A block of a wanted file, in order, holes as zeros. `unwanted`: the rest is not.
  virtual Result<TarData> data(std::string_view block) = 0;
  /// Of every entry, once all of its bytes have gone by. Without it the entry was cut off.
  virtual Result<void> end() = 0;
};

struct TarLimits {
  std::size_t name = std::size_t{64} << 10;     ///< bytes of a path or link
  std::size_t header = std::size_t{1} << 20;    ///< bytes of one pax header or GNU long name
  std::size_t entries = 5'000'000;              ///< files, folders, links ...
  std::size_t holes = 100'000;                  ///< pieces of one sparse file
  std::uint64_t file = std::uint64_t{1} << 40;  ///< bytes of one file, its holes included
};

struct TarOptions {
  TarLimits limits = {};
  /// Whether what a pax global header says counts for the entries that follow, as POSIX and GNU tar
  /// have it. Container runtimes pass over it.
  bool global_headers = true;
};

/// `malformed`: a wrong checksum, a number that is none, a header or file that is cut off; `limit`.
/// Error::where is "byte N" of the archive. After an error nothing more may be written. What
/// follows the end of the archive (two blocks of zeros) is passed over; that end may be missing.
/// Neither copied nor moved. `taker` must outlive it.
class TarReader {
 public:
  explicit TarReader(TarTaker& taker, const TarOptions& options = {});
  TarReader(const TarReader&) = delete;
  TarReader& operator=(const TarReader&) = delete;
  ~TarReader();

  /// The next bytes of the archive, cut anywhere.
  Result<void> write(std::string_view bytes);
  /// There are no more.
  Result<void> finish();
  /// Nothing of what still comes is looked at.
  bool ended() const;
  /// Of the archive's bytes so far; in TarTaker::begin of a file that is not sparse: where its own
  /// bytes stand.
  std::uint64_t position() const;
  /// So many bytes come next that nobody wants. Whoever can seek need not push them.
  std::uint64_t skippable() const;
  /// At most skippable() bytes were left out.
  void skip(std::uint64_t bytes);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace bulwark::formats
