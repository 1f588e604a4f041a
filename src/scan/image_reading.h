// SPDX-License-Identifier: Apache-2.0
// Image reading: opens the images of a scan and reads each digest once, with the credentials that
// serve it, for its packages, its vulnerabilities and the secrets in its files.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "extractors/secret/detector.h"
#include "knowledge/database.h"
#include "scan/bill_vulnerabilities.h"
#include "scan/image_packages.h"
#include "scan/image_search.h"
#include "scan/pull_secrets.h"
#include "scan/used_images.h"
#include "sources/container/reference.h"

namespace bulwark::scan {

/// An image that somebody named, or that workloads use.
struct WantedImage {
  std::string name, reference;
  std::string cluster = {};
  std::uint32_t source = 0;
  bool of_cluster = false;
  std::vector<std::string> users = {};
  std::set<PullSecret> pull_secrets = {};
  std::vector<std::string> also = {};  ///< other names that lead to the same digest
};

/// What is kept of one digest: of its packages those with vulnerabilities.
struct ReadImage {
  ImageContents contents;
  bool has_packages = false;
  std::optional<VulnerableBill> vulnerable;
};

/// What could not be read of images, told in the inventory.
class ImageProblems {
 public:
  explicit ImageProblems(model::Inventory& inventory) : inventory_(inventory) {}

  /// Of one image; `what`: of it, empty: all of it.
  void add(const WantedImage& image, std::string what, std::string reason, ErrorCode code);
  /// Of no image in particular.
  void add(std::string_view what, std::string reason, ErrorCode code);

 private:
  model::Inventory& inventory_;
};

/// Not thread-safe; an image's layers are read by several threads. All that it is made with must
/// outlive it.
class ImageReading {
 public:
  ImageReading(const ImageScanOptions& options, const ImageSearchInput& input,
               const LiveTargets& live, const model::Inventory& inventory, ImageProblems& problems);

  /// What is looked for: vulnerabilities, by the database that the options name, and secrets.
  /// Without either, packages are not kept. Returns notices.
  std::vector<std::string> look_for(bool vulnerabilities, bool secrets);

  /// The digest under which it is told; nothing where it cannot be read. Error: a VEX document
  /// cannot be read.
  Result<std::optional<std::string>> read_once(const WantedImage& image);
  const ReadImage& at(const std::string& digest) const { return read_.at(digest); }
  bool matches() const { return database_.has_value(); }

 private:
  std::vector<std::string> open_database();
  void compile_secrets();
  std::vector<sources::container::RegistryCredential> credentials_of(
      const WantedImage& image, const sources::container::Reference& reference);
  Result<std::unique_ptr<sources::container::ImageSource>> open(
      const WantedImage& image, const std::optional<sources::container::Reference>& reference);
  void tell_not_opened(const WantedImage& image, const Error& error, const std::string& registry);
  Result<void> match(const WantedImage& image, ReadImage& read);

  const ImageScanOptions& options_;
  const ImageSearchInput& input_;
  ImageProblems& problems_;
  std::optional<PullSecrets> pull_secrets_;  ///< where they are wanted
  std::optional<knowledge::Database> database_;
  std::unique_ptr<analyzers::vulnerabilities::Matcher> matcher_;
  std::unique_ptr<const extractors::secret::SecretDetector> detector_;
  std::map<std::string, ReadImage> read_;  ///< by digest
  std::map<std::string, Error> silent_;    ///< registries that do not answer
};

}  // namespace bulwark::scan
