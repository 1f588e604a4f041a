// SPDX-License-Identifier: Apache-2.0
// How a document is written (indentation, line ends, spaces within braces), and new values written
// the same way.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/text_positions.h"
#include "formats/value.h"

namespace bulwark::formats {

/// The text and tree must outlive it.
class TextStyle {
 public:
  TextStyle(const YamlNode& root, const NodePlaces& places, bool json);

  /// `value` within braces, or as JSON where the document is JSON.
  std::string flow(const Value& value) const;
  /// `key: value` within braces.
  std::string flow_entry(std::string_view key, const Value& value) const;
  /// A scalar in YAML; quoted as the text that it takes the place of, where that is quoted.
  std::string scalar(const Value& value, std::string_view before = {}) const;

  /// Lines for an entry of a block map whose keys stand at `column` (from 0), the first without its
  /// indentation; `at` is where they go: the style is the one nearest to it.
  std::string block_entry(std::string_view key, const Value& value, std::size_t column,
                          std::size_t at) const;
  /// The same for the items of a list whose dashes stand at `column`.
  std::string block_items(const Value& list, std::size_t column, std::size_t at) const;

  /// What new lines begin with, behind `at`: the line end in use there, and `column` spaces.
  std::string new_line(std::size_t column, std::size_t at) const;
  std::size_t column_of(std::size_t byte) const { return places_.place_at(byte).column - 1; }
  /// How much deeper than its key a map, and a list, stands in the lines around `at`.
  std::size_t map_step(std::size_t at) const { return nearest(map_steps_, at, 2); }
  std::size_t list_step(std::size_t at) const { return nearest(list_steps_, at, 2); }
  /// Between the items of lists and maps in braces.
  std::string_view comma() const { return spaced_ ? ", " : ","; }

 private:
  using Samples = std::vector<std::pair<std::size_t, std::size_t>>;  ///< byte, step
  static std::size_t nearest(const Samples& samples, std::size_t at, std::size_t none);
  void sample(const YamlNode& map);
  std::string block_value(const Value& value, std::size_t column, std::size_t at) const;
  std::string block_map(const Value& map, std::size_t column, std::size_t at) const;

  const NodePlaces& places_;
  bool json_;
  bool spaced_ = true;
  Samples map_steps_, list_steps_;
};

}  // namespace bulwark::formats
