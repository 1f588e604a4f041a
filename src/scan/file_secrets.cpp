// SPDX-License-Identifier: Apache-2.0
// Walks the folders, reads their files block by block on all threads, and tells what was found.
#include "scan/file_secrets.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <set>

#include "base/tasks.h"
#include "formats/builder.h"
#include "io/file.h"
#include "io/file_tree.h"
#include "model/own_documents.h"
#include "scan/file_locator.h"
#include "scan/node.h"
#include "scan/secret_document.h"

namespace bulwark::scan {
namespace {

using extractors::secret::FileSecrets;
using extractors::secret::SecretDetector;
using extractors::secret::SecretScanner;
using formats::Builder;

// Beside those of readers and of probes; others count down from the highest.
constexpr std::uint16_t kPool = 0xFEFF;

/// Those of objects, which say of a value what would be said again of its line.
constexpr std::array<std::string_view, 4> kOfObjects{"argument-credential", "config-map-credential",
                                                     "env-credential", "secret-in-manifest"};

std::vector<std::string> folders_among(const std::vector<std::string>& targets) {
  std::vector<std::string> folders;
  for (const std::string& target : targets) {
    if (target == "-" || target.starts_with(kNodeTarget)) continue;
    const auto facts = io::look_at(target);
    if (facts && facts->kind == io::PathKind::folder) folders.push_back(target);
  }
  return folders;
}

/// A file, and what became of it.
struct Searched {
  std::string path;
  FileSecrets secrets;
  std::optional<Error> error;
};

class Reading {
 public:
  Reading(const SecretDetector& detector, const FileSecretOptions& options,
          std::vector<Searched>& files)
      : detector_(detector), options_(options), files_(files) {}

  void run() {
    const std::size_t threads = std::min(options_.threads, std::max<std::size_t>(1, files_.size()));
    for_each_parallel(threads, threads, [&](std::size_t) { work(); });
  }

 private:
  void work() {
    auto scanner = SecretScanner::create(detector_);
    std::vector<char> block(kBlock);
    for (std::size_t i = next_++; i < files_.size(); i = next_++) {
      if (!scanner) {
        files_[i].error = scanner.error();
        continue;
      }
      const Result<FileSecrets> secrets = read(files_[i].path, *scanner, block);
      if (secrets) {
        files_[i].secrets = *secrets;
      } else {
        files_[i].error = secrets.error();
      }
    }
  }

  Result<FileSecrets> read(const std::string& path, SecretScanner& scanner,
                           std::vector<char>& block) const {
    io::File file = TRY(io::File::open(path));
    scanner.begin(path);
    for (std::size_t got = block.size(); got == block.size();) {
      got = TRY(file.read(block, options_.stop));
      scanner.feed({block.data(), got});
    }
    return scanner.finish();
  }

  static constexpr std::size_t kBlock = std::size_t{256} << 10;

  const SecretDetector& detector_;
  const FileSecretOptions& options_;
  std::vector<Searched>& files_;
  std::atomic<std::size_t> next_ = 0;
};

class Adding {
 public:
  Adding(const FileSecretOptions& options, model::Inventory& inventory)
      : inventory_(inventory),
        segment_{std::make_unique<formats::Pool>(kPool, options.seed), {}},
        builder_(*segment_.pool) {
    for (std::uint32_t i = 0; i < inventory.sources.size(); ++i) {
      if (!inventory.sources[i].cluster && !inventory.sources[i].rendered)
        sources_.emplace(inventory.sources[i].name, i);
    }
    for (const model::Problem& problem : inventory.problems) told_.insert(problem.file);
  }

  // Whoever reads manifests may have told already that a file cannot be read.
  void problem(const std::string& path, ErrorCode code, std::string reason) {
    if (!told_.insert(path).second) return;
    model::Problem problem;
    problem.what = path;
    problem.reason = std::move(reason);
    problem.code = code;
    problem.file = path;
    inventory_.problems.push_back(std::move(problem));
  }

  // Links that lead nowhere, outside or in circles hold no file of this folder.
  void gap(const io::TreeGap& gap) {
    if (gap.error.code == ErrorCode::denied) problem(gap.path, gap.error.code, gap.error.message);
  }

  void file(const Searched& file) {
    if (file.error) return problem(file.path, file.error->code, file.error->message);
    if (file.secrets.ended_at != 0) {
      problem(file.path, ErrorCode::limit,
              fmt::format("searched for secrets up to byte {} only: it holds too much that looks "
                          "like one",
                          file.secrets.ended_at));
    }
    if (file.secrets.matches.empty()) return;
    const auto [source, fresh] = sources_.try_emplace(
        file.path, static_cast<std::uint32_t>(inventory_.sources.size()));
    if (fresh)
      inventory_.sources.push_back({.name = file.path, .file = file.path, .text = std::nullopt});
    model::Resource& made = segment_.resources.emplace_back();
    made.root = secret_document(file.path, file.secrets, {}, builder_);
    made.source = source->second;
    made.length = file.secrets.bytes;
  }

  std::optional<std::size_t> finish() {
    if (segment_.resources.empty()) return std::nullopt;
    for (const model::Resource& made : segment_.resources)
      inventory_.origins.emplace(&made, model::Origin{});  // of no object
    inventory_.segments.push_back(std::move(segment_));
    return inventory_.segments.size() - 1;
  }

 private:
  model::Inventory& inventory_;
  model::Segment segment_;
  Builder builder_;
  std::map<std::string, std::uint32_t, std::less<>> sources_;
  std::set<std::string, std::less<>> told_;
};

/// Lines to which findings of objects point, by source.
class Covered {
 public:
  explicit Covered(const model::Report& report) {
    std::set<std::uint32_t> wanted;
    for (const auto& [resource, origin] : report.inventory->origins) {
      if (resource->kind() == model::kSourceFile) wanted.insert(resource->source);
    }
    FileLocator locator(*report.inventory);
    for (const model::Finding& finding : report.findings) {
      const bool of_object = std::ranges::find(kOfObjects, finding.control().id) !=
                             kOfObjects.end();
      if (!of_object || !wanted.contains(finding.resource->source)) continue;
      const model::Place place = locator.locate(*finding.resource, finding.path());
      lines_[finding.resource->source].emplace_back(place.line, place.end_line);
    }
  }

  bool has(std::uint32_t source, std::uint64_t line) const {
    const auto found = lines_.find(source);
    return found != lines_.end() && std::ranges::any_of(found->second, [&](const auto& range) {
             return line != 0 && range.first <= line && line <= range.second;
           });
  }

 private:
  std::map<std::uint32_t, std::vector<std::pair<std::uint32_t, std::uint32_t>>> lines_;
};

}  // namespace

FileSecretSearch::FileSecretSearch(const std::vector<std::string>& targets,
                                   FileSecretOptions options)
    : options_(std::move(options)) {
  if (options_.wanted) folders_ = folders_among(targets);
}

void FileSecretSearch::prepare() {
  if (!folders_.empty() && !compiled_.valid())
    compiled_ = std::async(std::launch::async, SecretDetector::compile);
}

void FileSecretSearch::add(const policy::Chosen& chosen, model::Inventory& inventory) {
  if (folders_.empty() || !asks_for_secrets(chosen)) return;
  prepare();
  Adding adding(options_, inventory);
  const Compiled detector = compiled_.get();
  std::vector<Searched> files;
  std::set<std::string> seen;
  for (const std::string& folder : folders_) {
    auto tree = io::walk(
        folder, {.wants_file = [](std::string_view) { return true; },
                 .wants_folder =
                     [](std::string_view name) { return name != ".git" && name != "node_modules"; },
                 .stop = options_.stop});
    if (!tree) {
      adding.problem(folder, tree.error().code, tree.error().message);
      continue;
    }
    for (const io::TreeGap& gap : tree->gaps) adding.gap(gap);
    for (io::TreeFile& file : tree->files) {
      const auto real = io::real_path(file.path);
      if (seen.insert(real ? *real : file.path).second)
        files.push_back({std::move(file.path), {}, std::nullopt});
    }
  }
  if (!detector) {
    adding.problem(folders_.front(), detector.error().code,
                   "not searched for secrets: " + detector.error().message);
    return;
  }
  Reading(**detector, options_, files).run();
  for (const Searched& file : files) adding.file(file);
  segment_ = adding.finish();
}

void FileSecretSearch::collect(const policy::Chosen& chosen, model::Report& report) const {
  if (!segment_) return;
  const Covered covered(report);
  for (const model::Resource& file : report.inventory->segments[*segment_].resources) {
    collect_secrets(
        chosen, file, [&](std::uint64_t line) { return covered.has(file.source, line); }, report);
  }
}

}  // namespace bulwark::scan
