// SPDX-License-Identifier: Apache-2.0
#include "scan/node_facts.h"

#include <fmt/core.h>

#include <utility>

#include "formats/json.h"
#include "formats/json_object.h"
#include "formats/value_fields.h"
#include "model/own_documents.h"

namespace bulwark::scan {
namespace {

using formats::JsonObject;
using formats::Value;

constexpr std::string_view kKind = "NodeFacts";

// Nobody else's kinds: a node cannot speak of pods or bindings.
bool is_own_document(const Value& root) {
  const Value* metadata = root.find("metadata");
  return root.is_map() && root.text("apiVersion") == model::kOwnApiVersion &&
         !root.text("kind").empty() && metadata != nullptr && !metadata->text("name").empty() &&
         metadata->text("namespace").empty();
}

Result<NodeFacts> facts_in(const Value& root) {
  if (!root.is_map() || root.text("kind") != kKind ||
      root.text("apiVersion") != model::kOwnApiVersion) {
    return fail(ErrorCode::unsupported,
                fmt::format("these are no {} of {}", kKind, model::kOwnApiVersion));
  }
  NodeFacts facts;
  const Value* spec = root.find("spec");
  if (spec == nullptr || !spec->is_map()) return fail(ErrorCode::malformed, "there is no spec");
  if (const Value* metadata = root.find("metadata")) facts.node = metadata->text("name");
  facts.taken_at = spec->text("takenAt");
  for (const Value& one : formats::items_of(*spec, "documents")) {
    if (!is_own_document(one))
      return fail(ErrorCode::malformed, "a document is not one that tells of a node");
    facts.documents.push_back(one);
  }
  for (const Value& one : formats::items_of(*spec, "gaps"))
    facts.gaps.push_back({std::string(one.text("what")), std::string(one.text("reason"))});
  return facts;
}

}  // namespace

std::string node_facts_text(const NodeFacts& facts) {
  std::vector<std::string> documents, gaps;
  documents.reserve(facts.documents.size());
  for (const Value& one : facts.documents) documents.push_back(formats::json_text(one));
  gaps.reserve(facts.gaps.size());
  for (const NodeFacts::Gap& one : facts.gaps)
    gaps.push_back(JsonObject().text("what", one.what).text("reason", one.reason).take());
  return JsonObject()
      .text("apiVersion", model::kOwnApiVersion)
      .text("kind", kKind)
      .raw("metadata", JsonObject().text("name", facts.node).take())
      .raw("spec", JsonObject()
                       .text("takenAt", facts.taken_at)
                       .raw("documents", formats::json_array(documents))
                       .raw("gaps", formats::json_array(gaps))
                       .take())
      .take();
}

Result<NodeFacts> read_node_facts(std::string text, formats::Builder& builder) {
  const std::size_t size = text.size();
  text.resize(size + formats::kJsonPadding);
  formats::DocumentOptions options;
  options.resource = false;
  const formats::Document read = TRY(
      formats::JsonReader().read(std::string_view(text.data(), size), builder, options));
  return facts_in(read.root);
}

}  // namespace bulwark::scan
