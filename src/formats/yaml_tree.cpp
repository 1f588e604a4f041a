// SPDX-License-Identifier: Apache-2.0
// Builds the tree from events, without recursion.
#include "formats/yaml_tree.h"

#include <fmt/core.h>

#include <algorithm>

#include "formats/yaml_scalar.h"
#include "formats/yaml_stream.h"

namespace bulwark::formats {

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
    case YAML_SEQUENCE_END_EVENT:
      open_.back()->end = events.event().end_mark.index;
      open_.pop_back();
      return true;
    case YAML_SCALAR_EVENT:
    case YAML_ALIAS_EVENT:
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT: TRY_VOID(add(events, limits)); return true;
    default: return true;
  }
}

Result<void> YamlTree::add(YamlEvents& events, const Limits& limits) {
  const std::size_t begin = events.event().start_mark.index;
  if (nodes_.size() >= std::min(kMostNodes, limits.entries)) {
    return std::unexpected(events.error_at(
        begin, ErrorCode::limit,
        fmt::format("more than {} values in a document with anchors, merge keys or repeated keys",
                    nodes_.size())));
  }
  YamlNode& node = nodes_.emplace_back();
  node.begin = begin;
  node.end = events.event().end_mark.index;
  TRY_VOID(fill(node, events));
  if (open_.empty()) {
    root_ = &node;
  } else {
    open_.back()->children.push_back(&node);
  }
  if (node.type == YamlNode::Type::map || node.type == YamlNode::Type::list) {
    if (open_.size() >= limits.depth) {
      return std::unexpected(events.error_at(
          begin, ErrorCode::limit, fmt::format("nested deeper than {} levels", limits.depth)));
    }
    open_.push_back(&node);
  }
  return {};
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
      anchor(yaml_text(event.data.scalar.anchor), &node);
      return {};
    case YAML_MAPPING_START_EVENT:
      node.type = YamlNode::Type::map;
      anchor(yaml_text(event.data.mapping_start.anchor), &node);
      return {};
    default:
      node.type = YamlNode::Type::list;
      anchor(yaml_text(event.data.sequence_start.anchor), &node);
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
