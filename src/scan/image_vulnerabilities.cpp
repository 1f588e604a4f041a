// SPDX-License-Identifier: Apache-2.0
// Rows of many images become entries, entries documents, documents findings.
#include "scan/image_vulnerabilities.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

#include "base/text.h"
#include "formats/value_fields.h"
#include "model/own_documents.h"
#include "model/package.h"
#include "scan/document_writer.h"

namespace bulwark::scan {
namespace {

using formats::Builder;
using formats::items_of;
using formats::Value;
using model::AdvisoryState;
using model::Vulnerability;

constexpr std::string_view kExploited = "image-vulnerability-exploited";
// By severity: unknown, negligible, low, medium, high, critical.
constexpr std::array<std::string_view, 6> kBySeverity{
    "image-vulnerability-unrated", "image-vulnerability-negligible",
    "image-vulnerability-low",     "image-vulnerability-medium",
    "image-vulnerability-high",    "image-vulnerability-critical"};

bool is_exploited(const Vulnerability& row) {
  return row.exploitation && !row.exploitation->known_exploited.empty();
}

std::string_view control_of(const Vulnerability& row) {
  return is_exploited(row) ? kExploited : kBySeverity.at(static_cast<std::size_t>(row.severity));
}

// Distributions grade by what they ship, so that one CVE may have several grades.
bool is_worse(const Vulnerability& a, const Vulnerability& b) {
  return std::pair(a.severity, a.cvss.value_or(0)) > std::pair(b.severity, b.cvss.value_or(0));
}

std::string few_of(std::span<const std::string> all, std::size_t most, std::string_view more) {
  std::vector<std::string> few(
      all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size())));
  std::string out = join(few, ", ");
  if (all.size() > most) out += fmt::format(" and {} more {}", all.size() - most, more);
  return out;
}

std::vector<std::string> texts_of(const Value& map, std::string_view key) {
  std::vector<std::string> out;
  for (const Value& one : items_of(map, key)) out.emplace_back(one.as_string());
  return out;
}

// "openssl 3.0.1-1 (fixed in 3.0.2-1)"
std::string package_text(const Value& package) {
  std::string out = fmt::format("{} {}", package.text("name"), package.text("version"));
  const std::string_view fixed = package.text("fixedVersion");
  const std::string_view state = package.text("state");
  if (!fixed.empty()) return out + fmt::format(" (fixed in {})", fixed);
  if (state == name(AdvisoryState::will_not_fix)) return out + " (will not be fixed)";
  if (state == name(AdvisoryState::end_of_life)) return out + " (end of life)";
  if (state == name(AdvisoryState::under_investigation)) return out + " (under investigation)";
  return out + " (no fix yet)";
}

std::string message_of(const Value& spec) {
  std::vector<std::string> packages;
  bool of_base = true;
  for (const Value& package : items_of(spec, "packages")) {
    packages.push_back(package_text(package));
    of_base = of_base && formats::is_true(package.find("ofBaseImage"));
  }
  const std::vector<std::string> images = texts_of(spec, "images");
  const std::vector<std::string> users = texts_of(spec, "workloads");
  constexpr std::size_t kPackages = 3, kImages = 2, kUsers = 3;
  std::string out = few_of(packages, kPackages, "packages") + " in " +
                    few_of(images, kImages, "images");
  if (of_base) out += images.size() == 1 ? ", from its base image" : ", from their base images";
  if (!users.empty()) out += ", used by " + few_of(users, kUsers, "workloads");
  if (const Value* cvss = spec.find("cvss")) out += fmt::format("; CVSS {:.1f}", cvss->as_double());
  if (const Value* epss = spec.find("epss"))
    out += fmt::format("; EPSS {:.1f} %", epss->as_double() * 100);
  const std::string_view exploited = spec.text("knownExploited");
  if (!exploited.empty()) out += fmt::format("; exploited, says CISA since {}", exploited);
  return out;
}

}  // namespace

bool asks_for_vulnerabilities(const policy::Chosen& chosen) {
  return std::ranges::any_of(chosen.by_reader, [](const policy::ControlFile* file) {
    return file->control.id == kExploited ||
           std::ranges::find(kBySeverity, file->control.id) != kBySeverity.end();
  });
}

std::vector<std::string> ImageVulnerabilities::add(const MatchedImage& image,
                                                   const model::Sbom& bill,
                                                   const VulnerableBill& matched) {
  std::vector<std::string> undecided;
  for (const std::string& name : image.names)
    users_[name].insert(image.users.begin(), image.users.end());
  for (const Vulnerability& row : matched.match.rows) {
    if (!counts(row)) continue;
    const model::Package& from = matched.packages[row.package];
    if (row.state == AdvisoryState::unknown) {
      undecided.push_back(fmt::format("{} of {} {}", row.id, title_of(from), from.version));
      continue;
    }
    if (image.ignore_unfixed && row.fixed_version.empty()) continue;
    const auto [entry, fresh] = by_id_.try_emplace(row.id);
    if (fresh || is_worse(row, entry->second.worst)) entry->second.worst = row;
    entry->second.images.insert(image.names.begin(), image.names.end());
    Package& package = entry->second.packages[fmt::format("{}\n{}\n{}\n{}\n{}", title_of(from),
                                                          from.version, static_cast<int>(from.type),
                                                          row.fixed_version, name(row.state))];
    package.name = title_of(from);
    package.version = from.version;
    package.fixed_version = row.fixed_version;
    package.state = name(row.state);
    package.images.insert(image.names.begin(), image.names.end());
    const auto& layer = bill.packages[row.package].layer;
    package.base_known = package.base_known && image.base_layers && layer;
    package.of_base = package.of_base && package.base_known && layer->index < *image.base_layers;
  }
  return undecided;
}

Value ImageVulnerabilities::document(const std::string& id, const Entry& entry,
                                     Builder& builder) const {
  DocumentWriter writer(builder);
  const Vulnerability& row = entry.worst;
  writer.begin(model::kVulnerability, id);
  writer.text("control", control_of(row));
  writer.text("severity", name(row.severity));
  writer.decimal_if_any("cvss", row.cvss);
  if (row.exploitation) {
    writer.decimal_if_any("epss", row.exploitation->epss);
    writer.text_if_any("knownExploited", row.exploitation->known_exploited);
  }
  builder.key("packages");
  builder.begin_list();
  for (const auto& [key, package] : entry.packages) {
    builder.begin_map();
    writer.text("name", package.name);
    writer.text("version", package.version);
    writer.text("state", package.state);
    writer.text_if_any("fixedVersion", package.fixed_version);
    if (package.base_known) writer.flag("ofBaseImage", package.of_base);
    writer.texts("images", package.images);
    builder.end_map();
  }
  builder.end_list();
  writer.texts("images", entry.images);
  std::set<std::string> users;
  for (const std::string& image : entry.images) {
    const auto& some = users_.at(image);
    users.insert(some.begin(), some.end());
  }
  writer.texts("workloads", users);
  return writer.end();
}

std::vector<Value> ImageVulnerabilities::documents(Builder& builder) const {
  std::vector<Value> out;
  for (const auto& [id, entry] : by_id_) out.push_back(document(id, entry, builder));
  return out;
}

void collect_vulnerability(const policy::Chosen& chosen, const model::Resource& document,
                           model::Report& report) {
  const Value* spec = document.root.find("spec");
  const auto control = std::ranges::find(
      chosen.by_reader, spec->text("control"),
      [](const policy::ControlFile* file) { return std::string_view(file->control.id); });
  if (control == chosen.by_reader.end()) return;
  model::FindingDetail& detail = report.details.emplace_back();
  detail.control = &(*control)->control;
  detail.message = message_of(*spec);
  detail.affects = texts_of(*spec, "workloads");
  std::ranges::move(texts_of(*spec, "images"), std::back_inserter(detail.affects));
  report.findings.push_back({&detail, &document, &report.items.emplace_back(), nullptr, 1});
}

}  // namespace bulwark::scan
