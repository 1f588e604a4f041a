// SPDX-License-Identifier: Apache-2.0
#include "scan/publish_node.h"

#include <fmt/core.h>

#include <algorithm>

#include "formats/base64.h"
#include "formats/json_object.h"
#include "formats/zstd.h"
#include "model/node_facts.h"
#include "model/redact.h"
#include "scan/node.h"

namespace bulwark::scan {
namespace {

using formats::JsonObject;

// The API server's limit for a ConfigMap is 1 MiB of data.
constexpr std::size_t kMostBytes = std::size_t{1000} << 10;

// As a DNS subdomain, as names of nodes are (RFC 1123).
bool is_node_name(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  constexpr std::size_t kLongest = 253;
  return !name.empty() && name.size() <= kLongest && std::ranges::all_of(name, letter);
}

std::string config_map_name(const NodeFacts& facts) {
  return std::string(model::kNodeFactsPrefix) + facts.node;
}

}  // namespace

Result<NodeFacts> read_node_to_publish(std::string_view target, const NodeOptions& options,
                                       std::string_view taken_at, model::Inventory& inventory) {
  const AddedNode added = add_node(target, options, inventory);
  if (added.name.empty())
    return fail(ErrorCode::not_found, "the node's name is not known: --node NAME says it");
  if (!is_node_name(added.name))
    return fail(ErrorCode::malformed, fmt::format("'{}' is no name of a node", added.name));
  if (!added.runs_kubernetes)
    return fail(ErrorCode::not_found,
                "nothing of Kubernetes is there: no known file, and no "
                "component runs");
  NodeFacts facts{added.name, std::string(taken_at), {}, {}};
  for (model::Segment& segment : inventory.segments) {
    model::Redactor redactor(*segment.pool);
    for (const model::Resource& one : segment.resources)
      facts.documents.push_back(redactor.redact(one.root));
  }
  for (const model::Problem& one : inventory.problems) {
    if (!one.waived_by.empty()) continue;  // a folder's, not the node's
    std::string_view what = one.what;
    what.remove_prefix(std::min(what.size(), target.size() + 2));  // "node:/: "
    facts.gaps.push_back({std::string(what), one.reason});
  }
  return facts;
}

Result<std::string> node_facts_config_map(const NodeFacts& facts) {
  const std::string bytes = formats::encode_base64(formats::compress_zstd(node_facts_text(facts)));
  if (bytes.size() > kMostBytes)
    return fail(ErrorCode::limit, fmt::format("the facts take {} bytes, more than a ConfigMap of "
                                              "{} can hold",
                                              bytes.size(), kMostBytes));
  JsonObject metadata;
  metadata.text("name", config_map_name(facts))
      .text("namespace", model::kNodeFactsNamespace)
      .raw("labels", JsonObject().text(model::kNodeFactsLabel, "v1").take());
  return JsonObject()
      .text("apiVersion", "v1")
      .text("kind", "ConfigMap")
      .raw("metadata", std::move(metadata).take())
      .raw("binaryData", JsonObject().text(model::kNodeFactsKey, bytes).take())
      .take();
}

std::string node_facts_path(const NodeFacts& facts) {
  return fmt::format("/api/v1/namespaces/{}/configmaps/{}", model::kNodeFactsNamespace,
                     config_map_name(facts));
}

}  // namespace bulwark::scan
