// SPDX-License-Identifier: Apache-2.0
// Builds the tree from events, without recursion.
#include "formats/yaml_tree.h"

#include <fmt/core.h>

#include <algorithm>

#include "formats/yaml_scalar.h"
#include "formats/yaml_stream.h"

namespace bulwark::formats {

namespace {

std::string_view anchor_of(const yaml_event_t& event) {
  switch (event.type) {
    case YAML_SCALAR_EVENT: return yaml_text(event.data.scalar.anchor);
    case YAML_MAPPING_START_EVENT: return yaml_text(event.data.mapping_start.anchor);
    case YAML_SEQUENCE_START_EVENT: return yaml_text(event.data.sequence_start.anchor);
    default: return {};
  }
}

}  // namespace

bool is_key(const YamlNode& node, std::string_view name) {
  const YamlNode& key = follow(node);
  if (key.type != YamlNode::Type::scalar) return false;
  if (key.text == name) return true;
  if (!key.plain) return false;
  const YamlScalar scalar = resolve_plain(key.text);
  return scalar.type != ScalarType::string && key_text(scalar, key.text) == name;
}

bool is_merge_key(const YamlNode& key) {
  return key.type == YamlNode::Type::scalar && key.text == "<<" &&
         (key.plain || key.tag == kMergeTag);
}

Result<void> YamlTree::parse(std::string_view text, const Limits& limits) {
  YamlEvents events(text);
  for (;;) {
    if (!events.next()) return std::unexpected(events.error());
    const bool more = TRY(take(events, limits));
    if (!more) return {};
  }
}

Result<bool> YamlTree::take(YamlEvents& events, const Limits& limits) {
  switch (events.event().type) {
    case YAML_STREAM_END_EVENT: return false;
    case YAML_DOCUMENT_END_EVENT: TRY_VOID(expect_stream_end(events)); return false;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT: close(events.event().end_mark.index); return true;
    case YAML_SCALAR_EVENT:
    case YAML_ALIAS_EVENT:
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT: TRY_VOID(add(events, limits)); return true;
    default: return true;
  }
}

Result<void> YamlTree::add(YamlEvents& events, const Limits& limits) {
  YamlNode node;
  node.begin = events.event().start_mark.index;
  node.end = events.event().end_mark.index;
  TRY_VOID(fill(node, events));
  Result<void> added = put(node, limits);
  if (!added)
    return std::unexpected(events.error_at(node.begin, added.error().code, added.error().message));
  anchor(anchor_of(events.event()), &nodes_.back());
  return {};
}

Result<void> YamlTree::put(const YamlNode& node, const Limits& limits) {
  if (nodes_.size() >= std::min(kMostNodes, limits.entries)) {
    return fail(
        ErrorCode::limit,
        fmt::format("more than {} values in a document with anchors, merge keys or repeated keys",
                    nodes_.size()));
  }
  const bool opens = node.type == YamlNode::Type::map || node.type == YamlNode::Type::list;
  if (opens && open_.size() >= limits.depth) {
    return fail(ErrorCode::limit, fmt::format("nested deeper than {} levels", limits.depth));
  }
  YamlNode& kept = nodes_.emplace_back(node);
  if (open_.empty()) {
    root_ = &kept;
  } else {
    open_.back()->children.push_back(&kept);
  }
  if (opens) open_.push_back(&kept);
  return {};
}

void YamlTree::close(std::size_t end) {
  open_.back()->end = end;
  open_.pop_back();
}

Result<void> YamlTree::fill(YamlNode& node, YamlEvents& events) {
  const yaml_event_t& event = events.event();
  switch (event.type) {
    case YAML_ALIAS_EVENT:
      node.type = YamlNode::Type::alias;
      node.text = arena_.copy(yaml_text(event.data.alias.anchor));
      node.target = find_anchor(node.text);
      if (node.target != nullptr) return {};
      return std::unexpected(
          events.error_at(node.begin, ErrorCode::malformed,
                          fmt::format("no anchor '&{}' stands before this", node.text)));
    case YAML_SCALAR_EVENT:
      node.plain = event.data.scalar.plain_implicit != 0;
      node.block = event.data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
                   event.data.scalar.style == YAML_FOLDED_SCALAR_STYLE;
      node.tag = arena_.copy(yaml_text(event.data.scalar.tag));
      node.text = arena_.copy(scalar_text(event));
      return {};
    case YAML_MAPPING_START_EVENT:
      node.type = YamlNode::Type::map;
      node.block = event.data.mapping_start.style != YAML_FLOW_MAPPING_STYLE;
      return {};
    default:
      node.type = YamlNode::Type::list;
      node.block = event.data.sequence_start.style != YAML_FLOW_SEQUENCE_STYLE;
      return {};
  }
}

const YamlNode* YamlTree::find_anchor(std::string_view name) const {
  const auto at = anchors_.find(name);
  return at == anchors_.end() ? nullptr : at->second;
}

// A name that comes again stands for the later node from there on.
void YamlTree::anchor(std::string_view name, const YamlNode* node) {
  if (name.empty()) return;
  anchors_[std::string(name)] = node;
}

}  // namespace bulwark::formats
