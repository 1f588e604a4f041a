// SPDX-License-Identifier: Apache-2.0
// Positions in a text, from characters to bytes to lines and columns, without a walk from its
// begin.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "formats/json_error.h"
#include "formats/yaml_tree.h"

namespace bulwark::formats {

/// Copyable. The text must outlive it.
class TextPositions {
 public:
  explicit TextPositions(std::string_view text);

  /// The byte at which character `character` begins; the end of the text when there is none.
  std::size_t byte_of(std::size_t character) const;
  TextPlace place_at(std::size_t byte) const;
  std::string_view text() const { return text_; }

 private:
  /// A known position: every line's begin, and more within long lines, so that looking one up is
  /// never slow.
  struct Mark {
    std::size_t byte = 0;
    std::size_t character = 0;
    TextPlace place;
  };
  std::string_view text_;
  std::vector<Mark> marks_;
};

/// The nodes of one document in bytes of its text.
class NodePlaces {
 public:
  /// `in_bytes`: nodes know bytes (JSON), not characters (YAML).
  NodePlaces(std::string_view text, bool in_bytes) : positions_(text), in_bytes_(in_bytes) {}

  std::size_t begin_of(const YamlNode& node) const { return byte_of(node.begin); }
  /// Behind the last byte that belongs to the node: libyaml lets block nodes end where the next
  /// token begins.
  std::size_t end_of(const YamlNode& node) const;
  std::size_t byte_of(std::size_t position) const;
  TextPlace place_at(std::size_t byte) const { return positions_.place_at(byte); }
  std::string_view text() const { return positions_.text(); }

 private:
  TextPositions positions_;
  bool in_bytes_;
};

}  // namespace bulwark::formats
