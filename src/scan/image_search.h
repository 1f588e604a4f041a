// SPDX-License-Identifier: Apache-2.0
// Image search: reads the images that a user names or that workloads use, each digest once, and
// adds what they tell to the inventory: an ImageConfiguration for each, a SourceFile for each file
// with secrets, a Vulnerability for each that their packages have (docs/images.md).
#pragma once

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "model/report.h"
#include "policy/catalogue.h"
#include "scan/bring_in.h"
#include "sources/container/open_image.h"

namespace bulwark::scan {

/// Before a target: an image.
inline constexpr std::string_view kImageTarget = "image:";

struct ImageScanOptions {
  bool of_workloads = false;  ///< read what the workloads of the picture use
  bool pull_secrets = false;  ///< with the credentials that live clusters have for that
  sources::container::OpenOptions open;
  std::string database;                ///< the advisory database; empty: nobody knows where it is
  std::string verify_key;              ///< PEM; empty: its signature is not asked for
  unsigned max_age = 7;                ///< days, then the database is stale
  std::vector<std::string> vex_files;  ///< OpenVEX or CycloneDX
  bool ignore_unfixed = false;
};

struct ImageSearchInput {
  std::size_t threads = 1;
  bool secrets = true;  ///< look for them in files
  std::string today;    ///< "2026-11-24"
  std::uint64_t seed = 0;
  std::stop_token stop;
  Progress* progress = nullptr;
};

class ImageSearch {
 public:
  /// Takes the images out of `targets`.
  ImageSearch(std::vector<std::string>& targets, const ImageScanOptions& options,
              ImageSearchInput input);

  /// The images that were named, as the report tells them.
  std::vector<std::string> targets() const;

  /// Adds documents, and a problem for everything that could not be read or judged. `live`: the
  /// clusters that the inventory ends with. Returns notices. Error: a VEX document cannot be read.
  Result<std::vector<std::string>> add(const policy::Chosen& chosen, const LiveTargets& live,
                                       model::Inventory& inventory);

  /// Adds the findings that no control asks for by an expression of its own.
  void collect(const policy::Chosen& chosen, model::Report& report) const;

 private:
  ImageScanOptions options_;
  ImageSearchInput input_;
  std::vector<std::string> named_;
  bool added_ = false;
  std::size_t segment_ = 0;  ///< of the documents
};

}  // namespace bulwark::scan
