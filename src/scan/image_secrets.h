// SPDX-License-Identifier: Apache-2.0
// Secret search: looks through the files of an image as they pass, those of the distribution's and
// of languages' packages left out, since what looks like a secret there is everybody's.
#pragma once

#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "extractors/secret/scanner.h"
#include "scan/image_packages.h"
#include "sources/container/file_taker.h"
#include "sources/container/picture.h"

namespace bulwark::scan {

/// Whether the path is in a folder that packages are installed to.
bool is_of_packages(std::string_view path);

/// Layers are read by several threads.
class SecretSearch {
 public:
  /// `detector`: null: nothing is wanted. It must outlive the search.
  explicit SecretSearch(const extractors::secret::SecretDetector* detector) : detector_(detector) {}

  bool wants(const sources::container::FileFacts& file) const {
    return detector_ != nullptr && file.size > 0 && !file.other_name && !is_of_packages(file.path);
  }
  /// Gets one file. The search must outlive it.
  std::unique_ptr<sources::container::FileStream> open(const sources::container::FileFacts& file);

  /// What was found, once all layers were read; what could not be searched is a problem.
  void finish(const sources::container::ImagePicture& picture, ImageContents& out);

 private:
  class Stream;
  using Scanner = extractors::secret::SecretScanner;
  struct Found {
    sources::container::FileId id;
    extractors::secret::FileSecrets secrets;
  };

  std::unique_ptr<Scanner> take_scanner();
  void give_back(std::unique_ptr<Scanner> scanner);
  void add(sources::container::FileId id, extractors::secret::FileSecrets secrets);

  const extractors::secret::SecretDetector* detector_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Scanner>> idle_;
  std::vector<Found> found_;
  std::string failure_;  ///< why no scanner could be made
};

}  // namespace bulwark::scan
