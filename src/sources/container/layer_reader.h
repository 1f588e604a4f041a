// SPDX-License-Identifier: Apache-2.0
// LayerReader: writes down a layer's entries as they go by, and hands over what is wanted of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sources/container/handover.h"
#include "sources/container/layer_path.h"
#include "sources/container/layer_record.h"

namespace bulwark::sources::container {

/// What a taker wanted of a file's contents by its own name.
struct Wanted {
  FileId id;
  Want want;
};

/// Reads a layer for the first time. `taker` and `record` must outlive it.
class LayerReader final : public formats::TarTaker {
 public:
  LayerReader(std::uint32_t layer, FileTaker& taker, LayerRecord& record)
      : layer_(layer), taker_(taker), record_(record), handover_(taker) {}

  Result<formats::TarData> begin(const formats::TarEntry& entry) override;
  Result<formats::TarData> data(std::string_view block) override;
  Result<void> end() override;

  std::vector<ImageGap> take_gaps() { return std::move(gaps_); }
  std::vector<Wanted> take_wanted() { return std::move(wanted_); }

 private:
  bool is_whiteout(std::string_view path, const formats::TarEntry& entry);
  std::string path_of(const formats::TarEntry& entry);
  void add(std::string_view path, const formats::TarEntry& entry);
  void odd(std::string_view path, std::string_view why);

  std::uint32_t layer_;
  FileTaker& taker_;
  LayerRecord& record_;
  Handover handover_;
  LayerLinks links_;
  std::string last_folder_;    ///< as an entry named it
  std::string last_resolved_;  ///< where that led
  bool in_file_ = false;
  std::size_t odd_ = 0;
  std::vector<ImageGap> gaps_;
  std::vector<Wanted> wanted_;
};

/// The facts that a taker is told. `path`: the name that leads to the entry.
FileFacts facts_of(FileId id, std::string_view path, const LayerEntry& entry);

/// A name that leads to contents which another name has in their layer.
struct OtherName {
  std::string path;
  Want want;
};

/// Reads a layer again, for contents that are wanted by other names than their own. `names`: by the
/// number of their entry. All must outlive it.
class LayerRereader final : public formats::TarTaker {
 public:
  LayerRereader(std::uint32_t layer, FileTaker& taker, const LayerRecord& record,
                const std::multimap<std::uint32_t, OtherName>& names)
      : layer_(layer), taker_(taker), record_(record), names_(names) {}

  Result<formats::TarData> begin(const formats::TarEntry& entry) override;
  Result<formats::TarData> data(std::string_view block) override;
  Result<void> end() override;

  std::vector<ImageGap> take_gaps() { return std::move(gaps_); }

 private:
  std::uint32_t layer_;
  FileTaker& taker_;
  const LayerRecord& record_;
  const std::multimap<std::uint32_t, OtherName>& names_;
  std::vector<std::unique_ptr<Handover>> open_;  ///< one for each name
  std::uint32_t next_ = 0;
  std::vector<ImageGap> gaps_;
};

}  // namespace bulwark::sources::container
