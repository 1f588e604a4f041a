// SPDX-License-Identifier: Apache-2.0
#include "scan/base_advice.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "scan/image_packages.h"
#include "sources/container/base_layers.h"
#include "sources/container/reference.h"
#include "sources/container/registry_tags.h"
#include "sources/container/tag_choice.h"

namespace bulwark::scan {
namespace {

namespace container = sources::container;
using analyzers::vulnerabilities::Matcher;
using model::Vulnerability;
using model::VulnerabilitySeverity;

constexpr std::size_t kMostBases = 32;  // that are asked for, of those that a build took

// Worst first. What nobody has rated may be anything: it counts less than medium, more than low.
constexpr std::array kWorstFirst{
    VulnerabilitySeverity::critical, VulnerabilitySeverity::high,
    VulnerabilitySeverity::medium,   VulnerabilitySeverity::unknown,
    VulnerabilitySeverity::low,      VulnerabilitySeverity::negligible};

bool is_fewer(const BaseChoice& a, const BaseChoice& b) {
  const auto of_a = a.counts();
  const auto of_b = b.counts();
  for (const VulnerabilitySeverity one : kWorstFirst) {
    const std::size_t in_a = of_a.contains(one) ? of_a.at(one) : 0;
    const std::size_t in_b = of_b.contains(one) ? of_b.at(one) : 0;
    if (in_a != in_b) return in_a < in_b;
  }
  return false;
}

std::size_t missing_in(const Vulnerabilities& some, const Vulnerabilities& others) {
  return static_cast<std::size_t>(
      std::ranges::count_if(some, [&](const auto& one) { return !others.contains(one.first); }));
}

/// The lowest layers of `image` that are all those of `base`; nothing where they are not.
std::optional<std::size_t> common_layers(const container::Image& image,
                                         const container::Image& base) {
  const auto& lower = base.config.diff_ids;
  const auto& all = image.config.diff_ids;
  if (lower.empty() || lower.size() > all.size() || lower.size() > image.layers.size())
    return std::nullopt;
  if (!std::equal(lower.begin(), lower.end(), all.begin())) return std::nullopt;
  return lower.size();
}

/// An image and what its packages are known to have.
struct Judged {
  ImageContents contents;
  VulnerableBill bill;
};

class Advising {
 public:
  Advising(const knowledge::Database& database, const BaseAdviceOptions& options)
      : database_(database), matcher_(database), options_(options), open_(options.open) {}

  Result<BaseAdvice> run(const std::string& name) {
    BaseAdvice out;
    out.image = name;
    const auto source = TRY(container::open_image(name, open_));
    const container::Image& image = source->image();
    const container::Platform& platform = image.config.platform;
    if (!platform.os.empty() && !platform.architecture.empty()) open_.platform = platform;
    const auto bases = TRY(bases_of(*source));
    const container::Reference base = TRY(find_base(image, bases, out));
    out.base = base.text();
    Judged present = TRY(judge(*source));
    divide(present, out);
    for (const std::string& tag : TRY(tags_of(base))) {
      container::Reference choice = base;
      choice.tag = tag;
      choice.digest.clear();
      TRY_VOID(add_choice(choice, out));
    }
    choose(out);
    return out;
  }

 private:
  /// What it may be built on: as the user says, as it says itself, or else what its build took.
  Result<std::vector<container::Reference>> bases_of(container::ImageSource& source) const {
    std::vector<container::BaseName> told{{options_.from, {}}};
    if (options_.from.empty()) told.front() = container::base_name(source.image());
    if (told.front().reference.empty()) told = TRY(source.images_of_build(open_.stop));
    if (told.empty())
      return fail(ErrorCode::unsupported,
                  "nothing tells what it is built on: say so with --from IMAGE:TAG");
    std::vector<container::Reference> out;
    Error why;
    for (const container::BaseName& one : told) {
      auto base = container::parse_reference(one.reference);
      if (!base) {
        why = base.error();
        continue;
      }
      if (!one.digest.empty()) base->digest = one.digest;
      const bool known = std::ranges::find(out, *base) != out.end();
      if (!known && out.size() < kMostBases) out.push_back(*std::move(base));
    }
    if (out.empty()) return std::unexpected(std::move(why));
    return out;
  }

  /// The one with the most layers that are the image's lowest ones.
  Result<container::Reference> find_base(const container::Image& image,
                                         const std::vector<container::Reference>& bases,
                                         BaseAdvice& out) const {
    const container::Reference* found = nullptr;
    std::string why = "its lowest layers are others";
    for (const container::Reference& base : bases) {
      const auto source = container::open_image("registry:" + base.text(), open_);
      if (!source && source.error().code == ErrorCode::cancelled)
        return std::unexpected(source.error());
      if (!source) why = source.error().text();
      const auto count = source ? common_layers(image, (*source)->image()) : std::nullopt;
      if (count.value_or(0) <= out.layers) continue;
      found = &base;
      out.layers = *count;
      out.exact = true;
      out.present.digest = (*source)->image().digest;
      out.present.created = (*source)->image().config.created;
    }
    if (found != nullptr) return *found;
    out.layers = container::base_layers(image).value_or(0);
    out.why_history = why;
    if (out.layers != 0 && bases.size() == 1) return bases.front();
    return fail(ErrorCode::unsupported,
                fmt::format("which of its layers are those of {} is not known: {}, and its history "
                            "does not tell",
                            bases.size() == 1 ? bases.front().text() : "its base", why));
  }

  Result<Judged> judge(container::ImageSource& source) {
    container::ReadOptions read;
    read.layer.stop = open_.stop;
    read.layer.progress = options_.progress;
    Judged out{.contents = TRY(read_image_packages(source, read)), .bill = {}};
    auto matched = match_bill(out.contents.bill, matcher_, options_.bill);
    TRY_VOID(database_.state());
    out.bill = TRY(std::move(matched));
    return out;
  }

  bool is_told(const Vulnerability& row) const {
    if (row.state == model::AdvisoryState::unknown || !counts(row)) return false;
    return !options_.ignore_unfixed || !row.fixed_version.empty();
  }

  static void add(const Vulnerability& row, Vulnerabilities& to) {
    VulnerabilitySeverity& worst = to.try_emplace(row.id, row.severity).first->second;
    worst = std::max(worst, row.severity);
  }

  static void add_doubts(const VulnerableBill& bill, BaseChoice& to) {
    to.doubts = bill.doubts;
    if (bill.match.unknown != 0)
      to.doubts.push_back(
          fmt::format("{} vulnerabilities of which it is not known whether it has "
                      "them: their versions cannot be compared",
                      bill.match.unknown));
  }

  /// Between its base and its own layers.
  void divide(const Judged& image, BaseAdvice& out) const {
    Vulnerabilities own;
    for (const Vulnerability& row : image.bill.match.rows) {
      if (!is_told(row)) continue;
      const auto& layer = image.contents.bill.packages[row.package].layer;
      add(row, layer && layer->index >= out.layers ? own : out.present.vulnerabilities);
    }
    out.own = missing_in(own, out.present.vulnerabilities);
    add_doubts(image.bill, out.present);
  }

  Result<std::vector<std::string>> tags_of(const container::Reference& base) const {
    const auto all = TRY(container::list_tags(base, open_.registry, open_.stop));
    std::vector<std::string> out = container::later_tags(base.tag, all, options_.most);
    for (const std::string& tag : options_.tags)
      if (std::ranges::find(out, tag) == out.end()) out.push_back(tag);
    if (!out.empty()) return out;
    if (base.tag.empty())
      return fail(ErrorCode::unsupported,
                  base.text() + " is named by its digest alone: say --from IMAGE:TAG, or --tag");
    return fail(ErrorCode::unsupported,
                fmt::format("{}/{} has no tag that is a later build of '{}': name one with --tag",
                            base.registry, base.repository, base.tag));
  }

  Result<void> add_choice(const container::Reference& reference, BaseAdvice& out) {
    BaseChoice choice;
    choice.tags = {reference.tag};
    const auto source = container::open_image("registry:" + reference.text(), open_);
    if (open_.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
    if (!source) {
      choice.doubts.push_back(source.error().text());
      out.choices.push_back(std::move(choice));
      return {};
    }
    choice.digest = (*source)->image().digest;
    const auto same = std::ranges::find(out.choices, choice.digest, &BaseChoice::digest);
    if (same != out.choices.end()) {
      same->tags.push_back(reference.tag);
      return {};
    }
    const Judged judged = TRY(judge(**source));
    choice.created = judged.contents.image.config.created;
    for (const Vulnerability& row : judged.bill.match.rows)
      if (is_told(row)) add(row, choice.vulnerabilities);
    add_doubts(judged.bill, choice);
    choice.mends = missing_in(out.present.vulnerabilities, choice.vulnerabilities);
    choice.brings = missing_in(choice.vulnerabilities, out.present.vulnerabilities);
    out.choices.push_back(std::move(choice));
    return {};
  }

  static void choose(BaseAdvice& out) {
    const BaseChoice* least = &out.present;
    for (std::size_t i = 0; i < out.choices.size(); ++i) {
      const BaseChoice& one = out.choices[i];
      if (!one.doubts.empty() || !is_fewer(one, *least)) continue;
      least = &one;
      out.best = i;
    }
  }

  const knowledge::Database& database_;
  Matcher matcher_;
  const BaseAdviceOptions& options_;
  container::OpenOptions open_;
};

}  // namespace

std::map<VulnerabilitySeverity, std::size_t> BaseChoice::counts() const {
  std::map<VulnerabilitySeverity, std::size_t> out;
  for (const auto& [id, severity] : vulnerabilities) ++out[severity];
  return out;
}

Result<BaseAdvice> base_advice(const std::string& image, const knowledge::Database& database,
                               const BaseAdviceOptions& options) {
  return Advising(database, options).run(image);
}

}  // namespace bulwark::scan
