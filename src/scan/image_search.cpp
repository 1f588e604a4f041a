// SPDX-License-Identifier: Apache-2.0
// Image by image: opened, read once, told.
#include "scan/image_search.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/day.h"
#include "base/text.h"
#include "extractors/config/image_configuration.h"
#include "extractors/secret/detector.h"
#include "formats/builder.h"
#include "knowledge/database.h"
#include "model/own_documents.h"
#include "scan/bill_vulnerabilities.h"
#include "scan/image_facts.h"
#include "scan/image_packages.h"
#include "scan/image_vulnerabilities.h"
#include "scan/pull_secrets.h"
#include "scan/secret_document.h"
#include "scan/used_images.h"
#include "sources/container/base_layers.h"
#include "sources/container/reference.h"

namespace bulwark::scan {
namespace {

namespace container = sources::container;
using extractors::secret::SecretDetector;

// Beside those of readers, of probes and of files with secrets.
constexpr std::uint16_t kPool = 0xFEFE;
constexpr std::string_view kAllImages = "images";
constexpr std::string_view kConfiguration = "ImageConfiguration";
constexpr std::string_view kDatabaseGap = "vulnerabilities of images";

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

// " (used by Deployment shop/cart and 2 more)"
std::string used_by(const WantedImage& image) {
  if (image.users.empty()) return {};
  const std::size_t more = image.users.size() - 1;
  return fmt::format(" (used by {}{})", image.users.front(),
                     more == 0 ? "" : fmt::format(" and {} more", more));
}

// What an error is about is told already when it is the image itself.
std::string reason_of(const Error& error, const WantedImage& image) {
  const bool told = error.where == image.name || image.reference.ends_with(error.where);
  return told ? error.message : error.text();
}

/// The registry that a reference is fetched from; empty: none.
std::string registry_of(const std::string& reference) {
  const container::Target target = container::parse_target(reference);
  if (target.transport != container::Transport::registry) return {};
  const auto parsed = container::parse_reference(target.rest);
  return parsed ? parsed->registry : std::string();
}

class Adding {
 public:
  Adding(const ImageScanOptions& options, const ImageSearchInput& input, const LiveTargets& live,
         model::Inventory& inventory)
      : options_(options),
        input_(input),
        inventory_(inventory),
        segment_{std::make_unique<formats::Pool>(kPool, input.seed), {}},
        builder_(*segment_.pool) {
    if (options.pull_secrets) pull_secrets_.emplace(live, inventory);
  }

  Result<std::vector<std::string>> run(const std::vector<WantedImage>& images,
                                       const policy::Chosen& chosen) {
    // What streams from servers has no total, and was read by now.
    if (Progress* progress = input_.progress; progress != nullptr)
      progress->bytes_total = std::max(progress->bytes_total.load(), progress->bytes_done.load());
    if (asks_for_vulnerabilities(chosen)) open_database();
    if (input_.secrets && asks_for_secrets(chosen)) compile_secrets();
    std::map<std::string, std::vector<const WantedImage*>> by_cluster;
    for (const WantedImage& one : images) by_cluster[one.cluster].push_back(&one);
    for (const auto& [cluster, wanted] : by_cluster) TRY_VOID(take_picture(wanted));
    return std::move(notices_);
  }

  std::size_t finish() {
    for (const model::Resource& made : segment_.resources) {
      if (made.kind() == kConfiguration) {
        ++inventory_.documents;
      } else {
        inventory_.origins.emplace(&made, model::Origin{});  // of no object
      }
    }
    inventory_.segments.push_back(std::move(segment_));
    return inventory_.segments.size() - 1;
  }

 private:
  void problem(const WantedImage& image, std::string what, std::string reason, ErrorCode code) {
    model::Problem one;
    one.what = what.empty() ? "image " + image.name
                            : fmt::format("image {}: {}", image.name, std::move(what));
    one.reason = std::move(reason) + used_by(image);
    one.code = code;
    one.cluster = image.cluster;
    inventory_.problems.push_back(std::move(one));
  }

  void gap(std::string_view what, std::string reason, ErrorCode code) {
    model::Problem one;
    one.what = what;
    one.reason = std::move(reason);
    one.code = code;
    inventory_.problems.push_back(std::move(one));
  }

  void open_database() {
    if (options_.database.empty())
      return gap(kDatabaseGap, "nobody says where the advisory database is: --db",
                 ErrorCode::not_found);
    auto opened = knowledge::Database::open(options_.database, options_.verify_key);
    auto facts = opened ? opened->facts() : std::unexpected(opened.error());
    if (!facts) {
      const bool missing = facts.error().code == ErrorCode::not_found;
      const std::string advice = missing ? ": `bulwark db update` makes the advisory database" : "";
      return gap(kDatabaseGap,
                 fmt::format("{}: {}{}", options_.database, facts.error().message, advice),
                 facts.error().code);
    }
    database_.emplace(*std::move(opened));
    matcher_ = std::make_unique<analyzers::vulnerabilities::Matcher>(*database_);
    const auto age = days_between(facts->day, input_.today);
    if (age && *age <= static_cast<std::int64_t>(options_.max_age)) return;
    notices_.push_back(
        fmt::format("the advisory database is stale ({}): what was published since is not known",
                    age ? fmt::format("{} days old", *age) : "its age is not known"));
  }

  void compile_secrets() {
    auto compiled = SecretDetector::compile();
    if (compiled) {
      detector_ = *std::move(compiled);
    } else {
      gap("secrets in images", compiled.error().message, compiled.error().code);
    }
  }

  /// Images of one cluster, or those of files and of the command line.
  Result<void> take_picture(const std::vector<const WantedImage*>& wanted) {
    // By digest, since tags may lead to the same image.
    std::map<std::string, WantedImage> distinct;
    for (const WantedImage* one : wanted) {
      const auto digest = TRY(read_once(*one));
      if (input_.stop.stop_requested()) return {};
      if (!digest) continue;
      const auto [known, fresh] = distinct.try_emplace(*digest, *one);
      if (fresh) continue;
      std::ranges::copy(one->users, std::back_inserter(known->second.users));
      if (one->name != known->second.name) known->second.also.push_back(one->name);
    }
    ImageVulnerabilities vulnerabilities;
    for (const auto& [digest, image] : distinct) tell(image, read_.at(digest), vulnerabilities);
    if (vulnerabilities.empty()) return {};
    const WantedImage& first = *wanted.front();
    const std::uint32_t source = first.of_cluster ? first.source : source_of(kAllImages);
    for (const formats::Value& document : vulnerabilities.documents(builder_))
      add(document, source);
    return {};
  }

  container::OpenOptions open_options(const WantedImage& image) {
    container::OpenOptions out = options_.open;
    if (!pull_secrets_ || !image.of_cluster) return out;
    std::vector<std::string> problems;
    out.registry.credentials.merge(pull_secrets_->of(image.source, image.pull_secrets, problems));
    for (std::string& one : problems)
      problem(image, "credentials", std::move(one), ErrorCode::denied);
    return out;
  }

  /// The digest under which it lies in `read_`; nothing where it cannot be read.
  Result<std::optional<std::string>> read_once(const WantedImage& image) {
    const std::string registry = registry_of(image.reference);
    if (const auto silent = silent_.find(registry); silent != silent_.end()) {
      problem(image, {},
              fmt::format("{} did not answer before: {}", registry, silent->second.message),
              silent->second.code);
      return std::nullopt;
    }
    const auto source = container::open_image(image.reference, open_options(image));
    if (!source) {
      const Error& error = source.error();
      problem(image, {}, reason_of(error, image), error.code);
      // Whoever does not answer at all will not for the next image either.
      if (!registry.empty() &&
          (error.code == ErrorCode::timeout || error.code == ErrorCode::unavailable))
        silent_.emplace(registry, error);
      return std::nullopt;
    }
    const container::Image& facts = (*source)->image();
    const std::string key = facts.digest.empty() ? image.reference : facts.digest;
    if (read_.contains(key)) return key;
    container::ReadOptions read;
    read.layer.stop = input_.stop;
    read.layer.progress = input_.progress;
    read.threads = std::max<std::size_t>(1, input_.threads);
    auto contents = read_image_packages(**source, read, detector_.get());
    if (!contents) return std::nullopt;  // cancelled
    ReadImage& kept = read_[key];
    kept.contents = *std::move(contents);
    kept.has_packages = !kept.contents.bill.packages.empty();
    if (database_) TRY_VOID(match(image, kept));
    if (!kept.vulnerable) kept.contents.bill.packages.clear();
    return key;
  }

  Result<void> match(const WantedImage& image, ReadImage& read) {
    auto matched = match_bill(read.contents.bill, *matcher_, {options_.vex_files});
    const Result<void> whole = database_->state();
    if (!whole) {
      problem(image, "vulnerabilities", whole.error().text(), whole.error().code);
      return {};
    }
    read.vulnerable = TRY(std::move(matched));
    keep_affected(read.contents.bill, *read.vulnerable);
    return {};
  }

  void tell(const WantedImage& image, const ReadImage& read,
            ImageVulnerabilities& vulnerabilities) {
    const ImageContents& contents = read.contents;
    for (const model::Problem& one : contents.problems)
      problem(image, one.what, one.reason, one.code);
    const std::uint32_t source = image.of_cluster ? image.source : source_of(image.name);
    if (contents.image.has_config) tell_configuration(image, contents, source);
    for (const ImageSecrets& one : contents.secrets) tell_secrets(image, one);
    if (database_ && !read.has_packages)
      problem(image, "packages", std::string(kNoPackages), ErrorCode::unsupported);
    if (read.vulnerable) tell_vulnerabilities(image, contents, *read.vulnerable, vulnerabilities);
  }

  void tell_configuration(const WantedImage& image, const ImageContents& contents,
                          std::uint32_t source) {
    const auto document = extractors::config::image_configuration_document(
        image_facts(contents, image.name, input_.today), builder_);
    if (!document) {
      builder_.reset();
      return problem(image, "configuration", document.error().text(), document.error().code);
    }
    add(*document, source);
  }

  void tell_secrets(const WantedImage& image, const ImageSecrets& secrets) {
    const std::string name = fmt::format("{}/{}", image.name, secrets.found.path);
    add(secret_document(name, secrets.found, {secrets.layer + 1, secrets.removed}, builder_),
        image.of_cluster ? image.source : source_of(name));
  }

  void tell_vulnerabilities(const WantedImage& image, const ImageContents& contents,
                            const VulnerableBill& bill, ImageVulnerabilities& vulnerabilities) {
    for (const analyzers::vulnerabilities::MatchGap& one : bill.match.gaps)
      problem(image, fmt::format("{} packages of {}", one.packages, one.what), one.reason,
              ErrorCode::unsupported);
    for (const std::string& one : bill.vex_doubts) problem(image, "VEX", one, ErrorCode::malformed);
    std::vector<std::string> names = image.also;
    names.push_back(image.name);
    const auto undecided = vulnerabilities.add(
        {std::move(names), image.users, container::base_layers(contents.image),
         options_.ignore_unfixed},
        contents.bill, bill);
    if (!undecided.empty())
      problem(image, fmt::format("{} vulnerabilities", undecided.size()),
              "the versions cannot be compared: " + join(undecided, ", "), ErrorCode::unsupported);
  }

  /// Of what no cluster holds; nothing of it can be read again as a text.
  std::uint32_t source_of(std::string_view name) {
    const auto next = static_cast<std::uint32_t>(inventory_.sources.size());
    const auto [known, fresh] = sources_.try_emplace(std::string(name), next);
    if (fresh)
      inventory_.sources.push_back(
          {.name = std::string(name), .file = {}, .text = std::string(), .rendered = true});
    return known->second;
  }

  void add(const formats::Value& root, std::uint32_t source) {
    model::Resource& made = segment_.resources.emplace_back();
    made.root = root;
    made.source = source;
    made.offset = segment_.resources.size();  // their order
  }

  const ImageScanOptions& options_;
  const ImageSearchInput& input_;
  model::Inventory& inventory_;
  std::optional<PullSecrets> pull_secrets_;  ///< where they are wanted
  model::Segment segment_;
  formats::Builder builder_;
  std::optional<knowledge::Database> database_;
  std::unique_ptr<analyzers::vulnerabilities::Matcher> matcher_;
  std::unique_ptr<const SecretDetector> detector_;
  std::map<std::string, ReadImage> read_;  ///< by digest
  std::map<std::string, Error> silent_;    ///< registries that do not answer
  std::map<std::string, std::uint32_t> sources_;
  std::vector<std::string> notices_;
};

std::vector<WantedImage> of_workloads(const model::Inventory& inventory) {
  std::vector<WantedImage> out;
  for (UsedImage& one : used_images(inventory)) {
    const model::Source& source = inventory.sources.at(one.source);
    // A registry's, whatever file of that name may lie here.
    out.push_back({.name = std::move(one.name),
                   .reference = "registry:" + one.reference,
                   .cluster = source.cluster ? source.name : std::string(),
                   .source = one.source,
                   .of_cluster = source.cluster,
                   .users = std::move(one.users),
                   .pull_secrets = std::move(one.pull_secrets)});
  }
  return out;
}

}  // namespace

ImageSearch::ImageSearch(std::vector<std::string>& targets, const ImageScanOptions& options,
                         ImageSearchInput input)
    : options_(options), input_(std::move(input)) {
  std::erase_if(targets, [&](const std::string& target) {
    if (!target.starts_with(kImageTarget)) return false;
    named_.push_back(target.substr(kImageTarget.size()));
    return true;
  });
  options_.open.stop = input_.stop;
}

std::vector<std::string> ImageSearch::targets() const {
  std::vector<std::string> out;
  for (const std::string& name : named_) out.push_back(std::string(kImageTarget) + name);
  return out;
}

Result<std::vector<std::string>> ImageSearch::add(const policy::Chosen& chosen,
                                                  const LiveTargets& live,
                                                  model::Inventory& inventory) {
  std::vector<WantedImage> images;
  if (options_.of_workloads) images = of_workloads(inventory);
  for (const std::string& name : named_) images.push_back({.name = name, .reference = name});
  if (images.empty()) return std::vector<std::string>();
  Adding adding(options_, input_, live, inventory);
  std::vector<std::string> notices = TRY(adding.run(images, chosen));
  segment_ = adding.finish();
  added_ = true;
  return notices;
}

void ImageSearch::collect(const policy::Chosen& chosen, model::Report& report) const {
  if (!added_) return;
  for (const model::Resource& one : report.inventory->segments[segment_].resources) {
    if (one.kind() == model::kVulnerability) collect_vulnerability(chosen, one, report);
    if (one.kind() == model::kSourceFile)
      collect_secrets(chosen, one, [](std::uint64_t) { return false; }, report);
  }
}

}  // namespace bulwark::scan
