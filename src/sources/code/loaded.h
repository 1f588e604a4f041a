// SPDX-License-Identifier: Apache-2.0
// For tests: what loading some targets gave, in words.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "io/test_folder.h"
#include "sources/code/load.h"

namespace bulwark::sources::code {

using io::TestFolder;

inline constexpr std::string_view kPod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n";
inline constexpr std::string_view
    kJsonPod = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}})";

struct Loaded {
  model::Inventory inventory;
  LoadSummary summary;

  /// "file:line Kind namespace/name", in order.
  std::vector<std::string> resources() const {
    std::vector<std::tuple<std::uint32_t, std::uint64_t, std::uint32_t, std::string>> found;
    for (const model::Segment& segment : inventory.segments) {
      for (const model::Resource& resource : segment.resources) {
        std::string text = inventory.sources[resource.source].name;
        text = text.substr(text.find_last_of('/') + 1) + ":" + std::to_string(resource.line) + " " +
               resource.title();
        found.emplace_back(resource.source, resource.offset, resource.list_item + 1,
                           std::move(text));
      }
    }
    std::sort(found.begin(), found.end());
    std::vector<std::string> texts;
    for (const auto& each : found) texts.push_back(std::get<3>(each));
    return texts;
  }
  std::vector<std::string> problems() const {
    std::vector<std::string> texts;
    for (const model::Problem& problem : inventory.problems) {
      texts.push_back(problem.what.substr(problem.what.find_last_of('/') + 1) + " " +
                      problem.reason);
    }
    return texts;
  }
  /// documents = resources + problems that stand for one + empty ones
  bool adds_up() const {
    const auto gaps = static_cast<std::uint64_t>(
        std::count_if(inventory.problems.begin(), inventory.problems.end(),
                      [](const auto& problem) { return problem.document; }));
    return inventory.documents == inventory.resources() + gaps + inventory.empty;
  }
};

inline std::unique_ptr<Loaded> load_all(std::vector<std::string> targets,
                                        LoadOptions options = {}) {
  auto loaded = std::make_unique<Loaded>();
  if (options.workers == 0) options.workers = 2;
  Result<LoadSummary> summary = load(targets, options, loaded->inventory);
  EXPECT_TRUE(summary) << summary.error().text();
  if (summary) loaded->summary = std::move(*summary);
  EXPECT_TRUE(loaded->adds_up());
  return loaded;
}

inline std::unique_ptr<Loaded> load_text(std::string_view name, std::string_view text) {
  const TestFolder folder;
  return load_all({folder.write(name, text)});
}

}  // namespace bulwark::sources::code
