// SPDX-License-Identifier: Apache-2.0
// One segment a node, in a pool of its own.
#include "scan/node_documents.h"

#include <fmt/core.h>

#include <memory>
#include <utility>

#include "extractors/config/config_file.h"
#include "model/own_documents.h"
#include "scan/node.h"

namespace bulwark::scan {
namespace {

// Beside those of components (0xFFFD) and whatever else is not read by a worker; one a node.
constexpr std::uint16_t kLastPool = 0xFFFC;

std::string root_of(std::string_view target) {
  const std::string_view root = target.substr(kNodeTarget.size());
  return root.empty() ? "/" : std::string(root);
}

}  // namespace

NodeDocuments::NodeDocuments(std::string_view target, const NodeOptions& options,
                             model::Inventory& inventory)
    : inventory_(inventory),
      root_(root_of(target)),
      facts_(sources::node::read_node(root_)),
      today_(options.today),
      among_others_(!options.node.empty()),
      source_(static_cast<std::uint32_t>(inventory.sources.size())),
      segment_{std::make_unique<formats::Pool>(
                   static_cast<std::uint16_t>(kLastPool - inventory.sources.size()), options.seed),
               {}},
      builder_(*segment_.pool) {
  if (among_others_) facts_.name = options.node;
  // Nothing of it can be read again as a text.
  inventory_.sources.push_back(
      {.name = std::string(target), .file = {}, .text = std::string(), .rendered = true});
}

std::string NodeDocuments::named(std::string_view what) const {
  const bool as_it_is = !among_others_ || what == facts_.name;
  return as_it_is ? std::string(what) : fmt::format("{}:{}", facts_.name, what);
}

void NodeDocuments::begin(std::string_view kind, std::string_view name) {
  builder_.begin_map(formats::Sharing::unique);
  text("apiVersion", model::kOwnApiVersion);
  text("kind", kind);
  builder_.key("metadata");
  builder_.begin_map(formats::Sharing::unique);
  text("name", named(name));
  builder_.end_map();
  builder_.key("spec");
  builder_.begin_map();
  text("node", facts_.name);
}

void NodeDocuments::end() {
  builder_.end_map();
  builder_.end_map();
  add(builder_.finish());
}

void NodeDocuments::text(std::string_view key, std::string_view value) {
  builder_.key(key);
  builder_.string(value);
}

void NodeDocuments::add(const formats::Value& root) {
  model::Resource& made = segment_.resources.emplace_back();
  made.root = root;
  made.source = source_;
  ++inventory_.documents;
}

void NodeDocuments::problem(std::string what, std::string reason) {
  model::Problem one;
  one.what = inventory_.sources[source_].name + ": " + std::move(what);
  one.reason = std::move(reason);
  inventory_.problems.push_back(std::move(one));
}

void NodeDocuments::not_in_a_folder(std::string what, std::string reason) {
  problem(std::move(what), std::move(reason));
  inventory_.problems.back().waived_by = "a copied folder";
}

Result<formats::Value> NodeDocuments::read_yaml(const std::string& path) {
  const auto file = root_.read(path, kLargestNodeFile);
  if (!file) return std::unexpected(Error(file.error()).context(path));
  auto read = extractors::config::read_config(*file, builder_);
  if (!read) return std::unexpected(std::move(read.error()).context(path));
  return read;
}

void NodeDocuments::finish() { inventory_.segments.push_back(std::move(segment_)); }

}  // namespace bulwark::scan
