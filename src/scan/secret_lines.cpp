// SPDX-License-Identifier: Apache-2.0
// Replaces ranges of text from the last to the first, so that columns stay right.
#include "scan/secret_lines.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "model/encryption_keys.h"

namespace bulwark::scan {
namespace {

using formats::TextRange;

constexpr std::string_view kMask = "***";
constexpr std::array<std::string_view, 3> kHidden{
    "data", "stringData",
    "metadata.annotations[\"kubectl.kubernetes.io/last-applied-configuration\"]"};

// Byte offset of a column, which counts characters from 1.
std::size_t offset_of(const std::string& line, std::uint32_t column) {
  std::size_t at = 0;
  for (std::uint32_t left = column; at < line.size(); ++at) {
    if ((static_cast<unsigned char>(line[at]) & 0xC0) != 0x80 && --left == 0) break;
  }
  return at;
}

// The text between two columns, both included, becomes the mask.
void hide_columns(std::string& line, std::uint32_t begin, std::uint32_t end) {
  const std::size_t from = offset_of(line, begin);
  const std::size_t to = offset_of(line, end + 1);
  line.replace(from, std::max(to, from) - from, kMask);
}

void hide_text(std::string& line) {
  const std::size_t indent = line.find_first_not_of(" \t");
  if (indent != std::string::npos) line.replace(indent, std::string::npos, kMask);
}

void hide(const TextRange& range, std::vector<std::string>& lines) {
  if (range.begin.line == 0 || range.end.line > lines.size()) return;
  if (range.begin.line == range.end.line) {
    return hide_columns(lines[range.begin.line - 1], range.begin.column, range.end.column);
  }
  for (std::uint32_t line = range.begin.line + 1; line < range.end.line; ++line)
    hide_text(lines[line - 1]);
  std::string& last = lines[range.end.line - 1];
  last.replace(0, offset_of(last, range.end.column + 1), kMask);
  std::string& first = lines[range.begin.line - 1];
  const std::size_t from = offset_of(first, range.begin.column);
  // The mark of a block of text says nothing about it, and what follows stays readable as YAML.
  const bool block = from < first.size() && (first[from] == '|' || first[from] == '>');
  first.replace(block ? from + 1 : from, std::string::npos, block ? "" : kMask);
}

// A value that was commented out is one all the same.
void hide_comments(const TextRange& range, std::vector<std::string>& lines) {
  for (std::uint32_t line = range.begin.line; line <= range.end.line && line <= lines.size();
       ++line) {
    std::string& text = lines[line - 1];
    const std::size_t indent = text.find_first_not_of(" \t");
    if (indent != std::string::npos && text[indent] == '#') {
      text.replace(indent + 1, std::string::npos, " ***");
      continue;
    }
    const std::size_t comment = text.find(" #");
    if (comment != std::string::npos) text.replace(comment, std::string::npos, " # ***");
  }
}

/// What is to be hidden.
struct Hidden {
  std::vector<TextRange> values, comments;

  void add(const formats::PlaceIndex& index, const std::string& path) {
    const auto found = index.scalars_below(path);
    values.insert(values.end(), found.begin(), found.end());
    if (!found.empty()) comments.push_back(index.locate(path));
  }
};

// resources[].providers[].aescbc.keys, and all comments: a key that was taken out may still be in
// one.
void add_encryption_keys(const formats::PlaceIndex& index, std::uint32_t lines, Hidden& out) {
  constexpr std::array<std::string_view, 3> kProviders{"aescbc", "aesgcm", "secretbox"};
  if (!model::is_encryption_configuration(index.scalar("kind").value_or(""))) return;
  out.comments.push_back({{1, 1}, {lines, 1}});
  for (std::size_t i = 0; i < index.items("resources"); ++i) {
    const std::string list = "resources" + formats::item_step(i) + ".providers";
    for (std::size_t j = 0; j < index.items(list); ++j) {
      for (const std::string_view provider : kProviders)
        out.add(index, fmt::format("{}{}.{}.keys", list, formats::item_step(j), provider));
    }
  }
}

}  // namespace

void hide_secret_values(const formats::PlaceIndex& index, std::vector<std::string>& lines) {
  std::vector<std::string> objects{""};
  const std::size_t items = index.items("items");
  for (std::size_t i = 0; i < items; ++i) objects.push_back("items" + formats::item_step(i));
  // The items of a typed list need not say what they are.
  const bool typed = index.scalar("kind") == "SecretList";
  Hidden all;
  add_encryption_keys(index, static_cast<std::uint32_t>(lines.size()), all);
  for (const std::string& object : objects) {
    const bool secret = index.scalar(formats::join_path(object, "kind")) == "Secret";
    if (!secret && !(typed && !object.empty())) continue;
    for (const std::string_view hidden : kHidden)
      all.add(index, formats::join_path(object, hidden));
  }
  const auto later = [](const TextRange& a, const TextRange& b) {
    return std::pair(a.begin.line, a.begin.column) > std::pair(b.begin.line, b.begin.column);
  };
  std::vector<TextRange>& ranges = all.values;
  std::sort(ranges.begin(), ranges.end(), later);
  ranges.erase(std::unique(ranges.begin(), ranges.end()), ranges.end());
  for (const TextRange& range : ranges) hide(range, lines);
  for (const TextRange& range : all.comments) hide_comments(range, lines);
}

}  // namespace bulwark::scan
