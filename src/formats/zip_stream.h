// SPDX-License-Identifier: Apache-2.0
// ZipStream: a zip archive (PKWARE's APPNOTE 6.3) that goes by from front to back, as it lies in a
// tar: nothing of it need be kept.
//
// What an archive holds, its directory at the end says. In front of it there may be more: entries
// that were replaced, other archives, whatever somebody hid there. So whoever takes entries keeps
// what it found by the place of each, and asks listed() at the end.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "formats/inflate_stream.h"

namespace bulwark::formats {

struct ZipStreamEntry {
  std::string_view name;     ///< not to be trusted as a path; lives as long as the call
  std::uint64_t offset = 0;  ///< of its local head, from the first byte that was written
};

/// Gets what is wanted of entries, one after another.
class ZipTaker {
 public:
  ZipTaker() = default;
  ZipTaker(const ZipTaker&) = delete;
  ZipTaker& operator=(const ZipTaker&) = delete;
  virtual ~ZipTaker() = default;

  /// Whether its bytes are wanted. Called for each local head.
  virtual bool begin(const ZipStreamEntry& entry) = 0;
  virtual void data(std::string_view block) = 0;
  /// Of what is wanted. Error: it is not whole (`malformed`), or cannot be unpacked.
  virtual void end(Result<void> whole) = 0;
  /// Whether the directory's entry of this name is of interest: then it can be asked about.
  virtual bool keeps(std::string_view name) = 0;
};

/// What may come of an archive and of those within it, all together.
struct UnpackBudget {
  UnpackLimits limits = {};
  std::uint64_t packed = 0;  ///< bytes of the outermost one that have come
  std::uint64_t unpacked = 0;
};

/// Neither copied nor moved. `taker` and `budget` must outlive it.
class ZipStream {
 public:
  ZipStream(ZipTaker& taker, UnpackBudget& budget) : taker_(taker), budget_(budget) {}
  ZipStream(const ZipStream&) = delete;
  ZipStream& operator=(const ZipStream&) = delete;

  /// `limit` where too much comes of it; `malformed` where an entry is broken and nothing tells
  /// where it ends. After an error nothing more may be written.
  Result<void> write(std::string_view block);
  /// `malformed` where there is no whole directory.
  Result<void> finish();

  /// After finish(): entries of the directory that are of interest, by place and name.
  using Place = std::pair<std::uint64_t, std::string>;
  const std::set<Place>& listed() const { return listed_; }
  /// Those of them that were wanted and told other sizes, or another checksum or method, of
  /// themselves than the directory does.
  const std::set<Place>& contradicted() const { return contradicted_; }

 private:
  /// What comes next.
  enum class Step : std::uint8_t {
    magic,       ///< of whatever record there is; bytes that are none are passed over
    local_head,  ///< its fixed part
    local_texts,
    body,
    descriptor,  ///< behind a body whose size nobody told in front
    entry_head,  ///< of the directory
    entry_texts,
    end_head,
    end64_head,
    comment,  ///< of the end's record
  };
  /// What the directory and an entry itself both tell.
  struct Facts {
    std::uint64_t compressed = 0, size = 0;
    std::uint32_t checksum = 0;
    std::uint16_t method = 0;
    bool operator==(const Facts&) const = default;
  };
  struct Local {
    Place place = {};
    std::uint64_t compressed = 0, size = 0;  ///< as told in front, or behind
    std::uint64_t seen = 0, unpacked = 0;
    std::uint32_t checksum = 0, summed = 0;
    std::uint16_t method = 0;
    bool encrypted = false;
    bool size_follows = false;  ///< a descriptor stands behind it
    bool ends_itself = false;   ///< where it ends, deflate tells
    bool wanted = false;
    bool unpacks = false;
    Result<void> state = {};  ///< what is wrong with it, if anything
  };

  bool gather(std::string_view& block, std::size_t count);
  Result<void> again(const std::string& bytes);
  Result<void> step(std::string_view& block);
  void find_magic(std::string_view& block);
  void take_local_head();
  Result<void> take_local_texts();
  Result<void> take_body(std::string_view& block);
  Result<void> unpack(std::string_view part);
  Result<void> give(std::string_view bytes);
  Result<void> body_passed();
  Result<void> end_body();
  Result<void> take_descriptor();
  Result<void> take_entry();
  void begin_directory();
  Result<void> take_end();
  void pass_comment(std::string_view& block);
  Result<void> keep(const Place& place, const Facts& facts, std::map<Place, Facts>& in);
  void next(Step step);

  ZipTaker& taker_;
  UnpackBudget& budget_;
  std::uint64_t at_ = 0;  ///< bytes that went by
  Step step_ = Step::magic;
  std::string held_;  ///< of a record that is not whole yet
  Local local_;
  InflateStream inflate_;
  std::size_t texts_ = 0;        ///< bytes of names and extra fields that follow
  std::uint64_t directory_ = 0;  ///< where it began
  std::uint64_t entries_ = 0;    ///< of the directory, so far
  std::uint64_t directory_end_ = 0;
  /// By the ZIP64 record.
  std::optional<std::uint64_t> told_directory_, told_entries_;
  bool in_directory_ = false;
  bool ended_ = false;       ///< a whole directory and its end have come
  std::size_t comment_ = 0;  ///< bytes that follow
  std::size_t kept_ = 0;     ///< bytes of what stands in these two
  std::map<Place, Facts> seen_, pending_;
  std::set<Place> listed_, contradicted_;
};

}  // namespace bulwark::formats
