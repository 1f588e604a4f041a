// SPDX-License-Identifier: Apache-2.0
#include "analyzers/vulnerabilities/vex.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "formats/purl.h"
#include "knowledge/ecosystem.h"

namespace bulwark::analyzers::vulnerabilities {
namespace {

using formats::Value;
using model::Package;
using model::PackageType;
using model::VexStatement;
using Status = VexStatement::Status;

std::optional<Status> open_vex_status(std::string_view word) {
  if (word == "not_affected") return Status::not_affected;
  if (word == "affected") return Status::affected;
  if (word == "fixed") return Status::fixed;
  if (word == "under_investigation") return Status::under_investigation;
  return std::nullopt;
}

// A text, or an object with "@id" and identifiers.
std::vector<std::string> purls_of(const Value& component) {
  std::vector<std::string> out;
  if (component.is_string()) out.emplace_back(component.as_string());
  if (!component.text("@id").empty()) out.emplace_back(component.text("@id"));
  const Value* identifiers = component.find("identifiers");
  if (identifiers != nullptr && !identifiers->text("purl").empty())
    out.emplace_back(identifiers->text("purl"));
  std::erase_if(out, [](const std::string& one) { return !one.starts_with("pkg:"); });
  return out;
}

void take_products(const Value& statement, VexStatement& out) {
  const Value* products = statement.find("products");
  if (products == nullptr) return;
  for (const Value& product : products->items()) {
    for (std::string& one : purls_of(product)) out.products.push_back(std::move(one));
    const Value* components = product.find("subcomponents");
    if (components == nullptr) continue;
    for (const Value& component : components->items()) {
      for (std::string& one : purls_of(component)) out.components.push_back(std::move(one));
    }
  }
}

void take_ids(const Value& vulnerability, VexStatement& out) {
  if (vulnerability.is_string()) out.ids.emplace_back(vulnerability.as_string());
  if (!vulnerability.text("name").empty()) out.ids.emplace_back(vulnerability.text("name"));
  const std::string_view id = vulnerability.text("@id");
  if (!id.empty()) out.ids.emplace_back(id.substr(id.rfind('/') + 1));
  if (const Value* aliases = vulnerability.find("aliases")) {
    for (const Value& one : aliases->items()) {
      if (one.is_string()) out.ids.emplace_back(one.as_string());
    }
  }
}

VexDocument read_open_vex(const Value& root) {
  VexDocument out;
  const Value* statements = root.find("statements");
  if (statements == nullptr || !statements->is_list()) {
    out.problems.emplace_back("the document has no statements");
    return out;
  }
  for (std::size_t i = 0; i < statements->size(); ++i) {
    const Value& one = statements->items()[i];
    VexStatement statement;
    const auto status = open_vex_status(one.text("status"));
    if (const Value* vulnerability = one.find("vulnerability")) take_ids(*vulnerability, statement);
    take_products(one, statement);
    if (!status || statement.ids.empty() || statement.products.empty()) {
      out.problems.push_back(fmt::format(
          "statement {}: it needs a status, a vulnerability and products with package URLs",
          i + 1));
      continue;
    }
    statement.status = *status;
    statement.justification = one.text("justification");
    statement.detail = one.text("impact_statement");
    statement.author = root.text("author");
    out.statements.push_back(std::move(statement));
  }
  return out;
}

std::optional<Status> cyclonedx_status(std::string_view state) {
  constexpr std::array<std::pair<std::string_view, Status>, 6> kStates{{
      {"not_affected", Status::not_affected},
      {"false_positive", Status::not_affected},
      {"resolved", Status::fixed},
      {"resolved_with_pedigree", Status::fixed},
      {"exploitable", Status::affected},
      {"in_triage", Status::under_investigation},
  }};
  for (const auto& [word, status] : kStates) {
    if (word == state) return status;
  }
  return std::nullopt;
}

using References = std::map<std::string, std::string, std::less<>>;

// bom-ref -> package URL, of components at every depth up to a limit.
References references_of(const Value& root) {
  constexpr std::size_t kDeepest = 64;
  References out;
  std::vector<std::pair<const Value*, std::size_t>> open;
  const auto add_all = [&open](const Value* list, std::size_t depth) {
    if (list == nullptr || depth > kDeepest) return;
    for (const Value& one : list->items()) open.emplace_back(&one, depth);
  };
  if (const Value* main = root.at("metadata", "component")) open.emplace_back(main, 0);
  add_all(root.find("components"), 0);
  while (!open.empty()) {
    const auto [component, depth] = open.back();
    open.pop_back();
    if (!component->text("bom-ref").empty() && !component->text("purl").empty())
      out[std::string(component->text("bom-ref"))] = component->text("purl");
    add_all(component->find("components"), depth + 1);
  }
  return out;
}

// A reference of this document, a package URL itself, or one of another document (BOM-Link), whose
// part behind # is that document's reference.
std::string purl_of(std::string_view reference, const References& references) {
  const auto known = references.find(reference);
  if (known != references.end()) return known->second;
  if (reference.starts_with("urn:cdx:"))
    reference = reference.substr(std::min(reference.size(), reference.find('#') + 1));
  return reference.starts_with("pkg:") ? std::string(reference) : std::string();
}

VexDocument read_cyclonedx(const Value& root) {
  VexDocument out;
  const References references = references_of(root);
  const Value* list = root.find("vulnerabilities");
  for (const Value& one : list->items()) {
    const Value* analysis = one.find("analysis");
    if (analysis == nullptr) continue;  // it tells of a vulnerability, not what it means here
    VexStatement statement;
    const auto status = cyclonedx_status(analysis->text("state"));
    if (!one.text("id").empty()) statement.ids.emplace_back(one.text("id"));
    const Value* affects = one.find("affects");
    for (const Value& product : affects == nullptr ? std::span<const Value>() : affects->items()) {
      std::string purl = purl_of(product.text("ref"), references);
      if (!purl.empty()) statement.products.push_back(std::move(purl));
    }
    if (!status || statement.ids.empty() || statement.products.empty()) {
      out.problems.push_back(fmt::format(
          "{}: it needs an id, a state, and components with package URLs that it affects",
          one.text("id").empty() ? "a vulnerability" : one.text("id")));
      continue;
    }
    statement.status = *status;
    statement.justification = analysis->text("justification");
    statement.detail = analysis->text("detail");
    out.statements.push_back(std::move(statement));
  }
  return out;
}

PackageType type_of(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, PackageType>, 11> kTypes{{
      {"deb", PackageType::deb},
      {"apk", PackageType::apk},
      {"rpm", PackageType::rpm},
      {"golang", PackageType::golang},
      {"cargo", PackageType::cargo},
      {"npm", PackageType::npm},
      {"pypi", PackageType::pypi},
      {"maven", PackageType::maven},
      {"gem", PackageType::gem},
      {"composer", PackageType::composer},
      {"nuget", PackageType::nuget},
  }};
  for (const auto& [name, one] : kTypes) {
    if (name == type) return one;
  }
  return PackageType::generic;
}

// Distributions' packages are told apart by their name spaces only where both sides have one.
bool same_name(const formats::Purl& purl, const Package& package) {
  Package named;
  named.type = package.type;
  named.name_space = purl.name_space;
  named.name = purl.name;
  const std::string_view ecosystem = knowledge::ecosystem_of(package.type);
  if (!ecosystem.empty())
    return knowledge::canonical_package(ecosystem, knowledge::name_within(named)) ==
           knowledge::canonical_package(ecosystem, knowledge::name_within(package));
  if (!purl.name_space.empty() && !package.name_space.empty() &&
      purl.name_space != package.name_space)
    return false;
  const bool source = purl.qualifier("arch") == "source" || purl.qualifier("arch") == "src";
  return purl.name == package.name || (source && purl.name == package.source_name);
}

// An epoch may be a qualifier.
bool same_version(const formats::Purl& purl, const Package& package) {
  if (purl.version.empty()) return true;
  const std::string_view epoch = purl.qualifier("epoch");
  const std::string version = epoch.empty() || epoch == "0"
                                  ? purl.version
                                  : fmt::format("{}:{}", epoch, purl.version);
  const bool source = purl.qualifier("arch") == "source" || purl.qualifier("arch") == "src";
  if (source && !package.source_version.empty()) return version == package.source_version;
  if (version == package.version) return true;
  return package.type == PackageType::golang && "v" + version == package.version;
}

bool same_product(std::string_view said, std::string_view subject) {
  const auto a = formats::parse_purl(said);
  const auto b = formats::parse_purl(subject);
  return a && b && a->type == b->type && a->name_space == b->name_space && a->name == b->name &&
         (a->version.empty() || a->version == b->version);
}

bool is_about(const VexStatement& statement, std::span<const std::string> subjects,
              const Package& package) {
  const auto means_package = [&package](const std::string& purl) { return means(purl, package); };
  for (const std::string& product : statement.products) {
    if (statement.components.empty() && means(product, package)) return true;
    const bool holds = std::ranges::any_of(
        subjects, [&product](const std::string& one) { return same_product(product, one); });
    if (holds &&
        (statement.components.empty() || std::ranges::any_of(statement.components, means_package)))
      return true;
  }
  return false;
}

bool names_it(const VexStatement& statement, const model::Vulnerability& row) {
  return std::ranges::any_of(statement.ids, [&row](const std::string& id) {
    return id == row.id || std::ranges::find(row.aliases, id) != row.aliases.end();
  });
}

}  // namespace

Result<VexDocument> read_vex(const Value& root) {
  if (root.text("@context").contains("openvex")) return read_open_vex(root);
  const Value* vulnerabilities = root.find("vulnerabilities");
  if (root.text("bomFormat") == "CycloneDX" && vulnerabilities != nullptr &&
      vulnerabilities->is_list())
    return read_cyclonedx(root);
  return fail(ErrorCode::unsupported,
              "it is neither an OpenVEX document nor a CycloneDX one with vulnerabilities");
}

bool means(std::string_view text, const Package& package) {
  const auto purl = formats::parse_purl(text);
  return purl && type_of(purl->type) == package.type && package.type != PackageType::generic &&
         same_name(*purl, package) && same_version(*purl, package);
}

VexCounts apply_vex(std::span<const VexStatement> statements, std::span<const std::string> subjects,
                    std::span<const Package> packages, std::vector<model::Vulnerability>& rows) {
  VexCounts out;
  for (const VexStatement& statement : statements) {
    bool used = false;
    for (model::Vulnerability& row : rows) {
      if (row.package >= packages.size() || !names_it(statement, row) ||
          !is_about(statement, subjects, packages[row.package]))
        continue;
      used = true;
      const bool clears = statement.status == Status::not_affected ||
                          statement.status == Status::fixed;
      row.vex = clears ? std::optional(statement) : std::nullopt;
    }
    if (!used) ++out.unused;
  }
  out.marked = static_cast<std::size_t>(
      std::ranges::count_if(rows, [](const auto& row) { return row.vex.has_value(); }));
  return out;
}

}  // namespace bulwark::analyzers::vulnerabilities
