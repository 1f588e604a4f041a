// SPDX-License-Identifier: Apache-2.0
#include "sources/code/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "sources/code/loaded.h"

namespace bulwark::sources::code {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

/// Gives `text` to standard input.
std::unique_ptr<Loaded> load_piped(std::string_view text, LoadOptions options = {}) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  std::jthread writer([&, rest = text]() mutable {
    while (!rest.empty()) {
      const ssize_t count = ::write(ends[1], rest.data(), rest.size());
      if (count <= 0) break;
      rest.remove_prefix(static_cast<std::size_t>(count));
    }
    ::close(ends[1]);
  });
  options.standard_input = ends[0];
  auto loaded = load_all({"-"}, options);
  writer.join();
  ::close(ends[0]);
  return loaded;
}

TEST(Load, ReadsAllDocumentsOfAYamlFile) {
  const auto loaded = load_text("a.yaml", "# first\n---\n" + std::string(kPod) +
                                              "---\n# nothing\n---\n" + std::string(kPod) +
                                              "  namespace: shop\n");
  EXPECT_THAT(loaded->resources(), ElementsAre("a.yaml:3 Pod a", "a.yaml:10 Pod shop/a"));
  EXPECT_EQ(loaded->inventory.documents, 3U);
  EXPECT_EQ(loaded->inventory.empty, 1U);
}

TEST(Load, FlattensLists) {
  const auto loaded = load_text(
      "list.yaml",
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleList\nitems:\n"
      "- metadata: {name: a}\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: b}\n- 7\n");
  EXPECT_THAT(loaded->resources(), ElementsAre("list.yaml:1 Role a", "list.yaml:1 Pod b"));
  EXPECT_THAT(loaded->problems(),
              ElementsAre("list.yaml:1:1 items[2]: it is a number, not a Kubernetes object"));
  EXPECT_EQ(loaded->inventory.segments[0].resources.size() +
                loaded->inventory.segments[1].resources.size(),
            2U);
  EXPECT_EQ(loaded->inventory.documents, 3U);
}

TEST(Load, GivesItemsOfATypedListTheirType) {
  const auto loaded = load_text("list.json",
                                R"({"kind":"RoleList","apiVersion":"rbac.authorization.k8s.io/v1",
    "items":[{"metadata":{"name":"a"}}]})");
  EXPECT_THAT(loaded->resources(), ElementsAre("list.json:2 Role a"));
  for (const model::Segment& segment : loaded->inventory.segments) {
    for (const model::Resource& resource : segment.resources) {
      EXPECT_EQ(resource.api_version(), "rbac.authorization.k8s.io/v1");
    }
  }
}

TEST(Load, CountsAnEmptyListAsAnEmptyDocument) {
  EXPECT_EQ(load_text("a.json", R"({"apiVersion":"v1","kind":"List","items":[]})")->inventory.empty,
            1U);
  EXPECT_EQ(load_text("a.yaml", "apiVersion: v1\nkind: List\nitems: []\n")->inventory.empty, 1U);
  EXPECT_EQ(load_text("a.yaml", "apiVersion: v1\nkind: PodList\nitems:\n")->inventory.empty, 0U);
}

TEST(Load, ReadsIndentedAndConcatenatedJson) {
  const auto loaded = load_text(
      "a.json", "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"Pod\"\n}\n" + std::string(kJsonPod));
  EXPECT_THAT(loaded->resources(), ElementsAre("a.json:1 Pod ", "a.json:5 Pod a"));
}

TEST(Load, TellsJsonByItsContent) {
  EXPECT_TRUE(load_text("a.txt", kJsonPod)->inventory.sources[0].json);
  const auto yaml = load_text("a.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: a}}\n");
  EXPECT_FALSE(yaml->inventory.sources[0].json);
  EXPECT_THAT(yaml->resources(), ElementsAre("a.yaml:1 Pod a"));
  EXPECT_THAT(load_text("b.yaml", R"({"apiVersion": v1, "kind": Pod})")->resources(),
              ElementsAre("b.yaml:1 Pod "));
  EXPECT_THAT(
      load_text("c.yaml", std::string(kJsonPod) + "\n---\n" + std::string(kPod))->resources(),
      SizeIs(2));
}

TEST(Load, ReadsNumbersThatJsonReadersRefuse) {
  const auto loaded = load_text(
      "a.json",
      R"({"apiVersion":"v1","kind":"Pod","spec":{"large":123456789012345678901234567890}})");
  EXPECT_THAT(loaded->resources(), ElementsAre("a.json:1 Pod "));
}

TEST(Load, ReadsAFileWithAByteOrderMark) {
  EXPECT_THAT(load_text("a.json", "\xEF\xBB\xBF" + std::string(kJsonPod))->resources(), SizeIs(1));
  EXPECT_THAT(load_text("a.yaml", "\xEF\xBB\xBF" + std::string(kPod))->resources(), SizeIs(1));
}

TEST(Load, SaysWhyADocumentIsNoObject) {
  const auto loaded = load_text(
      "a.yaml",
      "kind: Pod\n---\napiVersion: v1\n---\n\n# a comment\n- 1\n---\napiVersion: v1\nkind: 7\n---\n"
      "apiVersion: v1\nkind: Pod\nmetadata: []\n---\napiVersion: v1\nkind: Pod\n"
      "metadata: {name: 7}\n---\n" +
          std::string(kPod));
  EXPECT_THAT(loaded->problems(),
              ElementsAre("a.yaml:1:1 no apiVersion: not a Kubernetes object",
                          "a.yaml:3:1 no kind: not a Kubernetes object",
                          "a.yaml:7:1 it is a list, not a Kubernetes object",
                          "a.yaml:9:1 kind must be a string, not a number",
                          "a.yaml:12:1 metadata must be a map, not a list",
                          "a.yaml:16:1 metadata.name must be a string, not a number"));
  EXPECT_THAT(loaded->resources(), SizeIs(1));
  EXPECT_EQ(loaded->inventory.problems[0].line, 1U);
}

TEST(Load, GoesOnAfterADocumentThatDoesNotParse) {
  const auto loaded = load_text("a.yaml",
                                std::string(kPod) + "---\nkind: \"Pod\n---\n" + std::string(kPod));
  EXPECT_THAT(loaded->resources(), SizeIs(2));
  ASSERT_THAT(loaded->problems(), SizeIs(1));
  EXPECT_THAT(loaded->problems()[0], HasSubstr("a.yaml:"));
  EXPECT_GE(loaded->inventory.problems[0].line, 5U);
}

TEST(Load, PlacesAnErrorInsideAListItem) {
  const auto loaded = load_text("a.json", "{\"kind\":\"List\",\"items\":[" + std::string(kJsonPod) +
                                              ",\n  {\"apiVersion\": nope}]}");
  EXPECT_THAT(loaded->resources(), SizeIs(1));
  ASSERT_THAT(loaded->inventory.problems, SizeIs(1));
  EXPECT_EQ(loaded->inventory.problems[0].line, 2U);
  EXPECT_EQ(loaded->inventory.problems[0].column, 18U);
}

TEST(Load, ReportsTruncatedJson) {
  const auto loaded = load_text("a.json", std::string(kJsonPod) + "\n{\"apiVersion\":\"v1\",\"ki");
  EXPECT_THAT(loaded->resources(), SizeIs(1));
  ASSERT_THAT(loaded->inventory.problems, SizeIs(1));
  EXPECT_EQ(loaded->inventory.problems[0].line, 2U);
}

TEST(Load, RemembersRepeatedKeys) {
  const auto loaded = load_text("a.json",
                                R"({"apiVersion":"v1","kind":"Pod","spec":{"a":1,"a":2}})");
  ASSERT_THAT(loaded->inventory.duplicate_keys, SizeIs(1));
  EXPECT_EQ(loaded->inventory.duplicate_keys[0].path, "spec");
  EXPECT_EQ(loaded->inventory.duplicate_keys[0].key, "a");
  const auto list = load_text("a.yaml",
                              "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n"
                              "  metadata: {name: a}\n  spec: {b: 1, b: 2}\n");
  ASSERT_THAT(list->inventory.duplicate_keys, SizeIs(1));
  EXPECT_EQ(list->inventory.duplicate_keys[0].path, "spec");
}

TEST(Load, KeepsTheTextOfStandardInputForCodeFrames) {
  const auto yaml = load_piped(kPod);
  EXPECT_THAT(yaml->resources(), ElementsAre("-:1 Pod a"));
  EXPECT_EQ(yaml->inventory.sources[0].text, kPod);
  LoadOptions options;
  options.keep_text = 10;
  EXPECT_EQ(load_piped(kPod, options)->inventory.sources[0].text, std::nullopt);
}

TEST(Load, DoesNotKeepAStreamOfLines) {
  std::string lines;
  for (int i = 0; i < 200'000; ++i) lines += std::string(kJsonPod) + "\n";
  const auto loaded = load_piped(lines);
  EXPECT_EQ(loaded->inventory.sources[0].text, std::nullopt);
  EXPECT_EQ(loaded->inventory.resources(), 200'000U);
  EXPECT_TRUE(loaded->inventory.sources[0].json);
}

TEST(Load, SaysThatStandardInputIsEmpty) {
  EXPECT_THAT(load_piped("")->problems(), ElementsAre(HasSubstr("it is empty")));
}

TEST(Load, CutsALargeFileAcrossBlocks) {
  const TestFolder folder;
  std::string list = "{\"apiVersion\": \"v1\",\n\"items\": [\n";
  std::string yaml;
  for (int i = 0; i < 30'000; ++i) {
    const std::string name = "n" + std::to_string(i);
    list += (i > 0 ? ",\n  {" : "  {") +
            std::string("\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"") + name +
            "\",\"annotations\":{\"x\":\"" + std::string(500, 'y') + "\"}}}";
    yaml += "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: " + name +
            "\n  annotations: {x: " + std::string(300, 'y') + "}\n";
  }
  list += "],\n\"kind\": \"List\"}\n";
  const auto loaded = load_all({folder.write("list.json", list), folder.write("many.yaml", yaml)});
  EXPECT_EQ(loaded->inventory.documents, 60'000U);
  EXPECT_EQ(loaded->inventory.resources(), 60'000U);
  for (const model::Segment& segment : loaded->inventory.segments) {
    for (const model::Resource& resource : segment.resources) {
      const std::string& text = resource.source == 0 ? list : yaml;
      const std::string_view slice = std::string_view(text).substr(resource.offset,
                                                                   resource.length);
      ASSERT_TRUE(slice.starts_with(resource.source == 0 ? "{" : "apiVersion"));
      ASSERT_NE(slice.find(resource.name()), std::string_view::npos);
      const std::string name = std::string(resource.name()).substr(1);
      const auto index = static_cast<std::uint32_t>(std::stoul(name));
      ASSERT_EQ(resource.line, resource.source == 0 ? 3 + index : 2 + 6 * index);
    }
  }
}

TEST(Load, CountsProgress) {
  const TestFolder folder;
  Progress progress;
  LoadOptions options;
  options.progress = &progress;
  load_all({folder.write("a.yaml", kPod)}, options);
  EXPECT_EQ(progress.bytes_total, kPod.size());
  EXPECT_EQ(progress.bytes_done, kPod.size());
}

TEST(Load, StopsWhenItIsInterrupted) {
  const TestFolder folder;
  std::stop_source stop;
  stop.request_stop();
  LoadOptions options;
  options.stop = stop.get_token();
  model::Inventory inventory;
  const std::vector<std::string> targets{folder.write("a.yaml", kPod)};
  EXPECT_EQ(load(targets, options, inventory).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace bulwark::sources::code
