// SPDX-License-Identifier: Apache-2.0
// Thousands of made documents, each in a random layout, and random edits to them, by fixed seeds.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <random>

#include "formats/edit_property.h"

namespace bulwark::formats {
namespace {

constexpr std::uint32_t kDocuments = 600;

// A tree that knows its text and its paths. Each leaf's text occurs once in a document, so that
// lines can be told apart.
class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {
    map_step_ = 1 + pick(4);
    list_step_ = pick(3);
    end_ = pick(4) == 0 ? "\r\n" : "\n";
  }

  std::string document() {
    std::string out = pick(3) == 0 ? "# begin" + end_ : "";
    map(out, 0, "", 0);
    if (pick(4) == 0) out.resize(out.size() - end_.size());
    return out;
  }

  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }
  const std::string& any_path() { return paths_[pick(static_cast<std::uint32_t>(paths_.size()))]; }

 private:
  void end_line(std::string& out) {
    if (pick(5) == 0) out += fmt::format(" # c{}", ++count_);
    out += end_;
    if (pick(8) == 0)
      out += fmt::format("{}# line {}{}", std::string(pick(6), ' '), ++count_, end_);
    if (pick(10) == 0) out += end_;
  }

  void map(std::string& out, std::uint32_t column, const std::string& path, int depth) {
    const std::uint32_t entries = 1 + pick(4);
    for (std::uint32_t i = 0; i < entries; ++i) {
      if (i > 0) out += std::string(column, ' ');
      const std::string key = fmt::format("k{}", i);
      out += key + ":";
      value(out, column, join_path(path, key), depth);
    }
  }

  void value(std::string& out, std::uint32_t column, const std::string& path, int depth) {
    paths_.push_back(path);
    const std::uint32_t kind = pick(depth > 3 ? 6 : 9);
    if (kind == 6 || kind == 7) {
      end_line(out);
      out += std::string(column + map_step_, ' ');
      return map(out, column + map_step_, path, depth + 1);
    }
    if (kind == 8) {
      end_line(out);
      return list(out, column + list_step_, path, depth + 1);
    }
    if (kind == 5) {
      out += fmt::format(" |{}  {}text {}{}", end_, std::string(column, ' '), ++count_, end_);
      return;
    }
    static constexpr std::array<std::string_view, 5> kScalars{" w{}", " 'q {}'", " \"d\\n{}\"",
                                                              " {{f: v{}, g: []}}", ""};
    out += fmt::format(fmt::runtime(kScalars.at(kind)), ++count_);
    end_line(out);
  }

  void list(std::string& out, std::uint32_t column, const std::string& path, int depth) {
    const std::uint32_t items = 1 + pick(3);
    for (std::uint32_t i = 0; i < items; ++i) {
      out += std::string(column, ' ') + "-";
      const std::string item = path + item_step(i);
      paths_.push_back(item);
      if (pick(2) == 0) {
        out += fmt::format(" w{}", ++count_);
        end_line(out);
      } else {
        out += " ";
        map(out, column + 2, item, depth + 1);
      }
    }
  }

  std::mt19937 random_;
  std::uint32_t map_step_ = 2, list_step_ = 0;
  std::uint32_t count_ = 0;
  std::string end_;
  std::vector<std::string> paths_;
};

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    std::string_view line = text.substr(0, end);
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
    text.remove_prefix(end);
  }
  return lines;
}

// Lines of `a` that are not in `b`, as many times.
std::size_t lost(const std::string& a, const std::string& b) {
  std::vector<std::string> left = lines_of(b);
  std::size_t count = 0;
  for (const std::string& line : lines_of(a)) {
    const auto found = std::find(left.begin(), left.end(), line);
    if (found == left.end()) {
      ++count;
    } else {
      left.erase(found);
    }
  }
  return count;
}

TEST(YamlEditProperty, ANewKeyChangesAtMostTheLineItJoins) {
  std::size_t done = 0, lines = 0;
  for (std::uint32_t seed = 1; seed <= kDocuments; ++seed) {
    Maker maker(seed);
    const std::string text = maker.document();
    const std::string path = maker.any_path() + ".added.deep";
    ASSERT_EQ(wrong_after_set(text, path, "true"), "") << seed << "\n" << text << path;
    const std::vector<Edit> edits{{path, "true"}};
    const auto out = edit_text(text, TextFormat::yaml, edits);
    if (!out) continue;
    ++done;
    lines += lost(text, *out);
    ASSERT_LE(lost(text, *out), 1U) << seed << "\n" << text << "\n=>\n" << *out;
    ASSERT_LE(lost(*out, text), 3U) << seed << "\n" << text << "\n=>\n" << *out;
  }
  EXPECT_GT(done, kDocuments / 4)
      << "paths through scalars and lists are refused, maps must not be";
  EXPECT_LT(lines, done / 2);
}

TEST(YamlEditProperty, WhatIsSetStandsThereAndASecondTimeChangesNothing) {
  std::size_t done = 0;
  for (std::uint32_t seed = 1; seed <= kDocuments; ++seed) {
    Maker maker(seed);
    const std::string text = maker.document();
    const std::string path = maker.any_path();
    for (const std::string json : {"7", "\"a: b\"", "[\"x\",1]", R"({"p":{"q":[true]}})", "null"}) {
      ASSERT_EQ(wrong_after_set(text, path, json), "") << seed << "\n" << text << path << json;
      done += edit_text(text, TextFormat::yaml, std::vector<Edit>{{path, json}}) ? 1 : 0;
    }
  }
  EXPECT_GT(done, kDocuments * 5 * 97 / 100) << "hardly any layout may be refused";
}

TEST(YamlEditProperty, WhatIsRemovedIsGoneAndCommentsElsewhereStay) {
  std::size_t done = 0;
  for (std::uint32_t seed = 1; seed <= kDocuments; ++seed) {
    Maker maker(seed);
    const std::string text = maker.document();
    const std::vector<Edit> edits{{maker.any_path(), std::nullopt}};
    const auto out = edit_text(text, TextFormat::yaml, edits);
    if (!out) {
      EXPECT_EQ(out.error().code, ErrorCode::unsupported) << out.error().text();
      continue;
    }
    ++done;
    // What is new is a bracket pair in place of the last entry, or the entry that moved up.
    ASSERT_LE(lost(*out, text), 1U) << seed << "\n" << text << "\n=>\n" << *out;
  }
  EXPECT_GT(done, kDocuments * 9 / 10);
}

}  // namespace
}  // namespace bulwark::formats
