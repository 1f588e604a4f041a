// SPDX-License-Identifier: Apache-2.0
#include "knowledge/csaf_products.h"

#include <fmt/core.h>

#include <vector>

#include "base/text.h"
#include "formats/purl.h"
#include "knowledge/ecosystem.h"

namespace bulwark::knowledge {
namespace {

using formats::Value;

// "ruby:2.5" of "ruby:2.5:8090020230627084142:b46abd14".
std::string module_of(std::string_view rpmmod) {
  const std::vector<std::string> parts = split(rpmmod, ':');
  return parts.size() < 2 ? std::string() : parts[0] + ":" + parts[1];
}

void fill_from(const formats::Purl& purl, CsafProduct& out) {
  out.package = purl.name;
  out.version = purl.version;
  const std::string_view epoch = purl.qualifier("epoch");
  if (!epoch.empty() && epoch != "0" && !out.version.empty())
    out.version = fmt::format("{}:{}", epoch, out.version);
  out.architecture = purl.qualifier("arch");
  out.module = module_of(purl.qualifier("rpmmod"));
}

// "sudo-0:1.9.5p2-1.el8_6.src" where no purl tells it; a component without a version is its name,
// with its module before it: "ruby:2.5/ruby".
void fill_from(std::string_view id, CsafProduct& out) {
  const std::size_t colon = id.find(':');
  const std::size_t dash = colon == std::string_view::npos ? colon : id.rfind('-', colon);
  const std::size_t dot = id.rfind('.');
  const std::size_t slash = id.find('/');
  if (slash != std::string_view::npos && colon < slash) {
    out.module = module_of(id.substr(0, slash));
    out.package = id.substr(slash + 1);
    return;
  }
  if (dash == std::string_view::npos || dot == std::string_view::npos || dot < colon) {
    out.package = id;
    return;
  }
  out.package = id.substr(0, dash);
  const std::string_view epoch = id.substr(dash + 1, colon - dash - 1);
  out.version = epoch == "0" ? id.substr(colon + 1, dot - colon - 1)
                             : id.substr(dash + 1, dot - dash - 1);
  out.architecture = id.substr(dot + 1);
}

}  // namespace

Result<CsafProducts> CsafProducts::of(const Value& root) {
  CsafProducts out;
  const Value* tree = root.find("product_tree");
  if (tree == nullptr) return out;
  TRY_VOID(out.take_branches(*tree));
  if (const Value* flat = tree->find("full_product_names")) {
    for (const Value& one : flat->items()) out.take_product(one);
  }
  out.take_relations(*tree);
  return out;
}

Result<void> CsafProducts::take_branches(const Value& tree) {
  constexpr std::size_t kDeepest = 64;
  std::vector<std::pair<const Value*, std::size_t>> open{{&tree, 0}};
  while (!open.empty()) {
    const auto [branch, depth] = open.back();
    open.pop_back();
    if (depth > kDeepest) return fail(ErrorCode::limit, "its product tree is too deep");
    if (const Value* product = branch->find("product")) take_product(*product);
    const Value* branches = branch->find("branches");
    if (branches == nullptr) continue;
    for (const Value& one : branches->items()) open.emplace_back(&one, depth + 1);
  }
  return {};
}

void CsafProducts::take_product(const Value& product) {
  const std::string id(product.text("product_id"));
  const Value* helper = product.find("product_identification_helper");
  if (id.empty() || helper == nullptr) return;
  if (!helper->text("cpe").empty()) platforms_[id] = red_hat_ecosystem(helper->text("cpe"));
  if (!helper->text("purl").empty()) purls_[id] = helper->text("purl");
}

void CsafProducts::take_relations(const Value& tree) {
  const Value* relations = tree.find("relationships");
  if (relations == nullptr) return;
  for (const Value& one : relations->items()) {
    const Value* name = one.find("full_product_name");
    if (name == nullptr || name->text("product_id").empty()) continue;
    relations_[std::string(name->text("product_id"))] = {
        std::string(one.text("product_reference")),
        std::string(one.text("relates_to_product_reference"))};
  }
}

std::optional<CsafProduct> CsafProducts::find(std::string_view id) const {
  const auto relation = relations_.find(id);
  if (relation == relations_.end()) return std::nullopt;
  const auto& [component, platform] = relation->second;
  const auto known = platforms_.find(platform);
  if (known == platforms_.end()) return std::nullopt;
  CsafProduct out;
  out.ecosystem = known->second;
  const auto purl = purls_.find(component);
  const auto parsed = formats::parse_purl(purl == purls_.end() ? "" : purl->second);
  if (parsed && parsed->type == "rpm") {
    fill_from(*parsed, out);
  } else if (parsed) {
    out.ecosystem.clear();  // an image, or a module
  } else {
    fill_from(component, out);
  }
  return out;
}

}  // namespace bulwark::knowledge
