// SPDX-License-Identifier: Apache-2.0
// Lists are read as their files pass; which of them count is known when all layers have passed.
#include "scan/image_packages.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "extractors/lang/binary_scanner.h"
#include "extractors/lang/jar_stream.h"
#include "extractors/lang/package_files.h"
#include "extractors/os/package_files.h"
#include "scan/image_secrets.h"
#include "scan/image_tools.h"

namespace bulwark::scan {
namespace {

namespace container = sources::container;
using container::FileFacts;
using container::FileId;
using container::Want;
using container::Wish;
using model::PackageList;
using model::PackageReader;

// Programs of a few hundred bytes hold no list of what they were built of.
constexpr std::uint64_t kSmallestProgram = 4096;
constexpr std::uint64_t kLargestProgram = std::uint64_t{8} << 30;
constexpr std::uint32_t kExecutable = 0111;

const PackageReader* reader_of(std::string_view path) {
  const PackageReader* reader = extractors::os::reader_of(path);
  return reader != nullptr ? reader : extractors::lang::reader_of(path);
}

/// What the files tell, by their contents. Layers are read by several threads.
class Lists {
 public:
  void add(FileId id, PackageList list) {
    if (list.packages.empty() && list.problems.empty() && !list.distribution) return;
    const std::lock_guard lock(mutex_);
    lists_.emplace(id, std::move(list));
  }

  std::multimap<FileId, PackageList> take() { return std::move(lists_); }

 private:
  std::mutex mutex_;
  std::multimap<FileId, PackageList> lists_;
};

class Program : public container::FileStream {
 public:
  Program(const FileFacts& file, Lists& lists)
      : id_(file.id), path_(file.path), scanner_(path_), lists_(lists) {}

  bool write(std::string_view block) override {
    scanner_.feed(block);
    return true;
  }
  void finish() override { lists_.add(id_, scanner_.finish()); }

 private:
  FileId id_;
  std::string path_;
  extractors::lang::BinaryScanner scanner_;
  Lists& lists_;
};

class Archive : public container::FileStream {
 public:
  /// `secrets` looks for some in it; may be null.
  Archive(const FileFacts& file, Lists& lists, std::unique_ptr<container::FileStream> secrets)
      : id_(file.id),
        archive_(std::string(file.path)),
        lists_(lists),
        secrets_(std::move(secrets)) {}

  bool write(std::string_view block) override {
    archive_.feed(block);
    if (secrets_ != nullptr && !secrets_->write(block)) secrets_.reset();
    return true;
  }
  void finish() override {
    lists_.add(id_, archive_.finish());
    if (secrets_ != nullptr) secrets_->finish();
  }

 private:
  FileId id_;
  extractors::lang::JarStream archive_;
  Lists& lists_;
  std::unique_ptr<container::FileStream> secrets_;
};

constexpr std::uint32_t kProgram = 0, kSecrets = 1, kArchive = 2;  // tags

class PackageTaker : public container::FileTaker {
 public:
  PackageTaker(Lists& lists, SecretSearch& secrets) : lists_(lists), secrets_(secrets) {}

  Want wants(const FileFacts& file) override {
    if (const PackageReader* reader = reader_of(file.path)) {
      const bool large = file.size > extractors::lang::kMostJarHeld;
      if (large && extractors::lang::is_jar(file.path))
        return {.wish = Wish::stream, .most = kLargestProgram, .tag = kArchive};
      return {.wish = Wish::whole, .most = reader->most_bytes};
    }
    const bool may_run = (file.mode & kExecutable) != 0 && file.size >= kSmallestProgram;
    if (may_run) return {.wish = Wish::look, .most = kLargestProgram};
    return without_program(file);
  }

  Want looked(const FileFacts& file, std::string_view head) override {
    if (extractors::lang::is_program(head))
      return {.wish = Wish::stream, .most = kLargestProgram, .tag = kProgram};
    return without_program(file);
  }

  void take(const FileFacts& file, std::uint32_t, std::string bytes) override {
    if (secrets_.wants(file)) search(file, bytes);
    const PackageReader* reader = reader_of(file.path);
    auto list = reader->read(file.path, bytes);
    if (!list) {
      PackageList nothing;
      nothing.problems.push_back(model::unread(file.path, std::move(list).error()));
      return lists_.add(file.id, std::move(nothing));
    }
    lists_.add(file.id, *std::move(list));
  }

  std::unique_ptr<container::FileStream> open(const FileFacts& file, std::uint32_t tag) override {
    if (tag == kSecrets) return secrets_.open(file);
    if (tag == kArchive)
      return std::make_unique<Archive>(file, lists_,
                                       secrets_.wants(file) ? secrets_.open(file) : nullptr);
    return std::make_unique<Program>(file, lists_);
  }

 private:
  void search(const FileFacts& file, std::string_view bytes) {
    const auto stream = secrets_.open(file);
    if (stream == nullptr) return;
    stream->write(bytes);
    stream->finish();
  }

  Want without_program(const FileFacts& file) const {
    if (!secrets_.wants(file)) return {};
    return {.wish = Wish::stream, .most = kLargestProgram, .tag = kSecrets};
  }

  Lists& lists_;
  SecretSearch& secrets_;
};

model::Problem problem_of(const container::ImageGap& gap) {
  model::Problem one;
  one.what = gap.what;
  one.reason = gap.error.text();
  one.code = gap.error.code;
  return one;
}

/// The lowest layer in which a file of that path lists the package.
using FirstLayers = std::map<model::Package, std::uint32_t>;

// A distribution's list is written anew by every layer that installs something.
FirstLayers first_layers(const std::multimap<FileId, PackageList>& lists) {
  FirstLayers out;
  for (const auto& [id, list] : lists)
    for (const model::Package& package : list.packages) out.try_emplace(package, id.layer);
  return out;
}

model::SbomLayer layer_of(const container::Image& image, std::uint32_t index) {
  const container::ImageLayer& layer = image.layers[index];
  return {layer.descriptor.digest.empty() ? layer.diff_id : layer.descriptor.digest, index};
}

void take(PackageList list, const FirstLayers& first, ImageContents& out) {
  for (model::Package& package : list.packages) {
    model::SbomLayer layer = layer_of(out.image, first.at(package));
    out.bill.packages.push_back({std::move(package), std::move(layer)});
  }
  std::ranges::move(list.problems, std::back_inserter(out.problems));
  if (list.distribution) out.bill.subject.distribution = *std::move(list.distribution);
}

void finish(ImageContents& out) {
  std::vector<model::SbomPackage>& packages = out.bill.packages;
  std::ranges::sort(packages);
  packages.erase(std::ranges::unique(packages).begin(), packages.end());
  for (const model::Problem& one : out.problems)
    out.bill.gaps.push_back(fmt::format("{}: {}", one.what, one.reason));
  std::ranges::sort(out.bill.gaps);
}

}  // namespace

Result<ImageContents> read_image_packages(container::ImageSource& source,
                                          const container::ReadOptions& options,
                                          const extractors::secret::SecretDetector* secrets) {
  Lists lists;
  SecretSearch search(secrets);
  PackageTaker taker(lists, search);
  const container::ImagePicture picture = TRY(container::read_image(source, taker, options));
  ImageContents out;
  out.image = source.image();
  out.counts = picture.counts();
  out.bill.subject.name = out.image.name;
  out.bill.subject.digest = out.image.digest;
  out.bill.subject.is_image = out.image.has_config;
  std::multimap<FileId, PackageList> all = lists.take();
  const FirstLayers first = first_layers(all);
  for (auto& [id, list] : all) {
    if (picture.survives(id)) take(std::move(list), first, out);
  }
  for (const container::ImageGap& gap : picture.gaps()) out.problems.push_back(problem_of(gap));
  const bool whole = std::ranges::none_of(picture.gaps(), [](const container::ImageGap& gap) {
    return gap.what.starts_with("layer ");
  });
  if (whole) out.tools = image_tools(picture);
  search.finish(picture, out);
  finish(out);
  return out;
}

}  // namespace bulwark::scan
