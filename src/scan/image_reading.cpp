// SPDX-License-Identifier: Apache-2.0
#include "scan/image_reading.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "scan/findings.h"

namespace bulwark::scan {
namespace {

namespace container = sources::container;
using extractors::secret::SecretDetector;

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

// Where it is fetched from, if that is a registry.
std::optional<container::Reference> in_registry(const std::string& name) {
  const container::Target target = container::parse_target(name);
  if (target.transport != container::Transport::registry) return std::nullopt;
  auto parsed = container::parse_reference(target.rest);
  if (!parsed) return std::nullopt;
  return *std::move(parsed);
}

}  // namespace

void ImageProblems::add(const WantedImage& image, std::string what, std::string reason,
                        ErrorCode code) {
  model::Problem one;
  one.what = fmt::format("{}{}{}{}", kImageGap, image.name, what.empty() ? "" : ": ", what);
  one.reason = std::move(reason) + used_by(image);
  one.code = code;
  one.cluster = image.cluster;
  inventory_.problems.push_back(std::move(one));
}

void ImageProblems::add(std::string_view what, std::string reason, ErrorCode code) {
  model::Problem one;
  one.what = what;
  one.reason = std::move(reason);
  one.code = code;
  inventory_.problems.push_back(std::move(one));
}

ImageReading::ImageReading(const ImageScanOptions& options, const ImageSearchInput& input,
                           const LiveTargets& live, const model::Inventory& inventory,
                           ImageProblems& problems)
    : options_(options), input_(input), problems_(problems) {
  if (options.pull_secrets) pull_secrets_.emplace(live, inventory);
}

std::vector<std::string> ImageReading::look_for(bool vulnerabilities, bool secrets) {
  std::vector<std::string> notices;
  if (vulnerabilities) notices = open_database();
  if (secrets) compile_secrets();
  return notices;
}

std::vector<std::string> ImageReading::open_database() {
  if (options_.database.empty()) {
    problems_.add(kVulnerabilitiesGap, "nobody says where the advisory database is: --db",
                  ErrorCode::not_found);
    return {};
  }
  auto opened = knowledge::Database::open(options_.database, options_.verify_key);
  auto facts = opened ? opened->facts() : std::unexpected(opened.error());
  if (!facts) {
    const bool missing = facts.error().code == ErrorCode::not_found;
    const std::string advice = missing ? ": `bulwark db update` makes the advisory database" : "";
    problems_.add(kVulnerabilitiesGap,
                  fmt::format("{}: {}{}", options_.database, facts.error().message, advice),
                  facts.error().code);
    return {};
  }
  database_.emplace(*std::move(opened));
  matcher_ = std::make_unique<analyzers::vulnerabilities::Matcher>(*database_);
  std::string stale = stale_notice(*facts, options_.max_age, input_.today);
  if (stale.empty()) return {};
  return {std::move(stale)};
}

void ImageReading::compile_secrets() {
  auto compiled = SecretDetector::compile();
  if (compiled) {
    detector_ = *std::move(compiled);
  } else {
    problems_.add(kImageSecretsGap, compiled.error().message, compiled.error().code);
  }
}

// Credentials of the cluster that a kubelet would pull it with; empty: those of this machine.
std::vector<container::RegistryCredential> ImageReading::credentials_of(
    const WantedImage& image, const container::Reference& reference) {
  if (!pull_secrets_ || !image.of_cluster) return {};
  std::vector<std::string> problems;
  auto out = pull_secrets_->of(image.source, image.pull_secrets, reference, problems);
  for (std::string& one : problems)
    problems_.add(image, "credentials", std::move(one), ErrorCode::denied);
  return out;
}

// With one of them after another, until the registry takes one.
Result<std::unique_ptr<container::ImageSource>> ImageReading::open(
    const WantedImage& image, const std::optional<container::Reference>& reference) {
  container::OpenOptions how = options_.open;
  if (!reference) return container::open_image(image.reference, how);
  const auto credentials = credentials_of(image, *reference);
  for (const container::RegistryCredential& one : credentials) {
    how.registry.credentials[reference->registry] = one;
    auto source = container::open_image(image.reference, how);
    // Some registries say that there is no such image to whom they do not show it.
    const bool refused = !source && (source.error().code == ErrorCode::denied ||
                                     source.error().code == ErrorCode::not_found);
    if (!refused || &one == &credentials.back()) return source;
  }
  return container::open_image(image.reference, how);
}

void ImageReading::tell_not_opened(const WantedImage& image, const Error& error,
                                   const std::string& registry) {
  problems_.add(image, {}, reason_of(error, image), error.code);
  // Whoever does not answer at all will not for the next image either.
  if (!registry.empty() &&
      (error.code == ErrorCode::timeout || error.code == ErrorCode::unavailable))
    silent_.emplace(registry, error);
}

Result<std::optional<std::string>> ImageReading::read_once(const WantedImage& image) {
  const auto reference = in_registry(image.reference);
  const std::string registry = reference ? reference->registry : std::string();
  if (const auto silent = silent_.find(registry); silent != silent_.end()) {
    problems_.add(image, {},
                  fmt::format("{} did not answer before: {}", registry, silent->second.message),
                  silent->second.code);
    return std::nullopt;
  }
  const auto source = open(image, reference);
  if (!source) {
    tell_not_opened(image, source.error(), registry);
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

Result<void> ImageReading::match(const WantedImage& image, ReadImage& read) {
  auto matched = match_bill(read.contents.bill, *matcher_, {options_.vex_files});
  const Result<void> whole = database_->state();
  if (!whole) {
    problems_.add(image, "vulnerabilities", whole.error().text(), whole.error().code);
    return {};
  }
  read.vulnerable = TRY(std::move(matched));
  keep_affected(read.contents.bill, *read.vulnerable);
  return {};
}

}  // namespace bulwark::scan
