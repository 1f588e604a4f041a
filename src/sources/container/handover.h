// SPDX-License-Identifier: Apache-2.0
// Handover: brings one file's blocks to a FileTaker in the way that it wants them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "formats/tar.h"
#include "sources/container/file_taker.h"
#include "sources/container/image.h"

namespace bulwark::sources::container {

/// One file after another: begin, write, finish. `taker` must outlive it.
class Handover {
 public:
  explicit Handover(FileTaker& taker) : taker_(taker) {}

  /// `facts.path` must stay until finish(). A gap where the file is too large.
  formats::TarData begin(const FileFacts& facts, const Want& want, std::vector<ImageGap>& gaps);
  formats::TarData write(std::string_view block, std::vector<ImageGap>& gaps);
  void finish(std::vector<ImageGap>& gaps);

 private:
  formats::TarData settle(const Want& want, std::vector<ImageGap>& gaps);
  formats::TarData pass(std::string_view block);

  FileTaker& taker_;
  FileFacts facts_;
  Want want_;
  std::string bytes_;  ///< the head, or the whole
  std::unique_ptr<FileStream> stream_;
};

}  // namespace bulwark::sources::container
