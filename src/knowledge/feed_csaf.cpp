// SPDX-License-Identifier: Apache-2.0
// Red Hat's CSAF 2.0 (https://docs.oasis-open.org/csaf/csaf/v2.0): an advisory tells what it mends,
// a VEX document what is known of one CVE. Products that are no release of the operating system are
// passed over, and so are packages of debugging symbols.
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "knowledge/csaf_products.h"
#include "knowledge/feed_readers.h"
#include "knowledge/json_items.h"

namespace bulwark::knowledge {
namespace {

using formats::Value;
using model::AdvisoryState;
using model::AffectedPackage;
using model::VersionEvent;

constexpr std::size_t kMostNotices = 50;

struct Document {
  std::string id;  ///< "RHSA-2024:0811", or the CVE of a VEX document
  std::string published, modified;
  std::string_view severity;
  bool notice = false;
};

// Entries of one vulnerability that differ only in the architecture are one.
using Key = std::tuple<std::string, std::string, std::string, AdvisoryState, std::string, bool>;

class Vulnerability {
 public:
  Vulnerability(const Value& value, const Document& document, const CsafProducts& products,
                FeedTaker& taker)
      : value_(value), document_(document), products_(products), taker_(taker) {}

  void take();

 private:
  void take_remediations();
  void take_status(std::string_view status, AdvisoryState state);
  void take_product(std::string_view id, AdvisoryState state);
  void take_grades();
  AffectedPackage entry(const Key& key, const std::set<std::string>& architectures) const;

  const Value& value_;
  const Document& document_;
  const CsafProducts& products_;
  FeedTaker& taker_;
  model::Advisory out_;
  std::map<Key, std::set<std::string>> entries_;
  std::map<std::string, AdvisoryState, std::less<>> unfixed_;  ///< by product
  std::size_t unknown_ = 0;
};

void Vulnerability::take() {
  out_.id = value_.text("cve");
  if (out_.id.empty()) out_.id = document_.id;
  if (out_.id.empty())
    return taker_.problem("vulnerability", "neither it nor its document has an id");
  out_.published = value_.text("release_date");
  if (out_.published.empty()) out_.published = document_.published;
  out_.modified = document_.modified;
  out_.summary = one_line(value_.text("title"));
  if (document_.notice) out_.notices.push_back(document_.id);
  take_remediations();
  take_status("fixed", AdvisoryState::fixed);
  take_status("known_affected", AdvisoryState::affected);
  take_status("known_not_affected", AdvisoryState::not_affected);
  take_status("under_investigation", AdvisoryState::under_investigation);
  if (unknown_ > 0)
    taker_.problem(out_.id,
                   fmt::format("{} products that its document does not explain", unknown_));
  if (entries_.empty()) return taker_.left_out();
  for (const auto& [key, architectures] : entries_)
    out_.affected.push_back(entry(key, architectures));
  take_grades();
  taker_.advisory(std::move(out_));
}

void Vulnerability::take_remediations() {
  const Value* remediations = value_.find("remediations");
  if (remediations == nullptr) return;
  for (const Value& one : remediations->items()) {
    const std::string_view category = one.text("category");
    const std::string_view url = one.text("url");
    const std::string notice(url.substr(url.rfind('/') + 1));
    const bool named = category == "vendor_fix" && notice.starts_with("RH");
    if (named && out_.notices.size() < kMostNotices &&
        std::ranges::find(out_.notices, notice) == out_.notices.end())
      out_.notices.push_back(notice);
    if (category != "no_fix_planned") continue;
    const bool out_of_support = one.text("details").contains("support scope");
    const Value* products = one.find("product_ids");
    for (std::string& id : texts_of(products))
      unfixed_[std::move(id)] = out_of_support ? AdvisoryState::end_of_life
                                               : AdvisoryState::will_not_fix;
  }
}

void Vulnerability::take_status(std::string_view status, AdvisoryState state) {
  const Value* list = value_.at("product_status", status);
  if (list == nullptr) return;
  for (const Value& one : list->items()) {
    if (one.is_string()) take_product(one.as_string(), state);
    if (!one.is_string()) ++unknown_;
  }
}

void Vulnerability::take_product(std::string_view id, AdvisoryState state) {
  const auto product = products_.find(id);
  if (!product) {
    ++unknown_;
    return;
  }
  if (product->ecosystem.empty() || product->package.ends_with("-debuginfo") ||
      product->package.ends_with("-debugsource"))
    return;
  if (state == AdvisoryState::fixed && product->version.empty()) {
    ++unknown_;
    return;
  }
  if (const auto found = unfixed_.find(id);
      found != unfixed_.end() && state == AdvisoryState::affected)
    state = found->second;
  const bool source = product->architecture == "src";
  const bool versioned = state == AdvisoryState::fixed;
  auto& architectures = entries_[{product->ecosystem, product->package, product->module, state,
                                  versioned ? product->version : std::string(), source}];
  if (!product->architecture.empty() && !source) architectures.insert(product->architecture);
}

AffectedPackage Vulnerability::entry(const Key& key,
                                     const std::set<std::string>& architectures) const {
  AffectedPackage out;
  bool source = false;
  std::tie(out.ecosystem, out.package, out.module, out.state, out.fixed_version, source) = key;
  // What is told without an architecture is a component: its sources' name, and mostly a binary's.
  out.names = source                  ? model::PackageNames::source
              : architectures.empty() ? model::PackageNames::any
                                      : model::PackageNames::binary;
  if (!architectures.contains("noarch"))
    out.architectures.assign(architectures.begin(), architectures.end());
  if (out.state == AdvisoryState::not_affected) return out;
  model::VersionRange range{{VersionEvent::Kind::introduced, "0"}};
  if (!out.fixed_version.empty()) range.push_back({VersionEvent::Kind::fixed, out.fixed_version});
  out.ranges.push_back(std::move(range));
  return out;
}

void Vulnerability::take_grades() {
  if (const Value* scores = value_.find("scores")) {
    for (const Value& one : scores->items()) {
      const Value* v3 = one.find("cvss_v3");
      const Value* vector = v3 != nullptr ? v3 : one.find("cvss_v2");
      if (vector == nullptr || !out_.cvss_vector.empty()) continue;
      out_.cvss_vector = vector->text("vectorString");
    }
  }
  std::string_view word = document_.severity;
  if (const Value* threats = value_.find("threats")) {
    for (const Value& one : threats->items()) {
      if (one.text("category") == "impact") word = one.text("details");
    }
  }
  const auto grade = model::vulnerability_severity_from(word);
  const auto score = model::cvss_base_score(out_.cvss_vector);
  if (grade && *grade != model::VulnerabilitySeverity::negligible) {
    out_.severity = *grade;
  } else if (score) {
    out_.severity = model::severity_of_score(*score);
  }
  if (is_cve(out_.id)) out_.urls.push_back("https://access.redhat.com/security/cve/" + out_.id);
}

Document document_of(const Value& root) {
  Document out;
  const Value* document = root.find("document");
  if (document == nullptr) return out;
  out.notice = document->text("category") == "csaf_security_advisory";
  if (const Value* severity = document->find("aggregate_severity"))
    out.severity = severity->text("text");
  if (const Value* tracking = document->find("tracking")) {
    out.id = tracking->text("id");
    out.published = tracking->text("initial_release_date");
    out.modified = tracking->text("current_release_date");
  }
  return out;
}

}  // namespace

Result<void> read_csaf(std::string_view /*name*/, ByteSource& bytes, FeedTaker& taker) {
  const std::string text = TRY(read_all(bytes, kMostOfDocument));
  JsonTexts texts;
  const Value root = TRY(texts.read(text));
  const Value* version = root.at("document", "csaf_version");
  const Value* vulnerabilities = root.find("vulnerabilities");
  if (version == nullptr) return fail(ErrorCode::malformed, "it is no CSAF document");
  if (vulnerabilities == nullptr || !vulnerabilities->is_list()) {
    taker.left_out();
    return {};
  }
  const Document document = document_of(root);
  const CsafProducts products = TRY(CsafProducts::of(root));
  for (const Value& one : vulnerabilities->items())
    Vulnerability(one, document, products, taker).take();
  return {};
}

}  // namespace bulwark::knowledge
