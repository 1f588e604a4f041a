// SPDX-License-Identifier: Apache-2.0
#include "cli/image_vulnerabilities_answer.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "cli/image_ask.h"
#include "cli/rbac_table.h"
#include "formats/json_object.h"
#include "model/package_url.h"

namespace bulwark::cli {
namespace {

using formats::JsonObject;
using model::Package;
using model::Vulnerability;

// "fixed in 1.2", "will not fix", "not known": what to do about it.
std::string state_text(const Vulnerability& row) {
  if (row.vex)
    return fmt::format("does not count: {}",
                       row.vex->justification.empty() ? "VEX" : row.vex->justification);
  if (!row.fixed_version.empty()) return row.fixed_version;
  switch (row.state) {
    case model::AdvisoryState::will_not_fix: return "will not be fixed";
    case model::AdvisoryState::under_investigation: return "under investigation";
    case model::AdvisoryState::end_of_life: return "end of life";
    case model::AdvisoryState::unknown: return "not known whether it has it";
    default: return "no fix yet";
  }
}

std::string attack_text(const Vulnerability& row) {
  if (!row.exploitation) return {};
  std::string out;
  if (!row.exploitation->known_exploited.empty()) out = "exploited";
  if (row.exploitation->epss)
    out += fmt::format("{}{:.1f} %", out.empty() ? "" : ", ", *row.exploitation->epss * 100);
  return out;
}

std::string layer_of(const scan::ImageContents& contents, std::size_t package) {
  const auto& layer = contents.bill.packages[package].layer;
  return layer ? std::to_string(layer->index + 1) : std::string();
}

std::string summary_text(const scan::ImageContents& contents, const scan::VulnerableBill& bill) {
  std::size_t counted = 0, mended = 0;
  std::set<std::string_view> ids;
  for (const Vulnerability& row : bill.match.rows) {
    if (!scan::counts(row)) continue;
    ++counted;
    ids.insert(row.id);
    if (!row.fixed_version.empty()) ++mended;
  }
  return fmt::format(
      "{} packages, {} asked about: {} vulnerabilities in {} rows, {} with a fix{}\n",
      contents.bill.packages.size(), bill.match.evaluated, ids.size(), counted, mended,
      bill.match.unknown == 0 ? "" : fmt::format(", {} not known", bill.match.unknown));
}

std::string upgrades_text(const scan::VulnerableBill& bill) {
  std::vector<Row> rows;
  for (const auto& [index, upgrade] : bill.upgrades) {
    const Package& package = bill.packages[index];
    rows.push_back({shown(title_of(package)), shown(package.version), shown(upgrade.version),
                    std::to_string(upgrade.clears), std::to_string(upgrade.leaves)});
  }
  if (rows.empty()) return {};
  return "\n" + table({"PACKAGE", "VERSION", "UPGRADE TO", "MENDS", "LEAVES"}, rows);
}

std::string vex_json(const model::VexStatement& statement) {
  JsonObject out;
  out.text_if_any("justification", statement.justification);
  out.text_if_any("detail", statement.detail).text_if_any("author", statement.author);
  return std::move(out).take();
}

std::string row_json(const scan::ImageContents& contents, const scan::VulnerableBill& bill,
                     const Vulnerability& row) {
  const Package& package = bill.packages[row.package];
  JsonObject out;
  out.text("id", row.id).raw("aliases", formats::json_list(row.aliases));
  out.raw("advisories", formats::json_list(row.advisories)).text("ecosystem", row.ecosystem);
  out.text("package", title_of(package)).text("version", package.version);
  out.text("purl", model::package_url(package, contents.bill.subject.distribution));
  out.text_if_any("path", package.path);
  const auto& layer = contents.bill.packages[row.package].layer;
  if (layer) out.number("layer", layer->index + 1).text_if_any("layerDigest", layer->digest);
  out.text("state", model::name(row.state)).text_if_any("fixedVersion", row.fixed_version);
  out.text("severity", model::name(row.severity)).text_if_any("cvssVector", row.cvss_vector);
  if (row.cvss) out.raw("cvss", fmt::format("{:.1f}", *row.cvss));
  if (row.exploitation && row.exploitation->epss)
    out.raw("epss", fmt::format("{}", *row.exploitation->epss));
  if (row.exploitation) out.text_if_any("knownExploited", row.exploitation->known_exploited);
  if (row.vex) out.raw("vex", vex_json(*row.vex));
  out.text("why", row.why).text_if_any("summary", row.summary);
  out.raw("urls", formats::json_list(row.urls));
  return std::move(out).take();
}

std::string upgrade_json(const Package& package,
                         const analyzers::vulnerabilities::Upgrade& upgrade) {
  return JsonObject()
      .text("package", title_of(package))
      .text("version", package.version)
      .text("upgradeTo", upgrade.version)
      .number("clears", upgrade.clears)
      .number("leaves", upgrade.leaves)
      .take();
}

}  // namespace

std::string vulnerabilities_table(const scan::ImageContents& contents,
                                  const scan::VulnerableBill& bill) {
  std::vector<Row> rows;
  for (const Vulnerability& row : bill.match.rows) {
    const Package& package = bill.packages[row.package];
    rows.push_back({shown(title_of(package)), shown(package.version), shown(row.id),
                    std::string(model::name(row.severity)),
                    row.cvss ? fmt::format("{:.1f}", *row.cvss) : "", attack_text(row),
                    shown(state_text(row)), layer_of(contents, row.package)});
  }
  std::string out;
  if (!rows.empty())
    out = table(
        {"PACKAGE", "VERSION", "VULNERABILITY", "SEVERITY", "CVSS", "ATTACKS", "FIXED IN", "LAYER"},
        rows);
  out += upgrades_text(bill);
  return out + (out.empty() ? "" : "\n") + summary_text(contents, bill);
}

std::string vulnerabilities_json(const scan::ImageContents& contents,
                                 const scan::VulnerableBill& bill) {
  std::vector<std::string> rows, upgrades;
  for (const Vulnerability& row : bill.match.rows) rows.push_back(row_json(contents, bill, row));
  for (const auto& [package, upgrade] : bill.upgrades)
    upgrades.push_back(upgrade_json(bill.packages[package], upgrade));
  JsonObject out;
  out.text("image", contents.bill.subject.name);
  out.text_if_any("digest", contents.bill.subject.digest);
  out.text_if_any("distribution", contents.bill.subject.distribution.id);
  out.text_if_any("distributionVersion", contents.bill.subject.distribution.version);
  out.number("packages", contents.bill.packages.size()).number("evaluated", bill.match.evaluated);
  out.number("unknown", bill.match.unknown).number("notAffected", bill.match.not_affected);
  out.raw("vulnerabilities", formats::json_array(rows));
  out.raw("upgrades", formats::json_array(upgrades));
  out.raw("notKnown", formats::json_list(bill.doubts));
  return std::move(out).take() + "\n";
}

}  // namespace bulwark::cli
