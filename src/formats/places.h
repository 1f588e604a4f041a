// SPDX-License-Identifier: Apache-2.0
// Where in a text a value stands: from a path (formats/path.h) to lines and columns.
//
// A value carries no places, so the text is read again when one is wanted: once per document, then
// every path of it costs a walk down the tree.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "formats/json_error.h"
#include "formats/path.h"
#include "formats/text_positions.h"
#include "formats/yaml_tree.h"

namespace bulwark::formats {

/// Both ends belong to it. Lines and columns count from 1, columns count characters.
struct TextRange {
  TextPlace begin;
  TextPlace end;
  bool operator==(const TextRange&) const = default;
};

enum class TextFormat : std::uint8_t { yaml, json };

/// The places of one document. Movable. The text must outlive it.
class PlaceIndex {
 public:
  /// `text` is one document (of a JSON stream or of split_documents). An error when it cannot be
  /// read.
  static Result<PlaceIndex> build(std::string_view text, TextFormat format,
                                  const Limits& limits = {});

  /// The place of the value at `path`: from the value itself when it is a scalar or a list's item,
  /// from its key when it is a map or a list (or has no text) under a key. Where the path does not
  /// exist, the nearest parent that does. Follows aliases and merge keys to where the text stands;
  /// of repeated keys the last one counts.
  TextRange locate(std::string_view path) const;

  /// The text of the scalar at `path`; nullopt when there is none. Valid as long as this.
  std::optional<std::string_view> scalar(std::string_view path) const;

  /// The places of all scalars in the value at `path`, those of repeated keys and behind aliases
  /// included; none when the path does not exist.
  std::vector<TextRange> scalars_below(std::string_view path) const;

  /// Items of the list at `path`; 0 when it is none.
  std::size_t items(std::string_view path) const;

 private:
  struct Found {
    const YamlNode* key = nullptr;
    const YamlNode* value = nullptr;
    bool whole = false;  ///< the whole path exists
  };

  PlaceIndex(std::string_view text, std::unique_ptr<YamlTree> tree, bool in_bytes)
      : tree_(std::move(tree)), places_(text, in_bytes) {}
  Found find(std::string_view path) const;
  TextRange range(const YamlNode& first, const YamlNode& last) const;
  void collect(const YamlNode& node, int depth, int& visits, std::vector<TextRange>& out) const;

  std::unique_ptr<YamlTree> tree_;
  NodePlaces places_;
};

}  // namespace bulwark::formats
