// SPDX-License-Identifier: Apache-2.0
// What is read becomes documents and problems.
#include "scan/image_search.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "extractors/config/image_configuration.h"
#include "formats/builder.h"
#include "model/own_documents.h"
#include "scan/image_facts.h"
#include "scan/image_reading.h"
#include "scan/image_vulnerabilities.h"
#include "scan/secret_document.h"
#include "scan/used_images.h"
#include "sources/container/base_layers.h"

namespace bulwark::scan {
namespace {

namespace container = sources::container;

// Beside those of readers, of probes and of files with secrets.
constexpr std::uint16_t kPool = 0xFEFE;
constexpr std::string_view kAllImages = "images";
constexpr std::string_view kConfiguration = "ImageConfiguration";

class Adding {
 public:
  Adding(const ImageScanOptions& options, const ImageSearchInput& input, const LiveTargets& live,
         model::Inventory& inventory)
      : options_(options),
        input_(input),
        inventory_(inventory),
        problems_(inventory),
        reading_(options, input, live, inventory, problems_),
        segment_{std::make_unique<formats::Pool>(kPool, input.seed), {}},
        builder_(*segment_.pool) {}

  Result<std::vector<std::string>> run(const std::vector<WantedImage>& images,
                                       const policy::Chosen& chosen) {
    // What streams from servers has no total, and was read by now.
    if (Progress* progress = input_.progress; progress != nullptr)
      progress->bytes_total = std::max(progress->bytes_total.load(), progress->bytes_done.load());
    std::vector<std::string> notices = reading_.look_for(
        asks_for_vulnerabilities(chosen), input_.secrets && asks_for_secrets(chosen));
    std::map<std::string, std::vector<const WantedImage*>> by_cluster;
    for (const WantedImage& one : images) by_cluster[one.cluster].push_back(&one);
    for (const auto& [cluster, wanted] : by_cluster) TRY_VOID(take_picture(wanted));
    return notices;
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
  /// Images of one cluster, or those of files and of the command line.
  Result<void> take_picture(const std::vector<const WantedImage*>& wanted) {
    // By digest, since tags may lead to the same image.
    std::map<std::string, WantedImage> distinct;
    for (const WantedImage* one : wanted) {
      const auto digest = TRY(reading_.read_once(*one));
      if (input_.stop.stop_requested()) return {};
      if (!digest) continue;
      const auto [known, fresh] = distinct.try_emplace(*digest, *one);
      if (fresh) continue;
      std::ranges::copy(one->users, std::back_inserter(known->second.users));
      if (one->name != known->second.name) known->second.also.push_back(one->name);
    }
    ImageVulnerabilities vulnerabilities;
    for (const auto& [digest, image] : distinct) tell(image, reading_.at(digest), vulnerabilities);
    if (vulnerabilities.empty()) return {};
    const WantedImage& first = *wanted.front();
    const std::uint32_t source = first.of_cluster ? first.source : source_of(kAllImages);
    for (const formats::Value& document : vulnerabilities.documents(builder_))
      add(document, source);
    return {};
  }

  void tell(const WantedImage& image, const ReadImage& read,
            ImageVulnerabilities& vulnerabilities) {
    const ImageContents& contents = read.contents;
    for (const model::Problem& one : contents.problems)
      problems_.add(image, one.what, one.reason, one.code);
    const std::uint32_t source = image.of_cluster ? image.source : source_of(image.name);
    if (contents.image.has_config) tell_configuration(image, contents, source);
    for (const ImageSecrets& one : contents.secrets) tell_secrets(image, one);
    if (reading_.matches() && !read.has_packages)
      problems_.add(image, "packages", std::string(kNoPackages), ErrorCode::unsupported);
    if (read.vulnerable) tell_vulnerabilities(image, contents, *read.vulnerable, vulnerabilities);
  }

  void tell_configuration(const WantedImage& image, const ImageContents& contents,
                          std::uint32_t source) {
    const auto document = extractors::config::image_configuration_document(
        image_facts(contents, image.name, input_.today), builder_);
    if (!document) {
      builder_.reset();
      return problems_.add(image, "configuration", document.error().text(), document.error().code);
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
      problems_.add(image, fmt::format("{} packages of {}", one.packages, one.what), one.reason,
                    ErrorCode::unsupported);
    for (const std::string& one : bill.vex_doubts)
      problems_.add(image, "VEX", one, ErrorCode::malformed);
    std::vector<std::string> names = image.also;
    names.push_back(image.name);
    const auto undecided = vulnerabilities.add(
        {std::move(names), image.users, container::base_layers(contents.image),
         options_.ignore_unfixed},
        contents.bill, bill);
    if (!undecided.empty())
      problems_.add(image, fmt::format("{} vulnerabilities", undecided.size()),
                    "the versions cannot be compared: " + join(undecided, ", "),
                    ErrorCode::unsupported);
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
  ImageProblems problems_;
  ImageReading reading_;
  model::Segment segment_;
  formats::Builder builder_;
  std::map<std::string, std::uint32_t> sources_;
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
